import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import fc from '../../../test/properties.js';
import { packTar, writeTree } from '../../../test/trees.js';
import { closeArchives, readImageBytes } from './image-bytes.js';
import { readTarMembers, type TarMember } from './tar.js';
import { parseTarHeader } from './tar-header.js';

const FIXTURES = fileURLToPath(new URL('../../../fixtures/dataset/', import.meta.url));

afterAll(closeArchives);

async function collect(archivePath: string, wantsContent?: (name: string) => boolean): Promise<TarMember[]> {
  const members: TarMember[] = [];
  for await (const member of readTarMembers(archivePath, wantsContent)) members.push(member);
  return members;
}

test.each(['ustar', 'gnu', 'pax'])("indexes %s archives as Python's tarfile does (D50)", async (dialect) => {
  const index = JSON.parse(readFileSync(path.join(FIXTURES, 'members.json'), 'utf8'));
  const members = await collect(path.join(FIXTURES, `members-${dialect}.tar`));
  expect(members.map(({ name, offset, sizeBytes }) => [name, offset, sizeBytes])).toEqual(index[dialect]);
});

test('reads back what tar-stream packed, whatever the names and sizes', async () => {
  const name = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 150 })
    .filter((text) => !/[\0/]|^\.+$/.test(text));
  const member = fc.tuple(name, fc.uint8Array({ maxLength: 1500 }));
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(member, { selector: ([text]) => text, maxLength: 8 }),
      async (contents) => {
        const root = await writeTree({ 'a.tar': await packTar(contents) });
        const members = await collect(path.join(root, 'a.tar'), () => true);
        expect(members.map((one) => [one.name, Buffer.from(one.content!).toString('hex')])).toEqual(
          contents.map(([text, bytes]) => [text, Buffer.from(bytes).toString('hex')]),
        );
        for (const [at, { offset, sizeBytes }] of members.entries()) {
          const bytes = await readImageBytes({ root }, { kind: 'archive', path: 'a.tar', offset, sizeBytes });
          expect(Buffer.from(bytes)).toEqual(Buffer.from(contents[at]![1]));
        }
      },
    ),
    { numRuns: 25 },
  );
});

test('sizes in base 256 are read (GNU, from 8 GiB)', () => {
  const header = new Uint8Array(512);
  header.set(Buffer.from('big.jpg'));
  header.set([0x80, 0, 0, 0, 0, 0, 0, 2, 0x54, 0x0b, 0xe4, 0x00], 124);
  header[156] = '0'.charCodeAt(0);
  const sum = header.reduce((total, byte) => total + byte, 8 * 0x20);
  header.set(Buffer.from(`${sum.toString(8).padStart(6, '0')}\0 `), 148);
  expect(parseTarHeader(header)).toEqual({ kind: 'file', name: 'big.jpg', sizeBytes: 10_000_000_000 });
});

test('a cut archive gives its whole members and marks the cut one (D54)', async () => {
  const archive = await packTar([
    ['a.jpg', 'aaaa'],
    ['b.jpg', 'b'.repeat(2000)],
  ]);
  const root = await writeTree({ 'cut.tar': archive.subarray(0, 512 * 3 + 700) });
  const members = await collect(path.join(root, 'cut.tar'), () => true);
  expect(members.map(({ name, complete, content }) => [name, complete, content?.length])).toEqual([
    ['a.jpg', true, 4],
    ['b.jpg', false, undefined],
  ]);
  const { offset, sizeBytes } = members[1]!;
  await expect(
    readImageBytes({ root }, { kind: 'archive', path: 'cut.tar', offset, sizeBytes }),
  ).rejects.toMatchObject({ code: 'truncated' });
});

test('compressed and damaged archives are refused with the next step (D54)', async () => {
  const archive = await packTar([['a.jpg', 'aaaa']]);
  const root = await writeTree({
    'a.tar.gz': gzipSync(archive),
    'damaged.tar': Buffer.alloc(1024, 'x'),
    'empty.tar': '',
  });
  await expect(collect(path.join(root, 'a.tar.gz'))).rejects.toMatchObject({
    code: 'archive-compressed',
    next: expect.stringContaining('gunzip'),
  });
  await expect(collect(path.join(root, 'damaged.tar'))).rejects.toMatchObject({ code: 'archive-damaged' });
  await expect(collect(path.join(root, 'absent.tar'))).rejects.toMatchObject({
    code: 'dataset-not-readable',
  });
  expect(await collect(path.join(root, 'empty.tar'))).toEqual([]);
});
