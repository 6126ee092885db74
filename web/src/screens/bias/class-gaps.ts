/**
 * Gaps of classes and models in the arrangements that the models page shows.
 * In: the response of the models route. Out: rows per class, per model and per (class, model). Draws and formats nothing.
 */
import type { GapEstimate, ModelsResponse } from '../../../../src/protocol/index.js';

/** A class with a spurious feature, with the numbers of every model by the model's place in the response. */
export interface ClassGapRow {
  classIndex: number;
  /** Place of the class in the response. */
  place: number;
  name: string;
  imageCount: number;
  reducedK: boolean;
  isProvisional: boolean;
  /** Over the models that have one; null for none. */
  mean: GapEstimate | null;
  /** Largest minus smallest gap of the models; null with fewer than two. */
  spread: number | null;
  gaps: (number | null)[];
}

/** One row per class, in the order of the response. */
export function buildClassGapRows(
  response: ModelsResponse,
  toName: (classIndex: number) => string,
  provisionalClasses: readonly number[],
): ClassGapRow[] {
  const provisional = new Set(provisionalClasses);
  return response.classes.map((classIndex, place) => {
    const gaps = response.gaps.map((ofModel) => ofModel[place] ?? null);
    const known = gaps.filter((gap) => gap !== null);
    return {
      classIndex,
      place,
      name: toName(classIndex),
      imageCount: response.imageCounts[place] ?? 0,
      reducedK: response.reducedK[place] ?? false,
      isProvisional: provisional.has(classIndex),
      mean: response.classMeans[place] ?? null,
      spread: known.length < 2 ? null : Math.max(...known) - Math.min(...known),
      gaps,
    };
  });
}

/** Places of the models that carry the tag, or of all for null. */
export function listModelPlaces(response: ModelsResponse, tag: string | null): number[] {
  return response.models.flatMap(({ tags }, place) => (tag === null || tags.includes(tag) ? [place] : []));
}

/** Every tag that a model carries, in order of first appearance. */
export function listTags(response: ModelsResponse): string[] {
  return [...new Set(response.models.flatMap(({ tags }) => tags))];
}

/** Arithmetic mean; null for no values. */
export function computeMean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}
