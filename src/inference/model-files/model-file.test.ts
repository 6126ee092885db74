import { createHash } from 'node:crypto';
import {
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import fc from '../../../test/properties.js';
import { pointOutside, writeWithExternalWeights } from '../../../test/studies/external-weights.js';
import { classifier, gemm, image, pooled } from '../../../test/studies/small-classifier.js';
import { formatModel, listExternalTensors, type ModelProto, parseModel } from '../../onnx/index.js';
import { assertWeightsUnchanged, openModelSession, readModelFile, writeModelFile } from './model-file.js';

const build = (): ModelProto => classifier({ nodes: [...pooled, gemm], output: 'scores' });
const plain = formatModel(build());

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'spuriosity-model-'));
  path = join(folder, 'model.onnx');
});
afterEach(() => rmSync(folder, { recursive: true }));

async function scoresOf(model: ModelProto, source = path): Promise<unknown> {
  const session = await openModelSession(model, source, { device: 'cpu', threadCount: 1 });
  try {
    return (await session.run({ x: image }, ['scores'])).scores;
  } finally {
    await session.close();
  }
}

test('weights anywhere in a second file are those of the model in one file', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat(5000), { minLength: 5, maxLength: 5 }),
      fc.boolean(),
      fc.constantFrom('model.onnx.data', 'model.onnx_data', 'weights', './w.bin', 'a..b', 'Gewichte ß.data'),
      async (gaps, hasLength, location) => {
        writeWithExternalWeights(path, build(), { location, hasLength, gap: (place) => gaps[place]! });
        expect(Buffer.compare(formatModel(await readModelFile(path)), plain)).toBe(0);
      },
    ),
    { numRuns: 40 },
  );
});

test('one file per weight, in a folder of their own, and constants of nodes', async () => {
  const model = build();
  mkdirSync(join(folder, 'weights'));
  for (const [place, tensor] of model.graph.initializer.entries()) {
    writeFileSync(join(folder, 'weights', String(place)), tensor.rawData!);
    pointOutside(tensor, { location: `weights${place % 2 ? '/' : '\\'}${place}` });
  }
  writeFileSync(path, formatModel(model));
  expect(Buffer.compare(formatModel(await readModelFile(path)), plain)).toBe(0);
});

describe('places that contradict themselves or the file', () => {
  const entry: fc.Arbitrary<string> = fc.oneof(
    fc.constantFrom('-1', '1.5', '1e3', '0x10', '', ' ', 'NaN', '99999999999999999999', '9007199254740991'),
    fc.nat(2000).map(String),
  );

  test('give the right weights or a sentence, whatever they are', async () => {
    const data = new Uint8Array(600).map((_, i) => i % 251);
    await fc.assert(
      fc.asyncProperty(entry, entry, async (offset, length) => {
        const model = build();
        const tensor = model.graph.initializer[0]!;
        pointOutside(tensor, { location: 'w', offset, length });
        writeFileSync(path, formatModel(model));
        writeFileSync(join(folder, 'w'), data);
        // 4 × 3 × 3 × 3 float32.
        const isRight = /^\d+$/.test(offset) && length === '432' && Number(offset) + 432 <= data.length;
        const read = readModelFile(path);
        if (isRight)
          expect((await read).graph.initializer[0]!.rawData).toEqual(data.slice(+offset, +offset + 432));
        else
          await expect(read).rejects.toMatchObject({
            code: expect.stringMatching(/^external-data-(malformed|truncated)$/),
          });
      }),
      { numRuns: 200 },
    );
  });

  test.each<[string, (model: ModelProto) => void, string]>([
    ['no location', (model) => pointOutside(model.graph.initializer[0]!, {}), 'external-data-malformed'],
    [
      'a shape that no memory holds',
      (model) => {
        model.graph.initializer[0]!.dims = [2 ** 40, 2 ** 40];
        pointOutside(model.graph.initializer[0]!, { location: 'model.onnx.data' });
      },
      'external-data-malformed',
    ],
    [
      'a folder as file',
      (model) => pointOutside(model.graph.initializer[0]!, { location: 'sub' }),
      'external-data-missing',
    ],
    [
      'a checksum of other bytes',
      (model) => pointOutside(model.graph.initializer[0]!, { location: 'w', checksum: '0'.repeat(40) }),
      'external-data-changed',
    ],
  ])('%s', async (_, damage, code) => {
    const model = build();
    damage(model);
    mkdirSync(join(folder, 'sub'));
    writeFileSync(join(folder, 'w'), new Uint8Array(432));
    writeFileSync(path, formatModel(model));
    await expect(readModelFile(path)).rejects.toMatchObject({ code });
  });

  test('a checksum that fits, and more weights than any machine holds', async () => {
    const data = new Uint8Array(432).fill(1);
    writeFileSync(join(folder, 'w'), data);
    const model = build();
    const checksum = createHash('sha1').update(data).digest('hex').toUpperCase();
    pointOutside(model.graph.initializer[0]!, { location: 'w', checksum });
    writeFileSync(path, formatModel(model));
    expect((await readModelFile(path)).graph.initializer[0]!.rawData).toEqual(data);
    for (const tensor of model.graph.initializer) {
      tensor.dims = [2 ** 33];
      pointOutside(tensor, { location: 'w' });
    }
    writeFileSync(path, formatModel(model));
    await expect(readModelFile(path)).rejects.toMatchObject({ code: 'external-data-too-large' });
  });
});

/** Links need rights there, and files with holes take their whole size. */
const isWindows = process.platform === 'win32';

describe.skipIf(isWindows)('files outside the model’s folder', () => {
  const secret = (): string => join(folder, 'secret');
  beforeEach(() => {
    path = join(folder, 'inner', 'model.onnx');
    mkdirSync(dirname(path));
    writeFileSync(secret(), new Uint8Array(432));
  });

  test.each([
    '../secret',
    'a/../../secret',
    '..\\secret',
    '/etc/passwd',
    'C:\\secret',
    '\\\\host\\secret',
    '..',
    'x\0y',
  ])('%j is refused', async (location) => {
    const model = build();
    pointOutside(model.graph.initializer[0]!, { location });
    writeFileSync(path, formatModel(model));
    await expect(readModelFile(path)).rejects.toMatchObject({ code: 'external-data-outside' });
  });

  test.each<[string, (link: string) => void]>([
    ['a link to the file', (link) => symlinkSync(secret(), link)],
    ['a link to its folder', (link) => symlinkSync(folder, dirname(link))],
  ])('%s is refused', async (_, place) => {
    const model = build();
    pointOutside(model.graph.initializer[0]!, { location: 'linked/secret' });
    writeFileSync(path, formatModel(model));
    const link = join(folder, 'inner', 'linked', 'secret');
    if (_ === 'a link to the file') mkdirSync(dirname(link));
    place(link);
    await expect(readModelFile(path)).rejects.toMatchObject({ code: 'external-data-outside' });
  });

  test('a model and its weights that are both links into one folder, as caches keep them, are read', async () => {
    const blobs = join(folder, 'blobs');
    mkdirSync(blobs);
    writeWithExternalWeights(join(blobs, 'model.onnx'), build());
    for (const name of ['model.onnx', 'model.onnx.data'])
      symlinkSync(join(blobs, name), join(dirname(path), name));
    expect(Buffer.compare(formatModel(await readModelFile(path)), plain)).toBe(0);
  });
});

test('a missing second file is named, with what lies there instead', async () => {
  writeWithExternalWeights(path, build());
  linkSync(join(folder, 'model.onnx.data'), join(folder, 'renamed.onnx.data'));
  rmSync(join(folder, 'model.onnx.data'));
  await expect(readModelFile(path)).rejects.toMatchObject({
    code: 'external-data-missing',
    what: expect.stringMatching(/"model\.onnx\.data".*renamed\.onnx\.data: was it renamed/),
  });
});

test.skipIf(isWindows)('weights beyond 4 GiB of a file are read without the rest', async () => {
  const model = build();
  const [tensor] = model.graph.initializer as [ModelProto['graph']['initializer'][number]];
  const bytes = tensor.rawData!.slice();
  const offset = 5 * 2 ** 30;
  const data = openSync(join(folder, 'sparse'), 'w');
  writeSync(data, bytes, 0, bytes.length, offset);
  pointOutside(tensor, { location: 'sparse', offset: String(offset), length: String(bytes.length) });
  writeFileSync(path, formatModel(model));
  expect(Buffer.compare(formatModel(await readModelFile(path)), plain)).toBe(0);
});

describe('weights beyond what is kept in memory', () => {
  /** Enough for all but the largest, the convolution's. */
  const readPartly = (from: string) => readModelFile(from, statSync(from).size + 300);

  test('stay in their file, and sessions and copies find them there', async () => {
    writeWithExternalWeights(path, build(), { gap: () => 13 });
    const model = await readPartly(path);
    expect(listExternalTensors(model).map(({ name }) => name)).toEqual(['conv.weight']);
    const expected = await scoresOf(parseModel(plain));
    expect(await scoresOf(model)).toEqual(expected);

    const copy = join(folder, 'copy.onnx');
    const bytes = await writeModelFile(copy, model, path);
    expect(readFileSync(copy)).toEqual(Buffer.from(bytes));
    rmSync(path);
    rmSync(`${path}.data`);
    expect(await scoresOf(await readPartly(copy), copy)).toEqual(expected);
    expect(readdirSync(folder).sort()).toEqual(['copy.onnx', 'copy.onnx.data']);
  });

  test('count in the model’s own hash: what is changed in them is found', async () => {
    writeWithExternalWeights(path, build());
    const copy = join(folder, 'copy.onnx');
    await writeModelFile(copy, await readPartly(path), path);
    const model = await readModelFile(copy);
    await assertWeightsUnchanged(model, copy);
    const data = readFileSync(`${copy}.data`);
    data[100]! ^= 1;
    writeFileSync(`${copy}.data`, data);
    await expect(assertWeightsUnchanged(model, copy)).rejects.toMatchObject({
      code: 'external-data-changed',
    });
  });

  test('a model whose weights fit is written in one file', async () => {
    writeWithExternalWeights(path, build());
    const copy = join(folder, 'copy.onnx');
    await writeModelFile(copy, await readModelFile(path), path);
    expect(existsSync(`${copy}.data`)).toBe(false);
  });
});

test.skipIf(isWindows)(
  'no file, a folder, and a file larger than the format allows: each a sentence',
  async () => {
    await expect(readModelFile(path)).rejects.toMatchObject({ code: 'model-not-found' });
    await expect(readModelFile(folder)).rejects.toMatchObject({ code: 'model-not-found' });
    writeFileSync(path, '');
    truncateSync(path, 2 ** 31);
    await expect(readModelFile(path)).rejects.toMatchObject({ code: 'model-too-large' });
  },
);
