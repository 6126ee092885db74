import { describe, expect, test } from 'vitest';
import fc from '../../../test/properties.js';
import type { Verdict } from '../../records/annotation.js';
import type { ClassGap, ClassRanking, Predictions } from '../../records/bias.js';
import { findCollisions } from './collisions.js';
import { flagLabelNoise, type LabelNoiseInput, listNegativeGaps } from './label-noise.js';

function createVerdict(classIndex: number, feature: number, verdict: Verdict['verdict']): Verdict {
  const votes = { votesCore: 0, votesSpurious: 0 };
  const reviewed = { source: 'people', score: null, probability: null, basis: 'A test.' } as const;
  return { classIndex, feature, verdict, ...reviewed, ...votes };
}

describe('findCollisions', () => {
  test('lists every couple of classes, sorted', () => {
    const verdicts = [
      createVerdict(3, 9, 'core'),
      createVerdict(2, 9, 'spurious'),
      createVerdict(1, 9, 'core'),
      createVerdict(0, 9, 'spurious'),
      createVerdict(0, 4, 'spurious'),
      createVerdict(1, 4, 'core'),
      createVerdict(1, 5, 'core'),
      createVerdict(2, 6, 'spurious'),
    ];
    expect(findCollisions(verdicts).map((c) => [c.feature, c.spuriousClassIndex, c.coreClassIndex])).toEqual([
      [4, 0, 1],
      [9, 0, 1],
      [9, 0, 3],
      [9, 2, 1],
      [9, 2, 3],
    ]);
  });

  test('is what its definition says, whatever the order of verdicts; swapping verdicts swaps the classes', () => {
    const verdict = fc
      .tuple(fc.nat(4), fc.nat(4), fc.constantFrom('core' as const, 'spurious' as const))
      .map(([classIndex, feature, judged]) => createVerdict(classIndex, feature, judged));
    const verdicts = fc.uniqueArray(verdict, { selector: (v) => `${v.classIndex}/${v.feature}` });
    fc.assert(
      fc.property(verdicts, (list) => {
        const toText = (feature: number, a: number, b: number) => `${feature}: ${a} ${b}`;
        const expected = list.flatMap((a) =>
          list
            .filter((b) => a.feature === b.feature && a.verdict === 'spurious' && b.verdict === 'core')
            .map((b) => toText(a.feature, a.classIndex, b.classIndex)),
        );
        const found = findCollisions(list);
        expect(found.map((c) => toText(c.feature, c.spuriousClassIndex, c.coreClassIndex)).sort()).toEqual(
          expected.sort(),
        );
        expect(findCollisions([...list].reverse())).toEqual(found);
        const swapped = findCollisions(
          list.map((v) => ({
            ...v,
            verdict: v.verdict === 'core' ? ('spurious' as const) : ('core' as const),
          })),
        );
        expect(swapped.map((c) => toText(c.feature, c.coreClassIndex, c.spuriousClassIndex)).sort()).toEqual(
          expected,
        );
      }),
    );
  });
});

describe('flagLabelNoise', () => {
  // A gap of −1 is beyond chance with four images at either end, with two it is not.
  function createGap(classIndex: number, gap: number, k = 4): ClassGap {
    const accuracies = { accuracyTop: 0.5 + gap / 2, accuracyBottom: 0.5 - gap / 2 };
    return { model: 'm', classIndex, k, imageCount: 2 * k, reducedK: false, gap, ...accuracies };
  }
  const createRanking = (classIndex: number, images: number[]): ClassRanking => ({
    classIndex,
    split: 'val',
    images,
    spuriosity: images.map((_, place) => place / 10),
  });
  const predict = (labels: number[]): Predictions => ({ model: 'm', labels: Int32Array.from(labels) });
  const base: LabelNoiseInput = {
    gaps: [createGap(0, -1), createGap(1, 1)],
    rankings: [createRanking(0, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]), createRanking(1, [12, 13, 14])],
    predictions: predict([2, 2, 2, 2, 2, 2, 2, 2, 0, 0, 2, 3, 2, 2, 2]),
    collisions: [],
  };

  test('the most spurious wrong images of classes with a negative gap, most spurious first', () => {
    expect(flagLabelNoise(base)).toEqual([
      { image: 11, classIndex: 0, spuriosity: 1.1, suspectedClassIndex: 3 },
      { image: 10, classIndex: 0, spuriosity: 1, suspectedClassIndex: 2 },
    ]);
  });

  test('right predictions and images without one are not flagged', () => {
    const predictions = predict([2, 2, 2, 2, 2, 2, 2, 2, 0, 0, 0, -1, 2, 2, 2]);
    expect(flagLabelNoise({ ...base, predictions })).toEqual([]);
  });

  test('at least the images that the gap was measured on, and at least the share', () => {
    const flagged = (changes: Partial<LabelNoiseInput>) =>
      flagLabelNoise({ ...base, ...changes }).map((f) => f.image);
    expect(flagged({ share: 0.4 })).toEqual([11, 10, 7]);
    expect(flagged({ gaps: [createGap(0, -1, 4)] })).toEqual([11, 10]);
    expect(flagged({ gaps: [createGap(0, -1, 6)] })).toEqual([11, 10, 7, 6]);
    expect(flagged({ gaps: [createGap(0, -1, 50)] })).toEqual([11, 10, 7, 6, 5, 4, 3, 2, 1, 0]);
  });

  test('of several models the mean gap counts', () => {
    expect(flagLabelNoise({ ...base, gaps: [createGap(0, -1), createGap(0, 0.9)] })).toEqual([]);
    expect(flagLabelNoise({ ...base, gaps: [] })).toEqual([]);
  });

  test('a negative gap whose interval reaches 0 flags nothing; the same gap on more images does', () => {
    const flagged = (gaps: ClassGap[]) => flagLabelNoise({ ...base, gaps }).length;
    expect(flagged([createGap(0, -0.5, 4)])).toBe(0);
    expect(flagged([createGap(0, -1, 2)])).toBe(0);
    expect(flagged([createGap(0, -0.5, 40)])).toBeGreaterThan(0);
    // Newcombe's interval of 10 of 40 against 30 of 40, which M60 widens by a little: by hand −0.653 to −0.285.
    const [one] = listNegativeGaps([createGap(0, -0.5, 40), createGap(1, 0.2)]);
    expect(one).toMatchObject({ classIndex: 0, gap: -0.5, k: 40 });
    expect(Math.abs(one!.interval.low + 0.653)).toBeLessThan(0.025);
    expect(Math.abs(one!.interval.high + 0.285)).toBeLessThan(0.025);
    // More models on the same images leave the interval as it is.
    const [same] = listNegativeGaps([createGap(0, -0.5, 40), createGap(0, -0.5, 40)]);
    expect(same!.interval).toEqual(one!.interval);
  });

  test('a second choice that a collision explains goes before a first choice that none does', () => {
    const input = { ...base, runnerUps: predict([0, 0, 0, 0, 0, 0, 0, 0, 2, 2, 3, 0, 0, 0, 0]) };
    const collisions = [{ feature: 7, spuriousClassIndex: 0, coreClassIndex: 3 }];
    const suspects = (changes: Partial<LabelNoiseInput>) =>
      flagLabelNoise({ ...input, ...changes }).map(({ image, suspectedClassIndex }) => [
        image,
        suspectedClassIndex,
      ]);
    expect(suspects({})).toEqual([
      [11, 3],
      [10, 2],
    ]);
    expect(suspects({ collisions })).toEqual([
      [11, 3],
      [10, 3],
    ]);
    // Of two choices that collisions explain, the first.
    expect(suspects({ collisions: [...collisions, { ...collisions[0]!, coreClassIndex: 2 }] })[1]).toEqual([
      10, 2,
    ]);
    // Another class's collisions explain nothing here.
    expect(suspects({ collisions: [{ ...collisions[0]!, spuriousClassIndex: 1 }] })[1]).toEqual([10, 2]);
  });
});
