import { describe, expect, it } from 'vitest';
import { toAutomaticVerdict } from './automatic-verdict.js';
import { type ComposedActivations, computeSurroundingsShares, decideBySurroundings } from './surroundings.js';

const PAIR = { classIndex: 0, feature: 7 };
const judge = (spurious: boolean, score: number) =>
  toAutomaticVerdict(PAIR, {
    spurious,
    source: 'object-mask',
    score,
    probability: null,
    basis: 'By its map.',
  });

/** A feature that sums what it sees of object and surroundings: images of the class show `object` and `around`, others neither. */
function compose(object: number, around: number, together = 0): ComposedActivations {
  return {
    whole: [1 + object + around + together],
    other: [1],
    object: [1 + object],
    surroundings: [1 + around],
    painted: [1 + object],
  };
}

/** Images one after the other. */
function join(...parts: ComposedActivations[]): ComposedActivations {
  const list = (name: keyof ComposedActivations) => parts.flatMap((part) => part[name]);
  return {
    whole: list('whole'),
    other: list('other'),
    object: list('object'),
    surroundings: list('surroundings'),
    painted: list('painted'),
  };
}

/** Of as many images of each kind as their means need. */
const measure = (...parts: ComposedActivations[]) => computeSurroundingsShares(join(...parts, ...parts));

describe('what a feature owes to the surroundings', () => {
  it('is exact where it sums object and surroundings', () => {
    const quarter = { share: 0.25, error: 0 };
    expect(measure(compose(3, 1))).toEqual({ composed: quarter, painted: quarter, imageCount: 2 });
    expect(measure(compose(0, 2)).painted.share).toBe(1);
    expect(measure(compose(2, 0)).composed.share).toBe(0);
  });

  it('shares what they do only together between them', () => {
    expect(measure(compose(1, 1, 2)).composed.share).toBeCloseTo(0.5, 12);
    expect(measure(compose(0, 0, 2)).composed.share).toBeCloseTo(0.5, 12);
  });

  it('is of means, so that images count by their activation', () => {
    expect(measure(compose(1, 0), compose(0, 3)).composed.share).toBeCloseTo(0.75, 12);
  });

  it('has the error of how far a share is from one half', () => {
    // Surroundings bring 1 of 2 and 4 of 4: 0 and 2 above one half, a mean of 1 with a standard error of 1, of a lead of 3.
    const { share, error } = computeSurroundingsShares(join(compose(1, 1), compose(0, 4))).composed;
    expect(share).toBeCloseTo(5 / 6, 12);
    expect(error).toBeCloseTo(1 / 3, 12);
  });

  it('is not defined where other classes are as active but for chance', () => {
    expect(measure(compose(0, 0)).composed.share).toBeNaN();
    // Leads of 4, −2 and 1: a mean of 1 with a standard error of √3.
    expect(
      computeSurroundingsShares(join(compose(0, 4), compose(0, -2), compose(0, 1))).composed.share,
    ).toBeNaN();
  });
});

describe('decideBySurroundings', () => {
  const object = measure(compose(3, 1));
  const surroundings = measure(compose(1, 3));

  it('convicts by the images that show a feature most, or by any of the class', () => {
    const byStrongest = decideBySurroundings(judge(false, 0.2), { strongest: surroundings, usual: object });
    expect(byStrongest).toMatchObject({ verdict: 'spurious', score: 0.2 });
    expect(byStrongest.basis).toContain('Owes 75% of its lead');
    expect(byStrongest.basis).toContain('2 images that activate it most');
    const byUsual = decideBySurroundings(judge(false, 0.2), { strongest: object, usual: surroundings });
    expect(byUsual.verdict).toBe('spurious');
    expect(byUsual.basis).toContain('2 images of the class drawn at random');
    const shares = { strongest: surroundings, usual: object };
    expect(byStrongest.basis).toContain('surrounds the object (its mask), by');
    expect(decideBySurroundings(judge(false, 0.2), shares, 'ISNet').basis).toContain(
      'surrounds the object (its mask as ISNet finds it), by',
    );
  });

  it('asks for both shares', () => {
    const core = judge(false, 0.2);
    const unpainted = { ...surroundings, painted: { share: 0.4, error: 0 } };
    expect(decideBySurroundings(core, { strongest: object, usual: unpainted })).toBe(core);
    const nothing = { ...surroundings, composed: { share: Number.NaN, error: Number.NaN } };
    expect(decideBySurroundings(core, { strongest: nothing, usual: nothing })).toBe(core);
  });

  it('is sure of images drawn at random, and takes the strongest as they are', () => {
    const unsure = { ...surroundings, composed: { share: 0.6, error: 0.06 } };
    const core = judge(false, 0.2);
    expect(decideBySurroundings(core, { strongest: object, usual: unsure })).toBe(core);
    expect(decideBySurroundings(core, { strongest: unsure, usual: object }).verdict).toBe('spurious');
    const sure = { ...unsure, composed: { share: 0.6, error: 0.04 } };
    expect(decideBySurroundings(core, { strongest: object, usual: sure }).verdict).toBe('spurious');
  });

  it('acquits what only an even map spoke against, and nothing that lies off the object', () => {
    const acquitted = decideBySurroundings(judge(true, 0.2), { strongest: object, usual: object });
    expect(acquitted.verdict).toBe('core');
    expect(acquitted.basis).toContain('By its map. But');
    const off = judge(true, 0.6);
    expect(decideBySurroundings(off, { strongest: object, usual: object })).toBe(off);
  });
});
