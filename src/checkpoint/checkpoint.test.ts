import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import fc from '../../test/properties.js';
import { ModelError } from '../base/errors.js';
import { type ByteSource, createMemorySource } from '../files/index.js';
import { type Checkpoint, openCheckpoint } from './checkpoint.js';
import { openWeightSource } from './source.js';

const fixtures = fileURLToPath(new URL('../../fixtures/checkpoint/', import.meta.url));
const readFixture = (name: string): Uint8Array => new Uint8Array(readFileSync(fixtures + name));
const expected: Record<string, { dtype: string; shape: number[]; values: number[] }> = JSON.parse(
  readFileSync(`${fixtures}values.json`, 'utf8'),
);
const open = (bytes: Uint8Array): Promise<Checkpoint> =>
  openCheckpoint(createMemorySource(bytes), 'weights.pt');

const torchFiles = [
  ['values-zip.pt', 'torch-zip'],
  ['values-protocol-4.pt', 'torch-zip'],
  ['values-legacy.pt', 'torch-legacy'],
] as const;

describe.each(torchFiles)('%s', (file, format) => {
  test('every element type and every view has the values that torch has', async () => {
    const checkpoint = await open(readFixture(file));
    expect(checkpoint.format).toBe(format);
    for (const [name, { dtype, shape, values }] of Object.entries(expected)) {
      const tensor = checkpoint.tensors.get(name)!;
      expect([name, tensor.dtype, tensor.shape]).toEqual([name, dtype, shape]);
      const read = await tensor.read();
      expect(read.dims).toEqual(shape);
      expect(Array.from(read.data, Number)).toEqual(values);
    }
  });

  test('nested lists have names, plain values are metadata, other classes are left as they are', async () => {
    const { tensors, metadata, ignoredNames } = await open(readFixture(file));
    expect([...tensors.keys()].filter((name) => name.startsWith('list'))).toEqual([
      'list.0',
      'list.1.0',
      'list.1.1.3',
    ]);
    expect(Object.fromEntries(metadata)).toEqual({
      epoch: 7,
      rate: 0.5,
      name: 'größe',
      done: true,
      nothing: null,
      'size.0': 2,
      'size.1': 3,
    });
    expect(ignoredNames).toEqual(['pathlib.PurePosixPath']);
  });

  test('a file gives what its bytes give', async () => {
    const source = await openWeightSource(fixtures + file);
    const { tensors } = await openCheckpoint(source, file);
    expect([...tensors.keys()]).toEqual([...(await open(readFixture(file))).tensors.keys()]);
    await tensors.get('views.transposed')!.read();
    await source.close();
  });
});

test('safetensors give the values of the same tensors', async () => {
  const { format, tensors, metadata } = await open(readFixture('values.safetensors'));
  expect(format).toBe('safetensors');
  expect(metadata.get('format')).toBe('pt');
  for (const [name, tensor] of tensors) {
    expect(Array.from((await tensor.read()).data, Number)).toEqual(expected[name]!.values);
  }
  expect(tensors.size).toBe(10);
});

test('only the bytes that are asked for are read', async () => {
  const memory = createMemorySource(readFixture('wide-resnet-deflated/checkpoint.pt'));
  const legacy = createMemorySource(readFixture('resnext-legacy/checkpoint.pt'));
  for (const source of [memory, legacy]) {
    const { tensors } = await openCheckpoint(source, 'weights.pt');
    expect(tensors.size).toBeGreaterThan(50);
  }
  const { source, readBytes } = count(createMemorySource(readFixture('vgg-bn/checkpoint.pt')));
  const { tensors } = await openCheckpoint(source, 'weights.pt');
  const before = readBytes();
  await tensors.get('classifier.6.bias')!.read();
  // The member's header and five floats.
  expect(readBytes() - before).toBe(30 + 5 * 4);
});

test('a whole pickled module has the names of its state dict', async () => {
  const { tensors, ignoredNames } = await open(readFixture('vgg-module/checkpoint.pt'));
  expect([...tensors.keys()]).toEqual(
    ['features.0', 'features.3', 'classifier.0', 'classifier.3'].flatMap((name) => [
      `${name}.weight`,
      `${name}.bias`,
    ]),
  );
  expect(ignoredNames).toContain('torchvision.models.vgg.VGG');
});

describe('files that are something else', () => {
  const text = (content: string): Uint8Array => new TextEncoder().encode(content);
  const tar = new Uint8Array(1024);
  tar.set(text('ustar'), 257);
  test.each([
    ['empty', new Uint8Array(0), 'not-a-checkpoint'],
    ['text', text('hello'), 'not-a-checkpoint'],
    ['a Git LFS pointer', text('version https://git-lfs.github.com/spec/v1\n'), 'unsupported-checkpoint'],
    ['a web page', text('<!DOCTYPE html><html>'), 'unsupported-checkpoint'],
    ['a tar archive', tar, 'unsupported-checkpoint'],
    ['another pickle', text('\x80\x02K\x01.'), 'not-a-checkpoint'],
    [
      'a plain pickle',
      new Uint8Array([0x80, 2, 0x4b, 1, 0x2e, 0x80, 2, 0x4b, 1, 0x2e]),
      'unsupported-checkpoint',
    ],
    ['half a zip', text('PK\x03\x04 and no more'), 'malformed-checkpoint'],
  ])('%s', async (_, bytes, code) => {
    await expect(open(bytes)).rejects.toMatchObject({ name: 'ModelError', code });
  });
});

describe('hostile safetensors', () => {
  test.each<[string, unknown, number, string]>([
    ['a gap', { a: { dtype: 'F32', shape: [1], data_offsets: [4, 8] } }, 8, 'malformed-checkpoint'],
    [
      'an overlap',
      {
        a: { dtype: 'F32', shape: [2], data_offsets: [0, 8] },
        b: { dtype: 'F32', shape: [1], data_offsets: [4, 8] },
      },
      8,
      'malformed-checkpoint',
    ],
    ['a tail', { a: { dtype: 'F32', shape: [1], data_offsets: [0, 4] } }, 8, 'malformed-checkpoint'],
    ['a wrong size', { a: { dtype: 'F32', shape: [3], data_offsets: [0, 8] } }, 8, 'malformed-checkpoint'],
    ['an unknown type', { a: { dtype: 'X', shape: [2], data_offsets: [0, 8] } }, 8, 'malformed-checkpoint'],
    [
      'a type that is no text',
      { a: { dtype: 1, shape: [2], data_offsets: [0, 8] } },
      8,
      'malformed-checkpoint',
    ],
  ])('%s', async (_, header, dataBytes, code) => {
    await expect(open(createSafetensors(JSON.stringify(header), dataBytes))).rejects.toMatchObject({ code });
  });

  test('a header that is no JSON', async () => {
    await expect(open(createSafetensors('{nonsense', 0))).rejects.toMatchObject({
      code: 'malformed-checkpoint',
    });
  });

  test('a header longer than the file', async () => {
    const bytes = createSafetensors('{}', 0);
    bytes[3] = 4;
    await expect(open(bytes)).rejects.toMatchObject({ code: 'checkpoint-truncated' });
  });
});

const mutationSources = [
  'values-zip.pt',
  'values-legacy.pt',
  'values-protocol-4.pt',
  'values.safetensors',
  'vgg-module/checkpoint.pt',
].map((name) => readFixture(name));

test('mutated files give tensors or a ModelError, never anything else', { timeout: 120_000 }, async () => {
  // Without bias: fast-check's small numbers would spend nearly all edits on the first bytes.
  const place = fc.noBias(fc.nat(2 ** 20));
  const opcode = fc.constantFrom(...new TextEncoder().encode('(.0RQbehjqtu}'));
  const mutation = fc.record({
    bytes: fc.constantFrom(...mutationSources),
    edits: fc.array(fc.tuple(place, fc.oneof(fc.nat(255), opcode)), { maxLength: 4 }),
    cut: fc.option(place, { freq: 4 }),
  });
  const run = async ({
    bytes,
    edits,
    cut,
  }: {
    bytes: Uint8Array;
    edits: [number, number][];
    cut: number | null;
  }) => {
    const mutated = bytes.slice(0, cut === null ? bytes.length : cut % bytes.length);
    for (const [at, value] of edits) mutated[at % mutated.length] = value;
    await expectTensorsOrModelError(mutated);
  };
  await fc.assert(fc.asyncProperty(mutation, run), { numRuns: 1500, seed: 20 });
});

async function expectTensorsOrModelError(bytes: Uint8Array): Promise<void> {
  try {
    const { tensors } = await open(bytes);
    for (const tensor of tensors.values()) await tensor.read();
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
  }
}

function count(inner: ByteSource): { source: ByteSource; readBytes: () => number } {
  let total = 0;
  const read = (offset: number, length: number): Promise<Uint8Array> => {
    total += length;
    return inner.read(offset, length);
  };
  return { source: { sizeBytes: inner.sizeBytes, read }, readBytes: () => total };
}

function createSafetensors(header: string, dataBytes: number): Uint8Array {
  const text = new TextEncoder().encode(header);
  const length = new Uint8Array(new BigUint64Array([BigInt(text.length)]).buffer);
  return new Uint8Array(Buffer.concat([length, text, new Uint8Array(dataBytes)]));
}
