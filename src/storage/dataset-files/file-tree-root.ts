/**
 * From the DATA path as the user typed it to a root folder and, where DATA names files, the files meant.
 * Expands brace ranges as WebDataset writes them; says which existing folder is nearest when DATA is missing.
 */
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import path from 'node:path';
import { DatasetError } from '../../base/errors.js';
import { describeSystemError, isAbsent, toPortablePath } from '../../files/index.js';

/** Where DATA lies. */
export interface DataRoot {
  /** Absolute path of a folder. */
  rootPath: string;
  /** Paths relative to the root where DATA names files; null where it is a folder. */
  files: string[] | null;
}

/** Expanding more shards than this is taken for a slip of the keyboard; ImageNet-21k in WebDataset form has about 2,000. */
const MAX_EXPANDED_PATHS = 100_000;

/** Throws `dataset-missing`, `dataset-not-readable`, `brace-range`. */
export async function resolveDataPath(dataPath: string): Promise<DataRoot> {
  const given = path.resolve(dataPath);
  const found = await statOrNull(given);
  if (found?.isDirectory()) return { rootPath: await readable(given), files: null };
  if (found) {
    await readable(given);
    return { rootPath: path.dirname(given), files: [path.basename(given)] };
  }
  const expanded = expandBraces(given);
  if (expanded.length < 2) throw await missing(dataPath, [given]);
  const missingPaths: string[] = [];
  for (const file of expanded) if ((await statOrNull(file)) === null) missingPaths.push(file);
  if (missingPaths.length > 0) throw await missing(dataPath, missingPaths);
  const rootPath = commonFolder(expanded);
  return { rootPath, files: expanded.map((file) => toPortablePath(path.relative(rootPath, file))) };
}

/**
 * `a-{00..02}.tar` → `a-00.tar`, `a-01.tar`, `a-02.tar`; `{train,val}.tar` → both. Text without braces stays as it is.
 * Throws `brace-range` when the range is absurdly long.
 */
export function expandBraces(text: string): string[] {
  const match = /\{([^{}]*)\}/.exec(text);
  if (match === null) return [text];
  const before = text.slice(0, match.index);
  const after = text.slice(match.index + match[0].length);
  const choices = expandBraceBody(match[1]!);
  if (choices === null) return expandBraces(after).map((rest) => before + match[0] + rest);
  return choices.flatMap((choice) => expandBraces(after).map((rest) => before + choice + rest));
}

/** Null where the body is neither a range nor a list; the braces then belong to the name. */
function expandBraceBody(body: string): string[] | null {
  const range = /^(\d+)\.\.(\d+)$/.exec(body);
  if (range === null) return body.includes(',') ? body.split(',') : null;
  const [first, last] = [Number(range[1]), Number(range[2])];
  const step = first <= last ? 1 : -1;
  const count = Math.abs(last - first) + 1;
  if (count > MAX_EXPANDED_PATHS) {
    throw new DatasetError('brace-range', {
      what: `The range {${body}} names ${count} files.`,
      next: `Name at most ${MAX_EXPANDED_PATHS} files.`,
    });
  }
  return Array.from({ length: count }, (_, i) => String(first + step * i).padStart(range[1]!.length, '0'));
}

function commonFolder(files: string[]): string {
  let folder = path.dirname(files[0]!);
  while (!files.every((file) => file.startsWith(folder + path.sep)) && path.dirname(folder) !== folder) {
    folder = path.dirname(folder);
  }
  return folder;
}

async function readable(absolutePath: string): Promise<string> {
  try {
    await access(absolutePath, constants.R_OK);
    return absolutePath;
  } catch (cause) {
    throw new DatasetError('dataset-not-readable', {
      what: `You may not read ${absolutePath}.`,
      next: 'Ask for read permission, or copy the data set to a place of your own.',
      cause,
    });
  }
}

async function missing(dataPath: string, missingPaths: string[]): Promise<DatasetError> {
  let folder = path.dirname(missingPaths[0]!);
  while ((await statOrNull(folder)) === null) folder = path.dirname(folder);
  const named =
    missingPaths.length === 1
      ? missingPaths[0]
      : `${missingPaths.length} files, the first ${missingPaths[0]}`;
  return new DatasetError('dataset-missing', {
    status: 404,
    what: `There is no data set at ${JSON.stringify(dataPath)}: ${named} does not exist.`,
    next: `The nearest folder that exists is ${folder}; check the spelling from there on.`,
  });
}

async function statOrNull(absolutePath: string) {
  try {
    return await stat(absolutePath);
  } catch (cause) {
    if (isAbsent(cause)) return null;
    throw new DatasetError('dataset-not-readable', {
      what: `Cannot look at ${absolutePath}: ${describeSystemError(cause)}.`,
      next: 'Check the permissions of the folders above it.',
      cause,
    });
  }
}
