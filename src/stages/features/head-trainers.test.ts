import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { CancelledError } from '../../base/errors.js';
import { type Observer, SILENT_OBSERVER } from '../../base/observer.js';
import { type ModelSession, openSession } from '../../inference/index.js';
import { createRandom, type OptimizerSettings } from '../../numeric/index.js';
import { fitHead, SESSION_TRAINING_THRESHOLD } from './head.js';
import { HEAD_RECIPE_NAMES, HEAD_RECIPES } from './head-recipes.js';
import { HEAD_TRAINING_THREADS, openSessionTrainer } from './head-session-trainer.js';
import { createLocalTrainer, type EpochTrainer, type HeadFitting } from './head-trainers.js';
import { createInitialHead } from './head-training.js';

interface TrainingFixture {
  featureCount: number;
  classCount: number;
  features: number[];
  labels: number[];
  weights: number[];
  bias: number[];
  batches: number[][];
  runs: Record<string, { settings: OptimizerSettings; losses: number[]; weights: number[]; bias: number[] }>;
}

/** Made by `scripts/make-head-fixtures.py`: PyTorch in float64; epochs of three batches of 8 rows and one of 6. */
const fixture = JSON.parse(
  readFileSync(new URL('../../../fixtures/heads/training.json', import.meta.url), 'utf8'),
) as TrainingFixture;
const BATCHES_PER_EPOCH = 4;
const BATCH_SIZE = 8;

const data = {
  features: Float32Array.from(fixture.features),
  featureCount: fixture.featureCount,
  labels: Int32Array.from(fixture.labels),
};
const initial = {
  classCount: fixture.classCount,
  featureCount: fixture.featureCount,
  weights: Float32Array.from(fixture.weights),
  bias: Float32Array.from(fixture.bias),
};

const opened: ModelSession[] = [];
const opening = async (model: Uint8Array, signal: AbortSignal | undefined) => {
  const options = { device: 'cpu', threadCount: HEAD_TRAINING_THREADS, signal } as const;
  const session = await openSession(model, options);
  opened.push(session);
  return session;
};
afterEach(() => {
  opened.length = 0;
});

const TRAINERS: [string, (fitting: HeadFitting) => Promise<EpochTrainer>][] = [
  ['plain loops', async (fitting) => createLocalTrainer(fitting)],
  ['onnxruntime', (fitting) => openSessionTrainer(fitting, opening)],
];

function findLargestDifference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  return Math.max(...Array.from(expected, (value, index) => Math.abs(value - actual[index]!)));
}

/** Classes that overlap: features of unit spread around a centre per class. */
function createProblem(rowCount: number, featureCount: number, classCount: number) {
  const random = createRandom(5);
  const centres = Float32Array.from({ length: classCount * featureCount }, () => 0.15 * random.gaussian());
  const labels = Int32Array.from({ length: rowCount }, () => random.integer(classCount));
  const features = Float32Array.from({ length: rowCount * featureCount }, (_, index) => {
    const label = labels[Math.floor(index / featureCount)]!;
    return Math.max(0, centres[label * featureCount + (index % featureCount)]! + random.gaussian());
  });
  const rows = Int32Array.from(labels.keys());
  const trainCount = Math.floor(rowCount * 0.8);
  return {
    ...{ features, featureCount, labels, classCount },
    rows: rows.subarray(0, trainCount),
    validationRows: rows.subarray(trainCount),
  };
}

describe.each(TRAINERS)('head training by %s', (_name, open) => {
  test.each(Object.entries(fixture.runs))('trains as PyTorch does: %s', async (_run, run) => {
    const recipe = { optimizer: run.settings, batchSize: BATCH_SIZE };
    const trainer = await open({ data, initial, recipe, observer: SILENT_OBSERVER });
    // Rounding as in head-training.test.ts; the graph computes the optimiser in float32 too, which doubles it at most.
    const tolerance = run.settings.kind === 'adam' ? 2e-5 : 4e-6;
    for (let start = 0; start < fixture.batches.length; start += BATCHES_PER_EPOCH) {
      const batches = fixture.batches.slice(start, start + BATCHES_PER_EPOCH);
      const order = Int32Array.from(batches.flat());
      const expected = batches.reduce((sum, { length }, k) => sum + run.losses[start + k]! * length, 0);
      expect(Math.abs((await trainer.trainEpoch(order)) - expected / order.length)).toBeLessThan(tolerance);
    }
    expect(findLargestDifference(trainer.head.weights, run.weights)).toBeLessThan(tolerance);
    expect(findLargestDifference(trainer.head.bias, run.bias)).toBeLessThan(tolerance);
    expect(initial.weights).toEqual(Float32Array.from(fixture.weights));
    await trainer.close();
  });

  test('counts what the head gets right, without training', async () => {
    const problem = createProblem(1500, 8, 5);
    const head = createInitialHead(5, 8, createRandom(3));
    const recipe = HEAD_RECIPES['authors-code'];
    const trainer = await open({ data: problem, initial: head, recipe, observer: SILENT_OBSERVER });
    const rows = problem.rows.filter((row) => row % 3 !== 0);
    const expected = rows.filter((row) => {
      const logits = Array.from(head.bias, (bias, k) => {
        const products = Array.from(
          { length: 8 },
          (_, c) => problem.features[row * 8 + c]! * head.weights[k * 8 + c]!,
        );
        return products.reduce((sum, product) => sum + product, bias);
      });
      return logits.indexOf(Math.max(...logits)) === problem.labels[row];
    });
    expect(await trainer.countCorrect(rows)).toBe(expected.length);
    expect(await trainer.countCorrect(rows.subarray(0, 1))).toBeLessThanOrEqual(1);
    expect(trainer.head.weights).toEqual(head.weights);
    await trainer.close();
  });

  test('ties go to the first class', async () => {
    const head = { classCount: 3, featureCount: 1, weights: new Float32Array(3), bias: new Float32Array(3) };
    const tied = { features: Float32Array.of(1, 2, 3), featureCount: 1, labels: Int32Array.of(0, 1, 0) };
    const recipe = HEAD_RECIPES['authors-code'];
    const trainer = await open({ data: tied, initial: head, recipe, observer: SILENT_OBSERVER });
    expect(await trainer.countCorrect(Int32Array.of(0, 1, 2))).toBe(2);
    await trainer.close();
  });

  test('says so when training diverges', async () => {
    const optimizer = { kind: 'sgd', learningRate: 1e40, weightDecay: 0, momentum: 0 } as const;
    const recipe = { optimizer, batchSize: 8 };
    const trainer = await open({ data, initial, recipe, observer: SILENT_OBSERVER });
    const order = Int32Array.from(fixture.batches.flat());
    await expect(trainer.trainEpoch(order)).rejects.toMatchObject({ code: 'head-diverged' });
    await trainer.close();
  });

  test('an interrupt ends an epoch', async () => {
    const controller = new AbortController();
    const observer: Observer = { ...SILENT_OBSERVER, signal: controller.signal };
    const problem = createProblem(2000, 64, 20);
    const head = createInitialHead(20, 64, createRandom(1));
    const trainer = await open({ data: problem, initial: head, recipe: HEAD_RECIPES.paper, observer });
    const endless = new Int32Array(2_000_000).map((_, index) => index % 2000);
    const training = trainer.trainEpoch(endless);
    setImmediate(() => controller.abort());
    await expect(training).rejects.toBeInstanceOf(CancelledError);
    await expect(trainer.trainEpoch(problem.rows)).rejects.toBeInstanceOf(CancelledError);
    await trainer.close();
  });
});

describe('fitHead with sessions', () => {
  /** 2.6e8 multiplications in 40 epochs: large enough for a session. */
  const problem = createProblem(1600, 128, 40);
  const recipe = { epochs: 40, seed: 7 };

  test('small fits start no process, large ones do and close it', async () => {
    const fit = (epochs: number) =>
      fitHead(problem, { ...HEAD_RECIPES.paper, epochs, seed: 7 }, SILENT_OBSERVER, opening);
    await fit(1);
    expect(opened).toHaveLength(0);
    const perEpoch = problem.rows.length * problem.featureCount * problem.classCount;
    await fit(Math.ceil(SESSION_TRAINING_THRESHOLD / perEpoch));
    expect(opened).toHaveLength(1);
    expect(() => process.kill(opened[0]!.processId, 0)).toThrow('ESRCH');
  });

  test.each(HEAD_RECIPE_NAMES)('gives the head of the plain loops with the recipe %s', async (name) => {
    const settings = { ...HEAD_RECIPES[name], ...recipe };
    const plain = await fitHead(problem, settings, SILENT_OBSERVER);
    const fitted = await fitHead(problem, settings, SILENT_OBSERVER, opening);
    expect(opened).toHaveLength(1);
    // Weights of about 1 after 400 steps, each rounded to 6e-8 on both sides; a random walk of them comes to 1e-6.
    expect(findLargestDifference(fitted.head.weights, plain.head.weights)).toBeLessThan(1e-5);
    for (const [index, point] of fitted.curve.entries()) {
      expect(Math.abs(point.loss - plain.curve[index]!.loss)).toBeLessThan(1e-5);
      // An image on a boundary may fall to either side.
      expect(Math.abs(point.trainAccuracy - plain.curve[index]!.trainAccuracy)).toBeLessThan(0.002);
      expect(Math.abs(point.validationAccuracy - plain.curve[index]!.validationAccuracy)).toBeLessThan(0.004);
    }
  });

  test('the same seed gives the same head to the last bit', async () => {
    const settings = { ...HEAD_RECIPES.paper, ...recipe };
    const first = await fitHead(problem, settings, SILENT_OBSERVER, opening);
    const again = await fitHead(problem, settings, SILENT_OBSERVER, opening);
    const other = await fitHead(problem, { ...settings, seed: 8 }, SILENT_OBSERVER, opening);
    expect(again).toEqual(first);
    expect(other.head.weights).not.toEqual(first.head.weights);
  });
});
