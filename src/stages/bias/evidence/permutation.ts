/**
 * Chance (docs/method.md, M65 and M67): gaps of a class under permuted scores or verdicts enter sums over the classes, p-values leave.
 * Draws re-rank, they never read features again; all models of a panel share them.
 */
import { createRandom, type Random } from '../../../numeric/index.js';
import { averageZScores } from '../../ranking/index.js';
import { countEnds, type EndCounts, orderRows, type Panel } from './panel.js';

/** Rankings drawn for a p-value. */
export const DEFAULT_DRAWS = 1000;

/** Of one panel: which stream of permutations, and how many. */
export interface DrawOptions {
  seed: number;
  draws: number;
}

/**
 * Gaps when scores are permuted among the panel's images: scores ([measured images]) enter, right answers at the top minus those at
 * the bottom leave, Int32Array [draws, models], row-major. Only who stands at an end matters, so only these places are drawn; images whose
 * equal scores straddle the edge of an end keep their order by position, as in a ranking. Rankings with the same ties share their draws.
 */
export function createScorePermuter(
  panel: Panel,
  { seed, draws }: DrawOptions,
): (scores: Float64Array) => Int32Array {
  const known = new Map<string, Int32Array>();
  return (scores) => {
    const sorted = Float64Array.from(panel.places, (place) => scores[place]!).sort();
    // Half-open ranges of equal scores around the edges of both ends.
    const ties = [findTies(sorted, panel.k), findTies(sorted, sorted.length - panel.k)] as const;
    const key = ties.map(({ start, end }) => `${start}-${end}`).join();
    const differences = known.get(key) ?? drawDifferences(panel, ties, createRandom(seed), draws);
    known.set(key, differences);
    return differences;
  };
}

interface Range {
  start: number;
  end: number;
}

function drawDifferences(
  panel: Panel,
  [low, high]: readonly [Range, Range],
  random: Random,
  draws: number,
): Int32Array {
  const modelCount = panel.models.length;
  const rows = Int32Array.from(panel.places, (_, row) => row);
  const differences = new Int32Array(draws * modelCount);
  for (let draw = 0; draw < draws; draw += 1) {
    drawEnds(rows, low.end, high.start, random);
    for (const { start, end } of [low, high]) if (end - start > 1) rows.subarray(start, end).sort();
    addDifferences(panel, rows, differences.subarray(draw * modelCount, (draw + 1) * modelCount));
  }
  return differences;
}

/** The range of scores equal to those on both sides of `edge`; empty where these differ. */
function findTies(sorted: Float64Array, edge: number): Range {
  if (sorted[edge - 1] !== sorted[edge]) return { start: edge, end: edge };
  const start = sorted.indexOf(sorted[edge]!);
  return { start, end: sorted.lastIndexOf(sorted[edge]!) + 1 };
}

/** Fisher-Yates at both ends only: uniform over who stands at the places before `start` and from `stop` on. */
function drawEnds(rows: Int32Array, start: number, stop: number, random: Random): void {
  for (let place = 0; place < start; place += 1)
    swap(rows, place, place + random.integer(rows.length - place));
  for (let place = rows.length - 1; place >= Math.max(stop, start); place -= 1)
    swap(rows, place, start + random.integer(place - start + 1));
}

function swap(rows: Int32Array, a: number, b: number): void {
  const held = rows[a]!;
  rows[a] = rows[b]!;
  rows[b] = held;
}

/** `countEnds` into one array that holds zeros, allocating nothing: this runs for every draw. */
function addDifferences({ correct, k }: Panel, rows: Int32Array, differences: Int32Array): void {
  const modelCount = differences.length;
  for (let place = 0; place < k; place += 1) {
    const high = rows[rows.length - 1 - place]! * modelCount;
    const low = rows[place]! * modelCount;
    for (let model = 0; model < modelCount; model += 1)
      differences[model]! += correct[high + model]! - correct[low + model]!;
  }
}

/**
 * Gaps when the verdicts are permuted among the class's features: as many as are spurious, drawn at random, make the ranking; leaves what
 * `createScorePermuter` does. The panel's ends are counted once for each set of features that comes up.
 * @param features Z-scores per feature, each [measured images].
 */
export function permuteVerdicts(
  panel: Panel,
  { features, spuriousCount }: { features: readonly Float64Array[]; spuriousCount: number },
  { seed, draws }: DrawOptions,
): Int32Array {
  const random = createRandom(seed);
  const counted = new Map<string, Int32Array>();
  const countFor = (chosen: readonly number[]) => {
    const scores = chosen.map((place) => features[place]!);
    return subtract(countEnds(panel, orderRows(panel, averageZScores(scores, scores[0]!.length))));
  };
  const differences = new Int32Array(draws * panel.models.length);
  for (let draw = 0; draw < draws; draw += 1) {
    const chosen = random.sample(features.length, spuriousCount).sort((a, b) => a - b);
    const key = chosen.join();
    const counts = counted.get(key) ?? countFor(chosen);
    counted.set(key, counts);
    differences.set(counts, draw * panel.models.length);
  }
  return differences;
}

function subtract({ top, bottom }: EndCounts): Int32Array {
  return top.map((right, model) => right - bottom[model]!);
}

/** Rounding of sums of fractions must not part equal gaps. */
const ROUNDING = 1e-9;

/** (1 + draws at least as large as observed) / (1 + draws): one-sided, never 0. */
export function computePermutationP(observed: number, drawn: ArrayLike<number>): number {
  let asLarge = 0;
  for (let draw = 0; draw < drawn.length; draw += 1) asLarge += Number(drawn[draw]! >= observed - ROUNDING);
  return (1 + asLarge) / (1 + drawn.length);
}
