/** Means over the trials of each method with all that a head is compared by. In: trials. Out: one row per method that was tried. */
import { computeMethodMeans, type MethodMeans } from '../../figures/index.js';
import type { MitigationTrial, RepairMeasures } from '../../records/bias.js';
import { averageMeasures } from '../../stages/mitigation/index.js';

/** Means of a method's trials on the images that measure. */
export interface RepairMeans extends MethodMeans {
  before: RepairMeasures;
  after: RepairMeasures;
}

/** Averages trials per method, in the order of MITIGATION_METHODS. */
export function computeRepairMeans(trials: readonly MitigationTrial[]): RepairMeans[] {
  return computeMethodMeans(trials).map((means) => {
    const own = trials.filter(({ method }) => method === means.method);
    return {
      ...means,
      before: averageMeasures(own.map(({ measured }) => measured.before)),
      after: averageMeasures(own.map(({ measured }) => measured.after)),
    };
  });
}
