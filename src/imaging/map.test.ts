import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import fc from '../../test/properties.js';
import { normalizeMap, resizeMap } from './index.js';

interface Case {
  from: [number, number];
  to: [number, number];
  map: number[];
  resized: number[];
}

const cases = JSON.parse(
  readFileSync(new URL('../../fixtures/imaging/maps.json', import.meta.url), 'utf8'),
) as Case[];

describe('resizeMap equals torch.nn.functional.interpolate', () => {
  for (const { from, to, map, resized } of cases) {
    test(`${from.join('×')} to ${to.join('×')}`, () => {
      const got = resizeMap(Float32Array.from(map), ...from, ...to);
      expect(got.length).toBe(resized.length);
      // torch computes positions and weights in float32: a few units in the last place of values up to 1.
      for (let i = 0; i < got.length; i++) expect(Math.abs(got[i]! - resized[i]!)).toBeLessThan(2e-6);
    });
  }
});

describe('normalizeMap', () => {
  test('makes the maximum 1', () => {
    expect([...normalizeMap(Float32Array.of(0, 1, 4))]).toEqual([0, 0.25, 1]);
  });

  test('leaves an all-zero map at zero', () => {
    expect([...normalizeMap(new Float32Array(3))]).toEqual([0, 0, 0]);
  });

  test('any non-negative map ends within 0..1 and reaches 1', () => {
    const values = fc.float32Array({ min: 0, noNaN: true, noDefaultInfinity: true, minLength: 1 });
    fc.assert(
      fc.property(values, (map) => {
        const normalized = normalizeMap(map);
        const isZero = map.every((value) => value === 0);
        expect(normalized.reduce((a, b) => Math.max(a, b), 0)).toBe(isZero ? 0 : 1);
      }),
    );
  });
});
