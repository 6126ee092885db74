/**
 * Automatic verdicts and models under test in the database.
 * In: a connection and records. Out: the same records. Touches no model file.
 */
import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import type { Pair, Verdict, VerdictSource } from '../../records/annotation.js';
import type { ModelKind, ModelRecord } from '../../records/workspace.js';
import type { Transactions } from './database-transactions.js';

interface VerdictRow {
  class_index: number;
  feature: number;
  verdict: Verdict['verdict'];
  votes_core: number;
  votes_spurious: number;
  source: VerdictSource;
  score: number | null;
  probability: number | null;
  basis: string;
}

interface ModelRow {
  name: string;
  kind: ModelKind;
  file: string;
  tags: string;
  added_from: string;
}

/** Replaces the automatic verdicts as a whole (rule W53); the caller holds the transaction. */
export function writeVerdicts(connection: DatabaseSyncInstance, verdicts: Iterable<Verdict>): void {
  connection.exec('DELETE FROM automatic_verdicts');
  const insert = connection.prepare('INSERT INTO automatic_verdicts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)');
  for (const one of verdicts) {
    insert.run(
      ...[one.classIndex, one.feature, one.verdict, one.votesCore, one.votesSpurious],
      ...[one.source, one.score, one.basis, one.probability],
    );
  }
}

/** Automatic verdicts, ascending by class, then feature. */
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

/** Adds a model, or replaces the one of its name in its place. */
export function writeModel(connection: DatabaseSyncInstance, model: ModelRecord): void {
  connection
    .prepare(
      `INSERT INTO models (name, kind, file, tags, added_from) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (name) DO UPDATE SET kind = excluded.kind, file = excluded.file, tags = excluded.tags, added_from = excluded.added_from`,
    )
    .run(model.name, model.kind, model.file, JSON.stringify(model.tags), model.addedFrom);
}

/** Models in the order in which they were added (rule W54). */
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

/** False where there was none of that name. */
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
    probability: row.probability,
    basis: row.basis,
  };
}
