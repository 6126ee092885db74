import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { makeLiveStudy, STUDY_IMAGES, withCopy } from '../../../test/studies/live-study.js';
import { FEATURE_COUNT } from '../../../test/studies/study.js';
import type { Observer } from '../../base/observer.js';
import type { Project } from '../index.js';
import { chooseSample } from './histograms.js';
import { type LiveFacts, openLive } from './index.js';

let folder: string;

beforeAll(async () => {
  folder = await makeLiveStudy();
});

function createListener(): { tasks: string[]; observer: Observer } {
  const tasks: string[] = [];
  const observer = {
    signal: undefined,
    progress: ({ task }: { task: string }) => void tasks.push(task),
    info: () => {},
    warn: () => {},
  };
  return { tasks, observer };
}

const listCache = (project: Project) => readdir(path.join(project.layout.cache, 'live'));

/** Values of a feature in training images of a class, or of all other classes. */
const readValues = (feature: number, isWanted: (classIndex: number) => boolean) =>
  STUDY_IMAGES.filter(({ split, classIndex }) => split === 'train' && isWanted(classIndex)).map(
    ({ features }) => features[feature]!,
  );

function countBetween(values: readonly number[], edges: readonly number[]): number[] {
  return edges.slice(1).map((high, bin) => {
    const isLast = bin === edges.length - 2;
    return values.filter((value) => value >= edges[bin]! && (value < high || isLast)).length;
  });
}

describe('activations', () => {
  test('are the features of the class, also of pairs that nobody judged', async () => {
    await withCopy(folder, async (project) => {
      const live = await openLive(project);
      for (let classIndex = 0; classIndex < 4; classIndex++) {
        for (let feature = 0; feature < FEATURE_COUNT; feature++) {
          const { images, values } = (await live.readActivations({ classIndex, feature }))!;
          const own = [...STUDY_IMAGES.entries()].filter(([, image]) => image.classIndex === classIndex);
          expect([...images]).toEqual(own.map(([index]) => index));
          expect([...values]).toEqual(own.map(([, { features }]) => features[feature]));
        }
      }
    });
  });

  test('are counted in histograms, each training image once', async () => {
    await withCopy(folder, async (project) => {
      const live = await openLive(project);
      const { feature } = live.facts.discovery!.pairs.find(({ classIndex }) => classIndex === 2)!;
      const histogram = (await live.computeHistogram({ classIndex: 2, feature }))!;
      const within = readValues(feature, (classIndex) => classIndex === 2);
      const rest = readValues(feature, (classIndex) => classIndex !== 2);
      expect(histogram).toMatchObject({ withinCount: 30, restCount: 90, isSample: false });
      expect(histogram.edges[0]).toBeLessThanOrEqual(Math.min(...within, ...rest));
      expect(histogram.edges.at(-1)).toBeGreaterThanOrEqual(Math.max(...within, ...rest));
      expect(histogram.within).toEqual(countBetween(within, histogram.edges));
      expect(histogram.rest).toEqual(countBetween(rest, histogram.edges));
    });
  });

  test('are gathered once: the next start reads them from the cache', async () => {
    await withCopy(folder, async (project) => {
      const first = createListener();
      const histogram = await (await openLive(project, first.observer)).computeHistogram({
        classIndex: 0,
        feature: 0,
      });
      expect(new Set(first.tasks)).toEqual(new Set(['predicting', 'reading activations']));
      const second = createListener();
      const live = await openLive(project, second.observer);
      expect(second.tasks).toEqual([]);
      expect(await live.computeHistogram({ classIndex: 0, feature: 0 })).toEqual(histogram);
    });
  });

  test('are gathered anew when the cache is gone, damaged or of other pairs', async () => {
    await withCopy(folder, async (project) => {
      const expected = (await openLive(project)).derived.summarizeModels();
      const cache = path.join(project.layout.cache, 'live');
      for (const name of await listCache(project)) {
        const bytes = await readFile(path.join(cache, name));
        await writeFile(path.join(cache, name), bytes.subarray(0, bytes.length - 4));
      }
      const { tasks, observer } = createListener();
      expect((await openLive(project, observer)).derived.summarizeModels()).toEqual(expected);
      expect(tasks).toContain('reading activations');
      const kept = await listCache(project);
      await rm(cache, { recursive: true });
      await openLive(project);
      expect(await listCache(project)).toEqual(kept);
    });
  });
});

test('a sample of many images is even and small', () => {
  const images = Array.from({ length: 45_001 }, (_, index) => ({
    index,
    classIndex: index % 3,
    split: index % 9 === 8 ? 'val' : 'train',
  }));
  const facts = {
    dataset: { images },
    features: { valid: Uint8Array.from(images, ({ index }) => (index === 0 ? 0 : 1)) },
    imagesOfClass: [[], [], []],
  } as unknown as LiveFacts;
  const sample = chooseSample(facts);
  expect(sample.isSample).toBe(true);
  expect(sample.images.length).toBeLessThanOrEqual(20_000);
  expect(sample.images.length).toBeGreaterThan(10_000);
  expect(sample.countOfClass.reduce((sum, count) => sum + count, 0)).toBe(sample.images.length);
  expect(sample.images.every((image) => image % 9 !== 8 && image !== 0)).toBe(true);
  const steps = Array.from(sample.images.subarray(1), (image, place) => image - sample.images[place]!);
  // Every second training image: 2 apart, or 3 where a validation image lies between.
  expect(new Set(steps)).toEqual(new Set([2, 3]));
});
