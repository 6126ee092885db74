/**
 * Models under test: predictions made elsewhere, linear heads over the workspace's features, or networks run here.
 * In: files. Out: a class index per image, stored in data set order.
 */
import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { parquetReadObjects } from 'hyparquet';
import { StageError, UsageError } from '../base/errors.js';
import { type Observer, SILENT_OBSERVER } from '../base/observer.js';
import type { Predictions } from '../records/bias.js';
import type { ModelRecord } from '../records/workspace.js';
import { formatAccuracyWarning, type PredictionSource, parsePredictions } from '../stages/bias/index.js';
import {
  makeFolder,
  parseHead,
  readNpy,
  readTable,
  toStorageError,
  writeHead,
  writeNpy,
} from '../storage/index.js';
import { HEAD_NAME, predictWithHead, readAddedHead, readProjectHead } from './heads.js';
import { type OnnxModelOptions, runOnnxModel } from './onnx-models.js';
import { listLabels, type Project } from './project.js';

const MODEL_NAME = /^[a-z0-9][a-z0-9._-]*$/i;

/** Adds (or replaces) a model from predictions or logits in a `.csv`, `.npy` or `.parquet` file. */
export async function addPredictions(
  project: Project,
  name: string,
  path: string,
  tags: string[],
  observer: Observer = SILENT_OBSERVER,
): Promise<ModelRecord> {
  assertModelName(name);
  const dataset = project.readDataset();
  const { features } = await project.readManifest();
  const predictions = parsePredictions({
    model: name,
    source: await readPredictionSource(path),
    images: dataset.images,
    classes: dataset.classes,
    ...(features === null ? {} : { valid: (await project.openFeatures()).valid }),
  });
  warnOfLowAccuracy(project, predictions, observer);
  await writePredictions(project, predictions);
  return storeModel(project, { name, kind: 'predictions', file: `${name}.npy`, tags, addedFrom: path });
}

/** Adds (or replaces) a model that is a linear head over the workspace's features, from an `.npz` with W and b. */
export async function addHead(
  project: Project,
  name: string,
  path: string,
  tags: string[],
): Promise<ModelRecord> {
  assertModelName(name);
  const source = await project.openFeatures();
  const head = parseHead(await readUserFile(path), path);
  const classCount = project.readDataset().classes.length;
  if (head.featureCount !== source.featureCount || head.classCount !== classCount) {
    throw new StageError('head-shape', {
      what: `The head in ${path} maps ${head.featureCount} features to ${head.classCount} classes; the workspace has ${source.featureCount} features and ${classCount} classes.`,
      next: 'Use a head that was trained on these features and classes.',
    });
  }
  await writeHead(project.layout.models, name, head, { addedFrom: path });
  return storeModel(project, { name, kind: 'head', file: `${name}.json`, tags, addedFrom: path });
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
  assertModelName(name);
  const predictions = await runOnnxModel(project, name, path, options, observer);
  warnOfLowAccuracy(project, predictions, observer);
  await writePredictions(project, predictions);
  const addedFrom = options.url ?? path;
  return storeModel(project, { name, kind: 'onnx', file: `${name}.npy`, tags, addedFrom });
}

/** Forgets a model. Throws the UsageError `model-unknown`. */
export function removeModel(project: Project, name: string): void {
  if (project.database.removeModel(name)) return;
  const known = project.database.readModels().map((model) => model.name);
  throw new UsageError('model-unknown', {
    what: `There is no model ${JSON.stringify(name)}.`,
    next: known.length === 0 ? 'No model was added yet.' : `The models are ${known.join(', ')}.`,
  });
}

/** Predictions of every model: the workspace's own head first, where there is one, then the added models in their order. */
export async function predictAll(project: Project): Promise<Predictions[]> {
  const all: Predictions[] = [];
  const { features } = await project.readManifest();
  if (features !== null) {
    const head = await readProjectHead(project).catch(toNullIfAbsent);
    if (head !== null) all.push(await predictWithHead(project, HEAD_NAME, head));
  }
  for (const model of project.database.readModels()) all.push(await predictModel(project, model));
  if (all.length > 0) return all;
  throw new StageError('no-models', {
    what: 'There is no model to measure: no head was made and no model was added.',
    next: 'Run `spuriosity discover`, or add predictions with `spuriosity model add NAME --predictions F.csv`.',
  });
}

function toNullIfAbsent(error: unknown): null {
  if (error instanceof StageError && error.code === 'no-head') return null;
  throw error;
}

async function predictModel(project: Project, model: ModelRecord): Promise<Predictions> {
  if (model.kind === 'head') {
    const head = await readAddedHead(project, model.name);
    return predictWithHead(project, model.name, head);
  }
  const { data } = await readNpy(join(project.layout.models, model.file));
  const labels = Int32Array.from(data as Int32Array);
  const confidenceFile = join(project.layout.models, toConfidenceFile(model.name));
  if (!existsSync(confidenceFile)) return { model: model.name, labels };
  const { data: confidences } = await readNpy(confidenceFile);
  return { model: model.name, labels, confidences: Float32Array.from(confidences as Float32Array) };
}

async function readPredictionSource(path: string): Promise<PredictionSource> {
  switch (extname(path).toLowerCase()) {
    case '.npy': {
      const { shape, data } = await readNpy(path);
      return { kind: 'array', shape, data };
    }
    case '.csv': {
      const { columns, rows } = await readTable(path);
      return {
        kind: 'table',
        header: columns,
        rows: rows.map((row) => columns.map((column) => row[column])),
      };
    }
    case '.parquet':
      return readParquet(path);
    default:
      throw new UsageError('predictions-format', {
        what: `${basename(path)} is no .csv, .npy or .parquet file.`,
        next: 'Write predictions as CSV with the columns image,prediction (or image,logit_0,…), or as npy in data set order.',
      });
  }
}

async function readParquet(path: string): Promise<PredictionSource> {
  const bytes = await readUserFile(path);
  const rows = await parquetReadObjects({ file: bytes.buffer }).catch((cause: unknown) => {
    throw new StageError('predictions-unreadable', { what: `${path} is no readable parquet file.`, cause });
  });
  const header = Object.keys(rows[0] ?? {});
  return { kind: 'table', header, rows: rows.map((row) => header.map((column) => row[column])) };
}

function warnOfLowAccuracy(project: Project, predictions: Predictions, observer: Observer): void {
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
  // First: a model that is replaced must not be left with the confidences of the one before.
  await rm(confidenceFile, { force: true });
  await writeNpy(join(project.layout.models, `${model}.npy`), {
    dtype: 'int32',
    shape: [labels.length],
    data: labels,
  });
  if (confidences === undefined) return;
  await writeNpy(confidenceFile, { dtype: 'float32', shape: [confidences.length], data: confidences });
}

/** Confidences lie beside the predictions, for models that give more than a class. */
function toConfidenceFile(name: string): string {
  return `${name}.confidence.npy`;
}

function storeModel(project: Project, model: ModelRecord): ModelRecord {
  project.database.writeModel(model);
  return model;
}

function assertModelName(name: string): void {
  if (MODEL_NAME.test(name) && name !== HEAD_NAME) return;
  throw new UsageError('model-name', {
    what: `A model cannot be named ${JSON.stringify(name)}.`,
    next: `Use letters, digits, dots, hyphens and underscores; "${HEAD_NAME}" is the workspace's own head.`,
  });
}

async function readUserFile(path: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await readFile(path));
  } catch (error) {
    throw toStorageError(error, `Reading ${path} failed`);
  }
}
