import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { makeLiveStudy, withCopy } from '../../../test/studies/live-study.js';
import { readCachedArray, writeCachedArray } from './live-cache.js';

const KEYS = ['0123456789abcdef', 'fedcba9876543210'] as const;
const VALUES = Float32Array.of(1, 2, 3);

let folder: string;
beforeAll(async () => {
  folder = await makeLiveStudy();
});

test('of every name the newest array is kept; one with a flipped bit is none, and is named', async () => {
  await withCopy(folder, async (project) => {
    const read = (key: string) => readCachedArray(project, 'map', key, 'float32', VALUES.length);
    for (const key of KEYS) await writeCachedArray(project, 'map', key, 'float32', VALUES);
    await writeCachedArray(project, 'map-of-other', KEYS[0], 'float32', VALUES);
    expect(await read(KEYS[0])).toBeNull();
    expect(await read(KEYS[1])).toEqual(VALUES);
    const cache = join(project.layout.cache, 'live');
    expect(await readdir(cache)).toHaveLength(4);
    expect(project.damages).toEqual([]);

    const path = join(cache, `map-${KEYS[1]}.npy`);
    const bytes = await readFile(path);
    bytes[bytes.length - 1]! ^= 1;
    await writeFile(path, bytes);
    expect(await read(KEYS[1])).toBeNull();
    expect(project.damages).toEqual([expect.stringContaining(`cache/live/map-${KEYS[1]}.npy is damaged`)]);
    await writeCachedArray(project, 'map', KEYS[1], 'float32', VALUES);
    expect(await read(KEYS[1])).toEqual(VALUES);
  });
});
