/**
 * Channels of feature maps for some images, as heatmaps need them.
 * In: which features of which images. Out: small float maps, image by image in the order asked. Keeps and normalises nothing.
 */
import { StageError } from '../../base/errors.js';
import { assertNotCancelled, type Observer } from '../../base/observer.js';
import type { ImageRecord } from '../../records/dataset.js';
import { type PixelRows, planBatches } from './batches.js';
import type { EncoderInterface, OpenEncoderSession, ReadPreparedImage } from './capabilities.js';
import { type EncoderOutput, runEncoder } from './encoder-run.js';
import { DEFAULT_BATCH_SIZE, DEFAULT_PREFETCH, type ExtractionOptions } from './extraction.js';
import { type ResilientSession, withResilientSession } from './resilient-session.js';

/** An image, and the channels wanted of it. */
export interface FeatureMapRequest {
  image: ImageRecord;
  /** Features whose maps are wanted; duplicates are fine. */
  features: readonly number[];
  /** What else is made of the image's whole feature map, before it is let go. */
  summarize?: (map: WholeFeatureMap) => Float32Array;
}

/** All channels of an image's feature map: [featureCount, height, width], row-major; owned by the session, valid during the call. */
export interface WholeFeatureMap {
  width: number;
  height: number;
  channels: Float32Array;
}

/** Channel `feature` of an image's feature map, as the network gives it (after ReLU). */
export interface FeatureMap {
  feature: number;
  width: number;
  height: number;
  /** Float32Array, [height, width], row-major; owned by the caller. */
  data: Float32Array;
}

/** Answer to one request. */
export interface FeatureMapResult {
  image: ImageRecord;
  /** The pixels that the network saw; null when the image could not be used. */
  pixels: { width: number; height: number; data: Uint8Array } | null;
  /** In the order of the request; empty when the image could not be used. */
  maps: FeatureMap[];
  /** What `summarize` made; null where there is none or the image could not be used. */
  summary: Float32Array | null;
}

/** What to map, and the capabilities that do it. */
export interface FeatureMapInput {
  requests: readonly FeatureMapRequest[];
  encoder: EncoderInterface;
  readImage: ReadPreparedImage;
  openSession: OpenEncoderSession;
}

/**
 * Computes maps and hands each answer to `take`, in the order of the requests; memory is bounded by one batch.
 * Rejects with StageError `no-feature-map` for encoders without one, CancelledError, or what a capability rejects with.
 */
export async function readFeatureMaps(
  input: FeatureMapInput,
  take: (result: FeatureMapResult) => void | Promise<void>,
  options: Partial<ExtractionOptions>,
  observer: Observer,
): Promise<void> {
  const { featureMap } = input.encoder.outputs;
  if (featureMap === null) {
    throw new StageError('no-feature-map', {
      what: 'The encoder has no feature map, so there are no heatmaps.',
      next: 'Use an encoder whose card names a featureMap output.',
    });
  }
  if (input.requests.length === 0) return;
  const allOptions = { batchSize: DEFAULT_BATCH_SIZE, prefetch: DEFAULT_PREFETCH, ...options };
  await withResilientSession(input.openSession, observer, (session) =>
    readMaps(input, featureMap, take, allOptions, observer, session),
  );
}

async function readMaps(
  { requests, encoder, readImage }: FeatureMapInput,
  outputName: string,
  take: (result: FeatureMapResult) => void | Promise<void>,
  options: ExtractionOptions,
  observer: Observer,
  session: ResilientSession,
): Promise<void> {
  const images = requests.map(({ image }) => image);
  const everything = { shard: 0, rowStart: 0, rowEnd: images.length };
  /** Skipped rows come ahead of the batch that was filling; they wait here for their turn. */
  const skipped = new Set<number>();
  let done = 0;

  async function answer(result: FeatureMapResult): Promise<void> {
    await take(result);
    done++;
    observer.progress({ task: 'computing heatmaps', done, total: images.length, unit: 'images' });
  }
  async function answerSkippedBefore(row: number): Promise<void> {
    while (done < row && skipped.has(done)) {
      await answer({ image: images[done]!, pixels: null, maps: [], summary: null });
    }
  }

  for await (const event of planBatches(images, [everything], readImage, options)) {
    assertNotCancelled(observer);
    if (event.kind === 'skipped') {
      skipped.add(event.row);
      continue;
    }
    const output = await runEncoder(event.batch, encoder, session, outputName, 4);
    for (const [position, row] of event.batch.rows.entries()) {
      await answerSkippedBefore(row);
      await answer(toResult(requests[row]!, event.batch, output, position));
    }
  }
  await answerSkippedBefore(images.length);
}

function toResult(
  { image, features, summarize }: FeatureMapRequest,
  { width, height, data }: PixelRows,
  { dims, data: maps }: EncoderOutput,
  position: number,
): FeatureMapResult {
  const [, featureCount, mapHeight, mapWidth] = dims as [number, number, number, number];
  const mapSize = mapWidth * mapHeight;
  const imageSize = width * height * 3;
  return {
    image,
    pixels: { width, height, data: data.slice(position * imageSize, (position + 1) * imageSize) },
    maps: features.map((feature) => {
      const start = (position * featureCount + feature) * mapSize;
      return { feature, width: mapWidth, height: mapHeight, data: maps.slice(start, start + mapSize) };
    }),
    summary:
      summarize?.({
        width: mapWidth,
        height: mapHeight,
        channels: maps.subarray(position * featureCount * mapSize, (position + 1) * featureCount * mapSize),
      }) ?? null,
  };
}
