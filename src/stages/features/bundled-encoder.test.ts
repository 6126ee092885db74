import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { ImageError } from '../../base/errors.js';
import { SILENT_OBSERVER } from '../../base/observer.js';
import { decodeImage, preprocessImage } from '../../imaging/index.js';
import { bundledEncoderFolder, type OpenedEncoder, openEncoder, openSession } from '../../inference/index.js';
import type { ImageRecord } from '../../records/dataset.js';
import { readImageBytes } from '../../storage/dataset-files/image-bytes.js';
import { readTarMembers } from '../../storage/dataset-files/tar.js';
import { readNpy } from '../../storage/index.js';
import type { PreparedImage, ReadPreparedImage } from './capabilities.js';
import { type ExtractionOptions, extractFeatures } from './extraction.js';
import { type FeatureMapResult, readFeatureMaps } from './feature-maps.js';

const shared = fileURLToPath(new URL('../../../../shared/', import.meta.url));
const oracle = join(shared, 'oracles/robust-encoder');
const present = existsSync(oracle) && existsSync(join(shared, 'datasets'));

let encoder: OpenedEncoder;
beforeAll(async () => {
  encoder = await openEncoder(bundledEncoderFolder());
});

function toImages(paths: string[]): ImageRecord[] {
  return paths.map((path, index) => ({
    index,
    path,
    location: null,
    classIndex: 0,
    split: 'val',
    columns: {},
  }));
}

/** Features of all images in one shard, and logits by the head. */
async function extract(
  images: ImageRecord[],
  readImage: ReadPreparedImage,
  options: Partial<ExtractionOptions> = {},
  threadCount?: number,
): Promise<Float32Array> {
  let features = new Float32Array();
  await extractFeatures(
    {
      images,
      shards: [{ shard: 0, rowStart: 0, rowEnd: images.length }],
      encoder: encoder.card,
      readImage,
      openSession: () => openSession(encoder.modelPath, { device: 'cpu', threadCount }),
      commitShard: async (_, { data, skipped }) => {
        expect(skipped).toEqual([]);
        features = data as Float32Array<ArrayBuffer>;
      },
    },
    options,
    SILENT_OBSERVER,
  );
  return features;
}

async function readNoise({ index }: ImageRecord): Promise<PreparedImage> {
  const data = Uint8Array.from(
    { length: 64 * 64 * 3 },
    (_, i) => (i * (index + 3) * 29 + (i >>> 8) * 41) & 0xff,
  );
  return { width: 64, height: 64, data, exifOrientation: 1 };
}

describe('features of the bundled encoder', () => {
  it('are the same bits whatever the batch size, the read-ahead and the number of threads', async () => {
    const images = toImages(Array.from({ length: 13 }, (_, i) => `${i}`));
    const expected = Buffer.from((await extract(images, readNoise, { batchSize: 13 }, 1)).buffer);
    const variants: [Partial<ExtractionOptions>, number][] = [
      [{ batchSize: 1, prefetch: 1 }, 1],
      [{ batchSize: 4, prefetch: 2 }, 2],
      [{ batchSize: 5, prefetch: 64 }, 3],
      [{ batchSize: 13 }, 4],
    ];
    for (const [options, threadCount] of variants) {
      const features = await extract(images, readNoise, options, threadCount);
      expect(Buffer.from(features.buffer).equals(expected)).toBe(true);
    }
  });

  it('are the means of their feature maps, which come in the order asked for', async () => {
    const images = toImages(['a', 'bad', 'c', 'd', 'bad']);
    const readSome: ReadPreparedImage = (image) =>
      image.path === 'bad'
        ? Promise.reject(new ImageError('truncated', { what: 'The file ends too early.' }))
        : readNoise(image);
    const results: FeatureMapResult[] = [];
    await readFeatureMaps(
      {
        requests: images.map((image) => ({ image, features: [7, image.index, 7] })),
        encoder: encoder.card,
        readImage: readSome,
        openSession: () => openSession(encoder.modelPath, { device: 'cpu' }),
      },
      (result) => {
        results.push(result);
      },
      { batchSize: 2 },
      SILENT_OBSERVER,
    );
    expect(results.map(({ image }) => image.index)).toEqual([0, 1, 2, 3, 4]);
    const good = images.filter(({ path }) => path !== 'bad');
    const features = await extract(good, readNoise);
    for (const { image, pixels, maps } of results) {
      if (image.path === 'bad') {
        expect([pixels, maps]).toEqual([null, []]);
        continue;
      }
      expect(Buffer.from(pixels!.data).equals((await readNoise(image)).data)).toBe(true);
      expect(maps.map(({ feature, width, height }) => [feature, width, height])).toEqual(
        [7, image.index, 7].map((feature) => [feature, 8, 8]),
      );
      for (const { feature, data } of maps) {
        const mean = data.reduce((sum, value) => sum + value, 0) / data.length;
        // 64 float32 terms of size up to a few, rounded at every addition.
        expect(mean).toBeCloseTo(features[good.indexOf(image) * 512 + feature]!, 5);
      }
    }
  });

  it('have no maps where the card names none', async () => {
    const card = { ...encoder.card, outputs: { ...encoder.card.outputs, featureMap: null } };
    const openNone = () => Promise.reject(new Error('opened'));
    const input = { requests: [], encoder: card, readImage: readNoise, openSession: openNone };
    await expect(readFeatureMaps(input, () => {}, {}, SILENT_OBSERVER)).rejects.toMatchObject({
      code: 'no-feature-map',
    });
  });
});

describe('against PyTorch and Pillow (skipped where ../shared is absent)', () => {
  /** Rows of an `.npy` of float32. */
  async function readRows(name: string): Promise<{ data: Float32Array; width: number }> {
    const { data, shape } = await readNpy(join(oracle, name));
    return { data: data as Float32Array, width: shape.slice(1).reduce((a, b) => a * b, 1) };
  }

  /** The reference's images, to be read from inside the archives. */
  async function listOracleImages(): Promise<ImageRecord[]> {
    const lines = (await readFile(join(oracle, 'images.csv'), 'utf8')).trim().split('\n').slice(1);
    const images = toImages(lines.map((line) => line.slice(line.indexOf(',') + 1).replaceAll('"', '')));
    for (const archive of ['ants-bees.tar', 'tiny-imagenet-50.tar']) {
      const wanted = new Map(images.map((image) => [image.path, image]));
      for await (const { name, offset, sizeBytes } of readTarMembers(join(shared, 'datasets', archive))) {
        const image = wanted.get(name);
        if (image) image.location = { kind: 'archive', path: archive, offset, sizeBytes };
      }
    }
    return images;
  }

  const readImage: ReadPreparedImage = async ({ location }) => {
    const decoded = await decodeImage(await readImageBytes({ root: join(shared, 'datasets') }, location!));
    return {
      ...preprocessImage(decoded, encoder.card.preprocessing),
      exifOrientation: decoded.exifOrientation,
    };
  };

  function computeCosine(a: Float32Array, b: Float32Array): number {
    let [ab, aa, bb] = [0, 0, 0];
    for (let i = 0; i < a.length; i++) {
      ab += a[i]! * b[i]!;
      aa += a[i]! * a[i]!;
      bb += b[i]! * b[i]!;
    }
    return ab / Math.sqrt(aa * bb);
  }

  /** The reference used the weights before they were rounded to float16 (2^-11); that turns vectors by far less than this. */
  const MIN_COSINE = 0.9999;

  function expectSameRows(actual: Float32Array, expected: Float32Array, width: number): void {
    expect(actual).toHaveLength(expected.length);
    for (let start = 0; start < actual.length; start += width) {
      const end = start + width;
      expect(computeCosine(actual.subarray(start, end), expected.subarray(start, end))).toBeGreaterThan(
        MIN_COSINE,
      );
    }
  }

  it.skipIf(!present)('features and logits of 120 photographs agree', async () => {
    const images = await listOracleImages();
    const features = await extract(images, readImage);
    const expected = await readRows('features.npy');
    expectSameRows(features, expected.data, expected.width);

    const { classCount, featureCount, weights, bias } = encoder.head!;
    const logits = new Float32Array(images.length * classCount);
    for (let row = 0; row < images.length; row++) {
      for (let c = 0; c < classCount; c++) {
        let sum = bias[c]!;
        for (let i = 0; i < featureCount; i++)
          sum += weights[c * featureCount + i]! * features[row * featureCount + i]!;
        logits[row * classCount + c] = sum;
      }
    }
    const expectedLogits = await readRows('logits.npy');
    expectSameRows(logits, expectedLogits.data, expectedLogits.width);
  });

  it.skipIf(!present)('feature maps of the first eight agree', async () => {
    const images = (await listOracleImages()).slice(0, 8);
    const { data, width } = await readRows('feature_map-first8.npy');
    const all = Array.from({ length: encoder.card.featureCount }, (_, feature) => feature);
    const maps: number[] = [];
    await readFeatureMaps(
      {
        requests: images.map((image) => ({ image, features: all })),
        encoder: encoder.card,
        readImage,
        openSession: () => openSession(encoder.modelPath, { device: 'cpu' }),
      },
      (result) => {
        for (const map of result.maps) maps.push(...map.data);
      },
      {},
      SILENT_OBSERVER,
    );
    expectSameRows(Float32Array.from(maps), data, width);
  });
});
