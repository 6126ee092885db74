/**
 * Files that may be absent. In: a path. Out: what is there, or null when nothing has that name.
 * Any other failure (no permission, a folder in its place, a disk that fails) is thrown: it does not mean that nothing was written.
 */
import { createHash } from 'node:crypto';
import type { Stats } from 'node:fs';
import fs from 'node:fs/promises';
import { basename } from 'node:path';
import type { z } from 'zod';
import { StageError } from '../../base/errors.js';
import { toSystemCode } from '../../files/index.js';
import { toStorageError } from '../errors.js';

/** The file's bytes; null where there is none. Throws `not-writable`, `storage-failed` and the like. */
export function readOptionalFile(path: string): Promise<Buffer | null> {
  return nullIfAbsent(fs.readFile(path), `Reading ${path} failed`);
}

/** The file's text, UTF-8; null where there is none. Throws as `readOptionalFile`. */
export function readOptionalText(path: string): Promise<string | null> {
  return nullIfAbsent(fs.readFile(path, 'utf8'), `Reading ${path} failed`);
}

/** Names of what lies in a folder; null where there is none. Throws as `readOptionalFile`. */
export function readOptionalFolder(path: string): Promise<string[] | null> {
  return nullIfAbsent(fs.readdir(path), `Listing ${path} failed`);
}

/** What the system knows of a file or folder; null where there is none. Throws as `readOptionalFile`. */
export function statOptional(path: string): Promise<Stats | null> {
  return nullIfAbsent(fs.stat(path), `Looking at ${path} failed`);
}

/** Hears of a file that is no JSON or lacks anything: its path and, in words, what is wrong with it. */
export type OnDamage = (damage: { path: string; fault: string }) => void;

/**
 * A record that is written as JSON, for those who can do without it; null where there is no file. One that is damaged, of an earlier
 * version or of another program is null, too, and `onDamage` hears of it: nobody goes on in silence. Throws as `readOptionalFile`.
 */
export async function readOptionalRecord<S extends z.ZodType>(
  path: string,
  schema: S,
  onDamage: OnDamage,
): Promise<z.output<S> | null> {
  const text = await readOptionalText(path);
  if (text === null) return null;
  const parsed = parseRecord(text, schema);
  if ('record' in parsed) return parsed.record;
  onDamage({ path, fault: parsed.fault });
  return null;
}

/**
 * A result that the command `command` left as JSON; null where there is no file. Throws StageError `result-damaged`, which names file
 * and command, for one that is no JSON or lacks anything, and as `readOptionalFile`.
 */
export async function readOptionalResult<S extends z.ZodType>(
  path: string,
  schema: S,
  command: string,
): Promise<z.output<S> | null> {
  const text = await readOptionalText(path);
  if (text === null) return null;
  const parsed = parseRecord(text, schema);
  if ('record' in parsed) return parsed.record;
  throw new StageError(RESULT_DAMAGED, {
    what: `${basename(path)} is damaged, or of another version of spuriosity.`,
    why: `A part of a result would be taken for the whole (${path}, ${parsed.fault}).`,
    next: `Run \`${command}\` again, which replaces it.`,
  });
}

/** A result that is read, or what `result-damaged` says happened and what to do, for those who can go on without it. */
export async function explainDamage<T>(
  reading: Promise<T | null>,
): Promise<{ value: T | null; damage: string | null }> {
  try {
    return { value: await reading, damage: null };
  } catch (error) {
    if (!(error instanceof StageError) || error.code !== RESULT_DAMAGED) throw error;
    return { value: null, damage: `${error.what} ${error.next}` };
  }
}

const RESULT_DAMAGED = 'result-damaged';

/**
 * Fields as JSON that tells whether a digit of it changed since: the last field, `contentSha256`, is the hash of those before it as JSON without
 * spaces (docs/formats/workspace.md, W83).
 */
export function formatRecord(fields: object, indent = 0): string {
  return `${JSON.stringify({ ...fields, contentSha256: hashContent(fields) }, null, indent)}\n`;
}

function hashContent(fields: object): string {
  return createHash('sha256').update(JSON.stringify(fields)).digest('hex');
}

function parseRecord<S extends z.ZodType>(
  text: string,
  schema: S,
): { record: z.output<S> } | { fault: string } {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { fault: 'it is not JSON' };
  }
  // Absent in files of earlier versions.
  const { contentSha256, ...fields } = (json ?? {}) as Record<string, unknown>;
  if (contentSha256 !== undefined && contentSha256 !== hashContent(fields)) {
    return { fault: 'it is not as it was written' };
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return { record: parsed.data };
  const { path, message } = parsed.error.issues[0]!;
  return { fault: path.length === 0 ? message : `${path.join('.')}: ${message}` };
}

async function nullIfAbsent<T>(reading: Promise<T>, what: string): Promise<T | null> {
  try {
    return await reading;
  } catch (error) {
    if (toSystemCode(error) === 'ENOENT') return null;
    throw toStorageError(error, what);
  }
}
