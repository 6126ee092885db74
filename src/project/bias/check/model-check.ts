/**
 * A model that was brought to the app: read and run as `model add` does, but looked at by a person before it counts.
 * In: a file in the workspace's `incoming/`. Out: predictions in `models/`, the check beside the file; `acceptModel` makes it count. One model at a
 * time waits.
 */
import { rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { UsageError } from '../../../base/errors.js';
import type { Observer } from '../../../base/observer.js';
import { chooseEvenly, computeWilsonInterval } from '../../../numeric/index.js';
import { isNetworkFile } from '../../../protocol/index.js';
import type { Predictions } from '../../../records/bias.js';
import { type ModelCheck, type ModelRecord, modelCheckSchema } from '../../../records/workspace.js';
import { formatRecord, readOptionalRecord, writeFileAtomic } from '../../../storage/index.js';
import { DEFAULT_EXTRACT_OPTIONS } from '../../features/index.js';
import { chooseMeasuredSplit, type Project } from '../../workspace/index.js';
import {
  assertModelName,
  bringOnnxModel,
  bringPredictions,
  type PredictionOptions,
  removeModelFiles,
  storeModel,
} from '../models.js';
import type { OnnxModelOptions } from '../onnx-models.js';

/** Right ones and wrong ones, as far as there are. */
const SHOWN_OF_EACH = 5;

export interface CheckOptions extends PredictionOptions {
  /** A file in `incoming/`. */
  file: string;
  name: string;
  tags?: string[] | undefined;
  /** What only the person knows of a network. */
  network?: Pick<OnnxModelOptions, 'classes' | 'preprocessing' | 'normalization'> | undefined;
}

/** Where files lie that were dropped on the app. */
export function toIncomingFolder(project: Project): string {
  return join(project.folder, 'incoming');
}

/**
 * Reads or runs the model and says what came of it; a model that waited before is given up. Throws UsageError `model-known` where one of that name
 * counts, and what `model add` throws.
 */
export async function checkModel(
  project: Project,
  { file, name, tags = [], outputs, labelsAre, network }: CheckOptions,
  observer: Observer,
): Promise<ModelCheck> {
  assertNewName(project, name);
  await discardModel(project);
  const remarks: ModelCheck['remarks'] = [];
  const watching: Observer = {
    ...observer,
    info: (text) => void remarks.push({ level: 'info', text }),
    warn: (text) => void remarks.push({ level: 'warn', text }),
  };
  const path = join(toIncomingFolder(project), basename(file));
  const told = { outputs, labelsAre };
  const { model, predictions } = isNetworkFile(path)
    ? await bringOnnxModel(project, name, path, tags, { ...told, ...RUN, ...network }, watching)
    : await bringPredictions(project, name, path, tags, watching, told);
  const check = describe(project, { ...model, addedFrom: basename(file) }, predictions, remarks);
  await writeFileAtomic(toCheckPath(project), formatRecord(check));
  return check;
}

const RUN = { device: DEFAULT_EXTRACT_OPTIONS.device, batchSize: DEFAULT_EXTRACT_OPTIONS.batchSize } as const;

/** The model that waits; null without one. */
export function readModelCheck(project: Project): Promise<ModelCheck | null> {
  // A damaged one is none: the page then asks for the file again.
  return readOptionalRecord(toCheckPath(project), modelCheckSchema, () => {});
}

/** From now on it counts. Throws UsageError `no-model-check`, `model-known`. */
export async function acceptModel(project: Project): Promise<ModelRecord> {
  const check = await readModelCheck(project);
  if (check === null) {
    throw new UsageError('no-model-check', {
      status: 404,
      what: 'No model waits to be looked at.',
      next: 'It was taken or given up elsewhere; drop its file again if it is not among the models.',
    });
  }
  assertNewName(project, check.model.name);
  // Only names lead to files: a path is not taken from what was stored.
  const model = storeModel(project, { ...check.model, file: `${check.model.name}.npy` });
  await rm(toIncomingFolder(project), { recursive: true, force: true });
  return model;
}

/** Forgets the model that waits, and its predictions. */
export async function discardModel(project: Project): Promise<void> {
  const check = await readModelCheck(project);
  await rm(toCheckPath(project), { force: true });
  const isCounted = project.database.readModels().some(({ name }) => name === check?.model.name);
  if (check !== null && !isCounted) await removeModelFiles(project, check.model.name);
}

/** No file that is brought has this name: theirs never begin with a dot. */
function toCheckPath(project: Project): string {
  return join(toIncomingFolder(project), '.check.json');
}

function describe(
  project: Project,
  model: ModelRecord,
  { labels, confidences }: Predictions,
  remarks: ModelCheck['remarks'],
): ModelCheck {
  const dataset = project.readDataset();
  const split = dataset.images.some((image) => image.split !== 'train') ? chooseMeasuredSplit(dataset) : null;
  const measured = dataset.images.filter((image) => image.split === split && labels[image.index]! >= 0);
  const isRight = ({ index, classIndex }: (typeof measured)[number]) => labels[index] === classIndex;
  const right = measured.filter(isRight);
  const wrong = measured.filter((image) => !isRight(image));
  const shown = [right, wrong].flatMap((images) => chooseEvenly(images, SHOWN_OF_EACH));
  const named = new Set(labels);
  return {
    model,
    imageCount: dataset.images.length,
    predictedCount: labels.filter((label) => label >= 0).length,
    measured:
      split === null || measured.length === 0
        ? null
        : {
            split,
            imageCount: measured.length,
            rightCount: right.length,
            interval: computeWilsonInterval({
              share: right.length / measured.length,
              count: measured.length,
            }),
          },
    classCount: dataset.classes.length,
    neverNamed: dataset.classes.flatMap(({ index }) => (named.has(index) ? [] : [index])),
    remarks,
    examples: shown.map(({ index, path, classIndex }) => {
      const confidence = confidences?.[index] ?? Number.NaN;
      return {
        image: index,
        path,
        classIndex,
        predicted: labels[index]!,
        confidence: Number.isNaN(confidence) ? null : confidence,
      };
    }),
  };
}

/** Throws the UsageErrors `model-name`, `model-known`. */
function assertNewName(project: Project, name: string): void {
  assertModelName(name);
  if (!project.database.readModels().some((model) => model.name === name)) return;
  throw new UsageError('model-known', {
    status: 409,
    what: `There is a model ${name} already.`,
    next: 'Give another name.',
  });
}
