/**
 * Features of the images on a map, a block at a time. In: features, images, directions.
 * Out: means, deviations and standardised rows of some; coordinates of all in those directions; single features. Other work may run between blocks.
 */
import { SILENT_OBSERVER, yieldToEvents } from '../../../base/observer.js';
import type { FeatureSource } from '../../../records/features.js';

export interface RowSurvey {
  /** Float64Array, [featureCount]. */
  means: Float64Array;
  /** One by the standard deviation, 0 for a feature that is always the same: [featureCount]. */
  scales: Float64Array;
  /** Standardised features of an even sample: Float32Array, [rows, featureCount], row-major. */
  fitted: Float32Array<ArrayBuffer>;
}

/** Images that directions are sought in: more change them little and take longer. */
const MOST_FITTED = 4096;
/** Rows between two turns of the event loop. */
const ROWS_A_TURN = 512;

/** One pass. `images` ascending, at least one; `report` hears shares of it. */
export async function surveyRows(
  source: FeatureSource,
  images: Int32Array,
  report: (share: number) => void,
): Promise<RowSurvey> {
  const { featureCount } = source;
  const stride = Math.ceil(images.length / MOST_FITTED);
  const fitted = new Float32Array(Math.ceil(images.length / stride) * featureCount);
  const sums = new Float64Array(featureCount);
  const squares = new Float64Array(featureCount);
  // Sums are of differences from the first row: those of a constant feature are exactly 0.
  let first: Float32Array | null = null;
  await visitRows(source, images, report, (row, place) => {
    first ??= row.slice();
    for (let c = 0; c < featureCount; c++) {
      const difference = row[c]! - first[c]!;
      sums[c]! += difference;
      squares[c]! += difference * difference;
    }
    if (place % stride === 0) fitted.set(row, (place / stride) * featureCount);
  });
  const means = sums.map((sum, c) => first![c]! + sum / images.length);
  const scales = sums.map((sum, c) => {
    const variance = squares[c]! / images.length - (sum / images.length) ** 2;
    return variance > 0 ? 1 / Math.sqrt(variance) : 0;
  });
  for (let at = 0; at < fitted.length; at++) {
    const c = at % featureCount;
    fitted[at] = (fitted[at]! - means[c]!) * scales[c]!;
  }
  return { means, scales, fitted };
}

/** One pass. Float32Array, [axes, images]: standardised rows along each axis, [featureCount]; a second row of zeros where there is one axis. */
export async function projectRows(
  source: FeatureSource,
  images: Int32Array,
  { means, scales, axes }: Pick<RowSurvey, 'means' | 'scales'> & { axes: readonly Float64Array[] },
  report: (share: number) => void,
): Promise<Float32Array<ArrayBuffer>> {
  const count = images.length;
  const coordinates = new Float32Array(Math.max(2, axes.length) * count);
  const directions = axes.map((axis) => axis.map((part, c) => part * scales[c]!));
  const origins = directions.map((direction) =>
    direction.reduce((sum, part, c) => sum + part * means[c]!, 0),
  );
  await visitRows(source, images, report, (row, place) => {
    for (const [axis, direction] of directions.entries()) {
      let sum = -origins[axis]!;
      for (let c = 0; c < row.length; c++) sum += row[c]! * direction[c]!;
      coordinates[axis * count + place] = sum;
    }
  });
  return coordinates;
}

/** One pass: a feature of each of the images, parallel to them. */
export async function readFeatureOfImages(
  source: FeatureSource,
  images: Int32Array,
  feature: number,
): Promise<Float32Array> {
  const values = new Float32Array(images.length);
  await visitRows(
    source,
    images,
    () => {},
    (row, place) => {
      values[place] = row[feature]!;
    },
  );
  return values;
}

async function visitRows(
  source: FeatureSource,
  images: Int32Array,
  report: (share: number) => void,
  visit: (row: Float32Array, place: number) => void,
): Promise<void> {
  const { featureCount } = source;
  let place = 0;
  for await (const { rowStart, data } of source.blocks()) {
    const rowEnd = rowStart + data.length / featureCount;
    for (; place < images.length && images[place]! < rowEnd; place++) {
      const from = (images[place]! - rowStart) * featureCount;
      visit(data.subarray(from, from + featureCount), place);
      if (place % ROWS_A_TURN === 0) {
        report(place / images.length);
        await yieldToEvents(SILENT_OBSERVER);
      }
    }
  }
}
