/**
 * Seeded randomness: a seed enters, a stream of numbers leaves that is the same on every platform.
 * Generator: sfc32 (C. Doty-Humphrey, PractRand), its state filled by splitmix32 from the seed.
 * Not for secrets; never seeded from the clock.
 */

/** Anything that can be permuted in place: arrays and typed arrays. */
export interface Permutable {
  readonly length: number;
  [index: number]: unknown;
}

/** A stream of random numbers; every call advances it. */
export interface Random {
  /** Uniform in [0, 1), a multiple of 2^-32. */
  next(): number;
  /** Uniform, unbiased, in 0 … bound − 1. `bound` is an integer from 1 to 2^32; a RangeError otherwise. */
  integer(bound: number): number;
  /** Standard normal (Marsaglia's polar method). */
  gaussian(): number;
  /** Permutes in place, every order equally likely (Fisher-Yates); returns the same array. */
  shuffle<A extends Permutable>(array: A): A;
  /** `k` distinct numbers of 0 … n − 1 in random order; a RangeError unless 0 <= k <= n. */
  sample(n: number, k: number): number[];
}

const TWO_POW_32 = 2 ** 32;

/** 2^32 divided by the golden ratio: splitmix's increment. */
const GOLDEN_RATIO_32 = 0x9e3779b9;

/** Steps after seeding that PractRand's author asks for before sfc32's output counts as mixed. */
const SFC32_WARM_UP = 12;

/** Creates the stream that belongs to `seed` (a safe integer; a RangeError otherwise). */
export function createRandom(seed: number): Random {
  const nextUint32 = createSfc32(seed);
  let spareGaussian = Number.NaN;

  const next = () => nextUint32() / TWO_POW_32;

  function integer(bound: number): number {
    if (!Number.isInteger(bound) || bound < 1 || bound > TWO_POW_32) {
      throw new RangeError(`integer(bound): bound must be an integer from 1 to 2^32, not ${bound}.`);
    }
    // Draws past the last whole multiple of the bound would favour small results.
    const limit = TWO_POW_32 - (TWO_POW_32 % bound);
    let draw = nextUint32();
    while (draw >= limit) draw = nextUint32();
    return draw % bound;
  }

  function gaussian(): number {
    if (!Number.isNaN(spareGaussian)) {
      const value = spareGaussian;
      spareGaussian = Number.NaN;
      return value;
    }
    let x: number;
    let y: number;
    let squared: number;
    do {
      x = 2 * next() - 1;
      y = 2 * next() - 1;
      squared = x * x + y * y;
    } while (squared >= 1 || squared === 0);
    const scale = Math.sqrt((-2 * Math.log(squared)) / squared);
    spareGaussian = y * scale;
    return x * scale;
  }

  function shuffle<A extends Permutable>(array: A): A {
    const items: Permutable = array;
    for (let last = items.length - 1; last > 0; last--) {
      const other = integer(last + 1);
      const held = items[last];
      items[last] = items[other];
      items[other] = held;
    }
    return array;
  }

  function sample(n: number, k: number): number[] {
    if (!Number.isInteger(n) || !Number.isInteger(k) || k < 0 || k > n) {
      throw new RangeError(`sample(n, k): needs integers with 0 <= k <= n, not n = ${n}, k = ${k}.`);
    }
    const pool = Array.from({ length: n }, (_, index) => index);
    for (let place = 0; place < k; place++) {
      const other = place + integer(n - place);
      const held = pool[place]!;
      pool[place] = pool[other]!;
      pool[other] = held;
    }
    return pool.slice(0, k);
  }

  return { next, integer, gaussian, shuffle, sample };
}

/**
 * A seed of its own for one part of the work (docs/method.md, M130), so that parts can be added or reordered without changing the others:
 * `deriveSeed(seed, 'mitigation', 'random', trial)`. In 0 … 2^32 − 1; the number 1 and the string '1' differ.
 */
export function deriveSeed(seed: number, ...labels: (string | number)[]): number {
  const [low, high] = splitSeed(seed);
  let hash = mix32(mix32(low) ^ high);
  for (const label of labels) {
    const text = typeof label === 'number' ? `#${label}` : `$${label}`;
    for (let index = 0; index < text.length; index++) hash = mix32(hash ^ text.charCodeAt(index));
    // Closes the label, so that ('ab', 'c') and ('a', 'bc') differ.
    hash = mix32(hash + GOLDEN_RATIO_32 + text.length);
  }
  return hash;
}

/** The stream of 32-bit numbers behind `createRandom`. */
function createSfc32(seed: number): () => number {
  const [low, high] = splitSeed(seed);
  let state = low;
  const splitmix32 = () => {
    state = (state + GOLDEN_RATIO_32) | 0;
    return mix32(state);
  };
  let a = splitmix32() | 0;
  let b = splitmix32() | 0;
  let c = (splitmix32() ^ high) | 0;
  let counter = 1;

  const nextUint32 = () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return sum >>> 0;
  };
  for (let step = 0; step < SFC32_WARM_UP; step++) nextUint32();
  return nextUint32;
}

/** The finaliser of MurmurHash3: a bijection of 32-bit words in which every bit reaches every other. */
function mix32(word: number): number {
  let hash = word | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** The two 32-bit words of a seed. */
function splitSeed(seed: number): [low: number, high: number] {
  if (!Number.isSafeInteger(seed)) throw new RangeError(`A seed must be a safe integer, not ${seed}.`);
  return [seed >>> 0, Math.floor(seed / TWO_POW_32) >>> 0];
}
