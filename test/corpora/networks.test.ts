import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'vitest';
import { formatModel } from '../../src/onnx/index.js';
import { fromNpy, toNpy } from '../arrays.js';
import { image } from '../studies/small-classifier.js';
import { isWholeRun, testCorpus } from './hostile-files.js';
import { ENDLESS_NETWORKS } from './networks/endless.js';
import { HOSTILE_NODES } from './networks/nodes.js';
import { OUTSIDE_WEIGHTS } from './networks/outside.js';
import { buildPlain, type NetworkRight } from './networks/plain-network.js';
import { HOSTILE_SHAPES } from './networks/shapes.js';
import { HOSTILE_VALUES } from './networks/values.js';
import { HOSTILE_BYTES } from './networks/wire.js';
import type { Ending, Question } from './watched-program.js';

let folder: string;
let plain: number[];

/** Features of one image; `network` is a file or the name of an encoder. */
async function runNetwork(network: string, ask: (question: Question) => Promise<Ending>): Promise<number[]> {
  const out = path.join(folder, 'out');
  const input = path.join(folder, 'image.npy');
  const ending = await ask({ args: ['encoder', 'run', network, '--input', input, '--out', out, '--json'] });
  expect(ending, ending.words).toMatchObject({ kind: 'done' });
  return fromNpy(await readFile(path.join(out, 'features.npy'))).values;
}

testCorpus<NetworkRight>(
  'networks',
  [
    ...HOSTILE_BYTES,
    ...HOSTILE_VALUES,
    ...HOSTILE_SHAPES,
    ...HOSTILE_NODES,
    ...ENDLESS_NETWORKS,
    ...OUTSIDE_WEIGHTS,
  ],
  { stride: 6, leastCount: 100 },
  {
    // The whole run keeps the program's own limits; what all tests take a part of has less time, since other tests take theirs.
    env: (place) => ({
      XDG_CACHE_HOME: path.join(place, 'cache'),
      ...(isWholeRun ? {} : { SPURIOSITY_BATCH_SECONDS: '10' }),
    }),
    prepare: async (place, ask) => {
      folder = place;
      await writeFile(
        path.join(place, 'image.npy'),
        toNpy('<f4', image.dims, Array.from(image.data as Float32Array)),
      );
      await writeFile(path.join(place, 'plain.onnx'), formatModel(buildPlain()));
      plain = await runNetwork(path.join(place, 'plain.onnx'), ask);
    },
    ask: (file) => ({ args: ['encoder', 'import', file, '--name', 'hostile', '--replace', '--json'] }),
    assertRight: async (_, right, ask) => {
      const features = await runNetwork('hostile', ask);
      if (right === 'as-plain') expect(features).toEqual(plain);
      else expect(features.every(Number.isFinite)).toBe(true);
    },
  },
);
