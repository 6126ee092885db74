/** One model, and two of them, image by image: against models whose answers are known, on the study's own images. */
import { beforeAll, expect, test } from 'vitest';
import { makeLiveStudy, STUDY_IMAGES, withJudgedStudy } from '../../../../test/studies/live-study.js';
import { rankBySpuriosity } from '../../../../test/studies/study.js';
import { SILENT_OBSERVER } from '../../../base/observer.js';
import { mitigateProject } from '../../../project/index.js';
import type { LiveProject } from '../../../project/live/index.js';
import { readHead, writeHead } from '../../../storage/index.js';
import {
  buildClassPredictionsResponse,
  buildComparedImagesResponse,
  buildComparisonResponse,
  buildModelImagesResponse,
  buildModelResponse,
} from '../index.js';

let folder: string;

beforeAll(async () => {
  folder = await makeLiveStudy();
});

/** What the model `by-water` says, by its definition. */
const sayByWater = ({ place, classIndex }: (typeof STUDY_IMAGES)[number]) =>
  place === 'water' ? classIndex : (classIndex + 1) % 4;
const VAL = [...STUDY_IMAGES.entries()].filter(([, { split }]) => split === 'val');

/** What the workspace's own head says of the validation images, as the page of rankings has it. */
async function readHeadPredictions(live: LiveProject): Promise<Map<number, number>> {
  const head = new Map<number, number>();
  for (const classIndex of [0, 1, 2, 3]) {
    const { images, predicted } = await buildClassPredictionsResponse(live, classIndex, 'val', 'head');
    for (const [place, image] of images.entries()) head.set(image, predicted[place]!);
  }
  return head;
}

test('what a model takes for what, and the images behind a row and a column', () =>
  withJudgedStudy(folder, async (live) => {
    const response = await buildModelResponse(live, 'by-water');
    expect(response).toMatchObject({ model: 'by-water', before: null, split: 'val', silentCount: 0 });
    const dry = (classIndex: number) =>
      VAL.filter(([, image]) => image.classIndex === classIndex && image.place !== 'water');
    expect(
      response.confusion.mistakes
        .map(({ label, predicted, imageCount }) => [label, predicted, imageCount])
        .sort(),
    ).toEqual([0, 1, 2, 3].map((label) => [label, (label + 1) % 4, dry(label).length]));
    expect(response.blocks.map((block) => block.toSorted())).toEqual([[0, 1, 2, 3]]);
    const row = await buildModelImagesResponse(live, 'by-water', 'labelled', 1);
    const own = VAL.filter(([, { classIndex }]) => classIndex === 1);
    expect(row.images).toEqual(own.map(([image]) => image));
    expect(row.paths).toEqual(own.map(([, { path }]) => path));
    expect(row.predicted).toEqual(own.map(([, image]) => sayByWater(image)));
    const column = await buildModelImagesResponse(live, 'by-water', 'predicted', 1);
    expect(column.images).toEqual(VAL.filter(([, image]) => sayByWater(image) === 1).map(([image]) => image));
    // Classes 0 and 1 have a cue, 2 and 3 none.
    for (const [place, label] of column.labels.entries()) {
      expect(column.spuriosity[place] === null).toBe(label > 1);
    }
    await expect(buildModelResponse(live, 'nobody')).rejects.toMatchObject({ code: 'model-unknown' });
    await expect(buildModelImagesResponse(live, 'by-water', 'labelled', 4)).rejects.toMatchObject({
      code: 'class-unknown',
    });
  }));

test('images that one of two models alone gets right, by spuriosity', () =>
  withJudgedStudy(folder, async (live) => {
    const head = await readHeadPredictions(live);
    const isRight = (image: number) => head.get(image) === STUDY_IMAGES[image]!.classIndex;
    const expected = VAL.filter(([image, one]) => isRight(image) && sayByWater(one) !== one.classIndex).map(
      ([image]) => image,
    );
    expect(expected.length).toBeGreaterThan(3);
    const response = await buildComparedImagesResponse(live, ['head', 'by-water'], 'only-first');
    expect(response.images.toSorted((a, b) => a - b)).toEqual(expected);
    expect(response.predicted[0]).toEqual(response.labels);
    expect(response.predicted[1]).toEqual(response.images.map((image) => sayByWater(STUDY_IMAGES[image]!)));
    // Sorted by the definition's own spuriosity; those of classes without a cue at the end, in data set order.
    const known = new Map(
      [
        ...rankBySpuriosity(STUDY_IMAGES, 0, 'val', [4, 5]),
        ...rankBySpuriosity(STUDY_IMAGES, 1, 'val', [4]),
      ].map(({ image, spuriosity }) => [image.path, spuriosity]),
    );
    const ranked = response.paths.filter((path) => known.has(path));
    expect(ranked.length).toBeGreaterThan(1);
    expect(response.paths.slice(0, ranked.length)).toEqual(
      ranked.toSorted((a, b) => known.get(a)! - known.get(b)!),
    );
    const rest = response.images.slice(ranked.length);
    expect(rest).toEqual(rest.toSorted((a, b) => a - b));
    expect(rest.map((_, place) => response.spuriosity[ranked.length + place])).toEqual(rest.map(() => null));

    const comparison = await buildComparisonResponse(live, ['head', 'by-water']);
    expect(comparison.all.counts['only-first']).toBe(expected.length);
    expect(comparison.all.imageCount).toBe(VAL.length);
    expect(comparison.parts.map(({ part }) => part)).toEqual(['least', 'middle', 'most', null]);
    expect(comparison.parts.reduce((sum, { paired }) => sum + paired.imageCount, 0)).toBe(VAL.length);
    // Two rankings of as many images: a third of each.
    const third = Math.floor(VAL.filter(([, { classIndex }]) => classIndex === 0).length / 3);
    expect(comparison.parts[0]!.paired.imageCount).toBe(2 * third);
    expect(comparison.classes.reduce((sum, { counts }) => sum + counts['only-first'], 0)).toBe(
      expected.length,
    );
  }));

test('the head before and after its repair are two models', () =>
  withJudgedStudy(folder, async (live) => {
    await mitigateProject(
      live.project,
      { recipe: 'paper', imagesPerClass: 4, seed: 1, trials: 1, methods: ['low-spuriosity', 'muting'] },
      SILENT_OBSERVER,
    );
    // What was tuned says nearly the same of this study: the stored head becomes one that says class 1 whatever it sees.
    const { heads } = live.project.layout;
    const { head, meta } = await readHead(heads, 'head-tuned-muting');
    const onlyOne = {
      ...head,
      bias: head.bias.map((start, classIndex) => start + (classIndex === 1 ? 1e4 : 0)),
    };
    await writeHead(heads, 'head-tuned-muting', onlyOne, meta);
    const ofClass = (classIndex: number) => VAL.filter(([, image]) => image.classIndex === classIndex);
    const repaired = await buildModelResponse(live, 'repaired:muting');
    expect(repaired).toMatchObject({ before: 'head', confusion: { rightCount: ofClass(1).length } });
    const before = await readHeadPredictions(live);
    const lost = VAL.filter(
      ([image, { classIndex }]) => classIndex !== 1 && before.get(image) === classIndex,
    );
    const cost = await buildComparedImagesResponse(live, ['head', 'repaired:muting'], 'only-first');
    expect(cost.images.toSorted((a, b) => a - b)).toEqual(lost.map(([image]) => image));
    expect(new Set(cost.predicted[1])).toEqual(new Set([1]));
    const { all } = await buildComparisonResponse(live, ['head', 'repaired:muting']);
    expect(all.counts['only-first']).toBe(lost.length);
    expect(all.counts.both + all.counts['only-second']).toBe(ofClass(1).length);
    await expect(buildModelResponse(live, 'repaired:dfr')).rejects.toMatchObject({ code: 'not-repaired' });
    await expect(buildModelResponse(live, 'repaired:nothing')).rejects.toMatchObject({
      code: 'model-unknown',
    });
  }));
