/**
 * What images are ranked by (docs/method.md, M62 to M68): values and verdicts of one class enter, one score per image and ranking leaves.
 * µ and σ of every z-score are those of the class's images in the split it is of, as in the spurious gap itself: the adjusted ranking
 * without core features is then the ranking by spuriosity, to the bit, and a split of other brightness shifts nothing.
 */
import { fitLeastSquares } from '../../../numeric/index.js';
import { averageZScores, computeZScores, type JudgedPair } from '../../ranking/index.js';
import type { ClassEvidenceValues, ClassPlan, ClassValues } from './class-values.js';

/** Scores of a class's measured images, each Float64Array, [measured images]; null where they cannot be computed. */
export interface ClassScores {
  spuriosity: Float64Array;
  /** Residual of spuriosity on the core features; null where there are core features but no training images to fit on. */
  adjusted: Float64Array | null;
  /** True where the class has no core feature: `adjusted` is `spuriosity`. */
  adjustedIsGap: boolean;
  /** The same with the rest of the class's logit as one more covariate; null without a head or training images. */
  strict: Float64Array | null;
  /** Mean z-score of the core features; null without any. */
  core: Float64Array | null;
  random: Float64Array[];
  /** Z-scores per feature of the plan, for permuted verdicts. */
  features: Float64Array[];
  spuriousCount: number;
}

/** The scores of one class; null when it has no spurious feature among those of its plan. */
export function computeClassScores(
  { plan, train, measured }: ClassEvidenceValues,
  verdicts: readonly JudgedPair[],
): ClassScores | null {
  const own = verdicts.filter(({ classIndex }) => classIndex === plan.classIndex);
  const listPlaces = (verdict: JudgedPair['verdict']) => {
    const features = new Set(own.filter((one) => one.verdict === verdict).map(({ feature }) => feature));
    return [...plan.features.keys()].filter((place) => features.has(plan.features[place]!));
  };
  const [spurious, core] = [listPlaces('spurious'), listPlaces('core')];
  if (spurious.length === 0) return null;
  const measuredScores = standardise(measured, plan, spurious, core);
  const { spuriosity } = measuredScores;
  const trainScores = train.images.length === 0 ? null : standardise(train, plan, spurious, core);
  const { rest } = measuredScores;
  return {
    spuriosity,
    adjusted:
      core.length === 0
        ? spuriosity
        : trainScores && computeResiduals(trainScores, measuredScores, ({ core }) => core),
    adjustedIsGap: core.length === 0,
    strict:
      trainScores && rest && computeResiduals(trainScores, measuredScores, (one) => [...one.core, one.rest!]),
    core: core.length === 0 ? null : averageZScores(measuredScores.core, measured.images.length),
    random: measured.randomFeatures.map((column) => computeZScores(column)),
    features: measured.features.map((column) => computeZScores(column)),
    spuriousCount: spurious.length,
  };
}

interface StandardScores {
  spuriosity: Float64Array;
  core: Float64Array[];
  rest: Float64Array | null;
}

function standardise(
  values: ClassValues,
  plan: ClassPlan,
  spurious: readonly number[],
  core: readonly number[],
): StandardScores {
  const toScores = (places: readonly number[]) =>
    places.map((place) => computeZScores(values.features[place]!));
  return {
    spuriosity: averageZScores(toScores(spurious), values.images.length),
    core: toScores(core),
    rest: values.logit && computeZScores(subtractSpurious(values, plan, spurious)),
  };
}

/** The rest of the class's logit, Σ over i not in S(c) of W[c, i] r_i. */
function subtractSpurious({ logit, features }: ClassValues, plan: ClassPlan, spurious: readonly number[]) {
  return logit!.map((value, image) =>
    spurious.reduce(
      (rest, place) => rest - plan.headRow![plan.features[place]!]! * features[place]![image]!,
      value,
    ),
  );
}

/** z − b_0 − Σ b_j q_j on the measured images, b fitted on the training images. */
function computeResiduals(
  train: StandardScores,
  measured: StandardScores,
  toCovariates: (scores: StandardScores) => Float64Array[],
): Float64Array {
  const { intercept, slopes } = fitLeastSquares(toCovariates(train), train.spuriosity);
  const covariates = toCovariates(measured);
  return measured.spuriosity.map((value, image) =>
    covariates.reduce((rest, column, j) => rest - slopes[j]! * column[image]!, value - intercept),
  );
}
