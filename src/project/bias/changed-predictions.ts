/**
 * Predictions for images that were changed after they were read: every model that the program can run.
 * In: rows of the data set, each with a change of its pixels. Out: a class per model and change; nothing is kept.
 */
import type { Observer } from '../../base/observer.js';
import { predictLabels } from '../../numeric/index.js';
import { openRequiredEncoder } from '../encoders/index.js';
import { readUsableHeads } from '../features/index.js';
import { type ChangedOutputs, type ImageChange, runChangedImages } from '../pictures/index.js';
import type { Project } from '../workspace/index.js';
import { openOnnxModel } from './onnx-models.js';

export interface ChangedPredictions {
  model: string;
  /** Parallel to the changes; -1 where the image could not be read. */
  labels: Int32Array;
}

/** The workspace's head, the added heads, and the added networks, in this order; models known by predictions only are left out. */
export async function predictChangedImages(
  project: Project,
  changes: readonly ImageChange[],
  observer: Observer,
): Promise<ChangedPredictions[]> {
  const models = project.database.readModels();
  const encoder = await openRequiredEncoder(project);
  const features = await runAll(project, encoder, changes, observer);
  const heads = await readUsableHeads(project);
  const predictions = heads.map(({ name: model, head }) => ({
    model,
    labels: withoutSkipped(predictLabels(features.data, changes.length, head), features.skipped),
  }));
  for (const { name } of models.filter(({ kind }) => kind === 'onnx')) {
    const { network, toLabels } = await openOnnxModel(project, name);
    const logits = await runAll(project, network, changes, observer);
    predictions.push({ model: name, labels: withoutSkipped(toLabels(logits.data), logits.skipped) });
  }
  return predictions;
}

/** Outputs of all changes at once: those of interventions and corruptions are bounded by what was asked for. */
async function runAll(
  project: Project,
  network: Parameters<typeof runChangedImages>[1],
  changes: readonly ImageChange[],
  observer: Observer,
): Promise<ChangedOutputs> {
  let outputs: ChangedOutputs = { data: new Float32Array(), skipped: [] };
  await runChangedImages(
    project,
    network,
    [changes],
    (_, all) => {
      outputs = all;
    },
    observer,
  );
  return outputs;
}

function withoutSkipped(labels: Int32Array, skipped: readonly number[]): Int32Array {
  for (const place of skipped) labels[place] = -1;
  return labels;
}
