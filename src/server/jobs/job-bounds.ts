/**
 * What a job names must be there before it waits in the queue, and lie where the person at the terminal allowed.
 * In: an open project, a job's checked options, allowed folders. Out: nothing, or a refusal. What it says of a path does not depend on
 * whether there is something.
 */
import { isInside, toRealPath } from '../../files/index.js';
import { assertClassIndex, assertFeature, isEncoderName, type Project } from '../../project/index.js';
import type { JobKind } from '../../protocol/index.js';
import { RefusalError } from '../refusal.js';
import type { JobOptions } from './kinds.js';

/** Throws `class-unknown`, `feature-unknown`, `encoder-not-allowed`. */
export function assertJobFits(
  project: Project,
  kind: JobKind,
  options: Record<string, unknown>,
  allowedRoots: readonly string[],
): void {
  if (kind === 'attack') {
    const { class: classIndex, feature } = options as JobOptions<'attack'>;
    if (classIndex !== undefined) assertClassIndex(project.readDataset(), classIndex);
    if (feature !== undefined) assertFeature(project, feature);
  }
  if (kind === 'extract' || kind === 'run') {
    const { encoder } = options as JobOptions<'extract' | 'run'>;
    if (encoder !== undefined) assertEncoderAllowed(project.folder, encoder, allowedRoots);
  }
}

/** By a name of the user's or the workspace's encoders, or by a path below an allowed folder. Throws `encoder-not-allowed`. */
export function assertEncoderAllowed(
  workspaceFolder: string,
  encoder: string,
  allowedRoots: readonly string[],
): void {
  if (isEncoderName(encoder, workspaceFolder)) return;
  const path = toRealPath(encoder);
  const isBelow = (root: string) => root === path || isInside(root, path);
  if (allowedRoots.map(toRealPath).some(isBelow)) return;
  throw new RefusalError(403, 'encoder-not-allowed', {
    what: `Jobs of the app use no encoder ${JSON.stringify(encoder)}.`,
    why: 'They use encoders that are known by name, and files from folders that were allowed when the server was started.',
    next: 'Choose one of `spuriosity encoder list`, or ask whoever started the server for --allow-root FOLDER.',
  });
}
