/**
 * Every repair of one workspace, measured on images that none of them saw, by groups that the program may not have known.
 * In: an open project with verdicts, and the column with the known cue. Out: one row per method (its first trial) and what is recommended.
 */
import { type Observer, SILENT_OBSERVER } from '../../base/observer.js';
import { type MeasuredOn, MITIGATION_METHODS, type MitigationMethod } from '../../records/bias.js';
import type { LinearHead } from '../../records/networks/encoder.js';
import { computeGroupAccuracies, type GroupAccuracies } from '../../stages/bias/index.js';
import { measurePredictions, mitigate, planEvaluation, predictRows } from '../../stages/mitigation/index.js';
import { readMitigationInput } from '../mitigation/index.js';
import type { Project } from '../workspace/index.js';

/** A head after a repair; `none` is the head as it was. */
export interface MeasuredRepair {
  method: MitigationMethod | 'none';
  note: string;
  accuracy: number;
  accuracyTop: number;
  accuracyBottom: number;
  /** Mean |gap|. */
  absoluteGap: number;
  /** Null without a column. */
  worstGroup: number | null;
  groups: GroupAccuracies | null;
}

/** Rows by method, `none` first; one that cannot be used here has its reason in `omitted`. */
export interface MeasuredRepairs {
  measuredOn: MeasuredOn;
  recommended: MitigationMethod | null;
  methods: MeasuredRepair[];
  omitted: { method: MitigationMethod; note: string }[];
}

/** A method that left the head alone has the head's numbers. Throws what `mitigateProject` throws. */
export async function measureRepairs(
  project: Project,
  cue: string | null,
  trials?: number,
  observer: Observer = SILENT_OBSERVER,
): Promise<MeasuredRepairs> {
  const { input } = await readMitigationInput(project, 'head', observer);
  const options = { methods: [...MITIGATION_METHODS], seed: 0, ...(trials === undefined ? {} : { trials }) };
  const { settings, heads, methods, recommendation } = await mitigate(input, options, observer);
  const { measuring, measuredOn } = planEvaluation(input, settings.seed);
  const { images } = project.readDataset();
  const split = measuredOn === 'test' ? 'test' : 'val';
  const measure = (head: LinearHead) => {
    const predictions = predictRows(input, head, measuring.rows);
    const { accuracy, accuracyTop, accuracyBottom, absoluteGap } = measurePredictions(
      input,
      predictions,
      measuring,
      settings.k,
    );
    // Predictions of −1, as images have that are not measured, do not count.
    const groups =
      cue === null ? null : computeGroupAccuracies({ predictions, images, groupColumn: cue, split });
    const worstGroup = groups === null ? null : groups.worstGroupAccuracy;
    return { accuracy, accuracyTop, accuracyBottom, absoluteGap, worstGroup, groups };
  };
  return {
    measuredOn,
    recommended: recommendation.method,
    methods: [
      { method: 'none', note: '', ...measure(input.head) },
      ...methods
        .filter(({ state }) => state !== 'omitted')
        .map(({ method, note }) => ({ method, note, ...measure(heads.get(method) ?? input.head) })),
    ],
    omitted: methods.filter(({ state }) => state === 'omitted').map(({ method, note }) => ({ method, note })),
  };
}
