import { existsSync } from 'node:fs';
import { copyFile, readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { fromNpy } from '../arrays.js';
import { HOSTILE_ARCHIVES } from './checkpoints/archives.js';
import { HOSTILE_PICKLES } from './checkpoints/pickles.js';
import { type CheckpointRight, IMAGES, readFeatures } from './checkpoints/plain-checkpoint.js';
import { HOSTILE_SAFETENSORS } from './checkpoints/safetensors.js';
import { testCorpus } from './hostile-files.js';

/** Sums of some hundred float32 products of size around one. */
const DIGITS = 4;
let folder: string;

testCorpus<CheckpointRight>(
  'checkpoints',
  [...HOSTILE_ARCHIVES, ...HOSTILE_PICKLES, ...HOSTILE_SAFETENSORS],
  { stride: 4, leastCount: 50 },
  {
    env: (place) => ({ XDG_CACHE_HOME: path.join(place, 'cache') }),
    prepare: async (place) => {
      folder = place;
      await copyFile(IMAGES, path.join(place, 'images.npy'));
    },
    ask: (file) => ({ args: ['encoder', 'import', file, '--name', 'hostile', '--replace', '--json'] }),
    assertRight: async (_, __, ask) => {
      const out = path.join(folder, 'out');
      const input = path.join(folder, 'images.npy');
      const ending = await ask({
        args: ['encoder', 'run', 'hostile', '--input', input, '--out', out, '--json'],
      });
      expect(ending, ending.words).toMatchObject({ kind: 'done' });
      const { values } = fromNpy(await readFile(path.join(out, 'features.npy')));
      for (const [at, value] of readFeatures().entries()) expect(values[at]).toBeCloseTo(value, DIGITS);
    },
  },
);

test('no command in them was run', () => {
  expect(existsSync('pwned')).toBe(false);
});
