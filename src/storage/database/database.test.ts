import { copyFile, mkdir, mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CAN_MOUNT, mountReadOnly, mountTinyDisk, unmountDisk } from '../../../test/tiny-disks.js';
import type { Verdict } from '../../records/annotation.js';
import type { TimedAnswer } from '../../records/judgement.js';
import type { ModelRecord } from '../../records/workspace.js';
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

const PAGE_BYTES = 4096;

/** One page that a failing disk gives back as ones. */
async function damagePage(file: string, offset: number): Promise<void> {
  const handle = await open(file, 'r+');
  await handle.write(Buffer.alloc(PAGE_BYTES, 0xff), 0, PAGE_BYTES, offset);
  await handle.close();
}

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
    isBlind: null,
    answeredAt: null,
    ...change,
  };
}

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
      probability: null,
      basis: 'Most of it lies off the object.',
    };
    const other: Verdict = { ...verdict, classIndex: 1, score: null, probability: 0.25 };
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

  test('W66: a damaged page is found when the file is opened, in words of SQLite’s own', async () => {
    database.appendAnswers(
      Array.from({ length: 3000 }, (_, feature) => buildAnswer({ feature })),
      'a.csv',
    );
    database.close();
    await damagePage(path, 40 * PAGE_BYTES);
    expect(() => openDatabase(path)).toThrow(
      expect.objectContaining({ code: 'database-damaged', message: expect.stringContaining('Restore it') }),
    );
  });

  test('W66: of a large file the table of images is left out, which is known, and checked when asked for', async () => {
    const columns = { note: 'x'.repeat(20_000) };
    database.writeDataset(
      {
        format: 'folder',
        classes: [{ index: 0, name: 'a', displayName: 'a' }],
        images: Array.from({ length: 2000 }, (_, index) => ({
          ...{ index, path: `${index}.png`, location: null, classIndex: 0, split: 'train' as const, columns },
        })),
        ...{ extraColumns: ['note'], groupColumns: [], maskColumn: null, skipped: [], notes: [] },
      },
      '/data',
    );
    expect(database.uncheckedTables).toEqual([]);
    database.close();
    await damagePage(path, 5000 * PAGE_BYTES);
    database = openDatabase(path);
    expect(database.uncheckedTables).toEqual(['images']);
    expect(() => database.checkPages()).toThrow(expect.objectContaining({ code: 'database-damaged' }));
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

test.skipIf(!CAN_MOUNT)(
  'a full disk keeps every earlier answer (skipped where tmpfs cannot be mounted)',
  async () => {
    const mounted = join(folder, 'mounted');
    mountTinyDisk(mounted, 'size=1m');
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
      unmountDisk(mounted);
    }
  },
);

test.skipIf(!CAN_MOUNT)(
  'W67: what is still in the log, and an older schema, are read on a read-only disk, too (skipped where nothing can be mounted)',
  async () => {
    database.appendAnswers([buildAnswer()], 'a.csv');
    // As a process that was killed leaves it: the answer is in the log alone.
    const source = join(folder, 'source');
    const mounted = join(folder, 'mounted');
    await mkdir(source);
    await copyFile(path, join(source, 'log.sqlite'));
    await copyFile(`${path}-wal`, join(source, 'log.sqlite-wal'));
    database.close();
    query(`PRAGMA user_version = ${SCHEMA_VERSION - 1}`);
    query('ALTER TABLE automatic_verdicts DROP COLUMN probability');
    await copyFile(path, join(source, 'older.sqlite'));
    mountReadOnly(source, mounted);
    try {
      for (const name of ['log.sqlite', 'older.sqlite']) {
        const opened = openDatabase(join(mounted, name));
        expect(opened.isWritable).toBe(false);
        expect(opened.readAnswers()).toEqual([buildAnswer()]);
        expect(opened.readAutomaticVerdicts()).toEqual([]);
        expect(() => opened.appendAnswers([buildAnswer({ feature: 2 })], 'b.csv')).toThrow(
          expect.objectContaining({ code: 'not-writable', message: expect.stringContaining(name) }),
        );
        opened.close();
      }
    } finally {
      unmountDisk(mounted);
    }
  },
);
