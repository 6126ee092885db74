/** Paths of this system, below a folder. In: a folder and a path. Out: whether it stays there, its form without links, its portable form. */
import { realpathSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { leadsOut } from '../base/paths.js';

/** Whether `path`, absolute or from `folder` on, is below it. Links are not followed. */
export function isInside(folder: string, path: string): boolean {
  const steps = relative(folder, resolve(folder, path));
  return steps !== '' && !leadsOut(steps);
}

/** With `/` for what separates on this system; on Linux, where it may be part of a name, `\` stays. */
export function toPortablePath(path: string): string {
  return path.split(sep).join('/');
}

/** Absolute and without links, so that none leads out of a folder; what is not there yet lies below the nearest folder that is. */
export function toRealPath(path: string): string {
  const absolute = resolve(path);
  try {
    return realpathSync(absolute);
  } catch {
    const above = dirname(absolute);
    return above === absolute ? absolute : join(toRealPath(above), basename(absolute));
  }
}
