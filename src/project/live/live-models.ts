/**
 * Models under test with their predictions of the measured split, in memory: 89 models × 50,000 images are 18 MB.
 * In: stored predictions and heads. Out: predictions by place in the split, accuracies. A head predicts once; the cache keeps it.
 */
import { join } from 'node:path';
import { SpuriosityError } from '../../base/errors.js';
import { assertNotCancelled, type Observer } from '../../base/observer.js';
import { predictLabels } from '../../numeric/index.js';
import type { Predictions } from '../../records/bias.js';
import type { FeatureSource } from '../../records/features.js';
import type { LinearHead } from '../../records/networks/encoder.js';
import type { ModelKind } from '../../records/workspace.js';
import { computeAccuracy } from '../../stages/bias/index.js';
import { openNpyRows, readFileStamp } from '../../storage/index.js';
import { toStoredLabels } from '../bias/index.js';
import { assertHeadFits, HEAD_NAME, readAddedHead, readProjectHead } from '../features/index.js';
import type { Project } from '../workspace/index.js';
import { toDataText } from './activation-cache.js';
import type { LiveFacts } from './facts.js';
import { readCachedArray, toCacheKey, writeCachedArray } from './live-cache.js';

/** The images that accuracies are measured on. */
export interface MeasuredSplit {
  /** Image indices of the split, ascending; usable or not. */
  images: Int32Array;
  /** Class of each, parallel to `images`. */
  labels: Int32Array;
  /** Int32Array, [image count]: place of an image in `images`; -1 for those of other splits. */
  placeOfImage: Int32Array;
}

export interface LiveModel {
  name: string;
  kind: ModelKind;
  tags: string[];
  /** By place in the measured split; all -1 where there are none. */
  predictions: Predictions;
  /** Over the measured split; NaN without predictions. */
  accuracy: number;
  /** Why there are no predictions; null where there are. */
  problem: string | null;
  /** Absolute path of the model's file. */
  file: string;
  /** Changes whenever that file does. */
  stamp: string;
}

type ListedModel = Omit<LiveModel, 'predictions' | 'accuracy' | 'problem'>;

export function toMeasuredSplit({ dataset, measuredSplit }: LiveFacts): MeasuredSplit {
  const wanted = dataset.images.filter(({ split }) => split === measuredSplit);
  const placeOfImage = new Int32Array(dataset.images.length).fill(-1);
  for (const [place, { index }] of wanted.entries()) placeOfImage[index] = place;
  return {
    images: Int32Array.from(wanted, ({ index }) => index),
    labels: Int32Array.from(wanted, ({ classIndex }) => classIndex),
    placeOfImage,
  };
}

/** All models; those of `previous` whose files have not changed are taken over as they are. */
export async function readLiveModels(
  project: Project,
  facts: LiveFacts,
  measured: MeasuredSplit,
  previous: readonly LiveModel[],
  observer: Observer,
): Promise<LiveModel[]> {
  const models: LiveModel[] = [];
  const everyPlace = [...measured.images.keys()];
  for (const listed of await listModels(project, facts)) {
    const known = previous.find(({ name, stamp }) => name === listed.name && stamp === listed.stamp);
    if (known !== undefined) {
      models.push(known);
      continue;
    }
    const read = await readOrExplain(async () => {
      const head = await readHeadOf(project, listed);
      return head === null
        ? readPredictions(project, facts, listed, measured.images, observer)
        : predictOnce(project, facts, { name: listed.name, head }, measured.images, observer);
    });
    const labels = read.labels ?? new Int32Array(measured.images.length).fill(-1);
    const predictions = { model: listed.name, labels };
    const accuracy = computeAccuracy(predictions, measured.labels, everyPlace);
    models.push({ ...listed, predictions, accuracy, problem: read.problem });
  }
  return models;
}

/**
 * What a model says of the given images, ascending, parallel to them; -1 where it says nothing.
 */
export async function readPredictions(
  project: Project,
  facts: LiveFacts,
  model: Pick<LiveModel, 'name' | 'kind' | 'file'>,
  images: Int32Array,
  observer: Observer,
): Promise<Int32Array> {
  if (images.length === 0) return new Int32Array(0);
  const head = await readHeadOf(project, model);
  if (head !== null) {
    const source = await project.openFeatures();
    const { length: classCount } = facts.dataset.classes;
    assertHeadFits(head, model.name, { classCount, featureCount: source.featureCount });
    return predictByHead(source, head, images, observer);
  }
  const rows = await openNpyRows(model.file);
  try {
    const first = images[0]!;
    const end = Math.min(images.at(-1)! + 1, rows.rowCount);
    const data = await rows.readRows(Math.min(first, end), end);
    const labels = toStoredLabels(model.name, data, rows.rowCount, facts.dataset);
    return images.map((image) => labels[image - first]!);
  } finally {
    await rows.close();
  }
}

/** A head and the features that it stands on: those of the workspace, or others, told apart by their fingerprint. */
export interface PredictingHead {
  name: string;
  head: LinearHead;
  features?: { source: FeatureSource; fingerprint: string };
}

/** `predictByHead`, kept in the cache under the head's name. */
export async function predictOnce(
  project: Project,
  facts: LiveFacts,
  { name, head, features }: PredictingHead,
  images: Int32Array,
  observer: Observer,
): Promise<Int32Array> {
  const data = features?.fingerprint ?? toDataText(facts.manifest);
  const key = toCacheKey(data, head.weights, head.bias, images);
  const cacheName = `predictions-${name}`;
  const cached = await readCachedArray(project, cacheName, key, 'int32', images.length);
  if (cached !== null) return cached;
  const source = features?.source ?? (await project.openFeatures());
  const { length: classCount } = facts.dataset.classes;
  assertHeadFits(head, name, { classCount, featureCount: source.featureCount });
  const labels = await predictByHead(source, head, images, observer);
  await writeCachedArray(project, cacheName, key, 'int32', labels);
  return labels;
}

/** Labels that a head gives to images, ascending; -1 for images without features. */
async function predictByHead(
  source: FeatureSource,
  head: LinearHead,
  images: Int32Array,
  observer: Observer,
): Promise<Int32Array<ArrayBuffer>> {
  const labels = new Int32Array(images.length).fill(-1);
  if (images.length === 0) return labels;
  let next = 0;
  for await (const { rowStart, data } of source.blocks({
    rowStart: images[0]!,
    rowEnd: images.at(-1)! + 1,
  })) {
    assertNotCancelled(observer);
    const rowCount = data.length / source.featureCount;
    const places: number[] = [];
    for (; next < images.length && images[next]! < rowStart + rowCount; next++) {
      if (source.valid[images[next]!] === 1) places.push(next);
    }
    const rows = Int32Array.from(places, (place) => images[place]! - rowStart);
    const predicted = predictLabels(data, rowCount, head, rows);
    for (const [n, place] of places.entries()) labels[place] = predicted[n]!;
    observer.progress({ task: 'predicting', done: next, total: images.length, unit: 'images' });
  }
  return labels;
}

/** The models without their predictions, in their order: the workspace's own head first. */
async function listModels({ layout, database }: Project, { features }: LiveFacts): Promise<ListedModel[]> {
  const ownFile = join(layout.heads, `${HEAD_NAME}.json`);
  const ownStamp = features === null ? null : await readFileStamp(ownFile);
  const own: ListedModel[] =
    ownStamp === null ? [] : [{ name: HEAD_NAME, kind: 'head', tags: [], file: ownFile, stamp: ownStamp }];
  const added = database.readModels().map(async ({ name, kind, tags, file }) => {
    const path = join(layout.models, file);
    return { name, kind, tags, file: path, stamp: (await readFileStamp(path)) ?? '' };
  });
  return [...own, ...(await Promise.all(added))];
}

/** Null for models that are no heads. */
async function readHeadOf(
  project: Project,
  { name, kind }: Pick<LiveModel, 'name' | 'kind'>,
): Promise<LinearHead | null> {
  if (kind !== 'head') return null;
  return name === HEAD_NAME ? readProjectHead(project) : readAddedHead(project, name);
}

async function readOrExplain(
  read: () => Promise<Int32Array>,
): Promise<{ labels: Int32Array | null; problem: string | null }> {
  try {
    return { labels: await read(), problem: null };
  } catch (error) {
    if (error instanceof SpuriosityError) return { labels: null, problem: error.message };
    throw error;
  }
}
