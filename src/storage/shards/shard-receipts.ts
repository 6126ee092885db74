/**
 * Receipts of finished shards: the only thing that readers trust (rules W24 to W31).
 * In: a folder of features and its plan. Out: checked receipts, a list of what is missing or damaged.
 * Writes, completes and moves receipts, never features.
 */
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { StorageError } from '../../base/errors.js';
import { toSystemCode } from '../../files/index.js';
import {
  computeShardCount,
  computeShardRows,
  type ExtractionPlan,
  IMPORTED_DEVICE_CLASS,
  type ShardReceipt,
  shardReceiptSchema,
} from '../../records/extraction.js';
import { toStorageError } from '../errors.js';
import { createFileOnce, syncFolder, writeFileAtomic } from '../files/atomic.js';
import { computeFileChecksum, computeFileDigests, computeFileHash } from '../files/file-hash.js';
import { readOptionalText, statOptional } from '../files/optional.js';
import { readFileStamp } from '../files/stamp.js';

/** What stands for a shard on disk. */
type ShardState =
  | { kind: 'missing' }
  | { kind: 'finished'; receipt: ShardReceipt }
  | { kind: 'damaged'; reason: string };

/** Receipts read together: on a network file system each takes a while and no work. */
const RECEIPTS_AT_ONCE = 32;
/** Folders below the folder of the features. */
export const RECEIPTS_FOLDER = 'receipts';
/** Folder of what was refused (rules W27, W29). */
export const QUARANTINE_FOLDER = 'quarantine';

/** `00012`: five digits or more, so that names sort as numbers do. */
export function formatShardNumber(shard: number): string {
  return String(shard).padStart(5, '0');
}

/** Reads one receipt and looks at its shard: present and of the right size, with `verify` also of the right hash. */
export async function readShardState(
  folder: string,
  plan: ExtractionPlan,
  shard: number,
  verify: boolean,
): Promise<ShardState> {
  const text = await readOptionalText(toReceiptPath(folder, shard));
  if (text === null) return { kind: 'missing' };
  const receipt = parseReceipt(text, plan, shard);
  if (receipt === null) return { kind: 'damaged', reason: 'its receipt is not as it was written' };
  const path = join(folder, receipt.file);
  const sizeBytes = (await statOptional(path))?.size;
  if (sizeBytes === undefined) return { kind: 'damaged', reason: `${receipt.file} is not there` };
  if (sizeBytes !== receipt.sizeBytes) {
    return { kind: 'damaged', reason: `${receipt.file} has ${sizeBytes} bytes, not ${receipt.sizeBytes}` };
  }
  if (verify && !(await isRight(folder, receipt, 'hash'))) {
    return { kind: 'damaged', reason: toOtherBytes(receipt) };
  }
  return { kind: 'finished', receipt };
}

/** States of all shards in order; a folder listing spares a look for every shard that is not there. */
export async function readShardStates(
  folder: string,
  plan: ExtractionPlan,
  verify: boolean,
): Promise<ShardState[]> {
  const names = new Set(
    await readdir(join(folder, RECEIPTS_FOLDER)).catch((error) => {
      throw toStorageError(error, `Reading ${folder} failed`);
    }),
  );
  const states: ShardState[] = Array.from({ length: computeShardCount(plan) }, () => ({ kind: 'missing' }));
  const there = [...states.keys()].filter((shard) => names.has(`${formatShardNumber(shard)}.json`));
  // One at a time where bytes are read: then the disk is what takes the time.
  const together = verify ? 1 : RECEIPTS_AT_ONCE;
  for (let start = 0; start < there.length; start += together) {
    await Promise.all(
      there.slice(start, start + together).map(async (shard) => {
        states[shard] = await readShardState(folder, plan, shard, verify);
      }),
    );
  }
  return states;
}

/** The error that names a damaged shard. */
export function toDamageError(
  folder: string,
  plan: ExtractionPlan,
  shard: number,
  reason: string,
): StorageError {
  return new StorageError('shard-damaged', {
    what: `Shard ${shard} of the features in ${folder} is damaged: ${reason}.`,
    why: 'Every number that rests on it would be wrong.',
    next:
      plan.deviceClass === IMPORTED_DEVICE_CLASS
        ? 'Run `spuriosity features import F.npy` again; of a file with a row for every image only the damaged shards are made anew.'
        : 'Run `spuriosity extract --verify`: only damaged shards are made anew.',
  });
}

/** Stamps of files whose bytes were found right in this process, by path. */
const checked = new Map<string, string>();

/**
 * Throws `shard-damaged` unless the shard's bytes have the checksum of its receipt; each file is looked at once per process, when it
 * is verified or at its first reading, and again when it was replaced since.
 */
export async function assertShardBytes(
  folder: string,
  plan: ExtractionPlan,
  receipt: ShardReceipt,
): Promise<void> {
  const path = join(folder, receipt.file);
  if (checked.get(path) === (await toStamp(path, receipt))) return;
  if (!(await isRight(folder, receipt, 'checksum'))) {
    throw toDamageError(folder, plan, receipt.shard, toOtherBytes(receipt));
  }
}

/**
 * Looks at a shard's bytes now, and remembers that they were right. The checksum is cheaper to look at than the hash; a receipt of an earlier
 * version has none, and gets one.
 */
async function isRight(folder: string, receipt: ShardReceipt, by: 'hash' | 'checksum'): Promise<boolean> {
  const path = join(folder, receipt.file);
  const stamp = await toStamp(path, receipt);
  if (receipt.crc32 === undefined) {
    const { sha256, crc32 } = await computeFileDigests(path);
    if (sha256 !== receipt.sha256) return false;
    await addChecksum(folder, receipt, crc32);
  } else {
    const isSame =
      by === 'hash'
        ? (await computeFileHash(path)) === receipt.sha256
        : (await computeFileChecksum(path)) === receipt.crc32;
    if (!isSame) return false;
  }
  checked.set(path, stamp);
  return true;
}

/**
 * Writes the receipt of an earlier version as this one would, so that the next process reads at the lower cost. Where it has changed
 * meanwhile, or nothing can be written, it stays as it is.
 */
async function addChecksum(folder: string, receipt: ShardReceipt, crc32: string): Promise<void> {
  const path = toReceiptPath(folder, receipt.shard);
  const { skipped, exifOriented, remarked, ...before } = receipt;
  const completed = {
    ...before,
    crc32,
    skipped,
    exifOriented,
    ...(remarked === undefined ? {} : { remarked }),
  };
  try {
    const text = await readOptionalText(path);
    if (text === null || !isDeepStrictEqual(shardReceiptSchema.parse(JSON.parse(text)), receipt)) return;
    await writeFileAtomic(path, formatReceipt(completed));
  } catch {
    // Read-only, full, another's: reading goes on.
  }
}

async function toStamp(path: string, { sha256 }: ShardReceipt): Promise<string> {
  return `${await readFileStamp(path)}/${sha256}`;
}

function toOtherBytes({ file }: ShardReceipt): string {
  return `the bytes of ${file} are not those that were written`;
}

/** Puts a receipt down; whether it is now ours, was there already, or another one stands in its place. */
export async function writeReceiptOnce(
  folder: string,
  receipt: ShardReceipt,
): Promise<'created' | 'same' | 'different'> {
  return await createFileOnce(toReceiptPath(folder, receipt.shard), formatReceipt(receipt));
}

/** Moves a receipt whose shard is damaged out of the way; another process may have done so already. */
export async function setReceiptAside(folder: string, shard: number): Promise<void> {
  const quarantine = join(folder, QUARANTINE_FOLDER);
  await mkdir(quarantine, { recursive: true });
  const name = `${formatShardNumber(shard)}-damaged-${randomBytes(4).toString('hex')}.json`;
  try {
    await rename(toReceiptPath(folder, shard), join(quarantine, name));
  } catch (error) {
    if (toSystemCode(error) !== 'ENOENT') throw error;
  }
  await syncFolder(join(folder, RECEIPTS_FOLDER));
}

/** Receipts are compared as text, so this must not change. The last field is a hash of those before it (rule W35). */
export function formatReceipt(receipt: ShardReceipt): string {
  return `${JSON.stringify({ ...receipt, receiptSha256: computeReceiptHash(receipt) }, null, 1)}\n`;
}

function computeReceiptHash(fields: object): string {
  return createHash('sha256').update(JSON.stringify(fields)).digest('hex');
}

function toReceiptPath(folder: string, shard: number): string {
  return join(folder, RECEIPTS_FOLDER, `${formatShardNumber(shard)}.json`);
}

/** Null unless the text is a receipt of this shard of this plan, as it was written; those of earlier versions have no hash. */
function parseReceipt(text: string, plan: ExtractionPlan, shard: number): ShardReceipt | null {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return null;
  }
  const parsed = shardReceiptSchema.safeParse(json);
  if (!parsed.success) return null;
  const { receiptSha256, ...fields } = json as ShardReceipt & { receiptSha256?: unknown };
  if (receiptSha256 !== undefined && receiptSha256 !== computeReceiptHash(fields)) return null;
  const receipt = parsed.data;
  const { rowStart, rowEnd } = computeShardRows(plan, shard);
  const isOfShard = receipt.shard === shard && receipt.rowStart === rowStart && receipt.rowEnd === rowEnd;
  const isWithin = receipt.skipped.every(({ row }) => row >= rowStart && row < rowEnd);
  return isOfShard && isWithin ? receipt : null;
}
