/**
 * A made-up class for the guide's pictures: otters, some in water, seen by two models of which one looks at the water.
 * Seeded numbers leave; no data set enters. Gaps and residuals are computed as docs/method.md says (M42, M62, M63).
 */
import { argsort, createRandom, fitLine, type Line } from '../../src/numeric/index.js';

export interface Otters {
  /** Core evidence (how clearly the animal shows) and spuriosity (how much water), in standard deviations, per image. */
  core: number[];
  spuriosity: number[];
  /** Least-squares line of spuriosity on core evidence. */
  line: Line;
  /** Spuriosity less what the line foretells. */
  residual: number[];
  models: { name: string; right: number[] }[];
}

/** Images of the class, and at either end of a ranking. */
const IMAGE_COUNT = 300;
export const K = 30;
/** Correlation of water and clarity in these pictures: clear photographs tend to be taken in the open. */
const CORRELATION = 0.6;

const MODELS = [
  { name: 'sees the animal only', bias: 1.3, core: 1.5, water: 0 },
  { name: 'looks at the water too', bias: 1.3, core: 0.7, water: 1 },
];

export function drawOtters(seed = 10): Otters {
  const random = createRandom(seed);
  const core = Array.from({ length: IMAGE_COUNT }, () => random.gaussian());
  const spuriosity = core.map(
    (clarity) => CORRELATION * clarity + Math.sqrt(1 - CORRELATION ** 2) * random.gaussian(),
  );
  const line = fitLine(core, spuriosity);
  const models = MODELS.map(({ name, bias, core: byCore, water }) => ({
    name,
    right: core.map((clarity, image) => {
      const logit = bias + byCore * clarity + water * spuriosity[image]!;
      return Number(random.next() < 1 / (1 + Math.exp(-logit)));
    }),
  }));
  const residual = spuriosity.map((water, image) => water - line.slope * core[image]! - line.intercept);
  return { core, spuriosity, line, residual, models };
}

/** Accuracy over the K images with the highest score minus accuracy over the K with the lowest. */
export function measureGap(scores: readonly number[], right: readonly number[]): number {
  const order = argsort(scores);
  const sum = (images: readonly number[]) => images.reduce((count, image) => count + right[image]!, 0);
  return (sum(order.slice(-K)) - sum(order.slice(0, K))) / K;
}

/** Accuracy in tenths of the ranking, lowest scores first. */
export function listTenths(scores: readonly number[], right: readonly number[]): number[] {
  const order = argsort(scores);
  const size = order.length / 10;
  return Array.from({ length: 10 }, (_, tenth) => {
    const images = order.slice(tenth * size, (tenth + 1) * size);
    return images.reduce((count, image) => count + right[image]!, 0) / size;
  });
}

/** Gaps of as many rankings as asked for in which the scores were dealt out anew among the images. */
export function drawPermutedGaps(
  scores: readonly number[],
  right: readonly number[],
  draws: number,
): number[] {
  const random = createRandom(11);
  return Array.from({ length: draws }, () => measureGap(random.shuffle([...scores]), right));
}
