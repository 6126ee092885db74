/**
 * Features that are spurious for one class and core for another, as a table.
 * In: the verdicts as they are now. Out: `collisions.csv`. Needs no features.
 */
import type { Collision } from '../../records/bias.js';
import { RESULT_TABLES } from '../../records/tables.js';
import { findCollisions } from '../../stages/cleaning/index.js';
import {
  formatCommand,
  type Project,
  readParts,
  readVerdicts,
  WORKSPACE_PARTS,
  writeProjectTables,
} from '../workspace/index.js';

/** Writes `collisions.csv` from the verdicts as they are now; needs no features. */
export async function writeCollisions(project: Project): Promise<Collision[]> {
  const restsOn = await readParts(project, WORKSPACE_PARTS, ['verdicts']);
  const collisions = findCollisions(readVerdicts(project));
  await writeProjectTables(project, { command: formatCommand('noise'), options: {}, restsOn }, [
    { name: 'collisions', columns: RESULT_TABLES.collisions, rows: collisions.map(toCollisionCells) },
  ]);
  return collisions;
}

/** A row of `collisions.csv`. */
export function toCollisionCells({ feature, spuriousClassIndex, coreClassIndex }: Collision) {
  return { feature, spurious_class_index: spuriousClassIndex, core_class_index: coreClassIndex };
}
