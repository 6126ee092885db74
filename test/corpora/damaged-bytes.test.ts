/** Every parser that is ours, given damaged files: a result or the parser's own refusal, and never other content than a checksum covers. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { SpuriosityError } from '../../src/base/errors.js';
import { formatSafetensors, openCheckpoint } from '../../src/checkpoint/index.js';
import { interpretPickle } from '../../src/checkpoint/pickle/interpret.js';
import { PickleEnd, PickleError } from '../../src/checkpoint/pickle/reader.js';
import { createTorchHost } from '../../src/checkpoint/torch/host.js';
import { createMemorySource, openZip } from '../../src/files/index.js';
import { formatModel, parseModel } from '../../src/onnx/index.js';
import { readParquetRows } from '../../src/parquet/index.js';
import * as bodies from '../../src/protocol/bodies.js';
import { formatAnswers, parseAnswers } from '../../src/stages/annotation/index.js';
import { parseClassList } from '../../src/stages/dataset/index.js';
import { readTarMembers } from '../../src/storage/dataset-files/tar.js';
import { parseNpy } from '../../src/storage/npy/npy.js';
import { parseNpz } from '../../src/storage/npy/npz.js';
import { decodeText, parseTableBytes } from '../../src/tables/index.js';
import { damaged } from '../damage.js';
import fc from '../properties.js';
import { packTar, writeTree } from '../trees.js';
import { isPickle, listParts } from './checkpoints/plain-checkpoint.js';
import { zip } from './checkpoints/zip-files.js';
import { buildPlain } from './networks/plain-network.js';

const readFixture = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`../../fixtures/${name}`, import.meta.url)));
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A parser, sound files of its format, and the error that it refuses with. */
interface Parser {
  files: Uint8Array[];
  parse: (bytes: Uint8Array) => unknown;
  runs?: number;
  refusal?: typeof SpuriosityError | typeof PickleError | typeof PickleEnd;
}

const folder = await writeTree({});
const TABLE = 'image,prediction\na/1.jpg,cat\n"b, 2.jpg",dog\n';
const ROWS = [
  { image: 'a/1.jpg', prediction: 'cat', score: 0.5 },
  { image: 'b/2.jpg', prediction: 'dog', score: -1e-7 },
];
const UNICODE = 'path;label\nbär.jpg;Łoś\n';
const ANSWER = {
  classIndex: 0,
  feature: 1,
  rank: 1,
  wordnetId: 'n01440764',
  workerId: 'ann',
  main: 'background' as const,
  confidence: 4,
  reasons: 'water, "waves"',
};

const PARSERS: Record<string, Parser> = {
  npy: {
    files: ['little-f4', 'fortran-f8', 'version-3', 'halves', 'scalar'].map((name) =>
      readFixture(`storage/${name}.npy`),
    ),
    parse: (bytes) => parseNpy(bytes),
  },
  npz: {
    files: ['stored', 'deflated'].map((name) => readFixture(`storage/${name}.npz`)),
    parse: (bytes) => parseNpz(bytes, 'a.npz'),
  },
  safetensors: {
    files: [
      readFixture('checkpoint/values.safetensors'),
      formatSafetensors({ w: { shape: [2], data: Float32Array.of(1, 2) } }),
    ],
    parse: (bytes) => readAllTensors(bytes),
  },
  checkpoints: {
    files: ['values-zip.pt', 'values-legacy.pt', 'values-protocol-4.pt'].map((name) =>
      readFixture(`checkpoint/${name}`),
    ),
    parse: (bytes) => readAllTensors(bytes),
  },
  pickle: {
    files: [listParts().find(isPickle)!.data],
    parse: (bytes) =>
      interpretPickle(
        bytes,
        0,
        createTorchHost(() => {}),
      ),
    refusal: PickleError,
  },
  'the ONNX wire': { files: [formatModel(buildPlain())], parse: parseModel },
  tar: {
    files: [
      ...['gnu', 'pax', 'ustar'].map((name) => readFixture(`dataset/members-${name}.tar`)),
      await packTar([
        ['a.jpg', 'pixels'],
        ['a.cls', '3'],
      ]),
    ],
    parse: async (bytes) => {
      const archive = path.join(folder, 'a.tar');
      writeFileSync(archive, bytes);
      for await (const member of readTarMembers(archive, () => true)) void member;
    },
  },
  tables: {
    files: [TABLE, JSON.stringify(ROWS), ROWS.map((row) => JSON.stringify(row)).join('\n'), UNICODE].map(
      encode,
    ),
    parse: (bytes) => parseTableBytes(bytes, 'a.csv'),
  },
  'tables in UTF-16': {
    files: [Buffer.from(`\ufeff${UNICODE}`, 'utf16le')],
    parse: (bytes) => parseTableBytes(bytes, 'a.csv'),
  },
  'lists of classes': {
    files: [
      'cat\ndog\n',
      '["cat", "dog"]',
      '{"0": ["n01440764", "tench"]}',
      'class_index,class_name\n0,cat\n1,dog\n',
    ].map(encode),
    parse: (bytes) => parseClassList(decodeText(bytes, 'classes'), 'classes'),
  },
  answers: {
    files: [encode(formatAnswers([{ ...ANSWER, createdAt: null, seconds: null } as never]))],
    parse: (bytes) => parseAnswers(decodeText(bytes, 'answers.csv')),
  },
  Parquet: {
    files: ['none', 'snappy', 'gzip'].map((name) => readFixture(`parquet/${name}.parquet`)),
    parse: (bytes) => readParquetRows(bytes, 'a.parquet'),
    runs: 150,
  },
};

async function readAllTensors(bytes: Uint8Array): Promise<void> {
  const { tensors } = await openCheckpoint(createMemorySource(bytes), 'weights');
  for (const tensor of tensors.values()) await tensor.read();
}

describe('a result or a refusal in words', () => {
  for (const [name, { files, parse, runs = 400, refusal = SpuriosityError }] of Object.entries(PARSERS)) {
    test(name, async () => {
      for (const file of files) await parse(file);
      await fc.assert(
        fc.asyncProperty(damaged(...files), async (bytes) => {
          try {
            await parse(bytes);
          } catch (error) {
            if (!(error instanceof PickleEnd)) expect(error).toBeInstanceOf(refusal);
          }
        }),
        { numRuns: runs },
      );
    });
  }
});

describe('what a checksum covers is right or refused', () => {
  test('arrays of an npz', async () => {
    const files = ['stored', 'deflated'].map((name) => readFixture(`storage/${name}.npz`));
    const known: string[] = [];
    for (const file of files)
      for (const { data } of (await parseNpz(file, 'a')).values()) known.push(toHex(data));
    await fc.assert(
      fc.asyncProperty(damaged(...files), async (bytes) => {
        const arrays = await parseNpz(bytes, 'a').catch(() => new Map());
        for (const { data } of arrays.values()) expect(known).toContain(toHex(data));
      }),
      { numRuns: 300 },
    );
  });

  test('members of a zip archive', async () => {
    const contents = ['pixels', 'more pixels', ''].map(encode);
    const file = zip(contents.map((data, at) => ({ name: `${at}.jpg`, data })));
    await fc.assert(
      fc.asyncProperty(damaged(file), async (bytes) => {
        const read = await readMembers(bytes).catch(() => []);
        for (const member of read) expect(contents.map(toHex)).toContain(toHex(member));
      }),
      { numRuns: 500 },
    );
  });

  test('headers of a tar archive', async () => {
    const file = await packTar([['a.jpg', 'pixels']]);
    const archive = path.join(folder, 'header.tar');
    // The checksum is a sum: one changed byte never keeps it. It stands in 148 to 155 itself.
    for (let at = 0; at < 512; at++) {
      if (at >= 148 && at < 156) continue;
      const bytes = new Uint8Array(file);
      bytes[at]! ^= 1;
      writeFileSync(archive, bytes);
      await expect(
        readTarMembers(archive)[Symbol.asyncIterator]().next(),
        `byte ${at}`,
      ).rejects.toMatchObject({
        code: 'archive-damaged',
      });
    }
  });
});

test('bodies of requests are parsed or refused, whatever the JSON, and what was parsed parses again', () => {
  const schemas = Object.values(bodies);
  const pair = { classIndex: 1, feature: 2 };
  const known = [
    { ...pair, workerId: 'ann', main: 'background', confidence: 3, reasons: '', seconds: 2 },
    { ...pair, verdict: 'core', decidedBy: 'ann', reason: 'x' },
    { image: 3, choice: 'relabel', newClassIndex: 1, decidedBy: 'ann' },
    { kind: 'extract', options: { a: [1] } },
    { name: 'mine', url: '/pairs?class=3' },
    { name: 'picked', form: 'list', images: [1, 2] },
  ];
  const odd = fc.oneof(fc.jsonValue(), fc.constantFrom(-1, 1e300, 0.5, '__proto__', '\0', null, {}, []));
  const changed = fc.tuple(fc.constantFrom(...known), fc.string(), odd).map(([body, extra, value]) => {
    const keys = [...Object.keys(body), extra];
    return { ...body, [keys[extra.length % keys.length]!]: value };
  });
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), changed), (value) => {
      for (const schema of schemas) {
        const parsed = schema.safeParse(JSON.parse(JSON.stringify(value)));
        if (parsed.success) expect(schema.safeParse(parsed.data).success).toBe(true);
      }
    }),
    { numRuns: 500 },
  );
});

async function readMembers(bytes: Uint8Array): Promise<Uint8Array[]> {
  const archive = await openZip(createMemorySource(bytes), {
    mostMembers: 10,
    mostMemberBytes: 1000,
    toError: ({ reason }) => new SpuriosityError('zip', { what: reason }),
  });
  return Promise.all(archive.members.map((member) => archive.read(member)));
}

function toHex({ buffer, byteOffset, byteLength }: ArrayBufferView): string {
  return Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength).toString('hex');
}
