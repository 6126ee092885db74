/**
 * The kinds of numbers that classifiers give, and each of them as logits: scores [rows, width] enter, scores leave whose softmax is
 * the probability that the model meant. Does not tell the kinds apart; `outputs.ts` does.
 */

/**
 * `logits`: any finite scores. `probabilities`: 0..1, of a softmax, or of one sigmoid per class, which are divided by their sum.
 * `log-probabilities`: their natural logarithms. `percent`: 0..100. `sigmoid-logits`: scores before one sigmoid per class.
 * `labels`: only the highest counts, as in one-hot rows; there are no confidences.
 */
export const OUTPUT_KINDS = [
  'logits',
  'probabilities',
  'log-probabilities',
  'percent',
  'sigmoid-logits',
  'labels',
] as const;
export type OutputKind = (typeof OUTPUT_KINDS)[number];

/** What a probability of zero counts as: its logarithm is finite in float32, too (−744.4), and its softmax is 0. */
const SMALLEST_PROBABILITY = Number.MIN_VALUE;

/**
 * One number as a logit, such that softmax gives the kind's probabilities: log p of a probability, since softmax(log p) = p / Σp;
 * log σ(z) = −log(1 + e^(−z)) before a sigmoid, since its softmax is σ(z) / Σσ(z). −∞ becomes the logarithm of the smallest number.
 */
export function toLogit(value: number, kind: OutputKind): number {
  switch (kind) {
    case 'probabilities':
      return logOf(value);
    case 'percent':
      return logOf(value / 100);
    case 'sigmoid-logits':
      return Math.min(value, 0) - Math.log1p(Math.exp(-Math.abs(value)));
    default:
      return Math.max(value, -Number.MAX_VALUE);
  }
}

/**
 * The two logits that one number stands for where there are two classes and it speaks of the second: (0, z) of a logit,
 * (log(1 − p), log p) of a probability.
 */
export function toTwoLogits(value: number, kind: OutputKind): [number, number] {
  switch (kind) {
    case 'probabilities':
    case 'labels':
      return [logOf(1 - value), logOf(value)];
    case 'percent':
      return toTwoLogits(value / 100, 'probabilities');
    case 'log-probabilities':
      return [logOf(-Math.expm1(value)), value];
    default:
      return [0, value];
  }
}

function logOf(probability: number): number {
  return Math.log(Math.max(probability, SMALLEST_PROBABILITY));
}
