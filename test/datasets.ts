/**
 * The real data sets that lie beside the repository, unpacked once into its cache.
 * Tests that need one skip visibly where it is absent: `test.skipIf(realDataset('ants-bees') === null)`.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const REPOSITORY = fileURLToPath(new URL('..', import.meta.url));
const ARCHIVES = path.join(REPOSITORY, '..', 'shared', 'datasets');
const CACHE = path.join(REPOSITORY, '.cache', 'datasets');

export type RealDatasetName = 'ants-bees' | 'tiny-imagenet-50';

/**
 * Absolute path of the unpacked data set, or null where its archive is absent.
 * Unpacks into a folder of its own and renames it, so that two processes at once do not meet half a data set.
 */
export function realDataset(name: RealDatasetName): string | null {
  const target = path.join(CACHE, name);
  if (existsSync(target)) return target;
  const archive = path.join(ARCHIVES, `${name}.tar`);
  if (!existsSync(archive)) return null;
  mkdirSync(CACHE, { recursive: true });
  const scratch = mkdtempSync(path.join(CACHE, '.unpacking-'));
  try {
    execFileSync('tar', ['-xf', archive, '-C', scratch, '--no-same-owner']);
    renameSync(path.join(scratch, name), target);
  } catch (error) {
    // Another process may have finished first; then its copy serves.
    if (!existsSync(target)) throw error;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  return target;
}
