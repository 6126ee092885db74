import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { LinearHead } from '../records/networks/encoder.js';
import { readHead, writeHead } from './heads.js';
import { formatNpz, parseNpz } from './npy/npz.js';

const fixtures = fileURLToPath(new URL('../../fixtures/storage/', import.meta.url));
const hasNumpy = spawnSync('python3', ['-c', 'import numpy']).status === 0;
const head: LinearHead = {
  classCount: 2,
  featureCount: 3,
  weights: Float32Array.of(0, 1, 2, 3, 4, 5),
  bias: Float32Array.of(0.5, -0.5),
};

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spuriosity-heads-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('heads (W40 to W42)', () => {
  test('W40: a head reads back with what is remembered about it', async () => {
    const meta = { recipe: 'adam', seed: 7, curve: [{ epoch: 1, loss: 0.5 }] };
    await writeHead(join(folder, 'heads'), 'main', head, meta);
    expect(await readHead(join(folder, 'heads'), 'main')).toEqual({ head, meta });
  });

  test('W41: writing again replaces it and leaves no other weights', async () => {
    await writeHead(folder, 'main', head, {});
    const changed = { ...head, bias: Float32Array.of(1, 2) };
    await writeHead(folder, 'main', changed, { tuned: true });
    expect(await readHead(folder, 'main')).toEqual({ head: changed, meta: { tuned: true } });
    expect(await readdir(folder)).toHaveLength(2);
    await writeHead(folder, 'main', changed, {});
    expect((await readHead(folder, 'main')).head).toEqual(changed);
  });

  test('W42: weights that are not those that were written are refused', async () => {
    await writeHead(folder, 'main', head, {});
    const weights = (await readdir(folder)).find((name) => name.endsWith('.npz'))!;
    const bytes = await readFile(join(folder, weights));
    bytes[100]! ^= 1;
    await writeFile(join(folder, weights), bytes);
    await expect(readHead(folder, 'main')).rejects.toMatchObject({ code: 'head-damaged' });
  });

  test('names that could leave the folder are refused', async () => {
    for (const name of ['../x', 'a/b', '', '.hidden']) {
      await expect(writeHead(folder, name, head, {})).rejects.toMatchObject({ code: 'name-invalid' });
    }
    await expect(readHead(folder, 'nobody')).rejects.toMatchObject({ code: 'file-missing' });
  });

  test.skipIf(!hasNumpy)('numpy reads the weights (skipped without python3 and numpy)', async () => {
    await writeHead(folder, 'main', head, {});
    const script =
      "import numpy,glob; z=numpy.load(glob.glob('*.npz')[0]); print(z['W'].tolist(), z['b'].tolist())";
    expect(execFileSync('python3', ['-c', script], { cwd: folder, encoding: 'utf8' }).trim()).toBe(
      '[[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]] [0.5, -0.5]',
    );
  });
});

describe('npz archives', () => {
  test.each(['stored.npz', 'deflated.npz'])('reads %s as numpy wrote it', async (name) => {
    const arrays = await parseNpz(await readFile(join(fixtures, name)), name);
    expect(arrays.get('W')).toEqual({ dtype: 'float32', shape: [2, 3], data: head.weights });
    expect(arrays.get('b')).toEqual({ dtype: 'float32', shape: [2], data: head.bias });
  });

  test('equal arrays give equal bytes, and any cut or wrong byte is an error of ours or harmless', async () => {
    const array = { W: { dtype: 'float32', shape: [2], data: Float32Array.of(1, 2) } } as const;
    const bytes = formatNpz({ W: { ...array.W, shape: [2] } });
    expect(formatNpz({ W: { ...array.W, shape: [2] } })).toEqual(bytes);
    for (let position = 0; position < bytes.length; position++) {
      await expect(parseNpz(bytes.subarray(0, position), 'cut')).rejects.toMatchObject({
        name: 'StorageError',
      });
      const bad = Uint8Array.from(bytes);
      bad[position]! ^= 0xff;
      try {
        for (const { data } of (await parseNpz(bad, 'bad')).values()) expect(data).toEqual(array.W.data);
      } catch (error) {
        expect(error).toMatchObject({ name: 'StorageError' });
      }
    }
  });
});
