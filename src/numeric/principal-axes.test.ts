import { describe, expect, test } from 'vitest';
import { createAxisSearch } from './principal-axes.js';
import { createRandom } from './random.js';

/** Rows spread by the given deviations along the coordinate axes, then turned in the plane of the first two. */
function drawRows(deviations: readonly number[], angle: number, count: number): Float32Array {
  const random = createRandom(5);
  return Float32Array.from(
    Array.from({ length: count }).flatMap(() => {
      const [a, b, ...rest] = deviations.map((deviation) => deviation * random.gaussian());
      const turned = [
        a! * Math.cos(angle) - b! * Math.sin(angle),
        a! * Math.sin(angle) + b! * Math.cos(angle),
      ];
      return [...turned, ...rest];
    }),
  );
}

function search(rows: Float32Array, columnCount: number, axisCount: number, seed = 1): Float64Array[] {
  const found = createAxisSearch(rows, columnCount, axisCount, seed);
  for (let step = 0; step < 200 && found.step() > 1e-12; step++);
  return found.axes();
}

const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, place) => sum + value * b[place]!, 0);

describe('createAxisSearch', () => {
  test('finds the directions of greatest spread, in their order', () => {
    const angle = 0.6;
    const [first, second] = search(drawRows([5, 2, 0.5, 0.5], angle, 4000), 4, 2);
    // 4000 draws turn the axes by about (s1 s2 / (s1² − s2²)) / √4000, a hundredth of a radian.
    expect(first![0]).toBeCloseTo(Math.cos(angle), 1);
    expect(first![1]).toBeCloseTo(Math.sin(angle), 1);
    expect(Math.abs(second![0]! * Math.cos(angle) + second![1]! * Math.sin(angle))).toBeLessThan(0.05);
    expect(Math.abs(dot(first!, second!))).toBeLessThan(1e-12);
    expect(dot(first!, first!)).toBeCloseTo(1, 12);
  });

  test('is the same for every seed', () => {
    const rows = drawRows([4, 2, 1], 1, 500);
    const [a, b] = search(rows, 3, 2, 1);
    const [c, d] = search(rows, 3, 2, 77);
    for (const place of [0, 1, 2]) {
      // Stops when a step turns an axis by less than 1e-6 radians.
      expect(a![place]).toBeCloseTo(c![place]!, 5);
      expect(b![place]).toBeCloseTo(d![place]!, 5);
    }
  });

  test('gives orthonormal axes of rows without any spread, or with too little of it', () => {
    for (const rows of [new Float32Array(12), Float32Array.of(1, 2, 3, -1, -2, -3)]) {
      const [a, b] = search(rows, 3, 2);
      expect(dot(a!, a!)).toBeCloseTo(1, 12);
      expect(dot(b!, b!)).toBeCloseTo(1, 12);
      expect(dot(a!, b!)).toBeCloseTo(0, 12);
    }
  });
});
