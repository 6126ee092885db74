/**
 * Tests of a family of gradient rules: each rule on random shapes, against finite differences, and none without a test.
 */
import { describe, expect, it } from 'vitest';
import { toTensorProto } from '../src/onnx/index.js';
import type { OperatorTable } from '../src/onnx/operators/operator.js';
import { type GradientCase, measureGradientError } from './finite-differences.js';
import fc from './properties.js';

/** See `measureGradientError`: differences over 1e-2 of float32 results of size 1 to 10, and curvature. */
const TOLERANCE = 5e-3;
/** Bounded: each run opens two sessions and evaluates every element twice. */
const RUNS = 6;
/** Windows have many settings. */
export const WINDOW_RUNS = 25;

export type Shape = readonly number[];
export type Case = Omit<GradientCase, 'seed'>;

/** Tests rules on random shapes, with the lengths of axes known to the graph or not. */
type TestGradient = <P>(
  opTypes: string,
  label: string,
  parameters: fc.Arbitrary<P>,
  create: (drawn: P, seed: number) => Case,
  numRuns?: number,
) => void;

/** A suite for the rules of `table`, which `declare` fills. */
export function describeRules(
  name: string,
  table: OperatorTable,
  declare: (testGradient: TestGradient) => void,
) {
  const tested = new Set<string>();
  describe(name, () => {
    declare((opTypes, label, parameters, create, numRuns = RUNS) => {
      for (const opType of opTypes.split(' ')) tested.add(opType);
      it(`${opTypes} ${label}`, async () => {
        await fc.assert(
          fc.asyncProperty(parameters, fc.nat(1e6), fc.boolean(), async (drawn, seed, isDynamic) => {
            const error = await measureGradientError({ isDynamic, ...create(drawn, seed), seed });
            expect(error).toBeLessThan(TOLERANCE);
          }),
          { numRuns },
        );
      });
    });
    it('every rule has a test', () => {
      const rules = Object.entries(table).filter(([, { gradient }]) => typeof gradient === 'function');
      expect(rules.map(([opType]) => opType).filter((opType) => !tested.has(opType))).toEqual([]);
    });
  });
}

export const length = fc.integer({ min: 1, max: 4 });
export const shape = fc.array(length, { minLength: 1, maxLength: 4 });
export const image = fc.tuple(
  fc.integer({ min: 1, max: 2 }),
  fc.integer({ min: 1, max: 3 }),
  fc.integer({ min: 5, max: 7 }),
  fc.integer({ min: 5, max: 7 }),
);
export const small = fc.tuple(
  fc.integer({ min: 1, max: 2 }),
  fc.integer({ min: 1, max: 3 }),
  fc.integer({ min: 2, max: 4 }),
  fc.integer({ min: 2, max: 4 }),
);

/** Two shapes that broadcast: some axes of either are 1, the second may lack leading ones. */
export const broadcastPair = fc
  .record({
    full: shape,
    ones: fc.array(fc.constantFrom('none', 'a', 'b'), { minLength: 4, maxLength: 4 }),
    drop: fc.nat(3),
  })
  .map(({ full, ones, drop }): { a: Shape; b: Shape } => ({
    a: full.map((n, axis) => (ones[axis] === 'a' ? 1 : n)),
    b: full.map((n, axis) => (ones[axis] === 'b' ? 1 : n)).slice(Math.min(drop, full.length)),
  }));

export function floats(name: string, dims: Shape, values: readonly number[]) {
  return toTensorProto({ dtype: 'float32', dims: [...dims], data: Float32Array.from(values) }, name);
}

export function ints(name: string, values: readonly number[], dims: Shape = [values.length]) {
  return toTensorProto({ dtype: 'int64', dims: [...dims], data: BigInt64Array.from(values, BigInt) }, name);
}
