import { test } from 'vitest';
import { drawClasses } from '../pictures.js';
import { writeTinyEncoder } from '../tiny-encoder.js';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
test('make', async () => {
  await writeTinyEncoder('/tmp/probe/tiny');
  await writeTinyEncoder('/tmp/probe/fixed', 20);
  for (const [f, b] of Object.entries(await drawClasses(['bee, "striped" x', '熊∕⁄／ \'é'], 12))) {
    const p = path.join('/tmp/probe/names', f); await mkdir(path.dirname(p), { recursive: true }); await writeFile(p, b);
  }
});
