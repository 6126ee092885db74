import { describe, expect, test } from 'vitest';
import fc from '../../test/properties.js';
import { createRandom, deriveSeed } from './random.js';

const seeds = fc.maxSafeInteger();

describe('createRandom', () => {
  test('a seed names one stream, the same on every machine', () => {
    const random = createRandom(7);
    // Recorded once; a change here changes every seeded result of the package.
    expect(Array.from({ length: 4 }, () => random.integer(1_000_000))).toMatchInlineSnapshot(`
      [
        842623,
        254222,
        698721,
        360208,
      ]
    `);
    expect(createRandom(7).next()).toBe(createRandom(7).next());
    expect(createRandom(7).next()).not.toBe(createRandom(8).next());
    expect(createRandom(7).next()).not.toBe(createRandom(7 + 2 ** 32).next());
  });

  test('uniform numbers and normal numbers have the moments they should', () => {
    const random = createRandom(1);
    const count = 100_000;
    let sum = 0;
    let gaussianSum = 0;
    let gaussianSquares = 0;
    for (let draw = 0; draw < count; draw++) {
      const value = random.next();
      if (value < 0 || value >= 1) expect.fail(`next() gave ${value}`);
      sum += value;
      const gaussian = random.gaussian();
      gaussianSum += gaussian;
      gaussianSquares += gaussian * gaussian;
    }
    // Five standard errors: 0.289 / √n, 1 / √n and √2 / √n.
    expect(Math.abs(sum / count - 0.5)).toBeLessThan(5 * 0.00092);
    expect(Math.abs(gaussianSum / count)).toBeLessThan(5 * 0.0032);
    expect(Math.abs(gaussianSquares / count - 1)).toBeLessThan(5 * 0.0045);
  });

  test('integer is uniform also where the bound does not divide 2^32', () => {
    const random = createRandom(3);
    // With plain remainders of 2^32 the first third of this bound would come up twice as often.
    const bound = 3 * 2 ** 30;
    const draws = Array.from({ length: 30_000 }, () => random.integer(bound));
    const lowShare = draws.filter((draw) => draw < bound / 3).length / draws.length;
    // Five standard errors of a share of 1/3 in 30,000 draws.
    expect(Math.abs(lowShare - 1 / 3)).toBeLessThan(5 * 0.0027);
  });

  test.each([0, -1, 1.5, Number.NaN, 2 ** 32 + 1])('integer refuses the bound %d', (bound) => {
    expect(() => createRandom(1).integer(bound)).toThrow(RangeError);
  });

  test('shuffle permutes in place, arrays and typed arrays alike', () => {
    fc.assert(
      fc.property(seeds, fc.array(fc.integer()), (seed, items) => {
        const array = [...items];
        expect(createRandom(seed).shuffle(array)).toBe(array);
        expect([...array].sort()).toEqual([...items].sort());
        const typed = createRandom(seed).shuffle(Int32Array.from(items));
        expect(Array.from(typed)).toEqual(array);
      }),
    );
  });

  test('shuffle reaches every order equally often', () => {
    const random = createRandom(5);
    const counts = new Map<string, number>();
    for (let draw = 0; draw < 12_000; draw++) {
      const order = random.shuffle([0, 1, 2]).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    // Five standard errors of a share of 1/6 in 12,000 draws are 204.
    for (const count of counts.values()) expect(Math.abs(count - 2000)).toBeLessThan(204);
  });

  test('sample draws k distinct numbers below n', () => {
    fc.assert(
      fc.property(seeds, fc.nat(200), fc.nat(200), (seed, a, b) => {
        const [k, n] = a < b ? [a, b] : [b, a];
        const drawn = createRandom(seed).sample(n, k);
        expect(drawn).toHaveLength(k);
        expect(new Set(drawn).size).toBe(k);
        expect(drawn.every((value) => value >= 0 && value < n)).toBe(true);
      }),
    );
    expect(() => createRandom(1).sample(3, 4)).toThrow(RangeError);
  });

  test('refuses seeds that are not safe integers', () => {
    expect(() => createRandom(0.5)).toThrow(RangeError);
    expect(() => createRandom(Number.NaN)).toThrow(RangeError);
  });
});

describe('deriveSeed', () => {
  test('labels, their order, their borders and their kinds matter', () => {
    const derived = [
      deriveSeed(1),
      deriveSeed(2),
      deriveSeed(1, 'a'),
      deriveSeed(1, 'a', 'b'),
      deriveSeed(1, 'b', 'a'),
      deriveSeed(1, 'ab'),
      deriveSeed(1, 1),
      deriveSeed(1, '1'),
      deriveSeed(1, ''),
      deriveSeed(1, '', ''),
      deriveSeed(2, 'a'),
    ];
    expect(new Set(derived).size).toBe(derived.length);
    expect(deriveSeed(1, 'a', 3)).toBe(deriveSeed(1, 'a', 3));
  });

  test('neighbouring labels give unrelated streams', () => {
    const firsts = Array.from({ length: 1000 }, (_, trial) =>
      createRandom(deriveSeed(9, 'trial', trial)).next(),
    );
    const mean = firsts.reduce((sum, value) => sum + value, 0) / firsts.length;
    // Five standard errors, 0.289 / √1000.
    expect(Math.abs(mean - 0.5)).toBeLessThan(5 * 0.0092);
    expect(new Set(firsts).size).toBe(firsts.length);
  });
});
