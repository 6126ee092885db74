/**
 * The workspace's database: data set, answers and other judgements, automatic verdicts, models, views, jobs (rules W50 to W65).
 * In: records. Out: the same records, also for another process at the same time. The only importer of the SQLite driver.
 * Holds no features and nothing that can be computed from what it holds. Each `database-*.ts` beside it holds some tables.
 */
import type { Pair, Verdict } from '../../records/annotation.js';
import type { ClassRecord, Dataset } from '../../records/dataset.js';
import type { ModelRecord } from '../../records/workspace.js';
import { type AnswerTables, createAnswerTables } from './database-answers.js';
import { hasDataset, readDataset, writeClassNames, writeDataset } from './database-dataset.js';
import { createJobTables, type JobTables } from './database-jobs.js';
import { createJudgementTables, type JudgementTables } from './database-judgements.js';
import { createLabelTables, type LabelTables } from './database-labels.js';
import {
  readModels,
  readVerdict,
  readVerdicts,
  removeModel,
  writeModel,
  writeVerdicts,
} from './database-models.js';
import { attemptOn, createTransactions } from './database-transactions.js';
import { createViewTables, type ViewTables } from './database-views.js';
import { checkWhole } from './integrity.js';
import { type OpeningOptions, openConnection } from './opening.js';

export type { AnswerImportRecord, StoredAnswer } from './database-answers.js';
export type { JobOutcome } from './database-jobs.js';

/** An open database; every method is one transaction. */
export interface WorkspaceDatabase extends AnswerTables, JudgementTables, LabelTables, ViewTables, JobTables {
  /** Replaces the data set; answers, verdicts and models stay. `root` is where the paths of images start. */
  writeDataset(dataset: Dataset, root: string): void;
  /** What people read for the given classes; their names in tables stay. */
  writeClassNames(classes: Iterable<Pick<ClassRecord, 'index' | 'displayName'>>): void;
  /** Throws `dataset-missing` when there is none. */
  readDataset(): Dataset & { root: string };
  hasDataset(): boolean;
  /** Replaces all automatic verdicts. */
  writeAutomaticVerdicts(verdicts: Iterable<Verdict>): void;
  /** Ascending by class, then feature. */
  readAutomaticVerdicts(): Verdict[];
  /** The one on a pair; null without one. */
  readAutomaticVerdict(pair: Pair): Verdict | null;
  /** Adds a model, or replaces the one of that name in its place. */
  writeModel(model: ModelRecord): void;
  /** In the order in which they were added. */
  readModels(): ModelRecord[];
  /** False when there is no model of that name. */
  removeModel(name: string): boolean;
  /**
   * A mark that differs from an earlier one whenever anything in the database may have changed in between, here or in another process:
   * what was computed under an equal mark still holds. Means nothing to another connection.
   */
  readChangeMark(): string;
  /** As `readChangeMark`, for changes of other connections alone. */
  readForeignMark(): string;
  /** False where its disk is full or may not be written to (rule W67): then every change throws `disk-full` or `not-writable`. */
  readonly isWritable: boolean;
  /** Tables of a large file that were not looked at on opening (rule W66); none in others. */
  readonly uncheckedTables: readonly string[];
  /** Looks at every page. Throws `database-damaged`. */
  checkPages(): void;
  /** Moves everything from the write-ahead log into the file and closes it; an empty log may stay beside it. May be called twice. */
  close(): void;
}

/** Opens a database, making it when the file is not there; its folder must be. */
export function openDatabase(path: string, options: OpeningOptions = {}): WorkspaceDatabase {
  const opened = attemptOn(path, 'Opening', () => openConnection(path, options));
  const { connection, uncheckedTables, writeFailure } = opened;
  const transactions = createTransactions(connection, path, writeFailure);
  const { change, read, readTogether, prepare } = transactions;
  // Counts other connections' commits.
  const readDataVersion = () =>
    (prepare('PRAGMA data_version').get() as { data_version: number }).data_version;
  return {
    ...createAnswerTables(transactions),
    ...createJudgementTables(transactions),
    ...createLabelTables(transactions),
    ...createViewTables(transactions),
    ...createJobTables(transactions),
    writeDataset: (dataset, root) =>
      change('Writing the data set to', () => writeDataset(connection, dataset, root)),
    writeClassNames: (classes) =>
      change('Writing class names to', () => writeClassNames(connection, classes)),
    readDataset: () => readTogether(() => readDataset(connection)),
    hasDataset: () => read(() => hasDataset(connection)),
    writeAutomaticVerdicts: (verdicts) =>
      change('Writing verdicts to', () => writeVerdicts(connection, verdicts)),
    readAutomaticVerdicts: () => read(() => readVerdicts(connection)),
    readAutomaticVerdict: (pair) => read(() => readVerdict(transactions, pair)),
    writeModel: (model) => change('Writing a model to', () => writeModel(connection, model)),
    readModels: () => read(() => readModels(connection)),
    removeModel: (name) => change('Removing a model from', () => removeModel(connection, name)),
    readChangeMark: () =>
      read(() => {
        // This connection's changed rows.
        const { changes } = prepare('SELECT total_changes() AS changes').get() as { changes: number };
        return `${readDataVersion()}/${changes}`;
      }),
    readForeignMark: () => read(() => String(readDataVersion())),
    uncheckedTables,
    checkPages: () => read(() => checkWhole(connection, path)),
    isWritable: writeFailure === null,
    close: () => attemptOn(path, 'Closing', opened.close),
  };
}
