import { expect, test } from 'vitest';
import { createMemorySource } from '../files/index.js';
import { formatSafetensors, isSafetensors, readSafetensors } from './safetensors.js';

const WEIGHT = { shape: [2, 3], data: Float32Array.of(0, 1.5, -2, 3, 4, 1e-40) };
const BIAS = { shape: [2], data: Float32Array.of(0.5, Number.NaN) };

test('what is written reads back, metadata and names beyond ASCII included', async () => {
  const metadata = { format: 'pt', classes: '["zébu","cat \\"tabby\\""]' };
  const file = formatSafetensors({ weight: WEIGHT, bias: BIAS }, metadata);
  expect(isSafetensors(file, file.length)).toBe(true);
  const read = await readSafetensors(createMemorySource(file), 'head');
  expect(Object.fromEntries(read.metadata)).toEqual(metadata);
  expect([...read.tensors.keys()]).toEqual(['bias', 'weight']);
  for (const [name, { shape, data }] of Object.entries({ weight: WEIGHT, bias: BIAS })) {
    const tensor = read.tensors.get(name)!;
    expect(tensor.shape).toEqual(shape);
    expect(tensor.dtype).toBe('float32');
    expect(Float32Array.from((await tensor.read()).data as Float32Array)).toEqual(data);
  }
});

test('the bytes are those that the format prescribes', () => {
  const file = formatSafetensors({ b: { shape: [1], data: Float32Array.of(1) } });
  const header = '{"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}';
  const padded = header.padEnd(Math.ceil(header.length / 8) * 8);
  const expected = [padded.length, 0, 0, 0, 0, 0, 0, 0, ...Buffer.from(padded), 0, 0, 0x80, 0x3f];
  expect([...file]).toEqual(expected);
});
