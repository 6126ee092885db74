import { beforeAll, describe, expect, test } from 'vitest';
import { createWorld } from '../../../test/studies/drawn-world.js';
import { CancelledError } from '../../base/errors.js';
import { type Observer, SILENT_OBSERVER } from '../../base/observer.js';
import { computeMean } from '../../numeric/index.js';
import { MITIGATION_METHODS, type MitigationMethod, type MitigationTrial } from '../../records/bias.js';
import { type MitigationInput, type MitigationResult, mitigate } from './mitigation.js';
import type { MitigationOptions } from './recipes.js';

/** Few steps: enough for every gap here, and the controls only wait for the end. */
const SHORT = { kind: 'growing', steps: 600, growth: 0.1 } as const;
const TUNING_METHODS = ['low-spuriosity', 'random', 'misclassified'] as const;
/** As the paper stops, so that the last head is the result, but for any size. */
const TO_THE_END: MitigationOptions = {
  recipe: 'paper',
  imagesPerClass: 'share',
  anchors: true,
  learningRate: 0.003,
  schedule: SHORT,
  stopGap: -1,
  trials: 1,
  seed: 1,
};

let world: MitigationInput;
let result: MitigationResult;

beforeAll(async () => {
  world = await createWorld(5);
  result = await mitigate(world, { recipe: 'small-data', schedule: SHORT, seed: 1 }, SILENT_OBSERVER);
});

const listTrials = (method: MitigationMethod) => result.trials.filter((trial) => trial.method === method);

describe('mitigate', () => {
  test('runs every method that can be used, in trials, and says why the others cannot', () => {
    expect(result.methods.map(({ method }) => method)).toEqual([...MITIGATION_METHODS]);
    expect(result.methods.filter(({ state }) => state === 'omitted').map(({ method }) => method)).toEqual([
      'counterexamples',
      'muting',
    ]);
    const used = MITIGATION_METHODS.filter((name) => !['counterexamples', 'muting'].includes(name));
    expect(result.trials.map(({ method, trial }) => `${method} ${trial}`)).toEqual(
      used.flatMap((method) => [1, 2, 3].map((trial) => `${method} ${trial}`)),
    );
    // 17 of 220 images of every one of five classes: two tuned, three anchored.
    for (const method of TUNING_METHODS) {
      expect(listTrials(method).map((trial) => trial.imageCount)).toEqual([85, 85, 85]);
    }
  });

  test('halves of the validation images choose and measure', () => {
    expect(result.evaluation).toEqual({ measuredOn: 'val-half', choosingCount: 300, measuredCount: 300 });
    const test_ = { rows: world.validationRows, rankings: world.validationRankings };
    const options = { ...TO_THE_END, methods: ['random'] as const };
    return expect(mitigate({ ...world, test: test_ }, options, SILENT_OBSERVER)).resolves.toMatchObject({
      evaluation: { measuredOn: 'test', choosingCount: 600, measuredCount: 600 },
    });
  });

  test('the curve starts before tuning, and the trial ends on it', () => {
    for (const trial of TUNING_METHODS.flatMap(listTrials)) {
      const [start] = trial.curve;
      expect(start).toMatchObject({
        epoch: 0,
        steps: 0,
        accuracy: trial.accuracyBefore,
        gap: trial.gapBefore,
      });
      expect(trial.curve[trial.epochs]).toMatchObject({ accuracy: trial.accuracyAfter, gap: trial.gapAfter });
      expect(trial.curve.slice(0, -1).every((point) => point.stoppingGap >= 0.05)).toBe(true);
    }
  });

  test('accuracy against rank rises with spuriosity before and less so after', () => {
    const { before, after } = result.accuracyByRank;
    expect(before).toHaveLength(10);
    const measureSlope = (bins: { accuracy: number }[]) => bins[9]!.accuracy - bins[0]!.accuracy;
    expect(measureSlope(after['low-spuriosity']!)).toBeLessThan(0.5 * measureSlope(before));
    expect(measureSlope(after.random!)).toBeGreaterThan(0.5 * measureSlope(before));
  });

  test('recommends a method that raises the accuracy of the least spurious images by much', () => {
    const { method, measured, isBorneOut, sentences } = result.recommendation;
    // Two ranked classes, ten images at either end.
    expect(sentences.join(' ')).toMatch(
      /least spurious images \d+\.\d% \(\d+\.\d% to \d+\.\d%, 20 images\) to \d+\.\d% \(.*, 20 images\), accuracy/,
    );
    expect(method).not.toBeNull();
    expect(isBorneOut).toBe(true);
    expect(measured!.after.accuracyBottom).toBeGreaterThan(measured!.before.accuracyBottom + 0.2);
  });

  test('the way of interpolation leads from the head before', () => {
    const { path, trials } = result;
    expect(path.map(({ share }) => share)).toEqual([0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]);
    expect(path[0]!.measured).toEqual(trials[0]!.measured.before);
  });

  test('without anchors the head forgets the other classes', async () => {
    const options = { ...TO_THE_END, methods: ['low-spuriosity'] as const };
    const anchored = await mitigate(world, options, SILENT_OBSERVER);
    const free = await mitigate(world, { ...options, anchors: false }, SILENT_OBSERVER);
    expect(free.trials[0]!.imageCount).toBe(34);
    expect(free.trials[0]!.accuracyAfter).toBeLessThan(anchored.trials[0]!.accuracyAfter - 0.1);
  });

  test('the recipe paper tunes on 100 images of each class for at most 20 passes', async () => {
    const options = {
      recipe: 'paper',
      methods: ['low-spuriosity'],
      stopGap: -1,
      trials: 1,
      seed: 1,
    } as const;
    const { trials } = await mitigate(world, options, SILENT_OBSERVER);
    expect(trials[0]).toMatchObject({ imageCount: 200, epochs: 20 });
    // 200 images are two batches of at most 128.
    expect(trials[0]!.curve.at(-1)!.steps).toBe(40);
  });

  test('the seed decides everything, and the given head is left as it was', async () => {
    const weights = world.head.weights.slice();
    const options = {
      methods: ['low-spuriosity', 'dfr', 'afr', 'random'],
      schedule: SHORT,
      trials: 1,
    } as const;
    const run = (seed: number) => mitigate(world, { ...options, seed }, SILENT_OBSERVER);
    const [first, again, other] = [await run(1), await run(1), await run(2)];
    expect(again).toEqual(first);
    expect(other.chosen.at(-1)!.images).not.toEqual(first.chosen.at(-1)!.images);
    expect(world.head.weights).toEqual(weights);
    for (const head of first.heads.values()) expect(head.weights).not.toEqual(weights);
  });

  test('a head that is at the goal is not offered as a repaired one', async () => {
    const options = { stopGap: 1, methods: TUNING_METHODS, seed: 1 } as const;
    const { trials, heads, methods, recommendation } = await mitigate(world, options, SILENT_OBSERVER);
    expect(trials.map((trial) => trial.epochs)).toEqual(new Array(9).fill(0));
    expect(heads.size).toBe(0);
    expect(methods.map(({ state }) => state)).toEqual(['unchanged', 'unchanged', 'unchanged']);
    expect(recommendation.method).toBeNull();
  });
});

test('over four worlds low spuriosity halves the gaps and accuracy rises, random images do neither', async () => {
  const options = { methods: ['low-spuriosity', 'random'], trials: 1, schedule: SHORT, seed: 1 } as const;
  const results: MitigationResult[] = [];
  for (const seed of [1, 2, 3, 4])
    results.push(await mitigate(await createWorld(seed), options, SILENT_OBSERVER));
  const average = (place: number, read: (trial: MitigationTrial) => number) =>
    computeMean(results.map(({ trials }) => read(trials[place]!)));
  const before = average(0, ({ measured }) => measured.before.absoluteGap);
  expect(before).toBeGreaterThan(0.25);
  // Halves of 60 images a class measure each end in steps of 10 points; the goal is half.
  expect(average(0, ({ measured }) => measured.after.absoluteGap)).toBeLessThan(0.7 * before);
  expect(average(0, (trial) => trial.accuracyAfter - trial.accuracyBefore)).toBeGreaterThan(0.02);
  expect(average(1, ({ measured }) => measured.after.absoluteGap)).toBeGreaterThan(0.7 * before);
});

describe('mitigate stops or refuses', () => {
  test('when the signal fires, between steps', async () => {
    const controller = new AbortController();
    const observer: Observer = { ...SILENT_OBSERVER, signal: controller.signal };
    const schedule = { kind: 'passes', epochs: 1_000_000 } as const;
    const tuning = mitigate(world, { ...TO_THE_END, schedule }, observer);
    setImmediate(() => controller.abort());
    await expect(tuning).rejects.toBeInstanceOf(CancelledError);
  });

  const refused: [string, string, () => Partial<MitigationInput>][] = [
    [
      'features that are not numbers',
      'features-not-finite',
      () => {
        const features = world.features.slice();
        features[world.trainRows[7]! * world.featureCount] = Number.NaN;
        return { features };
      },
    ],
    [
      'a head for other features',
      'head-width',
      () => ({ head: { ...world.head, featureCount: 5, weights: new Float32Array(25) } }),
    ],
    ['a head for other classes', 'head-classes', () => ({ classCount: 6 })],
    [
      'no class with a spurious feature and no known groups',
      'no-spurious-class',
      () => ({ trainRankings: [] }),
    ],
    ['no class to measure the gap on', 'no-measurable-gap', () => ({ validationRankings: [] })],
  ];
  test.each(refused)('%s', async (_name, code, change) => {
    await expect(mitigate({ ...world, ...change() }, { seed: 1 }, SILENT_OBSERVER)).rejects.toMatchObject({
      code,
    });
  });

  test('methods that cannot be used', async () => {
    await expect(mitigate(world, { methods: ['muting'], seed: 1 }, SILENT_OBSERVER)).rejects.toMatchObject({
      code: 'no-method',
    });
  });

  test('a class with fewer images than the recipe paper takes', async () => {
    const trainRankings = world.trainRankings.map((ranking) => ({
      ...ranking,
      images: ranking.images.slice(0, 99),
      spuriosity: ranking.spuriosity.slice(0, 99),
    }));
    const tuning = mitigate(
      { ...world, trainRankings },
      { recipe: 'paper', methods: ['low-spuriosity'], seed: 1 },
      SILENT_OBSERVER,
    );
    await expect(tuning).rejects.toMatchObject({ code: 'too-few-images' });
  });
});
