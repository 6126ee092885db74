/** Evidence on made-up features whose truth is known; small cases by hand. Gaps are compared with those of the stage itself. */
import { describe, expect, test } from 'vitest';
import { createRandom, type Random } from '../../../numeric/index.js';
import type { Predictions } from '../../../records/bias.js';
import { computeSpuriosity, type JudgedPair } from '../../ranking/index.js';
import { computeClassGaps } from '../gaps.js';
import { type ClassPlan, gatherClassValues } from './class-values.js';
import { measureEvidence } from './measure-evidence.js';

/** Features of the made-up encoder: two spurious, two core, one important without verdict, the rest unimportant. */
const FEATURE_COUNT = 12;
const SPURIOUS = [0, 1];
const CORE = [2, 3];
const RANDOM = [5, 6, 7, 8, 9, 10, 11];

interface Truth {
  classCount: number;
  trainCount: number;
  valCount: number;
  /** Correlation of the cue with core evidence. */
  correlation: number;
  /** Log-odds of being right per deviation of core evidence, and of the cue. */
  coreEffect: number;
  cueEffect: number;
  /** Deviation of what core features show beside core evidence, in its own deviations. */
  coreNoise?: number;
  modelCount?: number;
  core?: number[];
  withHead?: boolean;
}

/** Images of `classCount` classes: core evidence u, a cue correlated with it, features that show one or the other. */
async function makeStudy(truth: Truth, random: Random) {
  const { classCount, trainCount, valCount, correlation } = truth;
  const images = Array.from({ length: classCount * (trainCount + valCount) }, (_, row) => ({
    classIndex: row % classCount,
    split: row < classCount * trainCount ? ('train' as const) : ('val' as const),
  }));
  const data = new Float32Array(images.length * FEATURE_COUNT);
  const odds = images.map((_, row) => {
    const core = random.gaussian();
    const cue = correlation * core + Math.sqrt(1 - correlation ** 2) * random.gaussian();
    for (let feature = 0; feature < FEATURE_COUNT; feature += 1)
      data[row * FEATURE_COUNT + feature] = random.gaussian();
    for (const feature of SPURIOUS) data[row * FEATURE_COUNT + feature] = 3 + 0.5 * cue;
    for (const feature of CORE)
      data[row * FEATURE_COUNT + feature] = 1 + 2 * (core + (truth.coreNoise ?? 0) * random.gaussian());
    return 1 + truth.coreEffect * core + truth.cueEffect * cue;
  });
  const labels = Int32Array.from(images, ({ classIndex }) => classIndex);
  const predictions = Array.from(
    { length: truth.modelCount ?? 1 },
    (_, model): Predictions => ({
      model: `m${model}`,
      labels: labels.map((label, row) =>
        random.next() < 1 / (1 + Math.exp(-odds[row]!)) ? label : classCount,
      ),
    }),
  );
  const verdicts = Array.from({ length: classCount }, (_, classIndex) => [
    ...SPURIOUS.map((feature): JudgedPair => ({ classIndex, feature, verdict: 'spurious' })),
    ...(truth.core ?? CORE).map((feature): JudgedPair => ({ classIndex, feature, verdict: 'core' })),
  ]).flat();
  const plans = Array.from(
    { length: classCount },
    (_, classIndex): ClassPlan => ({
      classIndex,
      features: [0, 1, 2, 3, 4],
      randomFeatures: RANDOM,
      headRow: truth.withHead === false ? null : Float32Array.of(1, 1, 1, 1, 1, ...RANDOM.map(() => 0.1)),
    }),
  );
  const source = {
    rowCount: images.length,
    featureCount: FEATURE_COUNT,
    valid: new Uint8Array(images.length).fill(1),
    async *blocks() {
      yield { rowStart: 0, data };
    },
  };
  const classes = await gatherClassValues(source, images, plans, 'val');
  return { images, data, labels, source, plans, input: { classes, verdicts, predictions } };
}

const LARGE = { classCount: 60, trainCount: 60, valCount: 50 };
const NULL = { ...LARGE, correlation: 0.7, coreEffect: 2, cueEffect: 0 };

describe('with the truth known', () => {
  test('a cue that carries nothing beyond core evidence: a gap, no adjusted gap', async () => {
    const { input } = await makeStudy(NULL, createRandom(1));
    const [model] = measureEvidence(input, { seed: 0, draws: 200 }).models;
    expect(model!.gap.low).toBeGreaterThan(0.2);
    expect(model!.gap.pValue).toBe(1 / 201);
    for (const adjusted of [model!.adjusted!, model!.strict!]) {
      expect(adjusted.low).toBeLessThan(0);
      expect(adjusted.high).toBeGreaterThan(0);
      expect(adjusted.pValue).toBeGreaterThan(0.05);
    }
    expect(model).toMatchObject({ finding: 'differs', decidedBy: null, adjustedIsGap: false });
    // Core features make the larger gap; random ones none.
    expect(model!.core!.gap).toBeGreaterThan(model!.gap.high);
    expect(Math.abs(model!.random!.gap)).toBeLessThan(0.03);
    expect(model!.random!.low).toBeLessThan(0);
  });

  test('a planted effect: the adjusted gap is that effect', async () => {
    const planted = { ...LARGE, correlation: 0, coreEffect: 0, cueEffect: 2 };
    const { input } = await makeStudy(planted, createRandom(2));
    const [model] = measureEvidence(input, { seed: 0, draws: 200 }).models;
    expect(model!.gap.gap).toBeGreaterThan(0.5);
    // Residuals on core features that have nothing to do with the cue reorder only a few images.
    expect(Math.abs(model!.adjusted!.gap - model!.gap.gap)).toBeLessThan(0.02);
    expect(Math.abs(model!.strict!.gap - model!.gap.gap)).toBeLessThan(0.02);
    expect(model).toMatchObject({ finding: 'leans-on', decidedBy: 'strict' });
    // Of five features two make the ranking; only the two spurious ones matter.
    expect(model!.permuted.high).toBeLessThan(model!.gap.gap + 1e-9);
    expect(model!.permuted.pValue).toBeLessThan(0.05);
    expect(model!.permuted.gap).toBeLessThan(model!.gap.low);
  });

  test('a mixed effect: part of the gap stays', async () => {
    const { input } = await makeStudy({ ...NULL, cueEffect: 1 }, createRandom(3));
    const [model] = measureEvidence(input, { seed: 0, draws: 100 }).models;
    expect(model!.adjusted!.low).toBeGreaterThan(0);
    expect(model!.adjusted!.high).toBeLessThan(model!.gap.gap);
  });

  test('noise in the core features leaves a part of their gap: less than the gap, more than nothing', async () => {
    const { input } = await makeStudy({ ...NULL, coreNoise: 1 }, createRandom(12));
    const [model] = measureEvidence(input, { seed: 0, draws: 100 }).models;
    expect(model!.adjusted!.low).toBeGreaterThan(0.05);
    expect(model!.adjusted!.high).toBeLessThan(model!.gap.low);
  });

  test('p-values are uniform when being right has nothing to do with any feature', async () => {
    const truth = {
      classCount: 12,
      trainCount: 20,
      valCount: 30,
      correlation: 0.5,
      coreEffect: 0,
      cueEffect: 0,
    };
    const { input } = await makeStudy({ ...truth, modelCount: 300 }, createRandom(4));
    const { models } = measureEvidence(input, { seed: 0, k: 5, draws: 200 });
    for (const kind of ['gap', 'adjusted', 'strict'] as const) {
      const sorted = models.map((one) => one[kind]!.pValue).sort((a, b) => a - b);
      // Kolmogorov-Smirnov: 1.63 / √n is exceeded by 1 in 100 uniform samples. Equal mean gaps (steps of 1/60) add at most their share.
      const distance = Math.max(
        ...sorted.map((p, place) => Math.max((place + 1) / 300 - p, p - place / 300)),
      );
      expect(distance).toBeLessThan(1.63 / Math.sqrt(300) + 0.04);
      expect(sorted.filter((p) => p <= 0.05).length / 300).toBeLessThan(0.09);
    }
  });
});

describe('agrees with the rest of the stage', () => {
  test('gap, ends and k are those of the spurious gap', async () => {
    const truth = { ...NULL, classCount: 4, trainCount: 10, valCount: 25, modelCount: 2 };
    const { input, images, data, labels, source } = await makeStudy(truth, createRandom(5));
    const columns = {
      rowCount: images.length,
      features: SPURIOUS,
      columns: SPURIOUS.map((feature) =>
        Float32Array.from(images, (_, row) => data[row * FEATURE_COUNT + feature]!),
      ),
    };
    const rankings = computeSpuriosity({
      columns,
      valid: source.valid,
      images,
      split: 'val',
      verdicts: input.verdicts,
    });
    const { classes, models } = measureEvidence(input, { seed: 0, draws: 10 });
    const expected = input.predictions.flatMap((one) => computeClassGaps(rankings, one, labels));
    expect(
      classes.map(({ model, classIndex, k, imageCount, reducedK, gap }) => ({
        ...{ model, classIndex, k, imageCount, reducedK },
        ...{ accuracyTop: gap.accuracyTop, accuracyBottom: gap.accuracyBottom, gap: gap.gap },
      })),
    ).toEqual(expected);
    const gaps = expected.filter(({ model }) => model === 'm1').map(({ gap }) => gap);
    expect(models[1]!.meanAbsoluteGap).toBeCloseTo(gaps.reduce((sum, gap) => sum + Math.abs(gap), 0) / 4, 12);
    expect(Math.abs(models[1]!.worstClass.gap)).toBe(Math.max(...gaps.map(Math.abs)));
  });

  test('the same seed, the same evidence; another class changes nothing in the first', async () => {
    const { input } = await makeStudy(
      { ...NULL, classCount: 3, trainCount: 10, valCount: 12 },
      createRandom(6),
    );
    const all = measureEvidence(input, { seed: 9, draws: 50 });
    expect(measureEvidence(input, { seed: 9, draws: 50 })).toEqual(all);
    const alone = measureEvidence({ ...input, classes: input.classes.slice(0, 1) }, { seed: 9, draws: 50 });
    expect(alone.classes[0]!.adjusted).toEqual(all.classes[0]!.adjusted);
  });
});

describe('what is missing', () => {
  const small = { ...NULL, classCount: 2, trainCount: 8, valCount: 10 };

  test('no core feature: the adjusted gap is the gap, marked', async () => {
    const { input } = await makeStudy({ ...small, core: [], withHead: false }, createRandom(7));
    const { models, classes } = measureEvidence(input, { seed: 0, draws: 20 });
    expect(classes[0]).toMatchObject({ adjustedIsGap: true, core: null, strict: null });
    expect(classes[0]!.adjusted).toEqual(classes[0]!.gap);
    expect(models[0]).toMatchObject({ adjustedIsGap: true, unadjustedCount: 2, core: null, strict: null });
    expect(models[0]!.adjusted).toEqual(models[0]!.gap);
  });

  test('no training images: nothing can be adjusted for', async () => {
    const { input } = await makeStudy({ ...small, trainCount: 0 }, createRandom(8));
    const { models } = measureEvidence(input, { seed: 0, draws: 20 });
    expect(models[0]).toMatchObject({ adjusted: null, strict: null, adjustedIsGap: false });
  });

  test('no spurious feature, no predictions, no classes: no evidence', async () => {
    const { input } = await makeStudy(small, createRandom(9));
    const nothing = { models: [], classes: [] };
    expect(measureEvidence({ ...input, verdicts: [] }, { seed: 0, draws: 5 })).toEqual(nothing);
    expect(measureEvidence({ ...input, classes: [] }, { seed: 0, draws: 5 })).toEqual(nothing);
    const absent = { model: 'absent', labels: new Int32Array(input.predictions[0]!.labels.length).fill(-1) };
    const { models } = measureEvidence(
      { ...input, predictions: [absent, ...input.predictions] },
      { seed: 0, draws: 5 },
    );
    expect(models.map(({ model }) => model)).toEqual(['m0']);
  });

  test('ten images and less: k is halved; a model that lacks some is measured on the others', async () => {
    const { input } = await makeStudy(small, createRandom(10));
    const [full] = input.predictions;
    const partial = { model: 'partial', labels: full!.labels.slice() };
    const [first, second, third] = input.classes[0]!.measured.images;
    for (const image of [first!, second!, third!]) partial.labels[image] = -1;
    const { classes } = measureEvidence(
      { ...input, predictions: [full!, partial] },
      { seed: 0, k: 10, draws: 20 },
    );
    expect(classes.map(({ model, k, imageCount, reducedK }) => [model, k, imageCount, reducedK])).toEqual([
      ['m0', 5, 10, true],
      ['m0', 5, 10, true],
      ['partial', 3, 7, true],
      ['partial', 5, 10, true],
    ]);
  });

  test('constant features rank by position, and permuting them changes nothing', async () => {
    const { input } = await makeStudy(small, createRandom(11));
    for (const { measured } of input.classes) for (const column of measured.features) column.fill(0.1);
    const { models } = measureEvidence(
      { ...input, classes: input.classes.slice(0, 1) },
      { seed: 0, draws: 50 },
    );
    expect(models[0]!.gap.pValue).toBe(1);
    expect(models[0]!.permuted.gap).toBeCloseTo(models[0]!.gap.gap, 12);
  });
});
