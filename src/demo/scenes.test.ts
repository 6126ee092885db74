/** The demo data set: what was asked for is what is drawn, twice the same, with masks that fit. */

import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import fc from '../../test/properties.js';
import { CancelledError, UsageError } from '../base/errors.js';
import { SILENT_OBSERVER } from '../base/observer.js';
import { buildDemoPlan, type DemoPlanEntry } from './demo-plan.js';
import {
  DEFAULT_DEMO_OPTIONS,
  DEMO_CLASSES,
  type DemoClass,
  type DemoImage,
  type DemoOptions,
  drawDemoImages,
} from './index.js';

const SMALL: DemoOptions = { ...DEFAULT_DEMO_OPTIONS, size: 64, trainPerClass: 4, valPerClass: 2 };

async function collect(options: DemoOptions): Promise<DemoImage[]> {
  const images: DemoImage[] = [];
  for await (const image of drawDemoImages(options)) images.push(image);
  return images;
}

const agreeingCount = (plan: DemoPlanEntry[], split: string, className: DemoClass, background: string) =>
  plan.filter(
    (entry) => entry.split === split && entry.trueClassName === className && entry.background === background,
  ).length;

describe('the plan', () => {
  it('gives the birds exactly the correlation asked for', () => {
    const plan = buildDemoPlan(DEFAULT_DEMO_OPTIONS);
    expect(plan).toHaveLength(5 * (220 + 80));
    expect(agreeingCount(plan, 'train', 'waterbird', 'water')).toBe(209);
    expect(agreeingCount(plan, 'train', 'landbird', 'land')).toBe(209);
    expect(agreeingCount(plan, 'val', 'waterbird', 'water')).toBe(40);
    expect(agreeingCount(plan, 'val', 'landbird', 'land')).toBe(40);
    for (const className of ['lake', 'sailboat'] as const) {
      expect(agreeingCount(plan, 'train', className, 'land')).toBe(0);
    }
    expect(agreeingCount(plan, 'train', 'forest path', 'water')).toBe(0);
  });

  it('mislabels exactly the share asked for, numbers folders without gaps and never names a file twice', () => {
    const options = fc.record({
      seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
      trainPerClass: fc.integer({ min: 1, max: 30 }),
      valPerClass: fc.integer({ min: 1, max: 20 }),
      size: fc.constant(64),
      correlationTrain: fc.double({ min: 0, max: 1, noNaN: true }),
      correlationVal: fc.double({ min: 0, max: 1, noNaN: true }),
      labelNoiseFraction: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(options, (asked) => {
        const plan = buildDemoPlan(asked);
        const noisy = plan.filter((entry) => entry.className !== entry.trueClassName);
        expect(noisy).toHaveLength(Math.round(plan.length * asked.labelNoiseFraction));
        const names = new Set(plan.map((entry) => `${entry.split}/${entry.className}/${entry.ordinal}`));
        expect(names.size).toBe(plan.length);
        for (const split of ['train', 'val']) {
          for (const className of DEMO_CLASSES) {
            const folder = plan.filter((entry) => entry.split === split && entry.className === className);
            expect(Math.max(0, ...folder.map((entry) => entry.ordinal))).toBe(folder.length);
          }
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe('the images', () => {
  it('are the same bytes for the same seed and others for another', async () => {
    const [first, second, other] = [
      await collect(SMALL),
      await collect(SMALL),
      await collect({ ...SMALL, seed: 8 }),
    ];
    expect(second).toEqual(first);
    expect(first.map((image) => image.path)).toEqual(other.map((image) => image.path));
    expect(other.filter((image, i) => Buffer.compare(image.bytes, first[i]!.bytes) === 0)).toEqual([]);
  });

  it('come in a fixed order under the paths promised', async () => {
    const images = await collect({ ...SMALL, trainPerClass: 1, valPerClass: 1 });
    expect(images.map((image) => image.path)).toEqual(
      ['train', 'val'].flatMap((split) => DEMO_CLASSES.map((name) => `${split}/${name}/0001.jpg`)),
    );
    expect(images[4]!.maskPath).toBe('masks/train/waterbird/0001.png');
  });

  it('have the size asked for, and masks that cover a plausible share of the picture', async () => {
    // A bird's box is about an eighth to a quarter of the frame and the bird fills less than that; a heron fills least.
    const plausible: Record<DemoClass, [number, number]> = {
      'forest path': [0.75, 1],
      lake: [0.6, 0.88],
      landbird: [0.025, 0.25],
      sailboat: [0.02, 0.3],
      waterbird: [0.025, 0.25],
    };
    for (const image of await collect(SMALL)) {
      const picture = await sharp(image.bytes).metadata();
      expect([picture.format, picture.width, picture.height, picture.channels]).toEqual(['jpeg', 64, 64, 3]);
      const mask = sharp(image.maskBytes);
      const { format, width, height, channels } = await mask.metadata();
      expect([format, width, height, channels]).toEqual(['png', 64, 64, 1]);
      const pixels = await mask.extractChannel(0).raw().toBuffer();
      const share = pixels.reduce((sum, value) => sum + value, 0) / (255 * pixels.length);
      const [least, most] = plausible[image.trueClassName];
      expect(share, image.path).toBeGreaterThan(least);
      expect(share, image.path).toBeLessThanOrEqual(most);
    }
  });

  it('show the true class and are filed under the noisy one', async () => {
    const images = await collect({ ...SMALL, trainPerClass: 2, valPerClass: 1, labelNoiseFraction: 0.4 });
    expect(images.filter((image) => image.className !== image.trueClassName)).toHaveLength(6);
    for (const image of images)
      expect(image.path.split('/').slice(0, 2)).toEqual([image.split, image.className]);
  });

  it('stop when the observer is aborted, and report progress before that', async () => {
    const controller = new AbortController();
    const done: number[] = [];
    const observer = {
      ...SILENT_OBSERVER,
      signal: controller.signal,
      progress: (event: { done: number }) => {
        done.push(event.done);
        if (event.done === 2) controller.abort();
      },
    };
    const drain = async () => {
      for await (const image of drawDemoImages(SMALL, observer))
        expect(image.bytes.length).toBeGreaterThan(0);
    };
    await expect(drain()).rejects.toThrow(CancelledError);
    expect(done).toEqual([1, 2]);
  });

  it.each([
    { trainPerClass: 0 },
    { valPerClass: 1.5 },
    { size: 16 },
    { correlationTrain: 1.2 },
    { labelNoiseFraction: Number.NaN },
    { seed: -1 },
  ])('are refused for %o', async (wrong) => {
    await expect(collect({ ...SMALL, ...wrong })).rejects.toThrow(UsageError);
  });
});
