/**
 * Features on disk: an immutable plan, shards of rows, and a receipt for every finished shard (rules W20 to W33).
 * In: a plan and, shard by shard, Float32Arrays. Out: a FeatureSource once all shards are there.
 * Any number of processes may commit to one folder; which shards one of them computes is not decided here.
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { StorageError } from '../../base/errors.js';
import { computeChecksum } from '../../files/index.js';
import {
  computeShardCount,
  computeShardRows,
  type ExtractionPlan,
  extractionPlanSchema,
  type RemarkedRow,
  type ShardReceipt,
  type SkippedRow,
} from '../../records/extraction.js';
import type { FeatureSource } from '../../records/features.js';
import { toStorageError } from '../errors.js';
import { createAtomicFile, createFileOnce, removeDeadTemporaries, writeFileAtomic } from '../files/atomic.js';
import { makeFolder } from '../files/folders.js';
import { LOCKS_FOLDER } from '../files/lock.js';
import { formatNpyHeader } from '../npy/npy-header.js';
import { toBytes } from '../npy/npy-values.js';
import { computeFingerprint, toFeatureFolderName } from './feature-plan.js';
import { createShardSource } from './feature-source.js';
import {
  formatReceipt,
  formatShardNumber,
  QUARANTINE_FOLDER,
  RECEIPTS_FOLDER,
  readShardState,
  readShardStates,
  setReceiptAside,
  toDamageError,
  writeReceiptOnce,
} from './shard-receipts.js';
import { SOURCES_FOLDER } from './shard-sources.js';

/** With `verify`, every byte is read and hashed; without, presence and size are checked. */
export interface VerifyOption {
  verify?: boolean;
}

/** A shard that was finished once. */
export interface DamagedShard {
  shard: number;
  /** In words that go on after "shard 3: ". */
  reason: string;
}

/** The features of one plan. */
export interface FeatureStore {
  /** The plan as it stands on disk. */
  plan: ExtractionPlan;
  /** Where plan, shards and receipts are. */
  folder: string;
  /** Receipts of finished shards, ascending. Throws `shard-damaged` naming the first whose file is not as it says. */
  readReceipts(options?: VerifyOption): Promise<ShardReceipt[]>;
  /** Receipts of finished shards, ascending; damaged ones count as missing. */
  readFinished(): Promise<ShardReceipt[]>;
  /** Shards to compute, ascending: those without a receipt and those damaged. */
  missingShards(options?: VerifyOption): Promise<number[]>;
  /** Whether a shard is finished and present, at its size. */
  hasShard(shard: number): Promise<boolean>;
  /** Shards whose receipt or file is not as it was written, ascending, and in what. */
  damagedShards(options?: VerifyOption): Promise<DamagedShard[]>;
  /**
   * Stores a shard. Repeating it with equal content does nothing and returns the standing receipt; with different content the
   * newcomer is kept in `quarantine/` and `shard-conflict` is thrown.
   * @param data Float32Array, [rows of the shard, featureCount], row-major; zeros in skipped rows
   * @param exifOriented images of the shard that carry an EXIF orientation
   * @param remarked images of the shard whose files are out of order
   */
  commitShard(
    shard: number,
    data: Float32Array,
    skipped: readonly SkippedRow[],
    exifOriented: number,
    remarked?: readonly RemarkedRow[],
  ): Promise<ShardReceipt>;
  /** Everything, for reading; throws `features-incomplete` while shards are missing. */
  openSource(options?: VerifyOption): Promise<FeatureSource>;
}

/** Name of the plan's file in a folder of features. */
export const PLAN_FILE = 'plan.json';

/** Opens the features of `plan` below `parentFolder`, starting them when they are not there. */
export async function openFeatureStore(parentFolder: string, plan: ExtractionPlan): Promise<FeatureStore> {
  const folder = join(parentFolder, toFeatureFolderName(plan));
  try {
    await makeFolder(join(folder, RECEIPTS_FOLDER));
    await createFileOnce(join(folder, PLAN_FILE), `${JSON.stringify(plan, null, 1)}\n`);
  } catch (error) {
    throw toStorageError(error, `Writing ${folder} failed`);
  }
  const store = await openFeatureStoreAt(folder);
  if (store.plan.fingerprint !== plan.fingerprint) {
    throw new StorageError('plan-conflict', {
      what: `${folder} holds the features of another plan (${store.plan.fingerprint}, not ${plan.fingerprint}).`,
      next: 'Move that folder away and extract again.',
    });
  }
  return store;
}

/** Opens features that were started before, by their own folder. */
export async function openFeatureStoreAt(folder: string): Promise<FeatureStore> {
  const plan = await readPlan(folder);
  for (const name of ['', RECEIPTS_FOLDER, SOURCES_FOLDER, LOCKS_FOLDER]) {
    await removeDeadTemporaries(join(folder, name));
  }
  const shardCount = computeShardCount(plan);

  async function readReceipts(options: VerifyOption = {}): Promise<ShardReceipt[]> {
    const states = await readShardStates(folder, plan, options.verify ?? false);
    return states.flatMap((state, shard) => {
      if (state.kind === 'damaged') throw toDamageError(folder, plan, shard, state.reason);
      return state.kind === 'finished' ? [state.receipt] : [];
    });
  }
  return {
    plan,
    folder,
    readReceipts,
    async readFinished() {
      const states = await readShardStates(folder, plan, false);
      return states.flatMap((state) => (state.kind === 'finished' ? [state.receipt] : []));
    },
    async missingShards(options = {}) {
      const states = await readShardStates(folder, plan, options.verify ?? false);
      return states.flatMap((state, shard) => (state.kind === 'finished' ? [] : [shard]));
    },
    async hasShard(shard) {
      return (await readShardState(folder, plan, shard, false)).kind === 'finished';
    },
    async damagedShards(options = {}) {
      const states = await readShardStates(folder, plan, options.verify ?? false);
      return states.flatMap((state, shard) =>
        state.kind === 'damaged' ? [{ shard, reason: state.reason }] : [],
      );
    },
    async commitShard(shard, data, skipped, exifOriented, remarked = []) {
      assertShardFits(plan, shard, data, skipped);
      try {
        return await commitShard(folder, plan, shard, data, skipped, exifOriented, remarked);
      } catch (error) {
        throw toStorageError(error, `Storing shard ${shard} in ${folder} failed`);
      }
    },
    async openSource(options) {
      const receipts = await readReceipts(options);
      if (receipts.length < shardCount) {
        throw new StorageError('features-incomplete', {
          what: `${shardCount - receipts.length} of ${shardCount} shards of the features in ${folder} are missing.`,
          next: 'Run extract again: it goes on where it stopped.',
        });
      }
      return createShardSource(folder, plan, receipts);
    },
  };
}

async function readPlan(folder: string): Promise<ExtractionPlan> {
  const path = join(folder, PLAN_FILE);
  const text = await readFile(path, 'utf8').catch((error) => {
    throw toStorageError(error, `Reading ${path} failed`);
  });
  try {
    const plan = extractionPlanSchema.parse(JSON.parse(text));
    if (computeFingerprint(plan) === plan.fingerprint) return plan;
  } catch {
    // Falls through: not JSON, or not a plan.
  }
  throw new StorageError('plan-damaged', {
    what: `${path} is not a plan of this version of spuriosity, or was changed.`,
    next: `Move ${folder} away and extract again.`,
  });
}

function assertShardFits(
  plan: ExtractionPlan,
  shard: number,
  data: Float32Array,
  skipped: readonly SkippedRow[],
): void {
  const { rowStart, rowEnd } = computeShardRows(plan, shard);
  const fits =
    Number.isInteger(shard) &&
    shard >= 0 &&
    shard < computeShardCount(plan) &&
    data.length === (rowEnd - rowStart) * plan.featureCount &&
    skipped.every(({ row }) => Number.isInteger(row) && row >= rowStart && row < rowEnd);
  if (fits) return;
  throw new StorageError('shard-malformed', {
    what: `Shard ${shard} with ${data.length} values and ${skipped.length} skipped rows does not fit rows ${rowStart} to ${rowEnd} of ${plan.featureCount} features.`,
  });
}

async function commitShard(
  folder: string,
  plan: ExtractionPlan,
  shard: number,
  data: Float32Array,
  skipped: readonly SkippedRow[],
  exifOriented: number,
  remarked: readonly RemarkedRow[],
): Promise<ShardReceipt> {
  const { rowStart, rowEnd } = computeShardRows(plan, shard);
  const header = formatNpyHeader('float32', [rowEnd - rowStart, plan.featureCount]);
  const sha256 = createHash('sha256').update(header).update(toBytes(data)).digest('hex');
  const receipt: ShardReceipt = {
    shard,
    rowStart,
    rowEnd,
    file: `shard-${formatShardNumber(shard)}-${sha256.slice(0, 16)}.npy`,
    sizeBytes: header.byteLength + data.byteLength,
    sha256,
    crc32: computeChecksum([header, toBytes(data)]),
    skipped: [...skipped].sort((a, b) => a.row - b.row),
    exifOriented,
    ...(remarked.length > 0 ? { remarked: [...remarked].sort((a, b) => a.row - b.row) } : {}),
  };
  const file = await createAtomicFile(join(folder, receipt.file));
  await file.write(header);
  await file.write(toBytes(data));
  await file.commit();

  if ((await writeReceiptOnce(folder, receipt)) !== 'different') return receipt;
  const standing = await readShardState(folder, plan, shard, true);
  if (standing.kind === 'finished') {
    if (hasEqualContent(standing.receipt, receipt)) return standing.receipt;
    return await quarantine(folder, receipt, standing.receipt);
  }
  if (standing.kind === 'damaged') await setReceiptAside(folder, shard);
  if ((await writeReceiptOnce(folder, receipt)) !== 'different') return receipt;
  return await quarantine(folder, receipt, null);
}

/** Reasons are words and may differ between versions; rows, codes and features may not. */
function hasEqualContent(a: ShardReceipt, b: ShardReceipt): boolean {
  const toKey = ({ sha256, skipped }: ShardReceipt) =>
    JSON.stringify([sha256, skipped.map(({ row, code }) => [row, code])]);
  return toKey(a) === toKey(b);
}

async function quarantine(
  folder: string,
  refused: ShardReceipt,
  standing: ShardReceipt | null,
): Promise<never> {
  const quarantineFolder = join(folder, QUARANTINE_FOLDER);
  await mkdir(quarantineFolder, { recursive: true });
  // Equal features with different skipped rows share one file: it belongs to the standing receipt and stays.
  if (refused.file !== standing?.file) {
    await rename(join(folder, refused.file), join(quarantineFolder, refused.file));
  }
  const receiptName = refused.file.replace('.npy', '.json');
  await writeFileAtomic(join(quarantineFolder, receiptName), formatReceipt(refused));
  throw new StorageError('shard-conflict', {
    what: `Shard ${refused.shard} was computed twice with different results; the second is kept as quarantine/${receiptName} in ${folder}.`,
    why: 'Features must not depend on who computes them: a worker may run other software, or its memory or processor may be faulty.',
    next: 'Compare both files, find the worker at fault, and if the first was wrong delete its receipt and extract again.',
  });
}
