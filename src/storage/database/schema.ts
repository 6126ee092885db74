/**
 * The tables of the workspace's database (rules W50 to W64) and how older ones are brought up to date.
 * In: an open connection. Out: the same, at the newest schema, or an error that says what the file is instead.
 * `PRAGMA user_version` counts the migrations that a file has seen; released ones never change.
 */
import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import { StorageError } from '../../base/errors.js';

/** Marks the file as ours among SQLite files: "spur" in ASCII. */
const APPLICATION_ID = 0x73707572;

const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE dataset (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    root TEXT NOT NULL,
    format TEXT NOT NULL,
    extra_columns TEXT NOT NULL,
    group_columns TEXT NOT NULL,
    mask_column TEXT,
    notes TEXT NOT NULL
  ) STRICT;
  CREATE TABLE classes (
    class_index INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    display_name TEXT NOT NULL,
    wordnet_id TEXT,
    gloss TEXT,
    super_category TEXT
  ) STRICT;
  CREATE TABLE images (
    image_index INTEGER PRIMARY KEY,
    path TEXT NOT NULL,
    location_kind TEXT CHECK (location_kind IN ('file', 'archive')),
    location_path TEXT,
    archive_offset INTEGER,
    archive_size_bytes INTEGER,
    class_index INTEGER NOT NULL REFERENCES classes (class_index),
    split TEXT NOT NULL,
    columns TEXT
  ) STRICT;
  CREATE TABLE skipped_images (
    position INTEGER PRIMARY KEY,
    path TEXT NOT NULL,
    code TEXT NOT NULL,
    reason TEXT NOT NULL
  ) STRICT;
  CREATE TABLE answer_imports (
    import_id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    imported_at TEXT NOT NULL
  ) STRICT;
  CREATE TABLE answers (
    answer_id INTEGER PRIMARY KEY,
    import_id INTEGER NOT NULL REFERENCES answer_imports (import_id),
    worker_id TEXT NOT NULL,
    wordnet_id TEXT NOT NULL,
    class_index INTEGER NOT NULL,
    feature INTEGER NOT NULL,
    feature_rank INTEGER NOT NULL,
    main TEXT NOT NULL,
    confidence REAL NOT NULL,
    reasons TEXT NOT NULL,
    is_current INTEGER NOT NULL DEFAULT 1
  ) STRICT;
  CREATE UNIQUE INDEX current_answers ON answers (class_index, feature, worker_id) WHERE is_current;
  CREATE TABLE automatic_verdicts (
    class_index INTEGER NOT NULL,
    feature INTEGER NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('core', 'spurious')),
    votes_core INTEGER NOT NULL,
    votes_spurious INTEGER NOT NULL,
    source TEXT NOT NULL,
    score REAL,
    basis TEXT NOT NULL,
    PRIMARY KEY (class_index, feature)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE models (
    position INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL CHECK (kind IN ('head', 'onnx', 'predictions')),
    file TEXT NOT NULL,
    tags TEXT NOT NULL,
    added_from TEXT NOT NULL
  ) STRICT;
  `,
  `
  ALTER TABLE answers ADD COLUMN seconds REAL;
  ALTER TABLE answers ADD COLUMN answered_at TEXT;
  ALTER TABLE answers ADD COLUMN retracted_at TEXT;
  CREATE INDEX answers_of_pair ON answers (class_index, feature);
  CREATE INDEX answers_of_worker ON answers (worker_id, class_index, feature) WHERE is_current;
  CREATE INDEX current_choices ON answers (class_index, feature, main) WHERE is_current;
  CREATE INDEX imports_by_name ON answer_imports (name);
  CREATE TABLE skips (
    worker_id TEXT NOT NULL,
    class_index INTEGER NOT NULL,
    feature INTEGER NOT NULL,
    skipped_at TEXT NOT NULL,
    PRIMARY KEY (worker_id, class_index, feature)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE adjudications (
    adjudication_id INTEGER PRIMARY KEY,
    class_index INTEGER NOT NULL,
    feature INTEGER NOT NULL,
    verdict TEXT CHECK (verdict IN ('core', 'spurious')),
    decided_by TEXT NOT NULL,
    reason TEXT NOT NULL,
    decided_at TEXT NOT NULL,
    is_current INTEGER NOT NULL DEFAULT 1
  ) STRICT;
  CREATE UNIQUE INDEX current_adjudications ON adjudications (class_index, feature) WHERE is_current;
  CREATE TABLE validation_answers (
    validation_id INTEGER PRIMARY KEY,
    worker_id TEXT NOT NULL,
    class_index INTEGER NOT NULL,
    feature INTEGER NOT NULL,
    variant TEXT NOT NULL CHECK (variant IN ('lowest', 'random')),
    different TEXT NOT NULL,
    judgement TEXT NOT NULL CHECK (judgement IN ('same', 'different', 'unclear')),
    seconds REAL,
    answered_at TEXT NOT NULL,
    is_current INTEGER NOT NULL DEFAULT 1
  ) STRICT;
  CREATE UNIQUE INDEX current_validation_answers
    ON validation_answers (class_index, feature, variant, worker_id) WHERE is_current;
  CREATE TABLE label_decisions (
    decision_id INTEGER PRIMARY KEY,
    image_path TEXT NOT NULL,
    class_index INTEGER NOT NULL,
    choice TEXT CHECK (choice IN ('keep', 'relabel', 'exclude')),
    new_class_index INTEGER,
    decided_by TEXT NOT NULL,
    decided_at TEXT NOT NULL,
    is_current INTEGER NOT NULL DEFAULT 1,
    CHECK ((choice IS 'relabel') = (new_class_index IS NOT NULL))
  ) STRICT;
  CREATE UNIQUE INDEX current_label_decisions ON label_decisions (image_path) WHERE is_current;
  CREATE TABLE saved_views (
    view_id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    url TEXT NOT NULL,
    created_at TEXT NOT NULL
  ) STRICT;
  CREATE TABLE settings (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE jobs (
    job_id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    options TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('queued', 'running', 'done', 'failed', 'cancelled', 'interrupted')),
    progress TEXT,
    error TEXT,
    result TEXT,
    created_at TEXT NOT NULL,
    started_at TEXT,
    ended_at TEXT,
    pid INTEGER NOT NULL,
    machine TEXT NOT NULL
  ) STRICT;
  CREATE TABLE job_log (
    job_id INTEGER NOT NULL REFERENCES jobs (job_id),
    position INTEGER NOT NULL,
    at TEXT NOT NULL,
    level TEXT NOT NULL CHECK (level IN ('info', 'warn')),
    text TEXT NOT NULL,
    PRIMARY KEY (job_id, position)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  ALTER TABLE automatic_verdicts ADD COLUMN probability REAL;
  `,
  `
  ALTER TABLE answers ADD COLUMN is_blind INTEGER;
  CREATE TABLE unblindings (
    worker_id TEXT PRIMARY KEY,
    unblinded_at TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
  // A check cannot be widened: the table is made anew with its rows.
  `
  CREATE TABLE wider_label_decisions (
    decision_id INTEGER PRIMARY KEY,
    image_path TEXT NOT NULL,
    class_index INTEGER NOT NULL,
    choice TEXT CHECK (choice IN ('flag', 'keep', 'relabel', 'exclude')),
    new_class_index INTEGER,
    decided_by TEXT NOT NULL,
    decided_at TEXT NOT NULL,
    is_current INTEGER NOT NULL DEFAULT 1,
    CHECK ((choice IS 'relabel') = (new_class_index IS NOT NULL))
  ) STRICT;
  INSERT INTO wider_label_decisions
    SELECT decision_id, image_path, class_index, choice, new_class_index, decided_by, decided_at, is_current
    FROM label_decisions;
  DROP TABLE label_decisions;
  ALTER TABLE wider_label_decisions RENAME TO label_decisions;
  CREATE UNIQUE INDEX current_label_decisions ON label_decisions (image_path) WHERE is_current;
  CREATE INDEX label_decisions_of_image ON label_decisions (image_path, decision_id);
  CREATE TABLE image_tags (
    tag_id INTEGER PRIMARY KEY,
    image_path TEXT NOT NULL,
    tag TEXT NOT NULL,
    is_set INTEGER NOT NULL,
    decided_by TEXT NOT NULL,
    decided_at TEXT NOT NULL,
    is_current INTEGER NOT NULL DEFAULT 1
  ) STRICT;
  CREATE UNIQUE INDEX current_image_tags ON image_tags (image_path, tag) WHERE is_current;
  CREATE TABLE shown_flags (
    image_path TEXT PRIMARY KEY,
    class_index INTEGER NOT NULL,
    spuriosity REAL NOT NULL,
    suspected_class_index INTEGER NOT NULL,
    shown_at TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
];

/** Newest schema that this version knows. */
export const SCHEMA_VERSION = MIGRATIONS.length;

/** Brings a database to the newest schema; of processes that open a new file at once, one does the work. */
export function migrate(connection: DatabaseSyncInstance, path: string): void {
  if (isNewest(connection, path)) return;
  connection.exec('BEGIN IMMEDIATE');
  try {
    // Another process may have migrated while this one waited for its turn.
    const version = readPragma(connection, 'user_version');
    for (const migration of MIGRATIONS.slice(version)) connection.exec(migration);
    connection.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
    connection.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`);
    connection.exec('COMMIT');
  } catch (error) {
    connection.exec('ROLLBACK');
    throw error;
  }
}

/** Whether a database is at the newest schema. Throws `database-foreign` and `database-too-new`. */
export function isNewest(connection: DatabaseSyncInstance, path: string): boolean {
  assertOurs(connection, path);
  return readPragma(connection, 'user_version') === SCHEMA_VERSION;
}

function assertOurs(connection: DatabaseSyncInstance, path: string): void {
  const { tables } = connection.prepare('SELECT count(*) AS tables FROM sqlite_schema').get() as {
    tables: number;
  };
  if (tables > 0 && readPragma(connection, 'application_id') !== APPLICATION_ID) {
    throw new StorageError('database-foreign', {
      what: `${path} is a database of another program.`,
      next: 'Name a workspace with -w, or move that file away.',
    });
  }
  const version = readPragma(connection, 'user_version');
  if (version > SCHEMA_VERSION) {
    throw new StorageError('database-too-new', {
      what: `${path} has schema ${version}; this spuriosity knows schemas up to ${SCHEMA_VERSION}.`,
      next: 'Update spuriosity, or make a new workspace with -w.',
    });
  }
}

function readPragma(connection: DatabaseSyncInstance, name: 'user_version' | 'application_id'): number {
  return (connection.prepare(`PRAGMA ${name}`).get() as Record<string, number>)[name]!;
}
