/** Paths of this system, below a folder. In: a folder and a path. Out: whether it stays there, and its portable form. Links are not followed. */
import { relative, resolve, sep } from 'node:path';
import { leadsOut } from '../base/paths.js';

/** Whether `path`, absolute or from `folder` on, is below it. */
export function isInside(folder: string, path: string): boolean {
  const steps = relative(folder, resolve(folder, path));
  return steps !== '' && !leadsOut(steps);
}

/** With `/` for what separates on this system; on Linux, where it may be part of a name, `\` stays. */
export function toPortablePath(path: string): string {
  return path.split(sep).join('/');
}
