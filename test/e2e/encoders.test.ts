/**
 * Networks of one's own as a user brings them: a PyTorch checkpoint is inspected, imported, compared with what PyTorch computed, attacked,
 * and used for a data set. The checkpoints and their outputs were made with PyTorch (scripts/make-checkpoint-fixtures.py).
 */
import { copyFile, mkdir, readFile, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { fromNpy } from '../arrays.js';
import { runBadly, runJson, runWell } from '../command.js';
import { drawClasses } from '../pictures.js';
import { useTrialFolder, writeTree } from '../trees.js';

const fixture = (...names: string[]) =>
  fileURLToPath(new URL(path.join('../../fixtures/checkpoint', ...names), import.meta.url));
const CHECKPOINT = fixture('resnet-cifar', 'checkpoint.pt');
const INPUT = fixture('resnet-cifar', 'input.npy');
const FEATURE_COUNT = 32;
/** Largest difference from PyTorch's outputs: float32 sums, taken in another order. */
const OUTPUT_TOLERANCE = 1e-4;

/** The user's cache folder, where imports go: a new one. */
let options: { cwd: string; env: Record<string, string> };
const at = useTrialFolder();

beforeAll(async () => {
  options = { cwd: at(), env: { XDG_CACHE_HOME: at('cache'), LOCALAPPDATA: at('cache') } };
});

const readArray = async (file: string) => fromNpy(await readFile(file));

/** ‖a − b‖ / ‖b‖ */
function computeDistance(a: readonly number[], b: readonly number[]): number {
  return Math.hypot(...b.map((value, i) => a[i]! - value)) / Math.hypot(...b);
}

describe('a PyTorch checkpoint', () => {
  test('is inspected without being imported', async () => {
    const { stdout } = await runWell(['encoder', 'inspect', CHECKPOINT], options);
    expect(stdout).toMatch(/features\s+features/);
    expect(stdout).toContain('32 features to 5 classes');
    expect(stdout).toMatch(/feature map\s+feature_map, 32 channels/);
  });

  test('is imported once; its name then works like that of the bundled encoder', async () => {
    const command = ['encoder', 'import', CHECKPOINT, '--name', 'mine', '--side', '24', '--robust'];
    const { card } = await runJson(command, options);
    expect(card).toMatchObject({ name: 'mine', robust: true, featureCount: FEATURE_COUNT });
    const { encoders } = await runJson(['encoder', 'list'], options);
    expect(encoders.map(({ name }: { name: string }) => name)).toEqual(
      expect.arrayContaining(['mine', 'robust-tiny-imagenet-64']),
    );
    expect(await runJson(['encoder', 'inspect', 'mine'], options)).toEqual(card);
    expect((await runBadly(2, command, options)).code).toBe('encoder-exists');
    await runWell([...command, '--replace'], options);
  });

  test('gives what PyTorch gave, and rises under attack', async () => {
    const run = ['encoder', 'run', 'mine', '--input', INPUT, '--out', at('out')];
    await runWell([...run, '--gradient', '3', '--attack', '3', '--steps', '10'], options);
    for (const name of ['features', 'feature_map', 'logits']) {
      const expected = await readArray(fixture('resnet-cifar', `${name}.npy`));
      const actual = await readArray(at('out', `${name}.npy`));
      expect(actual.shape).toEqual(expected.shape);
      expect(computeDistance(actual.values, expected.values), name).toBeLessThan(OUTPUT_TOLERANCE);
    }
    const before = (await readArray(at('out', 'features.npy'))).values;
    const image = await readArray(INPUT);
    expect((await readArray(at('out', 'gradient.npy'))).shape).toEqual(image.shape);
    const attacked = ['encoder', 'run', 'mine', '--input', at('out', 'attack.npy'), '--out', at('attacked')];
    await runWell(attacked, options);
    const after = (await readArray(at('attacked', 'features.npy'))).values;
    for (const row of [0, 1]) {
      expect(after[row * FEATURE_COUNT + 3]).toBeGreaterThan(before[row * FEATURE_COUNT + 3]!);
    }
  });

  test('sees a data set of one’s own', async () => {
    const data = await writeTree(await drawClasses(['fire', 'water'], 6, 'train'));
    const workspace = at('own.spuriosity');
    await runWell(['init', data, '-w', workspace], options);
    const extracted = await runJson(['extract', '--encoder', 'mine', '-w', workspace], options);
    expect(extracted).toMatchObject({ featureCount: FEATURE_COUNT, extractedCount: 12 });
  });
});

describe('what cannot be used', () => {
  const inspect = (file: string) => runBadly(1, ['encoder', 'inspect', file], options);

  test('a truncated checkpoint', async () => {
    await copyFile(CHECKPOINT, at('cut.pt'));
    await truncate(at('cut.pt'), 3000);
    expect((await inspect(at('cut.pt'))).message).toMatch(/"cut\.pt".*damaged, incomplete/s);
  });

  test('a text file, by either name', async () => {
    await writeFile(at('notes.pt'), 'not a network');
    expect((await inspect(at('notes.pt'))).message).toMatch(/"notes\.pt"/);
    await writeFile(at('notes.onnx'), 'not a network');
    expect((await inspect(at('notes.onnx'))).message).toMatch(/"notes\.onnx"/);
  });

  test('weights of no known architecture name what was expected', async () => {
    const { message } = await inspect(fixture('values-zip.pt'));
    expect(message).toMatch(/ResNet/);
    expect(message).toMatch(/torch\.onnx\.export/);
  });

  test('a feature beyond the last, a folder, an unknown name', async () => {
    const run = ['encoder', 'run', CHECKPOINT, '--input', INPUT, '--out', at('no')];
    expect((await runBadly(2, [...run, '--gradient', '32'], options)).code).toBe('feature-out-of-range');
    await mkdir(at('empty'));
    await runBadly(1, ['encoder', 'inspect', at('empty')], options);
    expect((await runBadly(1, ['encoder', 'inspect', 'nobody'], options)).message).toContain('encoder list');
  });
});
