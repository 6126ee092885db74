/**
 * Every repair of one workspace, measured on images that none of them saw, by groups that the program may not have known.
 * In: an open project with verdicts, and the column with the known cue. Out: one row per method (its first trial) and what is recommended.
 */
import { computeGroupAccuracies, mitigate, SILENT_OBSERVER } from '../../dist/index.js';
import { readMitigationInput } from '../../dist/project/mitigation/mitigation-input.js';
import { MITIGATION_METHODS } from '../../dist/records/bias.js';
import { planEvaluation } from '../../dist/stages/mitigation/halves.js';
import { measureHead, predictRows } from '../../dist/stages/mitigation/measures.js';

/**
 * Rows by method, `none` first: accuracy, accuracy of the most and least spurious images, mean |gap|, worst group (null without `cue`).
 * A method that left the head alone has the head's numbers; one that cannot be used here has its reason in `omitted`.
 */
export async function measureMethods(project, cue) {
  const { input } = await readMitigationInput(project, 'head', SILENT_OBSERVER);
  const { settings, heads, methods, recommendation } = await mitigate(
    input,
    { methods: [...MITIGATION_METHODS], seed: 0 },
    SILENT_OBSERVER,
  );
  const { measuring, measuredOn } = planEvaluation(input, settings.seed);
  const measure = (head) => {
    const { accuracy, accuracyTop, accuracyBottom, absoluteGap } = measureHead(
      input,
      head,
      measuring,
      settings.k,
    );
    const predictions = predictRows(input, head, measuring.rows);
    return {
      accuracy,
      accuracyTop,
      accuracyBottom,
      absoluteGap,
      worstGroup: cue === null ? null : measureWorstGroup(project, predictions, cue, measuredOn),
    };
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

/** Predictions of -1, as images have that are not measured, do not count. */
function measureWorstGroup(project, predictions, groupColumn, measuredOn) {
  const { images } = project.readDataset();
  const split = measuredOn === 'test' ? 'test' : 'val';
  return computeGroupAccuracies({ predictions, images, groupColumn, split }).worstGroupAccuracy;
}
