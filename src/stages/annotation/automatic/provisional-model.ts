/**
 * The calibrated model of provisional verdicts: `logit P(spurious) = intercept + slope · agreement`.
 * Fitted by scripts/fit-provisional-verdicts.js on the 250 answers of examples/model-suite; a test fits it again.
 */
export const PROVISIONAL_MODEL = {
  intercept: 1.946,
  slope: -4.663,
  /** Agreements that it was fitted on; it is not extrapolated. */
  lowest: -0.71,
  highest: 0.98,
} as const;
