/** The plan of a planted data set: exact shares, disjoint splits, the same for the same seed. */

import { describe, expect, it } from 'vitest';
import fc from '../../test/properties.js';
import { UsageError } from '../base/errors.js';
import { SPLIT_NAMES } from '../records/dataset.js';
import {
  buildPlantingPlan,
  DEFAULT_PLANTING_OPTIONS,
  type PicturePool,
  type PlantingOptions,
} from './planting-plan.js';

const createPool = (className: string, count: number): PicturePool => ({
  className,
  pictures: Array.from({ length: count }, (_, index) => `${className}/${index}.jpg`),
});
const POOLS = [createPool('goose', 550), createPool('albatross', 550)];

describe('the plan', () => {
  it.each([
    [0.8, 320, 80],
    [0.95, 380, 20],
    [0.99, 396, 4],
  ])('at %d gives the first class the cue %d times of 400, the other %d times', (train, first, second) => {
    const options = { ...DEFAULT_PLANTING_OPTIONS, correlation: { train, val: 0.5, test: 0.5 } };
    const plan = buildPlantingPlan(POOLS, options);
    const count = (split: string, name: string) =>
      plan.filter((entry) => entry.split === split && entry.className === name && entry.hasCue).length;
    expect([count('train', 'goose'), count('train', 'albatross')]).toEqual([first, second]);
    for (const name of ['goose', 'albatross']) {
      expect([count('val', name), count('test', name)]).toEqual([35, 40]);
    }
  });

  it('has the counts asked for, uses no picture twice and none of another class', () => {
    const arbitrary = fc.record({
      cue: fc.constant('border' as const),
      seed: fc.nat(),
      imagesPerClass: fc.record({ train: fc.nat(20), val: fc.nat(10), test: fc.nat(10) }),
      correlation: fc.record({
        train: fc.double({ min: 0, max: 1, noNaN: true }),
        val: fc.constant(0.5),
        test: fc.constant(0.5),
      }),
    });
    const pools = ['a', 'b', 'c'].map((name) => createPool(name, 40));
    fc.assert(
      fc.property(arbitrary, (options: PlantingOptions) => {
        const plan = buildPlantingPlan(pools, options);
        expect(new Set(plan.map(({ picture }) => picture)).size).toBe(plan.length);
        for (const { className, pictures } of pools) {
          for (const split of SPLIT_NAMES) {
            const own = plan.filter((entry) => entry.split === split && entry.className === className);
            expect(own.map(({ ordinal }) => ordinal)).toEqual(own.map((_, index) => index + 1));
            expect(own).toHaveLength(options.imagesPerClass[split]);
            expect(own.every(({ picture }) => pictures.includes(picture))).toBe(true);
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  it('is the same for the same seed; another seed chooses other pictures and other carriers', () => {
    const plan = buildPlantingPlan(POOLS, DEFAULT_PLANTING_OPTIONS);
    expect(buildPlantingPlan(POOLS, DEFAULT_PLANTING_OPTIONS)).toEqual(plan);
    const other = buildPlantingPlan(POOLS, { ...DEFAULT_PLANTING_OPTIONS, seed: 1 });
    expect(other.map(({ picture }) => picture)).not.toEqual(plan.map(({ picture }) => picture));
    expect(other.map(({ hasCue }) => hasCue)).not.toEqual(plan.map(({ hasCue }) => hasCue));
  });

  it('keeps pictures and carriers when only the cue changes, so that cues compare', () => {
    const plan = buildPlantingPlan(POOLS, DEFAULT_PLANTING_OPTIONS);
    expect(buildPlantingPlan(POOLS, { ...DEFAULT_PLANTING_OPTIONS, cue: 'colour-cast' })).toEqual(plan);
  });

  it.each([
    [[POOLS[0]!], {}, /two classes, not 1/],
    [[POOLS[0]!, createPool('few', 549)], {}, /few has 549 pictures; the splits together need 550/],
    [POOLS, { correlation: { train: 1.1, val: 0.5, test: 0.5 } }, /correlation in train is 1.1/],
    [POOLS, { imagesPerClass: { train: 10, val: 2.5, test: 1 } }, /images in val is 2.5/],
  ])('refuses what does not fit (%#)', (pools, wrong, message) => {
    const plant = () => buildPlantingPlan(pools, { ...DEFAULT_PLANTING_OPTIONS, ...wrong });
    expect(plant).toThrow(UsageError);
    expect(plant).toThrow(message);
  });
});
