/**
 * A classifier under test that the program runs itself: an ONNX file (or a checkpoint) with preprocessing of its own.
 * In: a network file and its class names. Out: its logits of every image as shards, from which predictions and confidences are
 * taken. Goes on where it was interrupted; leaves the workspace's features alone.
 */
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { StageError } from '../base/errors.js';
import { type Observer, SILENT_OBSERVER } from '../base/observer.js';
import { type OpenedEncoder, openEncoder } from '../inference/index.js';
import type { Predictions } from '../records/bias.js';
import type { EncoderCard } from '../records/encoder.js';
import type { FeatureSource } from '../records/features.js';
import { selectHeadClasses } from '../stages/features/index.js';
import { matchHeadClasses } from './class-matching.js';
import { type ImportOptions, importEncoder, nameUnknownClass } from './encoder-import.js';
import { assertHasImages, DEFAULT_EXTRACT_OPTIONS, type ExtractOptions, runNetwork } from './extraction.js';
import type { OpenDataset, Project } from './project.js';

export interface OnnxModelOptions
  extends Pick<ImportOptions, 'classes' | 'preprocessing' | 'normalization' | 'url' | 'licence'>,
    Pick<ExtractOptions, 'device' | 'batchSize' | 'threadCount'> {}

/** What a network says of every image. */
export interface RunPredictions extends Predictions {
  /** Float32Array, [image count]: softmax of the predicted class among the data set's classes; NaN without a prediction. */
  confidences: Float32Array;
}

/** Imports the network into the workspace's `models/<name>/` and runs every image through it. */
export async function runOnnxModel(
  project: Project,
  name: string,
  file: string,
  options: OnnxModelOptions,
  observer: Observer = SILENT_OBSERVER,
): Promise<RunPredictions> {
  const dataset = project.readDataset();
  assertHasImages(dataset);
  const { classes, preprocessing, normalization, url, licence, ...extractOptions } = options;
  const { folder, rows } = await importFitting(
    project,
    dataset,
    file,
    { name, classes, preprocessing, normalization, url, licence },
    observer,
  );
  if (classes === undefined) {
    observer.warn(
      `The classes of ${name} have no names; its logits are taken to be in the order of the data set’s classes. --classes FILE makes sure.`,
    );
  }
  const { store } = await runNetwork(
    dataset,
    await openLogitsNetwork(folder),
    join(project.layout.models, `${name}.logits`),
    { ...extractOptions, orientByExif: await readOrientation(project) },
    observer,
  );
  return toPredictions(name, await store.openSource(), rows);
}

/**
 * A network that was added before, its last layer cut down to the data set's classes, with its own features of every image; runs
 * the network on images whose features it has not kept yet. Throws StageError `no-last-layer`.
 */
export async function openOnnxFeatures(project: Project, name: string, observer: Observer) {
  const dataset = project.readDataset();
  const network = await openEncoder(join(project.layout.models, name));
  if (network.head === null) {
    throw new StageError('no-last-layer', {
      what: `The network of ${name} has no linear last layer.`,
      why: 'Only such a layer can be tuned on features that were computed once.',
      next: 'Choose another model: `spuriosity model list` names them.',
    });
  }
  const { store } = await runNetwork(
    dataset,
    network,
    join(project.layout.models, `${name}.features`),
    { ...DEFAULT_EXTRACT_OPTIONS, orientByExif: await readOrientation(project) },
    observer,
  );
  return { network, head: selectHeadClasses(network.head, mapClasses(dataset, network.card)), store };
}

/** Whether images are turned upright: as for the workspace's features, so that all models see the same. */
async function readOrientation(project: Project): Promise<boolean> {
  const { features } = await project.readManifest();
  return features !== null && (await project.openFeatureStore()).plan.orientByExif;
}

/** Imports a network whose classes fit the data set; only then it takes the place of one of the same name. */
async function importFitting(
  project: Project,
  dataset: OpenDataset,
  file: string,
  options: ImportOptions,
  observer: Observer,
): Promise<{ folder: string; rows: number[] }> {
  const staging = join(project.layout.models, '.imported');
  try {
    const imported = await importEncoder(file, { ...options, folder: staging, replace: true }, observer);
    const rows = mapClasses(dataset, imported.card);
    const folder = join(project.layout.models, options.name);
    await rm(folder, { recursive: true, force: true });
    await rename(imported.folder, folder);
    return { folder, rows };
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

/** A network that was added before, for running it on other pixels. */
export async function openOnnxModel(project: Project, name: string) {
  const network = await openLogitsNetwork(join(project.layout.models, name));
  const rows = mapClasses(project.readDataset(), network.card);
  return {
    network,
    /** Class per row of logits, [n, classes of the network]. */
    toLabels: (logits: Float32Array) =>
      Int32Array.from(
        { length: logits.length / network.card.featureCount },
        (_, row) => chooseClass(logits, row * network.card.featureCount, rows).label,
      ),
  };
}

async function openLogitsNetwork(folder: string): Promise<Pick<OpenedEncoder, 'card' | 'modelPath'>> {
  const { card, modelPath } = await openEncoder(folder);
  return { card: toLogitsCard(card), modelPath };
}

/** The same network with its logits in the place of its features: extraction then keeps logits. */
function toLogitsCard(card: EncoderCard): EncoderCard {
  return {
    ...card,
    outputs: { ...card.outputs, featureMap: null, features: card.outputs.logits! },
    featureCount: card.classes.length,
  };
}

/** The logit of each class of the data set: by name, or in order where the network's classes have no names. */
function mapClasses({ classes }: OpenDataset, card: EncoderCard): number[] {
  const isNamed = card.classes.some(({ name }, index) => name !== nameUnknownClass(index));
  const rows = isNamed
    ? matchHeadClasses(classes, card.classes)
    : card.classes.length === classes.length
      ? classes.map(({ index }) => index)
      : null;
  if (rows !== null) return rows;
  throw new StageError('model-classes', {
    what: isNamed
      ? `The ${card.classes.length} class names of ${card.name} do not name all ${classes.length} classes of the data set, or name one of them twice.`
      : `The number of classes of ${card.name} is ${card.classes.length}, that of the data set ${classes.length}.`,
    why: 'Every class of the data set needs a logit of its own.',
    next: 'Give --classes FILE: one class per logit, in the order of the logits, named as in the data set (name, display name or WordNet id).',
  });
}

async function toPredictions(
  model: string,
  source: FeatureSource,
  rows: readonly number[],
): Promise<RunPredictions> {
  const labels = new Int32Array(source.rowCount).fill(-1);
  const confidences = new Float32Array(source.rowCount).fill(Number.NaN);
  for await (const { rowStart, data } of source.blocks()) {
    const count = data.length / source.featureCount;
    for (let row = 0; row < count; row++) {
      if (source.valid[rowStart + row] === 0) continue;
      const { label, confidence } = chooseClass(data, row * source.featureCount, rows);
      labels[rowStart + row] = label;
      confidences[rowStart + row] = confidence;
    }
  }
  return { model, labels, confidences };
}

/** The highest of the logits in `rows` of the row that begins at `start`, the first of equals, and its softmax among them. */
function chooseClass(logits: Float32Array, start: number, rows: readonly number[]) {
  let label = 0;
  for (let index = 1; index < rows.length; index++) {
    if (logits[start + rows[index]!]! > logits[start + rows[label]!]!) label = index;
  }
  const highest = logits[start + rows[label]!]!;
  const sum = rows.reduce((total, row) => total + Math.exp(logits[start + row]! - highest), 0);
  return { label, confidence: 1 / sum };
}
