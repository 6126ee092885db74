/** Numbers about some points of the map. In: the map, places. Out: classes by falling count, share of errors, mean spuriosity. */
import type { MapResponse } from '../../../../src/protocol/index.js';

export interface AreaSummary {
  classes: { classIndex: number; count: number }[];
  /** Of the images with a prediction; null without any. */
  wrongShare: number | null;
  /** Of the images with one; null without any. */
  meanSpuriosity: number | null;
}

export function summarizeArea(map: MapResponse, places: readonly number[]): AreaSummary {
  const counts = new Map<number, number>();
  for (const place of places) {
    const classIndex = map.classIndex[place]!;
    counts.set(classIndex, (counts.get(classIndex) ?? 0) + 1);
  }
  return {
    classes: [...counts]
      .map(([classIndex, count]) => ({ classIndex, count }))
      .sort((a, b) => b.count - a.count || a.classIndex - b.classIndex),
    wrongShare: computeMean(
      places.flatMap((place) => toNumbers(map.isCorrect[place], (right) => Number(!right))),
    ),
    meanSpuriosity: computeMean(
      places.flatMap((place) => toNumbers(map.spuriosity[place], (score) => score)),
    ),
  };
}

function toNumbers<T>(value: T | null | undefined, toNumber: (value: T) => number): number[] {
  return value === null || value === undefined ? [] : [toNumber(value)];
}

function computeMean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}
