/**
 * Predictions for images that were changed after they were read: every model that the program can run.
 * In: rows of the data set, each with a change of its pixels. Out: a class per model and change; nothing is kept.
 */
import type { Observer } from '../base/observer.js';
import type { RgbImage } from '../imaging/index.js';
import { type OpenedEncoder, openEncoderSession } from '../inference/index.js';
import { predictLabels } from '../numeric/index.js';
import type { LinearHead } from '../records/encoder.js';
import { extractFeatures } from '../stages/features/index.js';
import { openRequiredEncoder } from './encoders.js';
import { HEAD_NAME, readAddedHead, readProjectHead } from './heads.js';
import { createImageReader } from './images.js';
import { openOnnxModel } from './onnx-models.js';
import type { Project } from './project.js';

/** One image that is read, changed at the size that a network sees it, and run. */
export interface ImageChange {
  row: number;
  change(image: RgbImage): RgbImage;
}

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
  const features = await runChanged(project, encoder, changes, observer);
  const added = models.filter(({ kind }) => kind === 'head').map(({ name }) => name);
  const heads: [string, LinearHead][] = [[HEAD_NAME, await readProjectHead(project)]];
  for (const name of added) heads.push([name, await readAddedHead(project, name)]);
  const predictions = heads.map(([model, head]) => ({
    model,
    labels: withoutSkipped(predictLabels(features.data, changes.length, head), features.skipped),
  }));
  for (const { name } of models.filter(({ kind }) => kind === 'onnx')) {
    const { network, toLabels } = await openOnnxModel(project, name);
    const logits = await runChanged(project, network, changes, observer);
    predictions.push({ model: name, labels: withoutSkipped(toLabels(logits.data), logits.skipped) });
  }
  return predictions;
}

/** The network's features output for every change, [changes, width]. */
async function runChanged(
  project: Project,
  network: Pick<OpenedEncoder, 'card' | 'modelPath'>,
  changes: readonly ImageChange[],
  observer: Observer,
): Promise<{ data: Float32Array; skipped: number[] }> {
  const { card } = network;
  const dataset = project.readDataset();
  const { orientByExif } = (await project.openFeatureStore()).plan;
  const readImage = createImageReader(dataset.root, card.preprocessing, {
    applyExifOrientation: orientByExif,
  });
  let result: { data: Float32Array; skipped: number[] } = { data: new Float32Array(), skipped: [] };
  await extractFeatures(
    {
      images: changes.map(({ row }, index) => ({ ...dataset.images[row]!, index })),
      shards: [{ shard: 0, rowStart: 0, rowEnd: changes.length }],
      encoder: card,
      readImage: async (image) => {
        const read = await readImage(image);
        return { ...read, ...changes[image.index]!.change(read) };
      },
      openSession: () => openEncoderSession(network, { device: 'auto' }),
      commitShard: async (_shard, { data, skipped }) => {
        result = { data, skipped: skipped.map(({ row }) => row) };
      },
    },
    {},
    observer,
  );
  return result;
}

function withoutSkipped(labels: Int32Array, skipped: readonly number[]): Int32Array {
  for (const place of skipped) labels[place] = -1;
  return labels;
}
