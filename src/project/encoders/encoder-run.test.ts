import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readNpy, writeNpy } from '../../storage/index.js';
import { importEncoder } from './encoder-import.js';
import { DEFAULT_RUN_OPTIONS, type RunOptions, runEncoder } from './encoder-run.js';

const oracles = fileURLToPath(new URL('../../../shared/oracles/', import.meta.url));
const absent = ' (skipped where ../shared/oracles is absent)';

/** The contract's bounds for outputs and gradients. */
const TOLERANCES: Readonly<Record<string, number>> = { gradient: 1e-3 };
const OUTPUT_TOLERANCE = 1e-4;
/**
 * A gradient jumps where a ReLU changes sides, so a path that rounding moves over such a kink parts from its origin for good: PyTorch's own
 * attack on `bottleneck-legacy` differs by 0.06 between one thread and two, and which images part differs between processors
 * (docs/guide/encoders.md). An image on another path must have raised its feature about as much (measured: 0.98, 0.99 and 0.75 of the gain).
 */
const ATTACK_BOUNDS = { samePath: 1e-3, gainOnOtherPath: 0.7 };

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spuriosity-encoder-run-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** ‖a − b‖ / ‖b‖ */
async function computeDifference(actualPath: string, expectedPath: string): Promise<number> {
  return computeRowDifferences(actualPath, expectedPath, 1).then(([difference]) => difference!);
}

/** The same for each image. */
async function computeRowDifferences(
  actualPath: string,
  expectedPath: string,
  rowCount: number,
): Promise<number[]> {
  const [actual, expected] = [await readNpy(actualPath), await readNpy(expectedPath)];
  expect(actual.shape).toEqual(expected.shape);
  const [a, b] = [actual.data as Float32Array, expected.data as Float32Array];
  const length = b.length / rowCount;
  return Array.from({ length: rowCount }, (_, row) => {
    const part = b.subarray(row * length, (row + 1) * length);
    return Math.hypot(...part.map((value, i) => a[row * length + i]! - value)) / Math.hypot(...part);
  });
}

/** A feature of each image of an array. */
async function computeFeature(network: string, input: string, feature: number): Promise<number[]> {
  const outFolder = await mkdtemp(join(folder, 'features-'));
  await runEncoder(network, { ...DEFAULT_RUN_OPTIONS, device: 'cpu', input, outFolder });
  const { shape, data } = await readNpy(join(outFolder, 'features.npy'));
  const [rowCount, width] = shape as [number, number];
  return Array.from({ length: rowCount }, (_, row) => Number(data[row * width + feature]));
}

const networks = [
  'bottleneck-legacy',
  'basicblock-zip-fp16',
  'mobilenet-v2',
  'shufflenet-v2',
  'densenet',
  'vit',
];

describe.each(networks)('%s', (name) => {
  const origin = join(oracles, name);
  const file = join(origin, existsSync(join(origin, 'model.onnx')) ? 'model.onnx' : 'checkpoint.pt');

  it.skipIf(!existsSync(file))(`${name} gives what PyTorch gives${absent}`, async () => {
    const names = (await readdir(origin)).filter((one) => one.endsWith('.npy') && one !== 'input.npy');
    const [, feature, steps, size] = /attack-f(\d+)-t(\d+)-s([\d.]+)\.npy/.exec(names.join())!;
    const options: RunOptions = {
      ...DEFAULT_RUN_OPTIONS,
      device: 'cpu',
      batchSize: 3,
      input: join(origin, 'input.npy'),
      outFolder: folder,
      gradient: Number(feature),
      attack: Number(feature),
      stepCount: Number(steps),
      stepSize: Number(size),
    };
    await runEncoder(file, options);
    const attack = names.find((one) => one.startsWith('attack'))!;
    const differences = await computeRowDifferences(join(folder, 'attack.npy'), join(origin, attack), 4);
    const [before, ours, theirs] = [
      await computeFeature(file, join(origin, 'input.npy'), Number(feature)),
      await computeFeature(file, join(folder, 'attack.npy'), Number(feature)),
      await computeFeature(file, join(origin, attack), Number(feature)),
    ];
    const gains = ours.map((value, i) => (value - before[i]!) / (theirs[i]! - before[i]!));
    expect(Math.min(...differences)).toBeLessThan(ATTACK_BOUNDS.samePath);
    for (const [image, difference] of differences.entries()) {
      if (difference < ATTACK_BOUNDS.samePath) continue;
      expect(gains[image], `gain of image ${image}, ${difference} away`).toBeGreaterThan(
        ATTACK_BOUNDS.gainOnOtherPath,
      );
    }
    for (const expected of names.filter((one) => one !== attack)) {
      const written = expected.replace(/-.*\.npy$/, '.npy');
      const difference = await computeDifference(join(folder, written), join(origin, expected));
      const tolerance = TOLERANCES[written.replace('.npy', '')] ?? OUTPUT_TOLERANCE;
      expect(difference, written).toBeLessThan(tolerance);
    }
  });
});

const densenet = join(oracles, 'densenet', 'model.onnx');

it.skipIf(!existsSync(densenet))(`an imported encoder gives what its file gives${absent}`, async () => {
  const input = join(oracles, 'densenet', 'input.npy');
  const options: RunOptions = {
    ...DEFAULT_RUN_OPTIONS,
    device: 'cpu',
    input,
    outFolder: join(folder, 'out'),
  };
  const imported = await importEncoder(densenet, { name: 'mine', folder });
  expect(imported.card).toMatchObject({
    name: 'mine',
    featureCount: 32,
    preprocessing: { resize: { kind: 'shorter-side', size: 64 }, crop: { width: 64, height: 64 } },
    source: { url: null },
  });
  const summary = await runEncoder(imported.folder, options);
  expect(summary.files.map(({ shape }) => shape)).toEqual([
    [4, 32],
    [4, 32, 2, 2],
    [4, 10],
  ]);
  const expected = join(oracles, 'densenet', 'features.npy');
  expect(await computeDifference(join(folder, 'out', 'features.npy'), expected)).toBeLessThan(
    OUTPUT_TOLERANCE,
  );
  await expect(runEncoder(imported.folder, { ...options, gradient: 32 })).rejects.toMatchObject({
    code: 'feature-out-of-range',
  });
  await expect(importEncoder(densenet, { name: 'mine', folder })).rejects.toMatchObject({
    code: 'encoder-exists',
  });
});

it('an array that holds no images is refused', async () => {
  const input = join(folder, 'x.npy');
  await writeNpy(input, { dtype: 'float32', shape: [2, 4], data: new Float32Array(8) });
  const options: RunOptions = { ...DEFAULT_RUN_OPTIONS, device: 'cpu', input, outFolder: folder };
  await expect(runEncoder('robust-tiny-imagenet-64', options)).rejects.toMatchObject({
    code: 'input-not-images',
  });
});
