import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import fc from '../../../test/properties.js';
import { StageError } from '../../base/errors.js';
import type { Verdict } from '../../records/annotation.js';
import type { SplitName } from '../../records/dataset.js';
import { computeSpuriosity, type RankingInput, rankByFeature } from './spuriosity.js';

function createVerdict(
  classIndex: number,
  feature: number,
  verdict: Verdict['verdict'] = 'spurious',
): Verdict {
  const votes = { votesCore: 0, votesSpurious: 0 };
  const reviewed = { source: 'people', score: null, probability: null, basis: 'A test.' } as const;
  return { classIndex, feature, verdict, ...reviewed, ...votes };
}

/** One class in the validation split; one column per feature, numbered from 0. */
function createInput(columns: number[][], changes: Partial<RankingInput> = {}): RankingInput {
  const rowCount = columns[0]?.length ?? 0;
  return {
    columns: {
      rowCount,
      features: columns.map((_, feature) => feature),
      columns: columns.map((column) => Float32Array.from(column)),
    },
    valid: new Uint8Array(rowCount).fill(1),
    images: Array.from({ length: rowCount }, () => ({ classIndex: 0, split: 'val' as const })),
    split: 'val',
    ...changes,
  };
}

test('agrees with numpy: several classes and features, skipped images, a constant feature, two splits', () => {
  const fixture = JSON.parse(
    readFileSync(new URL('../../../fixtures/statistics/ranking.json', import.meta.url), 'utf8'),
  );
  const input = createInput(fixture.columns, {
    valid: Uint8Array.from(fixture.valid),
    images: fixture.classes.map((classIndex: number, image: number) => ({
      classIndex,
      split: fixture.splits[image],
    })),
  });
  input.columns.features = fixture.feature_indices;
  const verdicts = fixture.spurious.flatMap(([classIndex, features]: [number, number[]]) =>
    features.map((feature) => createVerdict(classIndex, feature)),
  );
  for (const split of ['train', 'val'] as SplitName[]) {
    const expected = fixture.expected.filter((ranking: { split: string }) => ranking.split === split);
    const rankings = computeSpuriosity({ ...input, split, verdicts });
    expect(rankings.map(({ classIndex, images }) => ({ classIndex, images }))).toEqual(
      expected.map(({ classIndex, images }: { classIndex: number; images: number[] }) => ({
        classIndex,
        images,
      })),
    );
    for (const [place, { spuriosity }] of rankings.entries()) {
      // Float64 sums of at most 25 terms of size ~1 in another order.
      for (const [rank, value] of spuriosity.entries()) {
        expect(value).toBeCloseTo(expected[place].spuriosity[rank], 12);
      }
    }
  }
});

describe('computeSpuriosity', () => {
  test('a worked case: mean of the standardised activations', () => {
    // µ = 2, σ = √2: z = −√2, 0, 0, √2; µ = 10, σ = 10: z = 1, −1, 1, −1.
    const input = createInput([
      [0, 2, 2, 4],
      [20, 0, 20, 0],
    ]);
    const [ranking] = computeSpuriosity({ ...input, verdicts: [createVerdict(0, 0), createVerdict(0, 1)] });
    expect(ranking!.images).toEqual([1, 0, 3, 2]);
    const z = Math.SQRT2;
    const expected = [-1 / 2, (1 - z) / 2, (z - 1) / 2, 1 / 2];
    for (const [rank, value] of ranking!.spuriosity.entries()) expect(value).toBeCloseTo(expected[rank]!, 14);
  });

  test('ties stand in data set order', () => {
    const input = createInput([[5, 1, 5, 1, 5]]);
    expect(computeSpuriosity({ ...input, verdicts: [createVerdict(0, 0)] })[0]!.images).toEqual([
      1, 3, 0, 2, 4,
    ]);
  });

  test('a constant feature adds 0 and still counts in the mean', () => {
    const alone = rankByFeature({ ...createInput([[0, 2]]), classIndex: 0, feature: 0 });
    const input = createInput([
      [0, 2],
      [0.1, 0.1],
    ]);
    const [ranking] = computeSpuriosity({ ...input, verdicts: [createVerdict(0, 0), createVerdict(0, 1)] });
    expect(alone.spuriosity).toEqual([-1, 1]);
    expect(ranking!.spuriosity).toEqual([-0.5, 0.5]);
  });

  test('one image: spuriosity 0', () => {
    const [ranking] = computeSpuriosity({ ...createInput([[7]]), verdicts: [createVerdict(0, 0)] });
    expect(ranking).toEqual({ classIndex: 0, split: 'val', images: [0], spuriosity: [0] });
  });

  test('classes without spurious features, or without images in the split, have no ranking', () => {
    const input = createInput([[1, 2]]);
    expect(computeSpuriosity({ ...input, verdicts: [createVerdict(0, 0, 'core')] })).toEqual([]);
    expect(computeSpuriosity({ ...input, verdicts: [] })).toEqual([]);
    expect(computeSpuriosity({ ...input, verdicts: [createVerdict(3, 0)] })).toEqual([]);
    expect(computeSpuriosity({ ...input, split: 'train', verdicts: [createVerdict(0, 0)] })).toEqual([]);
  });

  test('a verdict that is listed twice counts once', () => {
    const input = createInput([
      [0, 2, 1],
      [3, 1, 0],
    ]);
    const verdicts = [createVerdict(0, 0), createVerdict(0, 1)];
    expect(computeSpuriosity({ ...input, verdicts: [...verdicts, createVerdict(0, 0)] })).toEqual(
      computeSpuriosity({ ...input, verdicts }),
    );
  });

  test('values that are not finite are refused, unless the image was skipped', () => {
    const input = createInput([[1, Number.NaN, 3]]);
    const verdicts = [createVerdict(0, 0)];
    expect(() => computeSpuriosity({ ...input, verdicts })).toThrow(
      /Feature 0 is not a finite number for 1 of 3/,
    );
    const valid = Uint8Array.of(1, 0, 1);
    expect(computeSpuriosity({ ...input, valid, verdicts })[0]!.images).toEqual([0, 2]);
  });

  test('missing columns and lengths that do not fit are refused', () => {
    const input = createInput([[1, 2]]);
    expect(() => computeSpuriosity({ ...input, verdicts: [createVerdict(0, 8)] })).toThrow(/feature 8/);
    const images = input.images.slice(1);
    expect(() => computeSpuriosity({ ...input, images, verdicts: [] })).toThrow(StageError);
  });

  test('a ranking is a permutation of the usable images of its class, ascending', () => {
    const image = fc.record({
      classIndex: fc.nat(2),
      split: fc.constantFrom<SplitName>('train', 'val'),
      valid: fc.nat(1),
      a: fc.integer({ min: -3, max: 3 }),
      b: fc.float({ noNaN: true, noDefaultInfinity: true, min: 0, max: 9 }),
    });
    fc.assert(
      fc.property(fc.array(image), (images) => {
        const input = createInput([images.map(({ a }) => a), images.map(({ b }) => b)], {
          images,
          valid: Uint8Array.from(images, ({ valid }) => valid),
        });
        const verdicts = [createVerdict(0, 0), createVerdict(1, 1), createVerdict(2, 0), createVerdict(2, 1)];
        for (const ranking of computeSpuriosity({ ...input, verdicts })) {
          const usable = [...images.keys()].filter((index) => {
            const { classIndex, split, valid } = images[index]!;
            return classIndex === ranking.classIndex && split === 'val' && valid === 1;
          });
          expect([...ranking.images].sort((x, y) => x - y)).toEqual(usable);
          expect(ranking.spuriosity).toEqual([...ranking.spuriosity].sort((x, y) => x - y));
        }
      }),
    );
  });
});

test('rankByFeature ranks whatever the verdict, and an absent class is empty', () => {
  const input = createInput([[3, 1, 2]]);
  expect(rankByFeature({ ...input, classIndex: 0, feature: 0 }).images).toEqual([1, 2, 0]);
  expect(rankByFeature({ ...input, classIndex: 4, feature: 0 }).images).toEqual([]);
});
