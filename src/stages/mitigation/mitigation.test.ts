import { beforeAll, describe, expect, test } from 'vitest';
import { CancelledError } from '../../base/errors.js';
import { type Observer, SILENT_OBSERVER } from '../../base/observer.js';
import { createRandom } from '../../numeric/index.js';
import type { ClassRanking } from '../../records/bias.js';
import type { SplitName } from '../../records/dataset.js';
import { DEFAULT_HEAD_RECIPE, fitHead, HEAD_RECIPES } from '../features/index.js';
import { type MitigationInput, type MitigationResult, mitigate } from './mitigation.js';

/** The cues of the drawn world; each raises a random third of the features. */
const CUES = ['waterbird', 'landbird', 'sailboat', 'water', 'forest'] as const;
const FEATURE_COUNT = 96;
const TRAIN_PER_CLASS = 220;
const VALIDATION_PER_CLASS = 120;
const BIRDS = [0, 1];

interface Sample {
  classIndex: number;
  split: SplitName;
  features: Float32Array;
  /** How strongly the background shows that usually comes with the class. */
  usualBackground: number;
}

/**
 * Features of five classes, waterbird, landbird, sailboat, lake and forest: the birds' own cue is weak, their background
 * strong, and it agrees with the class in 95% of the training images and in half of the validation images.
 */
function drawSamples(seed: number): Sample[] {
  const random = createRandom(seed);
  const mixing = CUES.map(() =>
    Float32Array.from({ length: FEATURE_COUNT }, () =>
      random.next() < 0.3 ? Math.abs(random.gaussian()) : 0,
    ),
  );
  const drawSample = (split: SplitName, classIndex: number): Sample => {
    const isBird = BIRDS.includes(classIndex);
    const agrees = random.next() < (split === 'train' ? 0.95 : 0.5);
    const onWater = isBird ? agrees === (classIndex === 0) : classIndex !== 4;
    const background = (isBird ? 2 : 2.6) * (1 + 0.2 * random.gaussian());
    const cues = [0, 0, 0, onWater ? background : 0, onWater ? 0 : background];
    if (isBird) cues[classIndex] = 0.5 * (1 + 0.3 * random.gaussian());
    if (classIndex === 2) cues[2] = 1;
    const features = new Float32Array(FEATURE_COUNT);
    for (let feature = 0; feature < FEATURE_COUNT; feature++) {
      const signal = cues.reduce((sum, cue, index) => sum + cue * mixing[index]![feature]!, 0);
      features[feature] = Math.max(0, signal + 0.6 * random.gaussian());
    }
    return { classIndex, split, features, usualBackground: agrees ? background : 0 };
  };
  const drawSplit = (split: SplitName, perClass: number) =>
    CUES.flatMap((_, classIndex) => Array.from({ length: perClass }, () => drawSample(split, classIndex)));
  return [...drawSplit('train', TRAIN_PER_CLASS), ...drawSplit('val', VALIDATION_PER_CLASS)];
}

function rankBirds(samples: Sample[], split: SplitName): ClassRanking[] {
  return BIRDS.map((classIndex) => {
    const images = samples.flatMap((sample, image) =>
      sample.split === split && sample.classIndex === classIndex ? image : [],
    );
    const measure = (image: number) => samples[image]!.usualBackground;
    images.sort((a, b) => measure(a) - measure(b) || a - b);
    return { classIndex, split, images, spuriosity: images.map(measure) };
  });
}

async function createWorld(seed: number): Promise<MitigationInput> {
  const samples = drawSamples(seed);
  const listRows = (split: SplitName) =>
    Int32Array.from(samples.flatMap((sample, image) => (sample.split === split ? image : [])));
  const features = new Float32Array(samples.length * FEATURE_COUNT);
  for (const [image, sample] of samples.entries()) features.set(sample.features, image * FEATURE_COUNT);
  const data = {
    features,
    featureCount: FEATURE_COUNT,
    labels: Int32Array.from(samples.map((sample) => sample.classIndex)),
    classCount: CUES.length,
  };
  const trainRows = listRows('train');
  const recipe = { ...HEAD_RECIPES[DEFAULT_HEAD_RECIPE], seed };
  const { head } = await fitHead({ ...data, rows: trainRows }, recipe, SILENT_OBSERVER);
  return {
    ...data,
    model: 'head',
    head,
    trainRows,
    validationRows: listRows('val'),
    trainRankings: rankBirds(samples, 'train'),
    validationRankings: rankBirds(samples, 'val'),
  };
}

/** A fifth of the default's steps: enough for every gap here, and the baselines only wait for the end. */
const SHORT = { kind: 'growing', steps: 600, growth: 0.1 } as const;

let world: MitigationInput;
let result: MitigationResult;

beforeAll(async () => {
  world = await createWorld(5);
  result = await mitigate(world, { schedule: SHORT, seed: 1 }, SILENT_OBSERVER);
});

describe('mitigate', () => {
  test('runs low spuriosity once and each baseline three times, on equally many images', () => {
    expect(result.trials.map(({ method, trial }) => `${method} ${trial}`)).toEqual([
      'low-spuriosity 1',
      'random 1',
      'random 2',
      'random 3',
      'misclassified 1',
      'misclassified 2',
      'misclassified 3',
    ]);
    // 17 of 220 images of every one of five classes: two tuned, three anchored.
    expect(result.trials.map((trial) => trial.imageCount)).toEqual(new Array(7).fill(85));
    expect(result.chosen.map(({ images, anchors }) => [images.length, anchors.length])).toEqual(
      new Array(7).fill([34, 51]),
    );
  });

  test('the curve starts before tuning and ends where the trial ends', () => {
    for (const trial of result.trials) {
      expect(trial.curve[0]).toEqual({
        epoch: 0,
        steps: 0,
        accuracy: trial.accuracyBefore,
        gap: trial.gapBefore,
      });
      expect(trial.curve.at(-1)).toMatchObject({
        epoch: trial.epochs,
        accuracy: trial.accuracyAfter,
        gap: trial.gapAfter,
      });
      // The stop rule: every measurement but the last is at or above 5%.
      expect(trial.curve.slice(0, -1).every((point) => point.gap >= 0.05)).toBe(true);
    }
  });

  test('accuracy against rank rises with spuriosity before and less so after', () => {
    const { before, after } = result.accuracyByRank;
    expect(before).toHaveLength(10);
    const measureSlope = (bins: { accuracy: number }[]) => bins[9]!.accuracy - bins[0]!.accuracy;
    expect(measureSlope(after['low-spuriosity']!)).toBeLessThan(0.5 * measureSlope(before));
    expect(measureSlope(after.random!)).toBeGreaterThan(0.5 * measureSlope(before));
  });

  test('without anchors the head forgets the other classes', async () => {
    const options = {
      anchors: false,
      methods: ['low-spuriosity'],
      schedule: SHORT,
      stopGap: -1,
      seed: 1,
    } as const;
    const anchored = await mitigate(world, { ...options, anchors: true }, SILENT_OBSERVER);
    const free = await mitigate(world, options, SILENT_OBSERVER);
    expect(free.trials[0]!.imageCount).toBe(34);
    expect(free.trials[0]!.accuracyAfter).toBeLessThan(anchored.trials[0]!.accuracyAfter - 0.1);
  });

  test('the recipe paper tunes on 100 images of each class for at most 20 passes', async () => {
    const options = { recipe: 'paper', methods: ['low-spuriosity'], stopGap: -1, seed: 1 } as const;
    const { trials } = await mitigate(world, options, SILENT_OBSERVER);
    expect(trials[0]).toMatchObject({ imageCount: 200, epochs: 20 });
    // 200 images are two batches of at most 128.
    expect(trials[0]!.curve.at(-1)!.steps).toBe(40);
  });

  test('the seed decides everything, and the given head is left as it was', async () => {
    const weights = world.head.weights.slice();
    const options = { methods: ['low-spuriosity', 'random'], schedule: SHORT, trials: 1 } as const;
    const run = (seed: number) => mitigate(world, { ...options, seed }, SILENT_OBSERVER);
    const [first, again, other] = [await run(1), await run(1), await run(2)];
    expect(again).toEqual(first);
    expect(other.chosen[1]!.images).not.toEqual(first.chosen[1]!.images);
    expect(world.head.weights).toEqual(weights);
    expect(first.head!.weights).not.toEqual(weights);
  });

  test('a head without a gap is handed back as it came', async () => {
    const { trials, head } = await mitigate(world, { stopGap: 1, seed: 1 }, SILENT_OBSERVER);
    expect(trials.map((trial) => trial.epochs)).toEqual(new Array(7).fill(0));
    expect(head).toEqual(world.head);
  });

  test('only baselines asked for: no head comes back', async () => {
    const options = {
      methods: ['random'],
      trials: 1,
      schedule: { kind: 'passes', epochs: 1 },
      seed: 1,
    } as const;
    const { head, accuracyByRank } = await mitigate(world, options, SILENT_OBSERVER);
    expect(head).toBeNull();
    expect(Object.keys(accuracyByRank.after)).toEqual(['random']);
  });
});

test.each([1, 2, 3, 4])(
  'low spuriosity closes the gap and accuracy rises, random images do not close it (world %d)',
  async (seed) => {
    const options = { methods: ['low-spuriosity', 'random'], schedule: SHORT, seed: 1 } as const;
    const { trials } = await mitigate(await createWorld(seed), options, SILENT_OBSERVER);
    const [low, ...random] = trials;
    expect(low!.gapBefore).toBeGreaterThan(0.25);
    // Two classes with 10 images at either end: one image is 5 points, and the last epoch may carry the gap past zero.
    expect(low!.gapAfter).toBeLessThan(0.05);
    expect(low!.gapAfter).toBeGreaterThanOrEqual(-0.15);
    expect(low!.accuracyAfter).toBeGreaterThan(low!.accuracyBefore);
    const meanRandomGap = random.reduce((sum, trial) => sum + trial.gapAfter, 0) / random.length;
    expect(meanRandomGap).toBeGreaterThan(0.5 * low!.gapBefore);
  },
);

describe('mitigate stops or refuses', () => {
  test('when the signal fires, between steps', async () => {
    const controller = new AbortController();
    const observer: Observer = { ...SILENT_OBSERVER, signal: controller.signal };
    const schedule = { kind: 'passes', epochs: 1_000_000 } as const;
    const tuning = mitigate(world, { schedule, stopGap: -1, seed: 1 }, observer);
    setImmediate(() => controller.abort());
    await expect(tuning).rejects.toBeInstanceOf(CancelledError);
  });

  const refused: [string, string, () => Partial<MitigationInput>][] = [
    [
      'features that are not numbers',
      'features-not-finite',
      () => {
        const features = world.features.slice();
        features[world.trainRows[7]! * FEATURE_COUNT] = Number.NaN;
        return { features };
      },
    ],
    [
      'a head for other features',
      'head-width',
      () => ({ head: { ...world.head, featureCount: 5, weights: new Float32Array(25) } }),
    ],
    ['a head for other classes', 'head-classes', () => ({ classCount: 6 })],
    ['no class with a spurious feature', 'no-spurious-class', () => ({ trainRankings: [] })],
    ['no class to measure the gap on', 'no-measurable-gap', () => ({ validationRankings: [] })],
  ];
  test.each(refused)('%s', async (_name, code, change) => {
    await expect(mitigate({ ...world, ...change() }, { seed: 1 }, SILENT_OBSERVER)).rejects.toMatchObject({
      code,
    });
  });

  test('a class with fewer images than the recipe paper takes', async () => {
    const trainRankings = world.trainRankings.map((ranking) => ({
      ...ranking,
      images: ranking.images.slice(0, 99),
      spuriosity: ranking.spuriosity.slice(0, 99),
    }));
    const tuning = mitigate({ ...world, trainRankings }, { recipe: 'paper', seed: 1 }, SILENT_OBSERVER);
    await expect(tuning).rejects.toMatchObject({ code: 'too-few-images' });
  });
});
