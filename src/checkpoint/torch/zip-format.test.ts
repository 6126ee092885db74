import { crc32, deflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { type ByteSource, createMemorySource } from '../../files/index.js';
import { openCheckpoint } from '../checkpoint.js';

/** An empty dict. */
const pickle = Uint8Array.of(0x80, 2, 0x7d, 0x2e);
const open = (bytes: Uint8Array) => openCheckpoint(createMemorySource(bytes), 'weights.pt');

test('a plain archive is read, so the refusals below are for their own reasons', async () => {
  expect((await open(createZip([{ name: 'a/data.pkl', data: pickle }]))).tensors.size).toBe(0);
});

describe('refused', () => {
  const packed = new Uint8Array(deflateRawSync(new Uint8Array(2 ** 20)));
  test.each<[string, Member[], string, RegExp]>([
    [
      'a member that claims to expand a millionfold',
      [{ name: 'a/data.pkl', data: packed, method: 8, sizeBytes: 2 ** 22 }],
      'checkpoint-too-large',
      /claims to expand/,
    ],
    [
      'a member that expands to more than it claims',
      [{ name: 'a/data.pkl', data: packed, method: 8, sizeBytes: 1000 }],
      'malformed-checkpoint',
      /does not expand to its 1000 bytes/,
    ],
    [
      'a member that expands to less than it claims',
      [{ name: 'a/data.pkl', data: packed, method: 8, sizeBytes: 2 ** 20 + 1 }],
      'malformed-checkpoint',
      /has 1048576 of its 1048577 bytes/,
    ],
    [
      'a stored member with two sizes',
      [{ name: 'a/data.pkl', data: pickle, sizeBytes: 9 }],
      'malformed-checkpoint',
      /two sizes/,
    ],
    [
      'members that share bytes',
      [
        { name: 'a/data.pkl', data: pickle },
        { name: 'a/data/0', data: pickle, headerOffset: 10 },
      ],
      'checkpoint-too-large',
      /overlaps another member/,
    ],
    [
      'two members of one name',
      [
        { name: 'a/data.pkl', data: pickle },
        { name: 'a/data.pkl', data: pickle },
      ],
      'malformed-checkpoint',
      /two members/,
    ],
    [
      'a member that stands nowhere',
      [{ name: 'a/data.pkl', data: pickle, headerOffset: 7 }],
      'malformed-checkpoint',
      /not where it should be/,
    ],
    [
      'an unknown compression',
      [{ name: 'a/data.pkl', data: pickle, method: 12 }],
      'unsupported-checkpoint',
      /compressed by method 12/,
    ],
    [
      'a path that leads elsewhere',
      [{ name: '../../a/data.pkl', data: pickle }],
      'unsupported-checkpoint',
      /no data.pkl/,
    ],
    [
      'an archive of something else',
      [{ name: 'readme.txt', data: pickle }],
      'unsupported-checkpoint',
      /no data.pkl/,
    ],
  ])('%s', async (_, members, code, message) => {
    const opened = open(createZip(members));
    await expect(opened).rejects.toMatchObject({ code });
    await expect(opened).rejects.toThrow(message);
  });
});

test('a byte that changed in a storage is found by every tensor that is a part of it', async () => {
  const storage = new Uint8Array(Float32Array.from({ length: 8 }, (_, i) => i).buffer);
  const openWith = async (data: Uint8Array) => {
    const pickled = { name: 'a/data.pkl', data: createTensorPickle(8, 2) };
    return (await open(createZip([pickled, { name: 'a/data/0', data, crc: crc32(storage) }]))).tensors.get(
      'w',
    )!;
  };
  expect((await (await openWith(storage)).read()).data).toEqual(Float32Array.of(2, 3));
  // In what another tensor would show.
  const damaged = await openWith(storage.with(30, 0xff));
  for (let time = 0; time < 2; time++) await expect(damaged.read()).rejects.toThrow('another checksum');
});

test('a tensor beyond 4 GB is read by its own bytes alone', async () => {
  const elementCount = 1_500_000_000;
  const firstElement = 1_400_000_000;
  const archive = createSparseZip64(createTensorPickle(elementCount, firstElement), elementCount * 4);
  const values = new Uint8Array(Float32Array.of(1.5, -2.5).buffer);
  archive.segments.push({ offset: archive.storageOffset + firstElement * 4, bytes: values });
  let readBytes = 0;
  const source: ByteSource = {
    sizeBytes: archive.sizeBytes,
    async read(offset, length) {
      readBytes += length;
      return readSegments(archive.segments, offset, length);
    },
  };
  const { tensors } = await openCheckpoint(source, 'large.pt');
  expect((await tensors.get('w')!.read()).data).toEqual(Float32Array.of(1.5, -2.5));
  // The archive's end is searched in its last 64 kB; all else is small.
  expect(readBytes).toBeLessThan(70_000);
});

interface Member {
  name: string;
  data: Uint8Array;
  method?: number;
  /** What the directory says, where that is not true. */
  sizeBytes?: number;
  headerOffset?: number;
  /** 0, where it is not given: none was computed. */
  crc?: number;
}

type Field = [value: number, widthBytes: number];

const LOCAL_SIGNATURE = 0x04034b50;
const DIRECTORY_SIGNATURE = 0x02014b50;

function createZip(members: Member[]): Uint8Array {
  const chunks: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  for (const { name, data, method = 0, sizeBytes = data.length, headerOffset, crc = 0 } of members) {
    const nameBytes = new TextEncoder().encode(name);
    const common: Field[] = [
      [20, 2],
      [0, 2],
      [method, 2],
      [0, 4],
      [crc, 4],
      [data.length, 4],
      [sizeBytes, 4],
      [nameBytes.length, 2],
      [0, 2],
    ];
    const place: Field[] = [
      [0, 2],
      [0, 2],
      [0, 2],
      [0, 4],
      [headerOffset ?? countBytes(chunks), 4],
    ];
    chunks.push(toRecord([[LOCAL_SIGNATURE, 4], ...common]), nameBytes, data);
    directory.push(toRecord([[DIRECTORY_SIGNATURE, 4], [20, 2], ...common, ...place]), nameBytes);
  }
  const counts: Field[] = [
    [0, 4],
    [members.length, 2],
    [members.length, 2],
  ];
  const end = toRecord([
    [0x06054b50, 4],
    ...counts,
    [countBytes(directory), 4],
    [countBytes(chunks), 4],
    [0, 2],
  ]);
  return join([...chunks, ...directory, end]);
}

interface Segment {
  offset: number;
  bytes: Uint8Array;
}

/** An archive whose storage is too large to make: only its headers exist, the rest reads as zeros. */
function createSparseZip64(data: Uint8Array, storageBytes: number) {
  const local = (name: string, size: number): Uint8Array =>
    join([
      toRecord([
        [LOCAL_SIGNATURE, 4],
        [45, 2],
        [0, 4],
        [0, 8],
        [size, 4],
        [size, 4],
        [name.length, 2],
        [0, 2],
      ]),
      toText(name),
    ]);
  const entry = (name: string, size: number, offset: number): Uint8Array => {
    const extra = toRecord([
      [1, 2],
      [24, 2],
      [size, 8],
      [size, 8],
      [offset, 8],
    ]);
    const ones: Field = [0xffffffff, 4];
    const head = toRecord([
      [DIRECTORY_SIGNATURE, 4],
      [45, 2],
      [45, 2],
      [0, 4],
      [0, 8],
      ones,
      ones,
      [name.length, 2],
    ]);
    return join([head, toRecord([[extra.length, 2], [0, 2], [0, 8], ones]), toText(name), extra]);
  };
  const first = join([local('a/data.pkl', data.length), data]);
  const second = local('a/data/0', 0xffffffff);
  const storageOffset = first.length + second.length;
  const directoryOffset = storageOffset + storageBytes;
  const directory = join([
    entry('a/data.pkl', data.length, 0),
    entry('a/data/0', storageBytes, first.length),
  ]);
  const counts: Field[] = [
    [2, 8],
    [2, 8],
    [directory.length, 8],
    [directoryOffset, 8],
  ];
  const end64 = toRecord([[0x06064b50, 4], [44, 8], [45, 2], [45, 2], [0, 8], ...counts]);
  const locator = toRecord([
    [0x07064b50, 4],
    [0, 4],
    [directoryOffset + directory.length, 8],
    [1, 4],
  ]);
  const end = toRecord([
    [0x06054b50, 4],
    [0, 4],
    [0xffff, 2],
    [0xffff, 2],
    [0xffffffff, 4],
    [0xffffffff, 4],
    [0, 2],
  ]);
  const tail = join([directory, end64, locator, end]);
  const segments: Segment[] = [
    { offset: 0, bytes: join([first, second]) },
    { offset: directoryOffset, bytes: tail },
  ];
  return { segments, storageOffset, sizeBytes: directoryOffset + tail.length };
}

function readSegments(segments: readonly Segment[], offset: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (const segment of segments) {
    const start = Math.max(offset, segment.offset);
    const end = Math.min(offset + length, segment.offset + segment.bytes.length);
    if (start < end)
      bytes.set(segment.bytes.subarray(start - segment.offset, end - segment.offset), start - offset);
  }
  return bytes;
}

/** {'w': two elements of a float32 storage} */
function createTensorPickle(elementCount: number, firstElement: number): Uint8Array {
  const storage = `(Vstorage\nctorch\nFloatStorage\nV0\nVcpu\nI${elementCount}\ntQ`;
  return toText(
    `}Vw\nctorch._utils\n_rebuild_tensor_v2\n(${storage}I${firstElement}\n(I2\nt(I1\ntI00\nNtRs.`,
  );
}

function countBytes(parts: readonly Uint8Array[]): number {
  return parts.reduce((total, part) => total + part.length, 0);
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

function toText(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** Little-endian numbers, each with its width. */
function toRecord(fields: readonly Field[]): Uint8Array {
  return Uint8Array.from(
    fields.flatMap(([value, width]) =>
      Array.from({ length: width }, (_, i) => Math.floor(value / 256 ** i) % 256),
    ),
  );
}
