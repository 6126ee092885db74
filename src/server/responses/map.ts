/**
 * The map of images by their features, with what colours it.
 * In: the engine. Out: `MapReply` and what else is drawn on it, parallel arrays. The coordinates are computed by `startFeatureMap`.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { SILENT_OBSERVER, yieldToEvents } from '../../base/observer.js';
import { assertFeature } from '../../project/index.js';
import {
  type LiveProject,
  type MapWork,
  readFeatureOfImages,
  startFeatureMap,
} from '../../project/live/index.js';
import type {
  MapActivationsResponse,
  MapGroups,
  MapOutcomesResponse,
  MapReply,
  MapResponse,
} from '../../protocol/index.js';
import type { ImageRecord } from '../../records/dataset.js';
import { toJsonNumber } from '../../records/json-numbers.js';
import type { MapLayout } from '../../records/names.js';
import { findModel } from './images/tested-model.js';

/** A map that is there after this time is sent at once, without word of progress. */
const PATIENCE_MS = 500;

/** Throws `no-features`. */
export async function buildMapReply(live: LiveProject, layout: MapLayout): Promise<MapReply> {
  const { map, progress } = startFeatureMap(live, layout);
  const isThere = await Promise.race([map.then(() => true), wait(PATIENCE_MS).then(() => false)]);
  return isThere
    ? { map: await buildMapResponse(live, await map), progress: null }
    : { map: null, progress: progress() };
}

async function buildMapResponse(live: LiveProject, map: Awaited<MapWork['map']>): Promise<MapResponse> {
  const { images, x, y, isSample, method } = map;
  const records = toRecords(live, images);
  const scores = await collectSpuriosity(live);
  return {
    method,
    isSample,
    images: [...images],
    paths: records.map(({ path }) => path),
    x: Array.from(x, roundForDisplay),
    y: Array.from(y, roundForDisplay),
    classIndex: records.map(({ classIndex }) => classIndex),
    split: records.map(({ split }) => split),
    spuriosity: records.map(({ index }) => toJsonNumber(roundForDisplay(scores[index]!))),
    isCorrect: listOutcomes(live, live.models[0], records),
    models: live.models.map(({ name }) => name),
    cues: live.derived
      .listSpuriousClasses()
      .flatMap((classIndex) =>
        live.derived.listSpuriousFeatures(classIndex).map((feature) => ({ classIndex, feature })),
      ),
    groups: live.facts.dataset.groupColumns.map((column) => toGroups(column, records)),
  };
}

/** Throws `no-features`, `model-unknown`. */
export async function buildMapOutcomesResponse(
  live: LiveProject,
  layout: MapLayout,
  modelName: string,
): Promise<MapOutcomesResponse> {
  const model = findModel(live, modelName);
  const { images } = await startFeatureMap(live, layout).map;
  return { isCorrect: listOutcomes(live, model, toRecords(live, images)) };
}

/** Throws `no-features`, `feature-unknown`. */
export async function buildMapActivationsResponse(
  live: LiveProject,
  layout: MapLayout,
  feature: number,
): Promise<MapActivationsResponse> {
  const { images } = await startFeatureMap(live, layout).map;
  assertFeature(live.project, feature);
  const values = await readFeatureOfImages(live.facts.features!, images, feature);
  return { values: Array.from(values, roundForDisplay) };
}

function toRecords({ facts: { dataset } }: LiveProject, images: Int32Array): ImageRecord[] {
  return Array.from(images, (image) => dataset.images[image]!);
}

/** Whether the model is right; null where it says nothing, as of images outside the measured split. */
function listOutcomes(
  { measured: { placeOfImage } }: LiveProject,
  model: LiveProject['models'][number] | undefined,
  records: readonly ImageRecord[],
): (boolean | null)[] {
  return records.map(({ index, classIndex }) => {
    const predicted = model?.predictions.labels[placeOfImage[index]!] ?? -1;
    return predicted < 0 ? null : predicted === classIndex;
  });
}

function toGroups(column: string, records: readonly ImageRecord[]): MapGroups {
  const counts = new Map<string, number>();
  const toValue = ({ columns }: ImageRecord) => columns[column] ?? '';
  for (const record of records) counts.set(toValue(record), (counts.get(toValue(record)) ?? 0) + 1);
  const values = [...counts]
    .filter(([value]) => value !== '')
    .sort((a, b) => b[1] - a[1])
    .map(([value]) => value);
  const places = new Map(values.map((value, place) => [value, place]));
  return { column, values, valueOfPoint: records.map((record) => places.get(toValue(record)) ?? -1) };
}

/** Of every ranked image, NaN of the others, by image index; other work may run between classes. */
async function collectSpuriosity({ derived, facts }: LiveProject): Promise<Float32Array> {
  const scores = new Float32Array(facts.dataset.images.length).fill(Number.NaN);
  for (const classIndex of derived.listSpuriousClasses()) {
    await yieldToEvents(SILENT_OBSERVER);
    for (const { split } of facts.splits) {
      const ranking = derived.rankClass(classIndex, split);
      for (const [place, image] of ranking?.images.entries() ?? [])
        scores[image] = ranking!.spuriosity[place]!;
    }
  }
  return scores;
}

/** Four decimals: more than a screen shows, and half the size. */
function roundForDisplay(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
