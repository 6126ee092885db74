/**
 * Where imported encoders live: one folder per encoder, with its card and its ONNX file.
 * In: the environment. Out: paths. Opens and writes nothing.
 */
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from '../downloads/index.js';

const PROGRAM_FOLDER = 'spuriosity';

/** The user's cache of this program: below XDG_CACHE_HOME, LOCALAPPDATA on Windows, or ~/.cache. */
function toCacheFolder(env: Environment): string {
  const base =
    env.XDG_CACHE_HOME || (process.platform === 'win32' && env.LOCALAPPDATA) || join(homedir(), '.cache');
  return join(base, PROGRAM_FOLDER);
}

/** Folder of the user's imported encoders; it may not exist yet. */
export function toEncodersFolder(env: Environment = process.env): string {
  return join(toCacheFolder(env), 'encoders');
}

/** Folder of the user's segmenters; it may not exist yet. */
export function toSegmentersFolder(env: Environment = process.env): string {
  return join(toCacheFolder(env), 'segmenters');
}

/** Folder of downloads under way. */
export function toDownloadsFolder(env: Environment = process.env): string {
  return join(toCacheFolder(env), 'downloads');
}
