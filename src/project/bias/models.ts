/**
 * Models under test: predictions made elsewhere, linear heads over the workspace's features, or networks run here.
 * In: files. Out: a class index per image, stored in data set order.
 */
import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { CancelledError, SpuriosityError, StageError, UsageError } from '../../base/errors.js';
import { type Observer, SILENT_OBSERVER } from '../../base/observer.js';
import type { Predictions } from '../../records/bias.js';
import type { ModelRecord } from '../../records/workspace.js';
import {
  formatAccuracyWarning,
  type PredictionInput,
  type PredictionSource,
  parsePredictions,
} from '../../stages/bias/index.js';
import {
  assertListedBytes,
  makeFolder,
  readFileStamp,
  readNpy,
  readUserTable,
  toStorageError,
  writeHashList,
  writeNpy,
} from '../../storage/index.js';
import { HEAD_NAME, predictWithHead, readAddedHead, readProjectHead } from '../features/index.js';
import { createKeeper, listLabels, type Project } from '../workspace/index.js';
import { NO_MODELS, toUnknownModelError } from './missing-models.js';
import { type OnnxModelOptions, runOnnxModel } from './onnx-models.js';
import { toStoredLabels } from './stored-predictions.js';

/** Of predictions that are a table. */
const TABLE_EXTENSIONS = ['.csv', '.tsv', '.txt', '.json', '.jsonl', '.ndjson', '.parquet'];
const MODEL_NAME = /^[a-z0-9][a-z0-9._-]*$/i;
/** What files of a model end in: a model `x.npy` would have those of the model `x`. */
const MODEL_FILE = /\.(npy|logits|features|sha256|confidence)$/i;

/** What the user says of predictions beyond the file; undefined: found out, and said. */
export type PredictionOptions = Pick<PredictionInput, 'outputs' | 'labelsAre'>;

/** A model whose predictions are stored; it counts once `storeModel` has its record. */
export interface BroughtModel {
  model: ModelRecord;
  predictions: Predictions;
}

/** Adds (or replaces) a model from predictions or logits in a `.csv`, `.npy` or `.parquet` file. */
export async function addPredictions(
  project: Project,
  name: string,
  path: string,
  tags: string[],
  observer: Observer = SILENT_OBSERVER,
  options: PredictionOptions = {},
): Promise<ModelRecord> {
  return storeModel(project, (await bringPredictions(project, name, path, tags, observer, options)).model);
}

/** Reads predictions and stores them, without making the model count. */
export async function bringPredictions(
  project: Project,
  name: string,
  path: string,
  tags: string[],
  observer: Observer,
  options: PredictionOptions,
): Promise<BroughtModel> {
  assertModelName(name);
  const dataset = project.readDataset();
  const { features } = await project.readManifest();
  const { notes, warnings, ...predictions } = parsePredictions({
    ...options,
    model: name,
    source: await readPredictionSource(path),
    images: dataset.images,
    root: dataset.root,
    classes: dataset.classes,
    ...(features === null ? {} : { valid: (await project.openFeatures()).valid }),
  });
  for (const note of notes) observer.info(note);
  for (const warning of warnings) observer.warn(warning);
  warnOfLowAccuracy(project, predictions, observer);
  await writePredictions(project, predictions);
  return { model: { name, kind: 'predictions', file: `${name}.npy`, tags, addedFrom: path }, predictions };
}

/** Adds (or replaces) a model that the program runs itself, from an ONNX file or a checkpoint. */
export async function addOnnxModel(
  project: Project,
  name: string,
  path: string,
  tags: string[],
  options: OnnxModelOptions,
  observer: Observer = SILENT_OBSERVER,
): Promise<ModelRecord> {
  return storeModel(project, (await bringOnnxModel(project, name, path, tags, options, observer)).model);
}

/** Runs the network and stores what it says, without making the model count. */
export async function bringOnnxModel(
  project: Project,
  name: string,
  path: string,
  tags: string[],
  options: OnnxModelOptions,
  observer: Observer,
): Promise<BroughtModel> {
  assertModelName(name);
  const predictions = await runOnnxModel(project, name, path, options, observer);
  warnOfLowAccuracy(project, predictions, observer);
  await writePredictions(project, predictions);
  const addedFrom = options.url ?? path;
  return { model: { name, kind: 'onnx', file: `${name}.npy`, tags, addedFrom }, predictions };
}

/** Removes what was stored of a model that does not count. Throws the UsageError `model-name`: another name could lead elsewhere. */
export async function removeModelFiles({ layout }: Project, name: string): Promise<void> {
  assertModelName(name);
  const files = [
    name,
    `${name}.npy`,
    `${name}.logits`,
    `${name}.features`,
    toHashList(name),
    toConfidenceFile(name),
  ];
  for (const file of files) await rm(join(layout.models, file), { recursive: true, force: true });
}

/** Forgets a model. Throws the UsageError `model-unknown`. */
export function removeModel(project: Project, name: string): void {
  if (project.database.removeModel(name)) return;
  throw toUnknownModelError(
    name,
    project.database.readModels().map((model) => model.name),
  );
}

/** A model that cannot be measured, and why. */
export interface ModelProblem {
  model: string;
  /** Sentences for people. */
  reason: string;
}

/** What the models say, of those that can be measured, and which cannot. */
export interface AllPredictions {
  predictions: Predictions[];
  problems: ModelProblem[];
}

/**
 * Predictions of every model: the workspace's own head first, where there is one, then the added models in their order. Those of
 * models that have not changed are kept. One that cannot be used is a problem of its own. Throws `no-models` where none can.
 */
export async function predictAll(project: Project): Promise<AllPredictions> {
  const predictions: Predictions[] = [];
  const problems: ModelProblem[] = [];
  const { features } = await project.readManifest();
  const own = async () => predictWithHead(project, HEAD_NAME, await readProjectHead(project));
  const readers = [
    ...(features === null ? [] : [{ model: HEAD_NAME, read: own }]),
    ...project.database.readModels().map((model) => ({
      model: model.name,
      read: () => predictModel(project, model),
    })),
  ];
  for (const { model, read } of readers) {
    try {
      predictions.push(await read());
    } catch (error) {
      if (!(error instanceof SpuriosityError) || error instanceof CancelledError) throw error;
      // A workspace without a head of its own is one whose models were added.
      if (model !== HEAD_NAME || error.code !== 'no-head') problems.push({ model, reason: error.message });
    }
  }
  if (predictions.length === 0) throw toNoModelsError(problems);
  const marks = [...predictions, JSON.stringify(problems)];
  return keepAll(project, 'all', marks, async () => ({ predictions, problems }));
}

function toNoModelsError([first, ...more]: readonly ModelProblem[]): StageError {
  return new StageError('no-models', {
    what:
      first === undefined
        ? NO_MODELS
        : `None of the ${more.length + 1} models can be measured; ${first.model}: ${first.reason}`,
    next: 'Run `spuriosity discover`, or add predictions with `spuriosity model add NAME --predictions F.csv`.',
  });
}

async function predictModel(project: Project, model: ModelRecord): Promise<Predictions> {
  if (model.kind === 'head') {
    const head = await readAddedHead(project, model.name);
    return predictWithHead(project, model.name, head);
  }
  const file = join(project.layout.models, model.file);
  const confidenceFile = join(project.layout.models, toConfidenceFile(model.name));
  const marks = [await readFileStamp(file), await readFileStamp(confidenceFile)];
  return keepPredictions(project, model.name, marks, async () => {
    await assertListedBytes(project.layout.models, toHashList(model.name), {
      what: `the predictions of the model ${model.name}`,
      next: `Add it again: it came from ${model.addedFrom} (\`spuriosity model add ${model.name} …\`).`,
    });
    const { data } = await readNpy(file);
    const labels = toStoredLabels(model.name, data, data.length, project.readDataset());
    if (!existsSync(confidenceFile)) return { model: model.name, labels };
    const { data: confidences } = await readNpy(confidenceFile);
    return { model: model.name, labels, confidences: Float32Array.from(confidences as Float32Array) };
  });
}

const keepPredictions = createKeeper<Predictions>();
const keepAll = createKeeper<AllPredictions>();

async function readPredictionSource(path: string): Promise<PredictionSource> {
  const extension = extname(path).toLowerCase();
  if (extension === '.npy') {
    const { shape, data } = await readNpy(path);
    return { kind: 'array', shape, data };
  }
  if (TABLE_EXTENSIONS.includes(extension)) {
    const { columns, rows, notes } = await readUserTable(path);
    const cells = rows.map(({ values }) => columns.map((column) => values[column]));
    return { kind: 'table', header: columns, rows: cells, notes };
  }
  throw new UsageError('predictions-format', {
    what: `${basename(path)} is no ${TABLE_EXTENSIONS.join(', ')} or .npy file.`,
    next: 'Write predictions as CSV with the columns image,prediction (or image,logit_0,…), or as npy in data set order.',
  });
}

/** Says it where a model is no better than guessing. */
export function warnOfLowAccuracy(project: Project, predictions: Predictions, observer: Observer): void {
  const dataset = project.readDataset();
  const warning = formatAccuracyWarning(predictions, listLabels(dataset), dataset.classes.length);
  if (warning !== null) observer.warn(warning);
}

async function writePredictions(
  project: Project,
  { model, labels, confidences }: Predictions,
): Promise<void> {
  await makeFolder(project.layout.models);
  const confidenceFile = join(project.layout.models, toConfidenceFile(model));
  // First: a model that is replaced must not be left with the hashes or the confidences of the one before.
  await rm(join(project.layout.models, toHashList(model)), { force: true });
  await rm(confidenceFile, { force: true });
  const files = [`${model}.npy`];
  await writeNpy(join(project.layout.models, `${model}.npy`), {
    dtype: 'int32',
    shape: [labels.length],
    data: labels,
  });
  if (confidences !== undefined) {
    files.push(toConfidenceFile(model));
    await writeNpy(confidenceFile, { dtype: 'float32', shape: [confidences.length], data: confidences });
  }
  await writeHashList(project.layout.models, toHashList(model), files);
}

/** Hashes lie beside the predictions, written last. */
export function toHashList(name: string): string {
  return `${name}.sha256`;
}

/** Confidences lie beside the predictions, for models that give more than a class. */
function toConfidenceFile(name: string): string {
  return `${name}.confidence.npy`;
}

/** Keeps a model among those of the workspace. */
export function storeModel(project: Project, model: ModelRecord): ModelRecord {
  project.database.writeModel(model);
  return model;
}

/** Throws the UsageError `model-name`. */
export function assertModelName(name: string): void {
  if (MODEL_NAME.test(name) && !MODEL_FILE.test(name) && name !== HEAD_NAME) return;
  throw new UsageError('model-name', {
    what: `A model cannot be named ${JSON.stringify(name)}.`,
    next: `Use letters, digits, dots, hyphens and underscores, and no ending of a file such as .npy; "${HEAD_NAME}" is the workspace's own head.`,
  });
}

/** The bytes of a file that the user named. */
export async function readUserFile(path: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await readFile(path));
  } catch (error) {
    throw toStorageError(error, `Reading ${path} failed`);
  }
}
