/**
 * Linear heads on disk: weights as `.npz` (arrays `W` and `b`), and a JSON beside that names and describes them (rules W40 to W42).
 * In: a head and what is to be remembered about it. Out: the same, checked. The JSON is written last and decides.
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { StorageError } from '../base/errors.js';
import { describeNotFinite } from '../base/not-finite.js';
import type { LinearHead } from '../records/networks/encoder.js';
import { toStorageError } from './errors.js';
import { writeFileAtomic } from './files/atomic.js';
import { readOptionalRecord } from './files/optional.js';
import type { NpyArray } from './npy/npy.js';
import { formatNpz, parseNpz } from './npy/npz.js';

const HEAD_VERSION = 1;

const headFileSchema = z.object({
  headVersion: z.literal(HEAD_VERSION),
  /** File with the weights, in the same folder. */
  weights: z.string().regex(/^[\w.-]+-[0-9a-f]{16}\.npz$/),
  sha256: z.string(),
  meta: z.record(z.string(), z.json()),
});

/** A damaged description goes with the head that it described; its weights stay as a file that nothing names. */
const REPLACED = () => {};
/** Whoever reads the head itself hears of it. */
const NONE_TO_READ = () => {};

/** What is remembered about a head: recipe, seed, accuracies, curve; any JSON. */
export type HeadMeta = z.infer<typeof headFileSchema>['meta'];

/** A head as it was stored. */
export interface StoredHead {
  head: LinearHead;
  meta: HeadMeta;
}

/** Stores a head under a name, replacing one of that name; returns the path of its JSON. Throws `head-not-finite` and leaves what was there. */
export async function writeHead(
  folder: string,
  name: string,
  head: LinearHead,
  meta: HeadMeta,
): Promise<string> {
  const path = toHeadPath(folder, name);
  assertFinite(head, `The head ${name}`);
  const bytes = formatHead(head);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const weights = `${name}-${sha256.slice(0, 16)}.npz`;
  try {
    await mkdir(folder, { recursive: true });
    const before = await readOptionalRecord(path, headFileSchema, REPLACED);
    await writeFileAtomic(join(folder, weights), bytes);
    await writeFileAtomic(
      path,
      `${JSON.stringify({ headVersion: HEAD_VERSION, weights, sha256, meta }, null, 1)}\n`,
    );
    if (before && before.weights !== weights) await rm(join(folder, before.weights), { force: true });
    return path;
  } catch (error) {
    throw toStorageError(error, `Writing the head ${name} failed`);
  }
}

/** Reads a head; throws `file-missing`, `head-damaged` or `head-not-finite`. */
export async function readHead(folder: string, name: string): Promise<StoredHead> {
  const { bytes, path, meta } = await readWeights(folder, name);
  return { head: toLinearHead(await parseNpz(bytes, path), path), meta };
}

/** SHA-256 of a head's weights, without reading them; null where there is none, or none that can be read. */
export async function readHeadHash(folder: string, name: string): Promise<string | null> {
  const stored = await readOptionalRecord(toHeadPath(folder, name), headFileSchema, NONE_TO_READ);
  return stored?.sha256 ?? null;
}

/** Forgets a head; does nothing where there is none of that name. */
export async function removeHead(folder: string, name: string): Promise<void> {
  const path = toHeadPath(folder, name);
  try {
    const stored = await readOptionalRecord(path, headFileSchema, REPLACED);
    await rm(path, { force: true });
    if (stored !== null) await rm(join(folder, stored.weights), { force: true });
  } catch (error) {
    throw toStorageError(error, `Removing the head ${name} failed`);
  }
}

/** A head as `.npz`: `W` [classes, features], `b` [classes]. */
export function formatHead({ classCount, featureCount, weights, bias }: LinearHead): Uint8Array {
  return formatNpz({
    W: { dtype: 'float32', shape: [classCount, featureCount], data: weights },
    b: { dtype: 'float32', shape: [classCount], data: bias },
  });
}

async function readWeights(folder: string, name: string) {
  const { weights, sha256, meta } = await readHeadFile(toHeadPath(folder, name));
  const path = join(folder, weights);
  const bytes = await readFile(path).catch((error) => {
    throw toStorageError(error, `Reading ${path} failed`);
  });
  if (createHash('sha256').update(bytes).digest('hex') !== sha256) {
    throw damaged(path, 'its bytes are not those that were written');
  }
  return { bytes, path, meta };
}

/** Reads a head from the bytes of an `.npz` with W [classes, features] and b [classes]; throws `head-damaged`, `head-not-finite`. */
export async function parseHead(bytes: Uint8Array, name: string): Promise<LinearHead> {
  return toLinearHead(await parseNpz(bytes, name), name);
}

function toHeadPath(folder: string, name: string): string {
  if (!/^[a-z0-9][a-z0-9._-]*$/i.test(name)) {
    throw new StorageError('name-invalid', {
      what: `A head cannot be named ${JSON.stringify(name)}.`,
      next: 'Use letters, digits, dots, hyphens and underscores, beginning with a letter or digit.',
    });
  }
  return join(folder, `${name}.json`);
}

async function readHeadFile(path: string): Promise<z.infer<typeof headFileSchema>> {
  const text = await readFile(path, 'utf8').catch((error) => {
    throw toStorageError(error, `Reading the head ${path} failed`);
  });
  try {
    return headFileSchema.parse(JSON.parse(text));
  } catch (error) {
    throw damaged(path, 'it is not the description of a head', error);
  }
}

function toLinearHead(arrays: Map<string, NpyArray>, path: string): LinearHead {
  const weights = arrays.get('W');
  const bias = arrays.get('b');
  const [classCount, featureCount] = weights?.shape ?? [];
  if (
    classCount === undefined ||
    featureCount === undefined ||
    weights?.shape.length !== 2 ||
    bias?.shape.length !== 1 ||
    bias.shape[0] !== classCount ||
    !(weights.data instanceof Float32Array && bias.data instanceof Float32Array)
  ) {
    throw damaged(path, 'it lacks float32 arrays W [classes, features] and b [classes]');
  }
  const head = { classCount, featureCount, weights: weights.data, bias: bias.data };
  assertFinite(head, path);
  return head;
}

function assertFinite({ weights, bias, featureCount }: LinearHead, name: string): void {
  for (const [array, values, columnCount] of [
    ['W', weights, featureCount] as const,
    ['b', bias, 1] as const,
  ]) {
    const problem = describeNotFinite(values, columnCount);
    if (problem === null) continue;
    throw new StorageError('head-not-finite', {
      what: `${name} has numbers in ${array} that are not finite: ${problem}.`,
      why: 'Such a head says nothing of any image.',
      next: 'Write the head again from before its training diverged; `spuriosity discover` makes the workspace’s own.',
    });
  }
}

function damaged(path: string, reason: string, cause?: unknown): StorageError {
  return new StorageError('head-damaged', {
    what: `${path} is damaged: ${reason}.`,
    next: 'Fit the head again with discover.',
    cause,
  });
}
