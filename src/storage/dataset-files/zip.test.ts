import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { strToU8, zipSync } from 'fflate';
import { afterAll, expect, test } from 'vitest';
import fc from '../../../test/properties.js';
import { writeTree } from '../../../test/trees.js';
import { MOST_IMAGE_BYTES } from '../../records/limits.js';
import { closeArchives, readImageBytes } from './image-bytes.js';
import { openFileTree } from './open-tree.js';
import { openDatasetZip } from './zip.js';

const FIXTURES = fileURLToPath(new URL('../../../fixtures/dataset/', import.meta.url));

afterAll(closeArchives);

async function readAll(archivePath: string): Promise<Record<string, string>> {
  const zip = await openDatasetZip(archivePath);
  try {
    const contents: Record<string, string> = {};
    for (const [name, member] of zip.members) contents[name] = Buffer.from(await zip.read(member)).toString();
    return contents;
  } finally {
    await zip.close();
  }
}

async function writeZip(bytes: Uint8Array): Promise<string> {
  return path.join(await writeTree({ 'a.zip': bytes }), 'a.zip');
}

test("reads what Python's zipfile writes: stored, deflated, zip64, any script; no links (D56)", async () => {
  const { '__MACOSX/._stored.png': hidden, ...contents } = await readAll(path.join(FIXTURES, 'members.zip'));
  expect(contents).toEqual(JSON.parse(readFileSync(path.join(FIXTURES, 'members-zip.json'), 'utf8')));
  expect(hidden).toBe('hidden');
});

test('the tree of an archive is that of the folder it would unpack to (D56)', async () => {
  const root = path.join(FIXTURES, 'members.zip');
  const tree = await openFileTree(root);
  expect([tree.rootPath, tree.isFile, tree.archiveName]).toEqual([root, false, 'members.zip']);
  expect((await tree.list('')).map(({ name, kind }) => `${kind} ${name}`)).toEqual([
    'folder deep',
    'file empty.jpg',
    'folder s',
    'file stored.png',
    'file zip64.bin',
  ]);
  const walked: string[] = [];
  for await (const entry of tree.walk('')) walked.push(entry.path);
  expect(walked).toEqual(['empty.jpg', 'stored.png', 'zip64.bin', 'deep/deflated.txt', 's/ü中.jpg']);
  expect(tree.ignored).toEqual([{ path: '__MACOSX', why: 'hidden' }]);
  expect([await tree.exists('deep'), await tree.exists('deep/x')]).toEqual([true, false]);
  expect(await tree.readText('deep/deflated.txt')).toBe('deflated '.repeat(50));
  expect(Buffer.from(await tree.readBytes('stored.png', 2, 3)).toString()).toBe('ore');
  const bytes = await readImageBytes({ root }, { kind: 'file', path: 's/ü中.jpg' });
  expect(Buffer.from(bytes).toString()).toBe('unicode');
  await expect(readImageBytes({ root }, { kind: 'file', path: 's/absent.jpg' })).rejects.toMatchObject({
    code: 'missing-file',
  });
  await expect(readImageBytes({ root }, { kind: 'file', path: '../zip.jpg' })).rejects.toMatchObject({
    code: 'outside-root',
  });
});

test.each(['../out.jpg', '/etc/x.jpg', 'a/../../x.jpg', 'C:\\x.jpg', '..\\x.jpg'])(
  'a member %s that leads out is refused (D57)',
  async (name) => {
    const archive = await writeZip(zipSync({ [name]: strToU8('x') }));
    await expect(openDatasetZip(archive)).rejects.toMatchObject({
      code: 'zip-path',
      what: expect.stringContaining('leads out'),
    });
  },
);

test('members that are too large or damaged are refused alone, archives that share bytes or grow without end as a whole (D57)', async () => {
  const bulk = new Uint8Array(6_000_000);
  const honest = Buffer.from(zipSync({ 'a.jpg': new Uint8Array(5000), 'b.jpg': [bulk, { level: 0 }] }));
  const first = honest.indexOf('PK\x01\x02', 'latin1');
  const change = (field: number, value: number) => {
    const bytes = Buffer.from(honest);
    bytes.writeUInt32LE(value, first + field);
    return writeZip(bytes);
  };
  const read = async (archive: string) => readImageBytes({ root: archive }, { kind: 'file', path: 'a.jpg' });
  await expect(read(await change(16, 1))).rejects.toMatchObject({
    what: expect.stringContaining('checksum'),
    cause: { code: 'zip-damaged' },
  });
  await expect(read(await change(24, MOST_IMAGE_BYTES + 1))).rejects.toMatchObject({
    what: expect.stringContaining(`more than ${MOST_IMAGE_BYTES}`),
    cause: { code: 'zip-member-size' },
  });
  await expect(openDatasetZip(await change(20, 900))).rejects.toMatchObject({ code: 'zip-bomb' });
  await expect(openDatasetZip(await change(24, 2 ** 31))).rejects.toMatchObject({ code: 'zip-bomb' });
});

test('an encrypted member and a method that is not read say how to unpack (D57)', async () => {
  const honest = Buffer.from(zipSync({ 'a.jpg': new Uint8Array(50) }));
  const directory = honest.indexOf('PK\x01\x02', 'latin1');
  for (const [field, value, reason] of [
    [8, 1, 'is encrypted'],
    [10, 14, 'by method 14'],
  ] as const) {
    const bytes = Buffer.from(honest);
    bytes.writeUInt16LE(value, directory + field);
    await expect(
      readImageBytes({ root: await writeZip(bytes) }, { kind: 'file', path: 'a.jpg' }),
    ).rejects.toMatchObject({
      what: expect.stringMatching(new RegExp(`${reason}.*7z x a\\.zip`)),
    });
  }
});

test('an archive that is cut off or has a byte changed anywhere is read or refused in a sentence', async () => {
  const whole = readFileSync(path.join(FIXTURES, 'members.zip'));
  const damage = fc.tuple(fc.nat({ max: whole.length - 1 }), fc.option(fc.integer({ min: 1, max: 255 })));
  await fc.assert(
    fc.asyncProperty(damage, async ([at, byte]) => {
      const damaged = byte === null ? whole.subarray(0, at) : Buffer.from(whole);
      if (byte !== null) damaged[at]! ^= byte;
      try {
        await readAll(await writeZip(damaged));
      } catch (error) {
        expect(error).toMatchObject({
          code: expect.stringMatching(/^zip-/),
          what: expect.stringMatching(/\.$/),
        });
      }
    }),
    { numRuns: 200 },
  );
});
