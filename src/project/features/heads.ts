/**
 * The head that importances and gaps are about: the encoder's own where it knows the classes, else one fitted on the features (docs/method.md, M3 and M4).
 * In: a project with features. Out: a stored head with its accuracies.
 */
import { createHash } from 'node:crypto';
import { type ErrorParts, nullOn, SpuriosityError, StageError, StorageError } from '../../base/errors.js';
import { type Observer, SILENT_OBSERVER } from '../../base/observer.js';
import { openSession, readLimits } from '../../inference/index.js';
import { argmaxRows, computeConfidences, computeLogits } from '../../numeric/index.js';
import type { Predictions } from '../../records/bias.js';
import type { SplitName } from '../../records/dataset.js';
import type { Discovery, HeadRequest } from '../../records/discovery.js';
import { readAllRows } from '../../records/features.js';
import { toJsonNumber } from '../../records/json-numbers.js';
import type { LinearHead } from '../../records/networks/encoder.js';
import { computeAccuracy } from '../../stages/bias/index.js';
import { matchHeadClasses } from '../../stages/dataset/index.js';
import {
  DEFAULT_HEAD_RECIPE,
  fitHead,
  HEAD_RECIPES,
  HEAD_TRAINING_THREADS,
  type HeadRecipeName,
  selectHeadClasses,
} from '../../stages/features/index.js';
import { readHead, writeHead } from '../../storage/index.js';
import { openProjectEncoder } from '../encoders/index.js';
import {
  chooseMeasuredSplit,
  createKeeper,
  listLabels,
  listUsableRows,
  type Project,
} from '../workspace/index.js';

/** Name under which the head is stored and shown among the models. */
export const HEAD_NAME = 'head';

export interface HeadOptions {
  /** `auto` takes the encoder's own head when it knows every class. */
  kind: HeadRequest;
  recipe: HeadRecipeName;
  seed: number;
}

export const DEFAULT_HEAD_OPTIONS: HeadOptions = { kind: 'auto', recipe: DEFAULT_HEAD_RECIPE, seed: 0 };

/** Chooses or fits the head and stores it under `HEAD_NAME`. */
export async function prepareHead(
  project: Project,
  options: HeadOptions,
  observer: Observer = SILENT_OBSERVER,
): Promise<{ head: LinearHead; description: Discovery['head'] }> {
  const own = options.kind === 'fitted' ? null : await findOwnHead(project);
  if (own === null && options.kind === 'own') {
    throw new StageError('no-own-head', {
      what: 'The encoder has no head that knows all classes of this data set.',
      next: 'Leave --head out, and a head is fitted on the features.',
    });
  }
  const fitted = own === null ? await fitOnTrainingImages(project, options, observer) : null;
  const head = own ?? fitted!.head;
  const description: Discovery['head'] = {
    kind: own === null ? 'fitted' : 'own',
    recipe: fitted === null ? null : options.recipe,
    seed: options.seed,
    ...(await measureHead(project, head)),
    curve: (fitted?.curve ?? []).map((point) => ({
      ...point,
      validationAccuracy: toJsonNumber(point.validationAccuracy),
    })),
  };
  await writeHead(project.layout.heads, HEAD_NAME, head, description);
  return { head, description };
}

/** Tells a head from another one of the same name: SHA-256 of weights and bias, hex. */
export function computeHeadHash({ weights, bias }: LinearHead): string {
  const hash = createHash('sha256');
  for (const { buffer, byteOffset, byteLength } of [weights, bias])
    hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  return hash.digest('hex');
}

/** The head that `discover` stored, or with `name` the tuned one. Throws `no-head` before there is one. */
export function readProjectHead({ layout }: Project, name = HEAD_NAME): Promise<LinearHead> {
  return readHeadOrExplain(layout.heads, name, {
    what: 'The workspace has no head yet.',
    next: 'Run `spuriosity discover` first.',
  });
}

/** As `readProjectHead`, but null before there is one. */
export function readOptionalHead(project: Project, name = HEAD_NAME): Promise<LinearHead | null> {
  return readProjectHead(project, name).catch(nullOn('no-head'));
}

/** The head that was added as the model `name`. Throws `no-head`. */
export function readAddedHead({ layout }: Project, name: string): Promise<LinearHead> {
  return readHeadOrExplain(layout.models, name, {
    what: `No head was added to the workspace as the model ${JSON.stringify(name)}.`,
    next: `See \`spuriosity model list\`, or add it with \`spuriosity model add ${name} --head F.npz\`.`,
  });
}

/** The workspace's own head and the added ones, in this order; those that cannot be used, which measuring gaps names, are left out. */
export async function readUsableHeads(project: Project): Promise<{ name: string; head: LinearHead }[]> {
  const { classes } = project.readDataset();
  const { featureCount } = await project.openFeatures();
  const heads: { name: string; head: LinearHead }[] = [];
  const added = project.database.readModels().filter(({ kind }) => kind === 'head');
  for (const name of [HEAD_NAME, ...added.map((model) => model.name)]) {
    try {
      const head = await (name === HEAD_NAME ? readProjectHead(project) : readAddedHead(project, name));
      assertHeadFits(head, name, { classCount: classes.length, featureCount });
      heads.push({ name, head });
    } catch (error) {
      if (!(error instanceof SpuriosityError)) throw error;
    }
  }
  return heads;
}

async function readHeadOrExplain(folder: string, name: string, absent: ErrorParts): Promise<LinearHead> {
  try {
    return (await readHead(folder, name)).head;
  } catch (error) {
    const isAbsent = error instanceof StorageError && error.code === 'file-missing';
    throw isAbsent ? new StageError('no-head', { ...absent, cause: error }) : error;
  }
}

/** Throws `head-shape` for a head over other features or classes than the workspace's. */
export function assertHeadFits(
  { classCount, featureCount }: LinearHead,
  name: string,
  has: { classCount: number; featureCount: number },
): void {
  if (classCount === has.classCount && featureCount === has.featureCount) return;
  throw new StageError('head-shape', {
    what: `The head of the model ${name} maps ${featureCount} features to ${classCount} classes; there are ${has.featureCount} features and ${has.classCount} classes.`,
    next: 'Add a head that was trained on these features, or run `spuriosity discover` for the workspace’s own.',
  });
}

/**
 * Predictions of a linear head for every image with features, -1 for the others; kept for the next who asks. Throws `head-shape`.
 */
export function predictWithHead(project: Project, name: string, head: LinearHead): Promise<Predictions> {
  return keepPredictions(project, name, [computeHeadHash(head)], () => predict(project, name, head));
}

const keepPredictions = createKeeper<Predictions>();

async function predict(project: Project, name: string, head: LinearHead): Promise<Predictions> {
  const source = await project.openFeatures();
  const { classes } = project.readDataset();
  assertHeadFits(head, name, { classCount: classes.length, featureCount: source.featureCount });
  const labels = new Int32Array(source.rowCount).fill(-1);
  const confidences = new Float32Array(source.rowCount).fill(Number.NaN);
  for await (const { rowStart, data } of source.blocks()) {
    const logits = computeLogits(data, data.length / source.featureCount, head);
    const predicted = argmaxRows(logits, head.classCount);
    const sure = computeConfidences(logits, head.classCount, predicted);
    predicted.forEach((label, row) => {
      if (source.valid[rowStart + row] === 0) return;
      labels[rowStart + row] = label;
      confidences[rowStart + row] = sure[row]!;
    });
  }
  return { model: name, labels, confidences };
}

async function findOwnHead(project: Project): Promise<LinearHead | null> {
  const encoder = await openProjectEncoder(project);
  if (encoder === null || encoder.head === null) return null;
  const rows = matchHeadClasses(project.readDataset().classes, encoder.card.classes);
  return rows === null ? null : selectHeadClasses(encoder.head, rows);
}

async function fitOnTrainingImages(project: Project, options: HeadOptions, observer: Observer) {
  const source = await project.openFeatures();
  const dataset = project.readDataset();
  const rows = listUsableRows(dataset, source.valid, 'train');
  if (rows.length === 0) {
    throw new StageError('no-training-images', {
      what: 'The training split has no image with features.',
      why: 'A head is fitted on training images, and importances are averaged over them.',
      next: 'Check the splits of the data set, and skipped-images.csv.',
    });
  }
  return fitHead(
    {
      features: await readAllRows(source),
      featureCount: source.featureCount,
      labels: listLabels(dataset),
      classCount: dataset.classes.length,
      rows,
      validationRows: listUsableRows(dataset, source.valid, chooseMeasuredSplit(dataset)),
    },
    { ...HEAD_RECIPES[options.recipe], seed: options.seed },
    observer,
    (model, signal) =>
      // The program's own graph, which ends; an epoch over millions of rows takes as long as it takes.
      openSession(model, {
        device: 'cpu',
        threadCount: HEAD_TRAINING_THREADS,
        signal,
        limits: { ...readLimits(), stepMs: Number.POSITIVE_INFINITY },
      }),
  );
}

async function measureHead(project: Project, head: LinearHead) {
  const dataset = project.readDataset();
  const { valid } = await project.openFeatures();
  const predictions = await predictWithHead(project, HEAD_NAME, head);
  const labels = listLabels(dataset);
  const measure = (split: SplitName) => {
    const rows = [...listUsableRows(dataset, valid, split)];
    return rows.length === 0 ? null : computeAccuracy(predictions, labels, rows);
  };
  return { trainAccuracy: measure('train'), validationAccuracy: measure(chooseMeasuredSplit(dataset)) };
}
