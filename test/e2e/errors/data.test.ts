/** Data sets and images that are not as hoped, each made for real, and how `runBadly` finds them refused. */
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { drawClasses, drawPicture, drawTurnedPicture } from '../../pictures.js';
import { runBadly, runCommand, runWell } from '../../program.js';
import { writeTinyEncoder } from '../../studies/tiny-encoder.js';
import { readResults, TABLE_NAMES } from '../../tables.js';
import { emptyFiles, listLeftovers, useTrialFolder, writeTree } from '../../trees.js';

const at = useTrialFolder();

beforeAll(() => writeTinyEncoder(at('tiny')));

describe('data sets', () => {
  test.each(['run', 'init'])(
    '%s: a missing folder is named, with the nearest one that exists',
    async (command) => {
      const error = await runBadly(1, [command, at('nowhere', 'photos')]);
      expect(error.code).toBe('dataset-missing');
      expect(error.message).toContain(at('nowhere', 'photos'));
      expect(error.message).toContain(`The nearest folder that exists is ${at()};`);
    },
  );

  test('a folder without images says what was looked for, and leaves no workspace', async () => {
    const data = await writeTree(emptyFiles('a/notes.txt', 'b/readme.md'));
    const error = await runBadly(1, ['run', data]);
    expect(error.code).toBe('no-images');
    expect(error.message).toContain('ending in jpg');
    expect(() => readdirSync(`${data}.spuriosity`)).toThrow();
  });

  test('one class alone cannot be studied', async () => {
    const data = await writeTree(emptyFiles('cat/1.jpg', 'cat/2.jpg'));
    const error = await runBadly(1, ['run', data]);
    expect(error.code).toBe('one-class');
    expect(error.message).toContain('cat');
  });

  test('a class with one image is noted, and the run goes on', async () => {
    const files = await drawClasses(['a', 'b'], 8);
    const data = await writeTree({ ...files, 'c/only.jpg': await drawPicture('fire', 99) });
    const { stderr } = await runWell(['run', data, '--encoder', at('tiny'), '-w', at('lonely')]);
    expect(stderr).toMatch(/"c"/);
    expect(readResults(at('lonely'), 'skipped-images')).toEqual([]);
  });

  test('files that a manifest names and that are absent are listed; --strict makes it exit code 3', async () => {
    const data = await writeTree({
      ...(await drawClasses(['a', 'b'], 2, 'train')),
      'labels.csv': 'path,label,split\ntrain/a/00.jpg,a,train\ntrain/b/00.jpg,b,train\ngone/1.jpg,a,train\n',
    });
    const args = ['init', path.join(data, 'labels.csv'), '-w', at('absent')];
    await runWell(args);
    expect(readResults(at('absent'), 'skipped-images')).toMatchObject([
      { image: 'gone/1.jpg', reason: 'The file does not exist.' },
    ]);
    const strict = await runCommand([...args, '--strict', '--json']);
    expect([strict.code, JSON.parse(strict.stdout).skippedCount]).toEqual([3, 1]);
  });

  test('a manifest of which every file is absent is refused with a way out', async () => {
    const data = await writeTree({ 'labels.csv': 'path,label\ngone/1.jpg,a\ngone/2.jpg,b\n' });
    const error = await runBadly(1, ['init', path.join(data, 'labels.csv')]);
    expect(error.code).toBe('images-absent');
    expect(error.message).toContain('--no-images');
  });

  test('names with spaces, commas, quotes, look-alikes of slashes and any script go through every stage', async () => {
    const names = ['bee, "striped" x', "熊∕⁄／ 'é\u0301"] as const;
    const data = await writeTree(await drawClasses(names, 12));
    const workspace = at('names, "odd" ∕ 熊');
    await runWell(['run', data, '--encoder', at('tiny'), '-w', workspace]);
    for (const table of [
      'important-features',
      'annotations',
      'spuriosity-train',
      'spuriosity-val',
      'spurious-gaps',
    ]) {
      const found = new Set(readResults(workspace, table).map((row) => row.class_name));
      expect([...found], table).toEqual([...names]);
    }
    for (const { class_name, image } of readResults(workspace, 'spuriosity-train')) {
      expect(image!.startsWith(`${class_name}/`)).toBe(true);
    }
    expect(TABLE_NAMES.flatMap((table) => readResults(workspace, table)).length).toBeGreaterThan(0);
    expect(readFileSync(path.join(workspace, 'report.html'), 'utf8').includes('熊∕⁄／')).toBe(true);
    expect(listLeftovers(workspace)).toEqual([]);
  });
});

/** A whole PNG of 11,000 × 11,000 black pixels, one bit each: 121 million pixels in a small file. */
function createHugePng(): Buffer {
  const side = 11_000;
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const frame = Buffer.alloc(8);
    frame.writeUInt32BE(data.length, 0);
    frame.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header[8] = 1;
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc(side * (1 + side / 8)))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

describe('images that cannot be used', () => {
  let workspace: string;
  let args: string[];

  beforeAll(async () => {
    const good = await drawPicture('fire', 1);
    const data = await writeTree({
      ...(await drawClasses(['a', 'b'], 12)),
      'a/corrupt.jpg': Buffer.concat([good.subarray(0, 30), Buffer.alloc(200, 7), good.subarray(230)]),
      'a/truncated.jpg': good.subarray(0, good.length >> 1),
      'a/zero.jpg': '',
      'a/text.png': 'no image at all',
      'b/huge.png': createHugePng(),
      'b/really-a-jpeg.png': good,
      'b/turned.jpg': await drawTurnedPicture('water', 50),
    });
    workspace = at('mixed');
    args = ['run', data, '--encoder', at('tiny'), '-w', workspace];
  });

  test('are listed with their reasons while the run goes on', async () => {
    const { stdout, stderr } = await runWell(args);
    const skipped = new Map(
      readResults(workspace, 'skipped-images').map(({ image, reason }) => [image, reason]),
    );
    expect([...skipped.keys()].sort()).toEqual([
      'a/corrupt.jpg',
      'a/text.png',
      'a/truncated.jpg',
      'a/zero.jpg',
      'b/huge.png',
    ]);
    expect(skipped.get('a/zero.jpg')).toMatch(/empty/i);
    expect(skipped.get('b/huge.png')).toMatch(/pixels/);
    expect(skipped.get('a/truncated.jpg')).toMatch(/end|truncated|incomplete/i);
    expect(stdout).toContain('skipped-images.csv');
    expect(stderr).toMatch(/1 image carries an EXIF orientation.*--exif-orient/);
  });

  test('a file with another ending than its content is read by its content', () => {
    const ranked = readResults(workspace, 'spuriosity-train').concat(
      readResults(workspace, 'spuriosity-val'),
    );
    expect(ranked.map(({ image }) => image)).toContain('b/really-a-jpeg.png');
  });

  test('make it exit code 3 under --strict, with the same results', async () => {
    const outcome = await runCommand([...args, '--strict', '--json']);
    expect(outcome.code).toBe(3);
    expect(JSON.parse(outcome.stdout).extracted).toMatchObject({
      skippedCount: 5,
      extractedCount: 0,
      exifOrientedCount: 1,
    });
  });

  test('--exif-orient turns what carries an orientation', async () => {
    const outcome = await runWell(['extract', '--encoder', at('tiny'), '--exif-orient', '-w', workspace]);
    expect(outcome.stderr).not.toContain('EXIF');
  });

  test('and a data set of nothing else ends with a message', async () => {
    const data = await writeTree(emptyFiles('a/1.jpg', 'a/2.jpg', 'b/1.jpg', 'b/2.jpg'));
    const error = await runBadly(1, ['run', data, '--encoder', at('tiny')]);
    expect(error.code).toBe('no-usable-images');
    expect(error.message).toContain('skipped-images.csv');
    expect(readResults(`${data}.spuriosity`, 'skipped-images')).toHaveLength(4);
    rmSync(`${data}.spuriosity`, { recursive: true });
  });
});
