/**
 * Automatic verdicts and models under test in the database.
 * In: a connection and records. Out: the same records. Touches no model file.
 */
import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import type { Pair, Verdict, VerdictSource } from '../records/annotation.js';
import type { ModelKind, ModelRecord } from '../records/workspace.js';
import type { Transactions } from './database-transactions.js';

interface VerdictRow {
  class_index: number;
  feature: number;
  verdict: Verdict['verdict'];
  votes_core: number;
  votes_spurious: number;
  source: VerdictSource;
  score: number | null;
  basis: string;
}

interface ModelRow {
  name: string;
  kind: ModelKind;
  file: string;
  tags: string;
  added_from: string;
}

export function writeVerdicts(connection: DatabaseSyncInstance, verdicts: Iterable<Verdict>): void {
  connection.exec('DELETE FROM automatic_verdicts');
  const insert = connection.prepare('INSERT INTO automatic_verdicts VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
  for (const { classIndex, feature, verdict, votesCore, votesSpurious, source, score, basis } of verdicts) {
    insert.run(classIndex, feature, verdict, votesCore, votesSpurious, source, score, basis);
  }
}

export function readVerdicts(connection: DatabaseSyncInstance): Verdict[] {
  const rows = connection.prepare('SELECT * FROM automatic_verdicts ORDER BY class_index, feature').all();
  return (rows as VerdictRow[]).map(toVerdict);
}

/** The automatic verdict on one pair; null without one. */
export function readVerdict(
  { prepare }: Pick<Transactions, 'prepare'>,
  { classIndex, feature }: Pair,
): Verdict | null {
  const find = prepare('SELECT * FROM automatic_verdicts WHERE class_index = ? AND feature = ?');
  const row = find.get(classIndex, feature) as VerdictRow | undefined;
  return row === undefined ? null : toVerdict(row);
}

export function writeModel(connection: DatabaseSyncInstance, model: ModelRecord): void {
  connection
    .prepare(
      `INSERT INTO models (name, kind, file, tags, added_from) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (name) DO UPDATE SET kind = excluded.kind, file = excluded.file, tags = excluded.tags, added_from = excluded.added_from`,
    )
    .run(model.name, model.kind, model.file, JSON.stringify(model.tags), model.addedFrom);
}

export function readModels(connection: DatabaseSyncInstance): ModelRecord[] {
  const rows = connection.prepare('SELECT * FROM models ORDER BY position').all() as ModelRow[];
  return rows.map(({ name, kind, file, tags, added_from }) => ({
    name,
    kind,
    file,
    tags: JSON.parse(tags) as string[],
    addedFrom: added_from,
  }));
}

export function removeModel(connection: DatabaseSyncInstance, name: string): boolean {
  return connection.prepare('DELETE FROM models WHERE name = ?').run(name).changes > 0;
}

function toVerdict(row: VerdictRow): Verdict {
  return {
    classIndex: row.class_index,
    feature: row.feature,
    verdict: row.verdict,
    votesCore: row.votes_core,
    votesSpurious: row.votes_spurious,
    source: row.source,
    score: row.score,
    basis: row.basis,
  };
}
