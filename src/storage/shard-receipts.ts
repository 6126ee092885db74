/**
 * Receipts of finished shards: the only thing that readers trust (rules W24 to W31).
 * In: a folder of features and its plan. Out: checked receipts, a list of what is missing or damaged.
 * Writes and moves receipts, never features.
 */
import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, readFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { StorageError } from '../base/errors.js';
import {
  computeShardCount,
  computeShardRows,
  type ExtractionPlan,
  type ShardReceipt,
  shardReceiptSchema,
} from '../records/extraction.js';
import { createFileOnce, syncFolder } from './atomic.js';
import { toStorageError, toSystemCode } from './errors.js';

/** What stands for a shard on disk. */
type ShardState =
  | { kind: 'missing' }
  | { kind: 'finished'; receipt: ShardReceipt }
  | { kind: 'damaged'; reason: string };

/** Folders below the folder of the features. */
export const RECEIPTS_FOLDER = 'receipts';
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
  let text: string;
  try {
    text = await readFile(toReceiptPath(folder, shard), 'utf8');
  } catch (error) {
    if (toSystemCode(error) === 'ENOENT') return { kind: 'missing' };
    throw toStorageError(error, `Reading the receipt of shard ${shard} failed`);
  }
  const receipt = parseReceipt(text, plan, shard);
  if (receipt === null) return { kind: 'damaged', reason: 'its receipt is not readable' };
  const path = join(folder, receipt.file);
  const sizeBytes = await stat(path).then(
    (stats) => stats.size,
    () => null,
  );
  if (sizeBytes === null) return { kind: 'damaged', reason: `${receipt.file} is not there` };
  if (sizeBytes !== receipt.sizeBytes) {
    return { kind: 'damaged', reason: `${receipt.file} has ${sizeBytes} bytes, not ${receipt.sizeBytes}` };
  }
  if (verify && (await computeFileHash(path)) !== receipt.sha256) {
    return { kind: 'damaged', reason: `the bytes of ${receipt.file} are not those that were written` };
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
  const states: ShardState[] = [];
  for (let shard = 0; shard < computeShardCount(plan); shard++) {
    const isThere = names.has(`${formatShardNumber(shard)}.json`);
    states.push(isThere ? await readShardState(folder, plan, shard, verify) : { kind: 'missing' });
  }
  return states;
}

/** The error that names a damaged shard. */
export function toDamageError(folder: string, shard: number, reason: string): StorageError {
  return new StorageError('shard-damaged', {
    what: `Shard ${shard} of the features in ${folder} is damaged: ${reason}.`,
    next: 'Extract (or import) the features again: only the damaged shards are made anew.',
  });
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

/** Receipts are compared as text, so this must not change. */
export function formatReceipt(receipt: ShardReceipt): string {
  return `${JSON.stringify(receipt, null, 1)}\n`;
}

async function computeFileHash(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest('hex');
}

function toReceiptPath(folder: string, shard: number): string {
  return join(folder, RECEIPTS_FOLDER, `${formatShardNumber(shard)}.json`);
}

/** Null unless the text is a receipt of this shard of this plan. */
function parseReceipt(text: string, plan: ExtractionPlan, shard: number): ShardReceipt | null {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return null;
  }
  const parsed = shardReceiptSchema.safeParse(json);
  if (!parsed.success) return null;
  const { rowStart, rowEnd } = computeShardRows(plan, shard);
  const receipt = parsed.data;
  return receipt.shard === shard && receipt.rowStart === rowStart && receipt.rowEnd === rowEnd
    ? receipt
    : null;
}
