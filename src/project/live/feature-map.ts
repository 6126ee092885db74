/**
 * Two coordinates per image, by which images with similar features lie close: the first two principal components.
 * In: an even sample of the images with features, read in one pass. Out: coordinates, cached by content.
 */
import { StageError } from '../../base/errors.js';
import { SILENT_OBSERVER, yieldToEvents } from '../../base/observer.js';
import { createAxisSearch } from '../../numeric/index.js';
import type { FeatureSource } from '../../records/features.js';
import { toBasis } from './activation-cache.js';
import type { LiveFacts } from './facts.js';
import { readCachedArray, toCacheKey, writeCachedArray } from './live-cache.js';
import type { LiveProject } from './live-project.js';

/** Points of images in the plane. */
export interface FeatureMap {
  /** One sentence on how the coordinates were made. */
  method: string;
  /** True where images were left out. */
  isSample: boolean;
  /** Image indices, ascending. */
  images: Int32Array;
  /** Parallel to `images`. */
  x: Float32Array;
  y: Float32Array;
}

/** Counts up when coordinates are computed otherwise. */
const MAP_VERSION = '1';
const MOST_IMAGES = 20_000;
/** Images that the axes are fitted on: more change them little and take longer. */
const MOST_FITTED = 4096;
const SEED = 0;
/** Axes that turn less than this between two steps are found. */
const SETTLED = 1e-7;
const MOST_STEPS = 100;
const METHOD =
  'The first two principal components of the standardised features (mean 0, deviation 1); distances in other directions are not seen.';

/** Maps under way or done, by the facts that they belong to. */
const MAPS = new WeakMap<LiveFacts, Promise<FeatureMap>>();

/** Computes the map, or returns the one that was computed before. Throws `no-features`. */
export function readFeatureMap(live: LiveProject): Promise<FeatureMap> {
  const known = MAPS.get(live.facts);
  if (known !== undefined) return known;
  const map = computeFeatureMap(live);
  MAPS.set(live.facts, map);
  // A failure may pass; the next request tries again.
  map.catch(() => MAPS.delete(live.facts));
  return map;
}

async function computeFeatureMap({ project, facts }: LiveProject): Promise<FeatureMap> {
  if (facts.features === null) {
    throw new StageError('no-features', {
      what: facts.missing.features ?? 'The workspace has no features yet.',
    });
  }
  const { images, isSample } = chooseImages(facts.features.valid);
  const count = images.length;
  const key = toCacheKey(MAP_VERSION, toBasis(facts));
  let coordinates = await readCachedArray(project, 'map', key, 'float32', 2 * count);
  if (coordinates === null) {
    const rows = standardize(await readRows(facts.features, images), facts.features.featureCount);
    coordinates = await projectRows(rows, facts.features.featureCount);
    await writeCachedArray(project, 'map', key, 'float32', coordinates);
  }
  return {
    method: METHOD,
    isSample,
    images,
    x: coordinates.subarray(0, count),
    y: coordinates.subarray(count),
  };
}

/** Every n-th image with features, at most `MOST_IMAGES` of them. */
function chooseImages(valid: Uint8Array): { images: Int32Array; isSample: boolean } {
  const usable = [...valid.keys()].filter((image) => valid[image] === 1);
  const stride = Math.max(1, Math.ceil(usable.length / MOST_IMAGES));
  return {
    images: Int32Array.from(usable.filter((_, position) => position % stride === 0)),
    isSample: stride > 1,
  };
}

async function readRows(source: FeatureSource, images: Int32Array): Promise<Float32Array> {
  const { featureCount } = source;
  const rows = new Float32Array(images.length * featureCount);
  let next = 0;
  for await (const { rowStart, data } of source.blocks()) {
    const rowEnd = rowStart + data.length / featureCount;
    for (; next < images.length && images[next]! < rowEnd; next++) {
      const from = (images[next]! - rowStart) * featureCount;
      rows.set(data.subarray(from, from + featureCount), next * featureCount);
    }
  }
  return rows;
}

/** Shifts and scales every column in place; one that is always the same becomes 0. */
function standardize(rows: Float32Array, columnCount: number): Float32Array {
  const rowCount = rows.length / columnCount;
  const means = new Float64Array(columnCount);
  const squares = new Float64Array(columnCount);
  for (let at = 0; at < rows.length; at++) means[at % columnCount]! += rows[at]! / rowCount;
  for (let at = 0; at < rows.length; at++) {
    squares[at % columnCount]! += (rows[at]! - means[at % columnCount]!) ** 2 / rowCount;
  }
  for (let at = 0; at < rows.length; at++) {
    const column = at % columnCount;
    const deviation = Math.sqrt(squares[column]!);
    // Rounding leaves a constant column a deviation of this order.
    const isConstant = deviation <= 1e-6 * Math.abs(means[column]!);
    rows[at] = isConstant ? 0 : (rows[at]! - means[column]!) / deviation;
  }
  return rows;
}

/** Coordinates of all rows on two axes that are fitted on some of them: first all x, then all y. */
async function projectRows(rows: Float32Array, columnCount: number): Promise<Float32Array<ArrayBuffer>> {
  const rowCount = rows.length / columnCount;
  const axes = await findAxes(pickRows(rows, columnCount, MOST_FITTED), columnCount);
  const coordinates = new Float32Array(2 * rowCount);
  for (const [place, axis] of axes.entries()) {
    for (let row = 0; row < rowCount; row++) {
      let sum = 0;
      for (let c = 0; c < columnCount; c++) sum += rows[row * columnCount + c]! * axis[c]!;
      coordinates[place * rowCount + row] = sum;
    }
  }
  return coordinates;
}

async function findAxes(rows: Float32Array, columnCount: number): Promise<Float64Array[]> {
  const search = createAxisSearch(rows, columnCount, Math.min(2, columnCount), SEED);
  for (let step = 0; step < MOST_STEPS; step++) {
    if (search.step() < SETTLED) break;
    await yieldToEvents(SILENT_OBSERVER);
  }
  return search.axes();
}

/** All rows, or every n-th. */
function pickRows(rows: Float32Array, columnCount: number, most: number): Float32Array {
  const rowCount = rows.length / columnCount;
  const stride = Math.ceil(rowCount / most);
  if (stride <= 1) return rows;
  const picked = new Float32Array(Math.ceil(rowCount / stride) * columnCount);
  for (let row = 0, to = 0; row < rowCount; row += stride, to += columnCount) {
    picked.set(rows.subarray(row * columnCount, (row + 1) * columnCount), to);
  }
  return picked;
}
