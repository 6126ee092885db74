/**
 * Whether a pair's heatmaps show one attribute throughout the images that have most of it (docs/method.md, M23; paper I.2.2).
 * In: activations of a class's images, or people's answers. Out: three panels of images, or a decision. Draws no heatmap.
 */
import { argsort, createRandom, deriveSeed } from '../../numeric/index.js';
import type { Pair } from '../../records/annotation.js';
import type { PanelVariant, ValidationAnswer } from '../../records/judgement.js';

/** Panels of heatmaps per pair. */
export const PANEL_COUNT = 3;
/** Heatmaps in a panel. */
export const PANEL_SIZE = 5;
/** Share of the class's images, those with the highest activation, that panels are chosen from. */
const VALIDATED_SHARE = 0.2;
/** Answers that make a decision final (paper: 5 workers). */
export const FINAL_ANSWERS = 5;

const HEATMAP_COUNT = PANEL_COUNT * PANEL_SIZE;
/** The share of answers that must agree, 4 of 5, in whole numbers: 0.8 × n is not exact. */
const NEEDED = { of: 5, agree: 4 };

/** The images whose heatmaps people compare. */
export interface ValidationPanels {
  variant: PanelVariant;
  /** Image indices, [3][5]: the highest; then by the variant. Each panel by falling activation. */
  panels: number[][];
  /** Images that the panels were chosen from: a fifth of the class, and at least 15. */
  chosenFrom: number;
}

/**
 * Chooses the panels of a pair from the fifth of the class's images with the highest activation, ties by position. The first panel is
 * the 5 highest. `lowest`: then the next 5 highest and the 5 lowest of that fifth. `random`: then 10 drawn from the rest of it, the same
 * ones for the same seed. A class with fewer than 75 images is asked about its 15 highest; null for one with fewer than 15.
 *
 * @param rows image indices of the class that may be shown, ascending
 * @param activations parallel to `rows`
 */
export function chooseValidationPanels(
  pair: Pair,
  rows: readonly number[],
  activations: ArrayLike<number>,
  { variant, seed = 0 }: { variant: PanelVariant; seed?: number },
): ValidationPanels | null {
  if (rows.length < HEATMAP_COUNT) return null;
  const chosenFrom = Math.max(HEATMAP_COUNT, Math.ceil(rows.length * VALIDATED_SHARE));
  const top = argsort(activations, { descending: true }).slice(0, chosenFrom);
  const rest = top.slice(PANEL_SIZE);
  const others =
    variant === 'lowest'
      ? [rest.slice(0, PANEL_SIZE), rest.slice(-PANEL_SIZE)]
      : drawPanels(rest, deriveSeed(seed, 'validation', pair.classIndex, pair.feature));
  const panels = [top.slice(0, PANEL_SIZE), ...others];
  return { variant, panels: panels.map((places) => places.map((place) => rows[place]!)), chosenFrom };
}

/** Draws two panels without repetition; each keeps the order of `places`. */
function drawPanels(places: readonly number[], seed: number): number[][] {
  const drawn = createRandom(seed).sample(places.length, 2 * PANEL_SIZE);
  return [drawn.slice(0, PANEL_SIZE), drawn.slice(PANEL_SIZE)].map((panel) =>
    panel.sort((a, b) => a - b).map((index) => places[index]!),
  );
}

/** Whether a pair's heatmaps count as showing one attribute, and the counts behind it. */
export interface ValidationDecision {
  /** What the answers say so far; null without any. */
  isValidated: boolean | null;
  /** True with at least 5 answers; before that a decision is provisional. */
  isFinal: boolean;
  answerCount: number;
  sameCount: number;
  /** For each of the 15 heatmaps, how many answers marked it different. */
  differentCounts: number[];
}

/**
 * Validated when at least 4 of 5 answers say "same" and, for every one of the 15 heatmaps, at least 4 of 5 did not mark it
 * different; with other numbers of answers, at least 80% of them.
 *
 * @param answers current ones to one pair in one variant
 */
export function decideValidation(
  answers: readonly Pick<ValidationAnswer, 'judgement' | 'different'>[],
): ValidationDecision {
  const answerCount = answers.length;
  const sameCount = answers.filter(({ judgement }) => judgement === 'same').length;
  const differentCounts = new Array<number>(HEATMAP_COUNT).fill(0);
  for (const { different } of answers) {
    for (const position of new Set(different)) differentCounts[position]! += 1;
  }
  const isEnough = (count: number) => count * NEEDED.of >= answerCount * NEEDED.agree;
  const isValidated = isEnough(sameCount) && differentCounts.every((count) => isEnough(answerCount - count));
  return {
    isValidated: answerCount === 0 ? null : isValidated,
    isFinal: answerCount >= FINAL_ANSWERS,
    answerCount,
    sameCount,
    differentCounts,
  };
}
