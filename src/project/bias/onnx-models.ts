/**
 * A classifier under test that the program runs itself: an ONNX file (or a checkpoint) with preprocessing of its own.
 * In: a network file and its class names. Out: its logits of every image as shards, from which predictions and confidences are
 * taken. Goes on where it was interrupted; leaves the workspace's features alone.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { StageError, UsageError } from '../../base/errors.js';
import { type Observer, SILENT_OBSERVER } from '../../base/observer.js';
import { type OpenedEncoder, openEncoder } from '../../inference/index.js';
import { argmaxRows, computeConfidences } from '../../numeric/index.js';
import type { Predictions } from '../../records/bias.js';
import type { FeatureSource } from '../../records/features.js';
import type { EncoderCard } from '../../records/networks/encoder.js';
import { type OutputKind, toLogits } from '../../stages/bias/index.js';
import { isOrderDoubtful, type LabelReading, matchHeadClasses } from '../../stages/dataset/index.js';
import { selectHeadClasses } from '../../stages/features/index.js';
import { replaceFolder } from '../../storage/index.js';
import {
  type ImportOptions,
  importEncoder,
  type NetworkChoice,
  nameUnknownClass,
} from '../encoders/index.js';
import {
  assertHasImages,
  DEFAULT_EXTRACT_OPTIONS,
  type ExtractOptions,
  type NetworkOptions,
  runNetwork,
} from '../features/index.js';
import { readImageDecoding } from '../pictures/index.js';
import type { OpenDataset, Project } from '../workspace/index.js';

export interface OnnxModelOptions
  extends Pick<
      ImportOptions,
      'classes' | 'preprocessing' | 'normalization' | keyof NetworkChoice | 'url' | 'licence'
    >,
    Pick<ExtractOptions, 'device' | 'batchSize' | 'threadCount'> {
  /** What the last layer's scores mean; default: what stood behind it, a softmax or one sigmoid per class. */
  outputs?: OutputKind | undefined;
  /** Where a network’s classes have no names and the data set’s are numbers: whether logit i is the class named i or at place i. */
  labelsAre?: LabelReading | undefined;
}

/** What a network says of every image. */
export interface RunPredictions extends Predictions {
  /** Float32Array, [image count]: softmax of the predicted class among the data set's classes; NaN without a prediction. */
  confidences: Float32Array;
}

const SIGMOID_NOTE =
  'The network ends in one sigmoid per class: their values, divided by their sum, are its confidences (--outputs logits: a softmax instead).';

/** The scores are taken before any softmax or sigmoid, so they can be nothing else. UsageError `outputs-of-network`. */
function assertScores(outputs: OutputKind | undefined): void {
  if (outputs === undefined || outputs === 'logits' || outputs === 'sigmoid-logits') return;
  throw new UsageError('outputs-of-network', {
    what: `The scores of a network that is run are no ${outputs}.`,
    why: 'They are taken from its last linear layer, before any softmax or sigmoid.',
    next: 'Leave --outputs out, or say `logits` (one softmax) or `sigmoid-logits` (one sigmoid per class).',
  });
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
  const { preprocessing, normalization, output, weights, url, licence, labelsAre, outputs, ...more } =
    options;
  const { classes = nameDoubtfulClasses(dataset, labelsAre), ...extractOptions } = more;
  assertScores(outputs);
  const { folder, rows, card } = await importFitting(
    project,
    dataset,
    file,
    { name, classes, preprocessing, normalization, output, weights, url, licence },
    observer,
  );
  if (isOrderDoubtful(dataset.classes) && rows.some((row, index) => row !== index)) {
    observer.info(
      `The logits of ${name} are found by the names of their classes, which are numbers, not by their places.`,
    );
  }
  if (classes === undefined) {
    observer.warn(
      `The classes of ${name} have no names; its logits are taken to be in the order of the data set’s classes. --classes FILE makes sure.`,
    );
  }
  const { store } = await runNetwork(
    dataset,
    await openLogitsNetwork(folder),
    join(project.layout.models, `${name}.logits`),
    { ...extractOptions, ...(await readDecoding(project)), verify: true },
    observer,
  );
  const kind = outputs ?? (card.outputs.hasSigmoids ? 'sigmoid-logits' : 'logits');
  if (outputs === undefined && kind === 'sigmoid-logits') observer.info(SIGMOID_NOTE);
  return toPredictions(name, await store.openSource(), rows, kind);
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
    { ...DEFAULT_EXTRACT_OPTIONS, ...(await readDecoding(project)), verify: true },
    observer,
  );
  return { network, head: selectHeadClasses(network.head, mapClasses(dataset, network.card)), store };
}

/** How images are decoded: as for the workspace's features, so that all models see the same. */
async function readDecoding(project: Project): Promise<Pick<NetworkOptions, 'orientByExif' | 'intensity'>> {
  const { applyExifOrientation, intensity } = await readImageDecoding(project);
  return { orientByExif: applyExifOrientation, intensity };
}

/** Imports a network whose classes fit the data set; only then it takes the place of one of the same name. */
async function importFitting(
  project: Project,
  dataset: OpenDataset,
  file: string,
  options: ImportOptions,
  observer: Observer,
): Promise<{ folder: string; rows: number[]; card: EncoderCard }> {
  const staging = join(project.layout.models, '.imported');
  try {
    const classCount = (options.classes ?? dataset.classes).length;
    const imported = await importEncoder(
      file,
      { ...options, classCount, folder: staging, replace: true },
      observer,
    );
    for (const note of imported.notes) observer.info(note);
    const rows = mapClasses(dataset, imported.card);
    const folder = join(project.layout.models, options.name);
    await replaceFolder(imported.folder, folder);
    return { folder, rows, card: imported.card };
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
    toLabels: (logits: Float32Array) => argmaxRows(logits, network.card.featureCount, rows),
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

/**
 * Names for the logits of a network without, where class names are numbers in another order than their indices; undefined elsewhere.
 * Throws `labels-ambiguous` unless the user said what the logits' numbers are.
 */
function nameDoubtfulClasses(
  { classes }: OpenDataset,
  labelsAre: LabelReading | undefined,
): EncoderCard['classes'] | undefined {
  if (!isOrderDoubtful(classes)) return undefined;
  if (labelsAre === 'name') return classes.map((_, index) => ({ name: String(index) }));
  if (labelsAre === 'index') return classes.map(({ name }) => ({ name }));
  throw new StageError('labels-ambiguous', {
    what: `The classes of the data set are called by numbers, in the order ${classes
      .slice(0, 4)
      .map(({ name }) => name)
      .join(', ')}, …, and those of the network have no names.`,
    why: 'Logit 2 may be the class named 2, or the one at place 2.',
    next: 'Give --classes FILE, or say which with --labels-are name or --labels-are index.',
  });
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
  kind: OutputKind,
): Promise<RunPredictions> {
  const labels = new Int32Array(source.rowCount).fill(-1);
  const confidences = new Float32Array(source.rowCount).fill(Number.NaN);
  for await (const { rowStart, data } of source.blocks()) {
    const logits = toLogits(data, source.featureCount, kind);
    const chosen = argmaxRows(logits, source.featureCount, rows);
    const sure = computeConfidences(logits, source.featureCount, chosen, rows);
    chosen.forEach((label, row) => {
      if (source.valid[rowStart + row] === 0) return;
      labels[rowStart + row] = label;
      confidences[rowStart + row] = sure[row]!;
    });
  }
  return { model, labels, confidences };
}
