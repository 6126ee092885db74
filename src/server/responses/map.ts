/**
 * The map of images by their features, with what colours it.
 * In: the engine. Out: `MapResponse`, parallel arrays. The coordinates are computed by `readFeatureMap`.
 */
import { SILENT_OBSERVER, yieldToEvents } from '../../base/observer.js';
import { type LiveProject, readFeatureMap } from '../../project/live/index.js';
import type { MapGroups, MapResponse } from '../../protocol/index.js';
import type { ImageRecord } from '../../records/dataset.js';
import { toJsonNumber } from '../../records/json-numbers.js';

/** Throws `no-features`. */
export async function buildMapResponse(live: LiveProject): Promise<MapResponse> {
  const { images, x, y, isSample, method } = await readFeatureMap(live);
  const records = Array.from(images, (image) => live.facts.dataset.images[image]!);
  const scores = await collectSpuriosity(live);
  const { placeOfImage } = live.measured;
  const predictions = live.models[0]?.predictions.labels;
  const toCorrectness = (image: number, classIndex: number) => {
    const predicted = predictions?.[placeOfImage[image]!] ?? -1;
    return predicted < 0 ? null : predicted === classIndex;
  };
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
    isCorrect: records.map(({ index, classIndex }) => toCorrectness(index, classIndex)),
    groups: live.facts.dataset.groupColumns.map((column) => toGroups(column, records)),
  };
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
