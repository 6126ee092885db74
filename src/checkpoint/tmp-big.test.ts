import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { test, expect } from 'vitest';
import { openSession } from '../inference/index.js';
import { formatModel } from '../onnx/index.js';
import { parseNpy } from '../storage/index.js';
import { buildEncoderModel, openCheckpoint, openFileAccess, createMemoryAccess } from './index.js';
import { writeFileSync } from 'node:fs';
import { ModelError } from '../base/errors.js';

test.skip('big', { timeout: 500_000 }, async () => {
  for (const f of readdirSync('/tmp/big').filter((f) => f.endsWith('.pt'))) {
    const t0 = performance.now();
    const source = await openFileAccess('/tmp/big/' + f);
    const c = await openCheckpoint(source, f);
    const t1 = performance.now();
    const { model, architecture, notes } = await buildEncoderModel(c);
    const bytes = formatModel(model);
    const t2 = performance.now();
    writeFileSync('/tmp/big/' + f + '.onnx', bytes);
    const s = await openSession('/tmp/big/' + f + '.onnx', { device: 'cpu', threadCount: 1 });
    const x = parseNpy(readFileSync('/tmp/big/' + f.replace('.pt', '.x.npy')));
    const y = parseNpy(readFileSync('/tmp/big/' + f.replace('.pt', '.y.npy'))).data as Float32Array;
    const o = await s.run({ image: { dtype: 'float32', dims: x.shape, data: x.data as Float32Array } }, ['logits', 'feature_map', 'features']);
    const l = o.logits!.data as Float32Array;
    console.log(f, JSON.stringify(architecture), notes.join('|'), 'open', Math.round(t1 - t0), 'build', Math.round(t2 - t1), 'diff', Math.hypot(...l.map((v, i) => v - y[i]!)) / Math.hypot(...y), o.feature_map!.dims, o.features!.dims, 'rss', Math.round(process.memoryUsage().rss / 1e6));
    await s.close();
    await source.close();
  }
});
test('fuzz', { timeout: 500_000 }, async () => {
  const files = ['values-zip.pt', 'values-legacy.pt', 'values-protocol-4.pt', 'values.safetensors', 'vgg-module/checkpoint.pt', 'wide-resnet-deflated/checkpoint.pt'].map((n) => new Uint8Array(readFileSync('fixtures/checkpoint/' + n)));
  const codes: Record<string, number> = {};
  let slow = 0;
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...files), fc.array(fc.tuple(fc.noBias(fc.integer({min:1,max:1e6})), fc.constantFrom(0, 1, 255, 127, 128, 46, 40, 82, 104, 106, 113, 117, 116, 37)), { minLength: 1, maxLength: 4 }), async (b, edits) => {
      const m = b.slice();
      for (const [p, v] of edits) m[p % Math.min(4500, m.length)] = v;
      const t = performance.now();
      try {
        const { tensors } = await openCheckpoint(createMemoryAccess(m), 'x');
        for (const x of tensors.values()) await x.read();
        codes.ok = (codes.ok ?? 0) + 1;
      } catch (e) {
        if (!(e instanceof ModelError)) throw e;
        const k = e.code + ' ' + e.what.replace(/[0-9"].*/, '');
        codes[k] = (codes[k] ?? 0) + 1;
      }
      slow = Math.max(slow, performance.now() - t);
    }),
    { numRuns: 20000 },
  );
  console.log(codes, slow);
});
