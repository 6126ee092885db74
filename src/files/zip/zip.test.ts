import fc from 'fast-check';
import { type ZippableFile, zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { createMemorySource } from '../byte-source.js';
import { openZip, type ZipArchive, type ZipProblem } from './zip.js';

/** A problem as an error, as callers make it. */
class ProblemError extends Error {
  constructor(readonly problem: ZipProblem) {
    super(problem.reason);
  }
}

const MOST_MEMBER_BYTES = 6000;

function open(bytes: Uint8Array): Promise<ZipArchive> {
  return openZip(createMemorySource(bytes), {
    mostMembers: 10,
    mostMemberBytes: MOST_MEMBER_BYTES,
    toError: (problem) => new ProblemError(problem),
  });
}

async function readFirst(bytes: Uint8Array): Promise<Uint8Array> {
  const archive = await open(bytes);
  return archive.read(archive.members[0]!);
}

test('reads back what fflate packed, at any level: whole, and any range of it', async () => {
  const name = fc.stringMatching(/^[a-zé熊]{1,12}\.jpg$/u);
  const member = fc.tuple(name, fc.uint8Array({ maxLength: 3000 }), fc.constantFrom(0, 1, 9));
  const members = fc.uniqueArray(member, { selector: ([text]) => text, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(members, fc.nat(3000), fc.nat(3000), async (packed, from, to) => {
      const options = packed.map(([text, bytes, level]): [string, ZippableFile] => [
        text,
        [bytes, { level: level as 0 }],
      ]);
      const archive = await open(zipSync(Object.fromEntries(options)));
      const contents = new Map(packed.map(([text, bytes]) => [text, bytes]));
      expect(archive.members.map((one) => one.name).sort()).toEqual([...contents.keys()].sort());
      for (const one of archive.members) {
        const content = Buffer.from(contents.get(one.name)!);
        const [start, end] = [from, to].map((at) => Math.min(at, content.length)).sort((a, b) => a - b) as [
          number,
          number,
        ];
        expect(Buffer.from(await archive.read(one))).toEqual(content);
        expect(Buffer.from(await archive.readRange(one, start, end - start))).toEqual(
          content.subarray(start, end),
        );
      }
    }),
    { numRuns: 25 },
  );
});

test('a changed byte of a stored member is found by whoever reads any of it', async () => {
  const bytes = Buffer.from(zipSync({ 'a.bin': [new Uint8Array(500).fill(7), { level: 0 }] }));
  bytes[100] = 8;
  const archive = await open(bytes);
  const [member] = archive.members as [(typeof archive.members)[number]];
  await expect(archive.read(member)).rejects.toThrow('another checksum');
  await expect(archive.readRange(member, 0, 500)).rejects.toThrow('another checksum');
  for (const start of [0, 400]) {
    await expect(archive.readRange(member, start, 10)).rejects.toThrow('another checksum');
  }
});

const honest = Buffer.from(
  zipSync({ 'a.jpg': new Uint8Array(5000).fill(7), 'b.jpg': [new Uint8Array(50).fill(9), { level: 0 }] }),
);
const [first, second] = [0, 1].map((place) => {
  const at = honest.indexOf('PK\x01\x02', 'latin1');
  return place === 0 ? at : honest.indexOf('PK\x01\x02', at + 4, 'latin1');
}) as [number, number];
const end = honest.indexOf('PK\x05\x06', 'latin1');

function change(at: number, value: number, widthBytes = 4): Buffer {
  const bytes = Buffer.from(honest);
  bytes.writeUIntLE(value, at, widthBytes);
  return bytes;
}

test('the archive of the tests below is read where nothing is changed', async () => {
  expect(await readFirst(honest)).toEqual(new Uint8Array(5000).fill(7));
});

test.each<[string, Buffer, ZipProblem['kind'], RegExp]>([
  ['no archive', Buffer.from('hello'), 'damaged', /which ends the file, is not there/],
  ['nothing', Buffer.alloc(0), 'damaged', /is not there/],
  [
    'a list that lies beyond the end',
    change(end + 16, 2 ** 31),
    'truncated',
    /middle of its list of members/,
  ],
  ['more members than the list has', change(end + 10, 3, 2), 'damaged', /claims 3 members in a list of/],
  ['fewer members than the list has', change(end + 10, 1, 2), 'damaged', /lists 2 of 1 members/],
  ['a list that is longer than is allowed', change(end + 12, 64 * 10 + 1), 'damaged', /list of 641 bytes/],
  ['one of several volumes', change(end + 4, 1, 2), 'volumes', /several volumes/],
  ['a size that is too small', change(first + 24, 4999), 'damaged', /does not expand to its 4999 bytes/],
  ['a size that is too large', change(first + 24, 5001), 'damaged', /has 5000 of its 5001 bytes/],
  ['another checksum', change(first + 16, 1), 'damaged', /"a\.jpg" has another checksum/],
  ['more bytes than are allowed', change(first + 24, 6001), 'too-large', /has 6001 bytes, more than 6000/],
  ['members that overlap', change(first + 20, 900), 'bomb', /overlaps another member/],
  ['a member in the place of another', change(second + 42, 0), 'bomb', /share their bytes|overlaps/],
  ['growth without end', change(first + 24, 2 ** 31), 'bomb', /would become 2147483698/],
  ['encryption', change(first + 8, 1, 2), 'encrypted', /"a\.jpg" is encrypted/],
  ['another method', change(first + 10, 14, 2), 'method', /by method 14, not by deflate/],
  ['a header elsewhere', change(first + 42, 1), 'damaged', /header of "a\.jpg" is not where it should be/],
])('%s is refused', async (_what, bytes, kind, reason) => {
  const error = await readFirst(bytes).catch((cause: unknown) => cause as ProblemError);
  expect(error).toMatchObject({ problem: { kind, reason: expect.stringMatching(reason) } });
});

test('more than deflate can expand, and a stored member of two sizes', async () => {
  const tiny = Buffer.from(zipSync({ 'a.jpg': new Uint8Array(3) }));
  const at = tiny.indexOf('PK\x01\x02', 'latin1');
  tiny.writeUInt32LE(MOST_MEMBER_BYTES, at + 24);
  await expect(readFirst(tiny)).rejects.toMatchObject({ problem: { kind: 'bomb' } });
  const archive = await open(change(second + 24, 51));
  const stored = archive.members.find(({ name }) => name === 'b.jpg')!;
  await expect(archive.read(stored)).rejects.toThrow(/stored but has two sizes/);
  await expect(archive.readRange(stored, 0, 52)).rejects.toMatchObject({ problem: { kind: 'truncated' } });
});
