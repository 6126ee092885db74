import { beforeAll, describe, expect, it } from 'vitest';
import { CancelledError, ImageError } from '../../base/errors.js';
import { type ProgressEvent, SILENT_OBSERVER } from '../../base/observer.js';
import { type ModelSession, openSession } from '../../inference/index.js';
import {
  attributeCodec,
  DATA_TYPE,
  dimensionCodec,
  formatModel,
  graphCodec,
  modelCodec,
  nodeCodec,
  operatorSetIdCodec,
  tensorShapeCodec,
  tensorTypeCodec,
  typeCodec,
  valueInfoCodec,
} from '../../onnx/index.js';
import type { ImageRecord } from '../../records/dataset.js';
import type { EncoderInterface, FinishedShard, PlannedShard, PreparedImage } from './capabilities.js';
import { type ExtractionInput, extractFeatures } from './extraction.js';

/** An encoder whose three features are the logarithms of the mean red, green and blue: not finite for black images. */
function buildEncoder(): Uint8Array {
  const value = (name: string, dims: (string | number)[]) =>
    valueInfoCodec.create({
      name,
      type: typeCodec.create({
        tensorType: tensorTypeCodec.create({
          elemType: DATA_TYPE.float32,
          shape: tensorShapeCodec.create({
            dim: dims.map((dim) =>
              dimensionCodec.create(typeof dim === 'number' ? { dimValue: dim } : { dimParam: dim }),
            ),
          }),
        }),
      }),
    });
  const axis = attributeCodec.create({ name: 'axis', type: 2, i: 1n });
  return formatModel(
    modelCodec.create({
      irVersion: 8,
      opsetImport: [operatorSetIdCodec.create({ version: 17 })],
      graph: graphCodec.create({
        name: 'log-mean',
        node: [
          nodeCodec.create({ opType: 'GlobalAveragePool', input: ['image'], output: ['mean'] }),
          nodeCodec.create({ opType: 'Flatten', input: ['mean'], output: ['flat'], attribute: [axis] }),
          nodeCodec.create({ opType: 'Log', input: ['flat'], output: ['features'] }),
        ],
        input: [value('image', ['n', 3, 'h', 'w'])],
        output: [value('features', ['n', 3])],
      }),
    }),
  );
}

const encoder: EncoderInterface = {
  input: 'image',
  outputs: { featureMap: null, features: 'features', logits: null },
  featureCount: 3,
  preprocessing: { resize: null, crop: null, interpolation: 'bilinear', mean: null, std: null },
};

const IMAGE_COUNT = 23;
const SHARD_SIZE = 5;
const images = Array.from(
  { length: IMAGE_COUNT },
  (_, index): ImageRecord => ({
    index,
    path: `train/a/${index}.png`,
    location: null,
    classIndex: 0,
    split: 'train',
    columns: {},
  }),
);
const allShards = Array.from(
  { length: Math.ceil(IMAGE_COUNT / SHARD_SIZE) },
  (_, shard): PlannedShard => ({
    shard,
    rowStart: shard * SHARD_SIZE,
    rowEnd: Math.min((shard + 1) * SHARD_SIZE, IMAGE_COUNT),
  }),
);

/** A uniform grey that tells the row; sizes change every seventh image, 4 cannot be read, 11 is black, 6 is turned. */
async function readImage({ index }: ImageRecord): Promise<PreparedImage> {
  if (index === 4) throw new ImageError('truncated', { what: 'The file ends too early.' });
  const width = index % 7 === 6 ? 3 : 2;
  const data = new Uint8Array(width * 2 * 3).fill(index === 11 ? 0 : index + 1);
  return { width, height: 2, data, exifOrientation: index === 6 ? 8 : 1 };
}

describe('extractFeatures', () => {
  let model: Uint8Array;
  const committed = new Map<number, FinishedShard>();
  beforeAll(() => {
    model = buildEncoder();
  });

  function createInput(changes: Partial<ExtractionInput> = {}): ExtractionInput {
    committed.clear();
    return {
      images,
      shards: allShards,
      encoder,
      readImage,
      openSession: () => openSession(model, { device: 'cpu', threadCount: 1 }),
      commitShard: async ({ shard }, finished) => {
        expect(committed.has(shard)).toBe(false);
        committed.set(shard, finished);
      },
      ...changes,
    };
  }

  function expectAllRows(): void {
    expect(committed.size).toBe(allShards.length);
    for (const { shard, rowStart, rowEnd } of allShards) {
      const { data, skipped } = committed.get(shard)!;
      expect(data).toHaveLength((rowEnd - rowStart) * 3);
      for (let row = rowStart; row < rowEnd; row++) {
        const values = [...data.subarray((row - rowStart) * 3, (row - rowStart + 1) * 3)];
        if (row === 4 || row === 11) {
          expect(values).toEqual([0, 0, 0]);
          expect(skipped.some((entry) => entry.row === row)).toBe(true);
        } else {
          // One float32 mean and one logarithm: a few units in the last place (2^-24) of numbers up to 6.
          for (const value of values) expect(value).toBeCloseTo(Math.log((row + 1) / 255), 5);
        }
      }
    }
  }

  it.each([1, 2, 3, 5, 64])('gives one row per image with batches of %i', async (batchSize) => {
    const summary = await extractFeatures(createInput(), { batchSize, prefetch: 3 }, SILENT_OBSERVER);
    expectAllRows();
    expect(summary).toEqual({ imageCount: 23, skippedCount: 2, exifOrientedCount: 1, shardCount: 5 });
    expect(committed.get(0)?.skipped).toEqual([
      { row: 4, code: 'truncated', reason: 'The file ends too early.' },
    ]);
    expect(committed.get(1)?.exifOriented).toBe(1);
    expect(committed.get(2)?.skipped).toEqual([
      { row: 11, code: 'features-not-finite', reason: expect.stringMatching(/finite/) },
    ]);
  });

  it('commits a shard of which no image can be read', async () => {
    const refuse = async () => {
      throw new ImageError('empty-file', { what: 'The file is empty.' });
    };
    await extractFeatures(createInput({ readImage: refuse }), {}, SILENT_OBSERVER);
    expect([...committed.values()].flatMap(({ skipped }) => skipped)).toHaveLength(IMAGE_COUNT);
  });

  it('computes only the shards asked for and counts the others as done', async () => {
    const events: ProgressEvent[] = [];
    const observer = { ...SILENT_OBSERVER, progress: (event: ProgressEvent) => events.push(event) };
    const shards = [allShards[1]!, allShards[4]!];
    await extractFeatures(createInput({ shards }), { batchSize: 2 }, observer);
    expect([...committed.keys()]).toEqual([1, 4]);
    expect(events[0]?.done).toBeGreaterThan(IMAGE_COUNT - 8);
    expect(events.at(-1)).toMatchObject({ done: IMAGE_COUNT, total: IMAGE_COUNT, unit: 'images' });
    for (const [i, { done }] of events.entries())
      if (i > 0) expect(done).toBeGreaterThan(events[i - 1]!.done);
  });

  it('opens no session when nothing is missing', async () => {
    const openNone = () => Promise.reject(new Error('opened'));
    const input = createInput({ shards: [], openSession: openNone });
    expect((await extractFeatures(input, {}, SILENT_OBSERVER)).imageCount).toBe(0);
  });

  it('reads only so far ahead', async () => {
    let started = 0;
    let furthestAhead = 0;
    const options = { batchSize: 2, prefetch: 4 };
    const observer = {
      ...SILENT_OBSERVER,
      progress: ({ done }: ProgressEvent) => {
        furthestAhead = Math.max(furthestAhead, started - done);
      },
    };
    const count = (image: ImageRecord) => {
      started++;
      return readImage(image);
    };
    await extractFeatures(createInput({ readImage: count }), options, observer);
    // Read ahead, the batch that fills, and two in the network.
    expect(furthestAhead).toBeLessThanOrEqual(options.prefetch + 3 * options.batchSize);
  });

  it('stops when interrupted, keeps finished shards, and goes on from there', async () => {
    const controller = new AbortController();
    const input = createInput();
    const interrupted = extractFeatures(
      {
        ...input,
        commitShard: async (shard, finished) => {
          await input.commitShard(shard, finished);
          if (shard.shard === 1) controller.abort();
        },
      },
      { batchSize: 1, prefetch: 1 },
      { ...SILENT_OBSERVER, signal: controller.signal },
    );
    await expect(interrupted).rejects.toBeInstanceOf(CancelledError);
    expect([...committed.keys()]).toEqual([0, 1]);
    const missing = allShards.filter(({ shard }) => !committed.has(shard));
    await extractFeatures({ ...input, shards: missing }, {}, SILENT_OBSERVER);
    expectAllRows();
  });

  it('stops with the error of a commit, and of a reader that fails for another reason than the image', async () => {
    const full = () => Promise.reject(new Error('disk full'));
    await expect(extractFeatures(createInput({ commitShard: full }), {}, SILENT_OBSERVER)).rejects.toThrow(
      'disk full',
    );
    const broken = () => Promise.reject(new Error('bug'));
    await expect(extractFeatures(createInput({ readImage: broken }), {}, SILENT_OBSERVER)).rejects.toThrow(
      'bug',
    );
  });

  it('says so when the encoder is not as wide as its card', async () => {
    const input = createInput({ encoder: { ...encoder, featureCount: 4 } });
    await expect(extractFeatures(input, {}, SILENT_OBSERVER)).rejects.toMatchObject({
      code: 'wrong-output-size',
    });
  });

  /** Opens real sessions and ends their process when `isDeadly` says so of a session's run. */
  function openMortal(isDeadly: (session: number, run: number) => boolean) {
    const opened: ModelSession[] = [];
    const open = async (): Promise<ModelSession> => {
      const session = await openSession(model, { device: 'cpu', threadCount: 1 });
      const number = opened.push(session);
      let runs = 0;
      return {
        ...session,
        run(feeds, outputNames) {
          if (isDeadly(number, ++runs)) process.kill(session.processId, 'SIGKILL');
          return session.run(feeds, outputNames);
        },
      };
    };
    return { open, opened };
  }

  it('goes on with a fresh session when the process dies', async () => {
    const warnings: string[] = [];
    const { open, opened } = openMortal((session, run) => session === 1 && run === 3);
    const observer = { ...SILENT_OBSERVER, warn: (message: string) => warnings.push(message) };
    await extractFeatures(createInput({ openSession: open }), { batchSize: 2 }, observer);
    expectAllRows();
    expect(opened).toHaveLength(2);
    expect(warnings).toHaveLength(1);
  });

  it('stops when a batch ends two processes, and keeps what is finished', async () => {
    const { open } = openMortal((session, run) => session > 1 || run > 8);
    const run = extractFeatures(createInput({ openSession: open }), { batchSize: 1 }, SILENT_OBSERVER);
    await expect(run).rejects.toMatchObject({
      code: 'inference-crashed',
      message: expect.stringMatching(/second time for images \d+ to \d+.*kept/),
    });
    expect(committed.has(0)).toBe(true);
  });
});
