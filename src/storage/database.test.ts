import { spawnSync } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Verdict } from '../records/annotation.js';
import type { Dataset, ImageLocation } from '../records/dataset.js';
import type { TimedAnswer } from '../records/judgement.js';
import type { ModelRecord } from '../records/workspace.js';
import { openDatabase, type WorkspaceDatabase } from './database.js';
import { SCHEMA_VERSION } from './schema.js';

let folder: string;
let path: string;
let database: WorkspaceDatabase;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spuriosity-database-'));
  path = join(folder, 'workspace.sqlite');
  database = openDatabase(path);
});
afterEach(async () => {
  database.close();
  await rm(folder, { recursive: true });
});

/** Runs SQL on the file behind the adapter's back. */
function query(sql: string): unknown[] {
  const connection = new DatabaseSync(path);
  try {
    return connection.prepare(sql).all();
  } finally {
    connection.close();
  }
}

const dataset: Dataset = {
  format: 'manifest',
  classes: [
    {
      index: 0,
      name: 'água, "doce"',
      displayName: 'água',
      wordnetId: 'n01',
      gloss: 'wet',
      superCategory: 'x',
    },
    { index: 1, name: '鳥', displayName: '鳥' },
  ],
  images: [
    {
      index: 0,
      path: 'a.jpg',
      location: { kind: 'file', path: 'a.jpg' },
      classIndex: 1,
      split: 'train',
      columns: { place: 'water', "it's": '' },
    },
    {
      index: 1,
      path: 'b.jpg',
      location: { kind: 'file', path: 'img/b.jpg' },
      classIndex: 0,
      split: 'train',
      columns: {},
    },
    {
      index: 2,
      path: 'c.jpg',
      location: { kind: 'archive', path: 'x.tar', offset: 2 ** 40, sizeBytes: 7 },
      classIndex: 0,
      split: 'val',
      columns: {},
    },
    { index: 3, path: 'd.jpg', location: null, classIndex: 0, split: 'test', columns: {} },
  ],
  extraColumns: ['place', "it's"],
  groupColumns: ['place'],
  maskColumn: null,
  skipped: [{ path: 'e.jpg', code: 'unreadable-name', reason: 'Its name is not UTF-8.' }],
  notes: ['Detected a manifest.'],
};

function buildAnswer(change: Partial<TimedAnswer> = {}): TimedAnswer {
  return {
    workerId: 'W1',
    wordnetId: 'n01',
    classIndex: 3,
    feature: 17,
    featureRank: 1,
    main: 'background',
    confidence: 4,
    reasons: 'water, mostly',
    seconds: null,
    answeredAt: null,
    ...change,
  };
}

describe('data set (W51)', () => {
  test('reads back field for field, and a second one replaces it', () => {
    expect(database.hasDataset()).toBe(false);
    expect(() => database.readDataset()).toThrow(expect.objectContaining({ code: 'dataset-missing' }));
    database.writeDataset(dataset, '../birds');
    expect(database.hasDataset()).toBe(true);
    expect(database.readDataset()).toEqual({ ...dataset, root: '../birds' });
    const other: Dataset = { ...dataset, images: [], skipped: [], maskColumn: 'mask' };
    database.writeDataset(other, 'elsewhere');
    expect(database.readDataset()).toEqual({ ...other, root: 'elsewhere' });
  });

  test('a data set that fails half way changes nothing', () => {
    database.writeDataset(dataset, 'root');
    const unknownClass = { ...dataset.images[0]!, classIndex: 9 };
    expect(() => database.writeDataset({ ...dataset, images: [unknownClass] }, 'other')).toThrow(
      /FOREIGN KEY/,
    );
    const repeated = [dataset.images[0]!, dataset.images[0]!];
    expect(() => database.writeDataset({ ...dataset, images: repeated }, 'other')).toThrow(/UNIQUE/);
    expect(database.readDataset()).toEqual({ ...dataset, root: 'root' });
  });

  test('keeps answers when the data set is replaced', () => {
    database.appendAnswers([buildAnswer()], 'a.csv');
    database.writeDataset(dataset, 'root');
    expect(database.readAnswers()).toHaveLength(1);
  });

  test('any names, places and columns survive', () => {
    // No file name holds a NUL, and SQLite's texts end there.
    const text = fc.string({ unit: 'binary' }).map((name) => name.replaceAll('\0', '0'));
    const location = fc.oneof(
      fc.constant(null),
      fc.record({ kind: fc.constant('file'), path: text }),
      fc.record({
        kind: fc.constant('archive'),
        path: text,
        offset: fc.maxSafeNat(),
        sizeBytes: fc.maxSafeNat(),
      }),
    ) as fc.Arbitrary<ImageLocation | null>;
    const columns = fc.dictionary(text, text, { noNullPrototype: true });
    fc.assert(
      fc.property(fc.array(fc.record({ path: text, location, columns }), { maxLength: 5 }), (records) => {
        const images = records.map((record, index) => ({
          ...record,
          index,
          classIndex: 0,
          split: 'train' as const,
        }));
        database.writeDataset({ ...dataset, images }, 'root');
        expect(database.readDataset().images).toEqual(images);
      }),
      { numRuns: 30 },
    );
  });

  test('a hundred thousand images', () => {
    const images = Array.from({ length: 100_000 }, (_, index) => {
      const image = `train/n01/${index}.jpg`;
      return {
        index,
        path: image,
        location: { kind: 'file' as const, path: image },
        classIndex: index % 2,
        split: 'train' as const,
        columns: {},
      };
    });
    database.writeDataset({ ...dataset, images }, 'root');
    expect(database.readDataset().images).toEqual(images);
  });
});

describe('answers (W52)', () => {
  test('equal ones are duplicates, other ones of the same worker on the same pair replace', () => {
    const second = buildAnswer({ workerId: 'W2' });
    expect(database.appendAnswers([buildAnswer(), second, buildAnswer()], 'a.csv')).toEqual({
      added: 2,
      duplicates: 1,
    });
    expect(database.appendAnswers([second], 'a.csv')).toEqual({ added: 0, duplicates: 1 });
    const revised = buildAnswer({ main: 'main_object', reasons: 'it is the bird' });
    expect(database.appendAnswers([revised], 'b.csv')).toEqual({ added: 1, duplicates: 0 });
    expect(database.readAnswers()).toEqual([second, revised]);
    expect(query("SELECT main, is_current FROM answers WHERE worker_id = 'W1' ORDER BY answer_id")).toEqual([
      { main: 'background', is_current: 0 },
      { main: 'main_object', is_current: 1 },
    ]);
  });

  test('other pairs of the same worker are other answers', () => {
    const answers = [buildAnswer(), buildAnswer({ feature: 18 }), buildAnswer({ classIndex: 4 })];
    database.appendAnswers(answers, 'a.csv');
    expect(database.readAnswers()).toEqual(answers);
  });

  test('25,000 answers come in, and none comes in twice', () => {
    const answers = Array.from({ length: 25_000 }, (_, i) =>
      buildAnswer({ workerId: `W${i % 137}`, classIndex: Math.floor(i / 25), feature: i % 25 }),
    );
    expect(database.appendAnswers(answers, 'all.csv')).toEqual({ added: 25_000, duplicates: 0 });
    expect(database.appendAnswers(answers, 'all.csv')).toEqual({ added: 0, duplicates: 25_000 });
    expect(database.readAnswers()).toEqual(answers);
  });

  test('an import that fails half way adds nothing', () => {
    const answers = (function* () {
      yield buildAnswer();
      throw new Error('line 2 is broken');
    })();
    expect(() => database.appendAnswers(answers, 'a.csv')).toThrow('line 2 is broken');
    expect(database.readAnswers()).toEqual([]);
  });
});

describe('automatic verdicts and models (W53, W54)', () => {
  test('W53: verdicts replace each other as a whole', () => {
    const verdict: Verdict = {
      classIndex: 2,
      feature: 5,
      verdict: 'spurious',
      votesCore: 0,
      votesSpurious: 0,
      source: 'object-mask',
      score: 0.75,
      basis: 'Most of it lies off the object.',
    };
    const other: Verdict = { ...verdict, classIndex: 1, score: null, source: 'people' };
    database.writeAutomaticVerdicts([verdict, other]);
    expect(database.readAutomaticVerdicts()).toEqual([other, verdict]);
    expect(database.readAutomaticVerdict({ classIndex: 2, feature: 5 })).toEqual(verdict);
    expect(database.readAutomaticVerdict({ classIndex: 2, feature: 6 })).toBeNull();
    database.writeAutomaticVerdicts([verdict]);
    expect(database.readAutomaticVerdicts()).toEqual([verdict]);
  });

  test('W54: models keep their order, also when replaced; removing one says whether it was there', () => {
    const model = (name: string, file: string): ModelRecord => ({
      name,
      kind: 'predictions',
      file,
      tags: ['resnet'],
      addedFrom: 'p.csv',
    });
    database.writeModel(model('b', 'models/b.npy'));
    database.writeModel(model('a', 'models/a.npy'));
    database.writeModel(model('b', 'models/b2.npy'));
    expect(database.readModels()).toEqual([model('b', 'models/b2.npy'), model('a', 'models/a.npy')]);
    expect(database.removeModel('b')).toBe(true);
    expect(database.removeModel('b')).toBe(false);
    expect(database.readModels().map(({ name }) => name)).toEqual(['a']);
  });
});

describe('opening and closing (W50, W55)', () => {
  test('W50: write-ahead log, everything in one file after closing', async () => {
    expect(query('PRAGMA journal_mode')).toEqual([{ journal_mode: 'wal' }]);
    database.appendAnswers([buildAnswer()], 'a.csv');
    database.close();
    database.close();
    const copy = join(folder, 'copy.sqlite');
    await copyFile(path, copy);
    database = openDatabase(copy);
    expect(database.readAnswers()).toHaveLength(1);
  });

  test('W55: a newer schema, another program and what is no database are told apart', async () => {
    database.close();
    query(`PRAGMA user_version = ${SCHEMA_VERSION + 1}`);
    expect(() => openDatabase(path)).toThrow(expect.objectContaining({ code: 'database-too-new' }));

    const foreign = join(folder, 'foreign.sqlite');
    const connection = new DatabaseSync(foreign);
    connection.exec('CREATE TABLE theirs (x)');
    connection.close();
    expect(() => openDatabase(foreign)).toThrow(expect.objectContaining({ code: 'database-foreign' }));

    const text = join(folder, 'text.sqlite');
    await writeFile(text, 'This is no database at all. '.repeat(50));
    expect(() => openDatabase(text)).toThrow(expect.objectContaining({ code: 'database-damaged' }));
    expect((await readFile(text, 'utf8')).startsWith('This is no database')).toBe(true);

    expect(() => openDatabase(join(folder, 'no', 'where.sqlite'))).toThrow(
      expect.objectContaining({ code: 'database-unopenable' }),
    );
    query(`PRAGMA user_version = ${SCHEMA_VERSION}`);
    database = openDatabase(path);
  });

  test('two connections see each other’s changes', () => {
    const other = openDatabase(path);
    database.appendAnswers([buildAnswer()], 'a.csv');
    expect(other.readAnswers()).toHaveLength(1);
    other.appendAnswers([buildAnswer({ workerId: 'W2' })], 'b.csv');
    expect(database.readAnswers()).toHaveLength(2);
    other.close();
  });
});

/** Mounts a file system of 1 MiB; false where this process may not. */
function mountTiny(target: string): boolean {
  return spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', target]).status === 0;
}
const mountTrial = await mkdtemp(join(tmpdir(), 'spuriosity-mount-'));
const canMount = mountTiny(mountTrial);
if (canMount) spawnSync('umount', [mountTrial]);
await rm(mountTrial, { recursive: true });

test.skipIf(!canMount)(
  'a full disk keeps every earlier answer (skipped where tmpfs cannot be mounted)',
  async () => {
    const mounted = join(folder, 'mounted');
    await mkdir(mounted);
    mountTiny(mounted);
    try {
      const full = openDatabase(join(mounted, 'workspace.sqlite'));
      full.appendAnswers([buildAnswer()], 'a.csv');
      const many = Array.from({ length: 2000 }, (_, feature) =>
        buildAnswer({ feature, reasons: 'x'.repeat(1000) }),
      );
      expect(() => full.appendAnswers(many, 'b.csv')).toThrow(expect.objectContaining({ code: 'disk-full' }));
      expect(full.readAnswers()).toEqual([buildAnswer()]);
      full.close();
    } finally {
      // Lazily: the driver lets go of a closed file only when its statements are collected.
      spawnSync('umount', ['-l', mounted]);
    }
  },
);
