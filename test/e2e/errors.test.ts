/**
 * What goes wrong for people: the exit code, a message that names the thing and says what to do, no stack trace, nothing
 * half-written. Every mistake is made for real, through the command line.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { toNpy, toNpz } from '../arrays.js';
import { runBadly, runCommand, runJson, runWell } from '../command.js';
import { drawClasses, drawPicture, drawTurnedPicture } from '../pictures.js';
import { readResults, TABLE_NAMES } from '../tables.js';
import { writeTinyEncoder } from '../tiny-encoder.js';
import { emptyFiles, writeTree } from '../trees.js';

let folder: string;
let tiny: string;
const at = (...names: string[]) => path.join(folder, ...names);

/** Temporary files that a writer left behind. */
function listLeftovers(root: string): string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => /\.tmp$|\.takeover$/.test(name));
}

beforeAll(async () => {
  folder = await writeTree({});
  tiny = await writeTinyEncoder(at('tiny'));
});

describe('wrong usage ends with exit code 2', () => {
  test.each([
    [['gap', '--bogus'], 'unknown-option', '--bogus'],
    [['gap', '--splitt', 'val'], 'unknown-option', 'Did you mean --split?'],
    [['bogus'], 'unknown-command', 'bogus'],
    [['model'], 'missing-command', 'command'],
    [['run'], 'missing-argument', 'data'],
    [['rank', 'extra'], 'excess-arguments', 'too many'],
    [['gap', '--k', '0'], 'invalid-argument', 'at least 1'],
    [['gap', '--k', 'many'], 'invalid-argument', 'at least 1'],
    [['gap', '--split', 'dev'], 'invalid-argument', 'train, val, test'],
    [['init', 'x', '--val-fraction', '1.5'], 'invalid-argument', 'between 0 and 1'],
    [['init', 'x', '--format', 'zip'], 'invalid-argument', 'waterbirds'],
    [['init'], 'init-what', 'No data set was named'],
    [['init', '--classes', '3'], 'workspace-unnamed', '-w FOLDER'],
    [['features', 'export', '-w', 'x'], 'missing-mandatory-option-value', '--out'],
    [['extract', '--shard', '4/4', '-w', 'x'], 'shard-part', '0/4'],
    [['rank'], 'workspace-unnamed', '-w FOLDER'],
  ])('%j', async (args, code, words) => {
    // A folder without a workspace, so that none is found by chance.
    const error = await runBadly(2, args, { cwd: tiny });
    expect(error.code).toBe(code);
    const { stderr } = await runCommand(args, { cwd: tiny });
    expect(stderr).toContain(words);
  });

  test('no command at all prints the help on stderr', async () => {
    const { code, stdout, stderr } = await runCommand([]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('Usage: spuriosity');
  });

  test.each([['--help'], ['help'], ['--version'], ['run', '--help'], ['model', 'add', '--help']])(
    '%s %s is no mistake and prints on stdout',
    async (...args) => {
      const { code, stdout, stderr } = await runCommand(args);
      expect([code, stderr]).toEqual([0, '']);
      expect(stdout).toMatch(/Usage: spuriosity|^\d+\.\d+\.\d+/);
    },
  );

  test('an error without --json leaves stdout empty', async () => {
    const { stdout } = await runCommand(['run', at('nowhere')]);
    expect(stdout).toBe('');
  });

  test('--debug shows where it came from', async () => {
    const { code, stderr } = await runCommand(['run', at('nowhere'), '--debug']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^\s+at /m);
  });
});

describe('data sets', () => {
  test.each(['run', 'init'])('%s: a missing folder is named, with the nearest one that exists', async (command) => {
    const error = await runBadly(1, [command, at('nowhere', 'photos')]);
    expect(error.code).toBe('dataset-missing');
    expect(error.message).toContain(at('nowhere', 'photos'));
    expect(error.message).toContain(`The nearest folder that exists is ${folder};`);
  });

  test('a folder without images says what was looked for, and leaves no workspace', async () => {
    const data = await writeTree(emptyFiles('a/notes.txt', 'b/readme.md'));
    const error = await runBadly(1, ['run', data]);
    expect(error.code).toBe('no-images');
    expect(error.message).toContain('.jpg');
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
    const { stderr } = await runWell(['run', data, '--encoder', tiny, '-w', at('lonely')]);
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
    await runWell(['run', data, '--encoder', tiny, '-w', workspace]);
    for (const table of ['important-features', 'annotations', 'spuriosity-train', 'spuriosity-val', 'spurious-gaps']) {
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

/** A PNG that claims 40,000 × 40,000 pixels: header and checksum are right, the data are not there. */
function createHugePng(): Buffer {
  const header = Buffer.from([...Buffer.from('IHDR'), 0, 0, 0x9c, 0x40, 0, 0, 0x9c, 0x40, 8, 2, 0, 0, 0]);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(header));
  const signature = Buffer.from([0x89, ...Buffer.from('PNG\r\n'), 0x1a, 0x0a]);
  return Buffer.concat([signature, Buffer.from([0, 0, 0, 13]), header, checksum]);
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
    args = ['run', data, '--encoder', tiny, '-w', workspace];
  });

  test('are listed with their reasons while the run goes on', async () => {
    const { stdout, stderr } = await runWell(args);
    const skipped = new Map(readResults(workspace, 'skipped-images').map(({ image, reason }) => [image, reason]));
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
    expect(stderr).toMatch(/1 image carr(y|ies) an EXIF orientation.*--exif-orient/s);
  });

  test('a file with another ending than its content is read by its content', () => {
    const ranked = readResults(workspace, 'spuriosity-train').concat(readResults(workspace, 'spuriosity-val'));
    expect(ranked.map(({ image }) => image)).toContain('b/really-a-jpeg.png');
  });

  test('make it exit code 3 under --strict, with the same results', async () => {
    const outcome = await runCommand([...args, '--strict', '--json']);
    expect(outcome.code).toBe(3);
    expect(JSON.parse(outcome.stdout).extracted).toMatchObject({ skippedCount: 5, extractedCount: 0, exifOrientedCount: 1 });
  });

  test('--exif-orient turns what carries an orientation', async () => {
    const outcome = await runWell(['extract', '--encoder', tiny, '--exif-orient', '-w', workspace]);
    expect(outcome.stderr).not.toContain('EXIF');
  });

  test('and a data set of nothing else ends with a message', async () => {
    const data = await writeTree(emptyFiles('a/1.jpg', 'a/2.jpg', 'b/1.jpg', 'b/2.jpg'));
    const error = await runBadly(1, ['run', data, '--encoder', tiny]);
    expect(error.code).toBe('no-usable-images');
    expect(error.message).toContain('skipped-images.csv');
    expect(readResults(`${data}.spuriosity`, 'skipped-images')).toHaveLength(4);
    rmSync(`${data}.spuriosity`, { recursive: true });
  });
});

describe('workspaces', () => {
  let data: string;
  let workspace: string;
  const extract = () => ['extract', '--encoder', tiny, '-w', workspace];

  beforeAll(async () => {
    data = await writeTree(await drawClasses(['a', 'b'], 6));
    workspace = at('study');
    await runWell(['init', data, '-w', workspace]);
    await runWell(extract());
  });

  const withManifest = (name: string, change: (text: string) => string): string => {
    const copy = at(name);
    cpSync(workspace, copy, { recursive: true });
    const file = path.join(copy, 'workspace.json');
    writeFileSync(file, change(readFileSync(file, 'utf8')));
    return copy;
  };

  test('of another data set are refused, naming both', async () => {
    const other = await writeTree(await drawClasses(['a', 'c'], 3));
    const error = await runBadly(1, ['run', other, '-w', workspace]);
    expect(error.code).toBe('workspace-other-dataset');
    expect(error.message).toContain(data);
    expect(error.message).toContain(other);
    // The one that was there still works.
    await runWell(extract());
  });

  test.each([
    ['newer', '99', 'workspace-too-new', 'Update spuriosity'],
    ['older', '0', 'workspace-too-old', 'Make a new workspace'],
  ])('of an %s version are refused with what to do', async (name, version, code, words) => {
    const copy = withManifest(name, (text) => text.replace('"workspaceVersion": 1', `"workspaceVersion": ${version}`));
    const error = await runBadly(1, ['rank', '-w', copy]);
    expect(error.code).toBe(code);
    expect(error.message).toContain(`version ${version}`);
    expect(error.message).toContain(words);
  });

  test('with a damaged workspace.json are refused', async () => {
    const copy = withManifest('damaged', (text) => text.slice(0, 40));
    const error = await runBadly(1, ['rank', '-w', copy]);
    expect(error.code).toBe('workspace-damaged');
    expect(error.message).toContain('workspace.json');
  });

  test('that are no workspaces, or are not there, are told apart', async () => {
    expect((await runBadly(1, ['rank', '-w', data])).code).toBe('workspace-not-one');
    expect((await runBadly(1, ['rank', '-w', at('nowhere')])).code).toBe('workspace-missing');
  });

  test('are found by SPURIOSITY_WORKSPACE and in the current folder', async () => {
    const env = { SPURIOSITY_WORKSPACE: workspace };
    expect(await runJson(['annotate', 'status'], { env })).toMatchObject({ pairs: 0 });
    expect(await runJson(['annotate', 'status'], { cwd: workspace })).toMatchObject({ pairs: 0 });
  });

  test.each([
    [['rank'], 'no-spurious-features', 'annotate auto'],
    [['gap'], 'no-spurious-features', 'annotate auto'],
    [['annotate', 'auto'], 'no-discovery', 'spuriosity discover'],
    [['mitigate'], 'no-head', 'spuriosity discover'],
    [['report'], 'no-discovery', 'spuriosity discover'],
  ])('%j before its time says what comes first', async (args, code, words) => {
    const error = await runBadly(1, [...args, '-w', workspace]);
    expect(error.code).toBe(code);
    expect(error.message).toContain(words);
  });

  test('an encoder of another input size is refused before anything is written', async () => {
    const fixed = await writeTinyEncoder(at('fixed'), 20);
    const error = await runBadly(1, ['run', data, '--encoder', fixed, '-w', at('sized')]);
    expect(error.code).toBe('wrong-input-size');
    expect(error.message).toContain('[n, 3, 20, 20]');
    expect(error.message).toContain('[12, 3, 16, 16]');
    expect(listLeftovers(at('sized'))).toEqual([]);
    await runWell(['run', data, '--encoder', tiny, '-w', at('sized')]);
  });

  test('an unknown encoder, and one whose model was changed', async () => {
    expect((await runBadly(1, ['extract', '--encoder', 'resnet9000', '-w', workspace])).message).toContain('resnet9000');
    cpSync(tiny, at('changed'), { recursive: true });
    writeFileSync(at('changed', 'model.onnx'), 'x');
    expect((await runBadly(1, ['extract', '--encoder', at('changed'), '-w', workspace])).code).toBe('model-changed');
  });
});

describe('what users bring', () => {
  const manifest = `path,label,split\n${['train', 'val']
    .flatMap((split) => ['a', 'b'].flatMap((label) => [0, 1, 2].map((n) => `${split}/${label}/${n}.jpg,${label},${split}\n`)))
    .join('')}`;
  const values = Array.from({ length: 12 * 2 }, (_, at) => at);
  const paths = manifest.split('\n').slice(1, -1).map((line) => line.split(',')[0]!);
  const inStudy = (...args: string[]) => [...args, '-w', at('brought')];

  beforeAll(async () => {
    writeFileSync(at('M.csv'), manifest);
    writeFileSync(at('good.npy'), toNpy('<f4', [12, 2], values));
    await runWell(inStudy('init', at('M.csv'), '--format', 'manifest', '--no-images'));
  });

  test('features with NaN: those images are skipped, by name', async () => {
    writeFileSync(at('nan.npy'), toNpy('<f4', [12, 2], values.with(5, Number.NaN)));
    const outcome = await runCommand(inStudy('features', 'import', at('nan.npy'), '--strict', '--json'));
    expect(outcome.code).toBe(3);
    expect(JSON.parse(outcome.stdout)).toMatchObject({ rowCount: 12, coveredCount: 11 });
    expect(readResults(at('brought'), 'skipped-images')).toMatchObject([
      { image: paths[2], reason: expect.stringContaining('NaN') },
    ]);
  });

  test.each([
    ['too few rows', 'short.npy', () => toNpy('<f4', [6, 4], values), 'features-unfit', 'has 6 rows'],
    ['one dimension', 'flat.npy', () => toNpy('<f4', [24], values), 'features-unfit', '(24'],
    ['no npy at all', 'text.npy', () => Buffer.from('hello'), 'npy-malformed', 'text.npy'],
    ['half a file', 'half.npy', () => toNpy('<f4', [12, 2], values).subarray(0, 150), 'npy-malformed', 'half.npy'],
  ])('features of %s are refused', async (_, name, content, code, words) => {
    writeFileSync(at(name), content());
    const error = await runBadly(1, inStudy('features', 'import', at(name)));
    expect(error.message).toContain(words);
    expect(error.code).toBe(code);
  });

  test('a missing file of features, answers, predictions or a head is named', async () => {
    await runWell(inStudy('features', 'import', at('good.npy')));
    for (const [exitCode, args] of [
      [1, ['features', 'import', at('gone.npy')]],
      [1, ['annotate', 'import', at('gone.csv')]],
      [1, ['model', 'add', 'm', '--predictions', at('gone.csv')]],
      [1, ['model', 'add', 'm', '--predictions', at('gone.npy')]],
      [1, ['model', 'add', 'm', '--predictions', at('gone.parquet')]],
      [1, ['model', 'add', 'm', '--head', at('gone.npz')]],
    ] as const) {
      const error = await runBadly(exitCode, inStudy(...args));
      expect(error.code, args.join(' ')).toBe('file-missing');
      expect(error.message).toContain(args.at(-1));
    }
  });

  const predictions = (cell: (name: string, at: number) => string) =>
    `image,prediction\n${paths.map((name, place) => `${cell(name, place)}\n`).join('')}`;
  test.each([
    ['of another data set', predictions((name) => `other/${name},0`), 'predictions-unknown-image', 'other/train/a/0.jpg'],
    ['with an image twice', `${predictions((name) => `${name},0`)}${paths[0]},1\n`, 'predictions-duplicate', 'train/a/0.jpg'],
    ['with an unknown class', predictions((name) => `${name},zebra`), 'predictions-class', 'zebra'],
    ['with a class index too high', predictions((name) => `${name},7`), 'predictions-class', '7'],
    ['for half a split', predictions((name) => `${name},0`).split('\n').slice(0, 3).join('\n'), 'predictions-coverage', 'train'],
    ['without the columns', 'file,answer\nx,1\n', 'predictions-columns', 'image,prediction'],
    ['with NaN', `image,logit_0,logit_1\n${paths.map((name) => `${name},NaN,1\n`).join('')}`, 'predictions-not-a-number', 'train/a/0.jpg'],
    ['with too few logits', `image,logit_0\n${paths.map((name) => `${name},1\n`).join('')}`, 'predictions-columns', '2 classes'],
  ])('predictions %s are refused', async (_, text, code, words) => {
    writeFileSync(at('predictions.csv'), text);
    const error = await runBadly(1, inStudy('model', 'add', 'm', '--predictions', at('predictions.csv')));
    expect(error.code).toBe(code);
    expect(error.message).toContain(words);
    expect(await runJson(inStudy('model', 'list'))).toEqual([]);
  });

  test('predictions as an array of another length, or in an unknown kind of file, are refused', async () => {
    writeFileSync(at('p.npy'), toNpy('<i8', [5], [0, 1, 0, 1, 0]));
    expect((await runBadly(1, inStudy('model', 'add', 'm', '--predictions', at('p.npy')))).code).toBe('predictions-shape');
    expect((await runBadly(2, inStudy('model', 'add', 'm', '--predictions', at('p.txt')))).code).toBe('predictions-format');
    expect((await runBadly(2, inStudy('model', 'add', '../m', '--predictions', at('p.npy')))).code).toBe('model-name');
    expect((await runBadly(2, inStudy('model', 'add', 'm'))).code).toBe('model-source');
  });

  test('a head of another width, or no head at all, is refused', async () => {
    const W = toNpy('<f4', [2, 3], [1, 2, 3, 4, 5, 6]);
    writeFileSync(at('wide.npz'), toNpz({ W, b: toNpy('<f4', [2], [0, 0]) }));
    const error = await runBadly(1, inStudy('model', 'add', 'm', '--head', at('wide.npz')));
    expect(error.code).toBe('head-shape');
    expect(error.message).toContain('3 features');
    writeFileSync(at('text.npz'), 'hello');
    expect((await runBadly(1, inStudy('model', 'add', 'm', '--head', at('text.npz')))).message).toContain('text.npz');
  });

  test('answers without their columns are refused; single bad rows are left out and said', async () => {
    writeFileSync(at('answers.csv'), 'WorkerId,Answer.main\nW,background\n');
    expect((await runBadly(1, inStudy('annotate', 'import', at('answers.csv')))).code).toBe('answers-columns');
    const columns =
      'WorkerId,Input.wordnet_id,Input.class_index,Input.feature_index,Input.feature_rank,Answer.main,Answer.confidence,Answer.reasons';
    writeFileSync(at('answers.csv'), `${columns}\nW,,0,1,1,background,5,\nW,,9,1,1,background,5,\nW,,0,0,1,maybe,5,\n`);
    const outcome = await runWell(inStudy('annotate', 'import', at('answers.csv'), '--json'));
    expect(JSON.parse(outcome.stdout)).toMatchObject({ added: 1, problems: [{ line: 3 }, { line: 4 }] });
    expect(outcome.stderr).toContain('line 3');
  });

  test('answers about features that are not there are refused when they matter', async () => {
    writeFileSync(
      at('wide.csv'),
      'WorkerId,Input.wordnet_id,Input.class_index,Input.feature_index,Input.feature_rank,Answer.main,Answer.confidence,Answer.reasons\nW,,1,77,1,background,5,\n',
    );
    await runWell(inStudy('annotate', 'import', at('wide.csv')));
    const error = await runBadly(1, inStudy('rank'));
    expect(error.code).toBe('feature-unknown');
    expect(error.message).toContain('77');
  });
});

/** Mounts a small file system that lives in memory; false where this process may not. */
function mountTiny(folder: string, options: string): boolean {
  mkdirSync(folder, { recursive: true });
  return spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder]).status === 0;
}

function unmount(folder: string): void {
  spawnSync('umount', [folder]);
  rmSync(folder, { recursive: true, force: true });
}

const trial = path.join(tmpdir(), `spuriosity-mount-${process.pid}`);
const canMount = mountTiny(trial, 'size=64k');
unmount(trial);

describe('disks', () => {
  let mounted: string;
  let data: string;
  beforeAll(async () => {
    data = await writeTree(await drawClasses(['a', 'b'], 6));
    mounted = at('mounted');
  });
  afterEach(() => unmount(mounted));

  test.skipIf(!canMount)(
    'a full disk is said to be full, leaves nothing half-written, and the same command goes on (skipped where tmpfs cannot be mounted)',
    async () => {
      mountTiny(mounted, 'size=2m');
      const workspace = path.join(mounted, 'study');
      await runWell(['init', data, '-w', workspace]);
      const filler = path.join(mounted, 'filler');
      spawnSync('dd', ['if=/dev/zero', `of=${filler}`, 'bs=4k']);
      const error = await runBadly(1, ['run', data, '--encoder', tiny, '-w', workspace]);
      expect(error.code).toBe('disk-full');
      expect(error.message).toContain('Free some space');
      expect(listLeftovers(workspace)).toEqual([]);
      rmSync(filler);
      await runWell(['run', data, '--encoder', tiny, '-w', workspace]);
    },
  );

  test.skipIf(!canMount)('a disk too small for a workspace says so (skipped where tmpfs cannot be mounted)', async () => {
    mountTiny(mounted, 'size=16k');
    const error = await runBadly(1, ['init', data, '-w', path.join(mounted, 'study')]);
    expect(error.code).toBe('disk-full');
  });

  test.skipIf(!canMount)('a read-only disk is said to be one (skipped where tmpfs cannot be mounted)', async () => {
    mountTiny(mounted, 'size=64k,ro');
    const error = await runBadly(1, ['run', data, '-w', path.join(mounted, 'study')]);
    expect(error.code).toBe('not-writable');
    expect(error.message).toContain('-w');
  });

  test.skipIf(!canMount)('a workspace that became read-only can be looked at (skipped where tmpfs cannot be mounted)', async () => {
    mountTiny(mounted, 'size=4m');
    const workspace = path.join(mounted, 'study');
    await runWell(['init', data, '-w', workspace]);
    spawnSync('mount', ['-o', 'remount,ro', mounted]);
    const error = await runBadly(1, ['extract', '--encoder', tiny, '-w', workspace]);
    expect(error.code).toBe('not-writable');
  });

  test.skipIf(process.getuid?.() === 0)(
    'a folder without write permission is said to be one (skipped for root, who may write anywhere)',
    async () => {
      const locked = at('locked');
      mkdirSync(locked);
      chmodSync(locked, 0o500);
      const error = await runBadly(1, ['run', data, '-w', path.join(locked, 'study')]);
      expect(error.code).toBe('not-writable');
    },
  );
});
