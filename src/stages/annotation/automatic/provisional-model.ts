/**
 * The calibrated model of provisional verdicts: `logit P(spurious) = intercept + slope · ln(core preference)`.
 * Fitted by scripts/fit-provisional-verdicts.js on the 250 answers of examples/model-suite; a test fits it again.
 */
export const PROVISIONAL_MODEL = {
  intercept: 0.755,
  slope: -4.744,
  /** Core preferences that the model was fitted on; it is not extrapolated. */
  lowest: 0.51,
  highest: 2.87,
} as const;
