/**
 * What tables of gaps rest on beside rankings: heads, important features, models, interventions (docs/formats/results.md, R42).
 * In: an open project. Out: a hash each. Reads no weights and no predictions, only what says which they are.
 */
import { join } from 'node:path';
import { nullOn } from '../../base/errors.js';
import type { ModelRecord } from '../../records/workspace.js';
import { readHeadHash, readOptionalText } from '../../storage/index.js';
import { readOptionalDiscovery } from '../discovery/index.js';
import { HEAD_NAME } from '../features/index.js';
import {
  hashPart,
  type PartReader,
  type Project,
  RANKING_PARTS,
  readParts,
  WORKSPACE_PARTS,
} from '../workspace/index.js';
import { toInterventionsPath } from './interventions.js';
import { toHashList } from './models.js';

/** All parts that tables may name. */
export const TABLE_PARTS = {
  ...WORKSPACE_PARTS,
  head: async ({ layout }) => (await readHeadHash(layout.heads, HEAD_NAME)) ?? '',
  important: async (project) => {
    const discovery = await readOptionalDiscovery(project).catch(nullOn('result-damaged'));
    return hashPart(discovery?.pairs.map(({ classIndex, feature }) => [classIndex, feature]) ?? null);
  },
  models: async (project) => {
    const models = project.database.readModels();
    return hashPart(await Promise.all(models.map((model) => describeModel(project, model))));
  },
  interventions: async (project) => hashPart(await readOptionalText(toInterventionsPath(project))),
} satisfies Record<string, PartReader>;

export type TablePart = keyof typeof TABLE_PARTS;

/** Every part as it is now. */
export function readTableParts(project: Project): Promise<Record<TablePart, string>> {
  return readParts(project, TABLE_PARTS, Object.keys(TABLE_PARTS) as TablePart[]);
}

/** Those of these names. */
export function pickParts(
  parts: Readonly<Record<TablePart, string>>,
  names: readonly TablePart[],
): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, parts[name]]));
}

/** What gaps rest on; with the evidence beside them also on what the evidence looks at. */
export function listGapParts(hasEvidence: boolean): TablePart[] {
  const parts: TablePart[] = [...RANKING_PARTS, 'head', 'models'];
  return hasEvidence ? [...parts, 'verdicts', 'important', 'interventions'] : parts;
}

/** Predictions of earlier versions have no list of hashes: of them the name counts. */
async function describeModel({ layout }: Project, { name, kind }: ModelRecord): Promise<unknown[]> {
  const content =
    kind === 'head'
      ? await readHeadHash(layout.models, name)
      : await readOptionalText(join(layout.models, toHashList(name)));
  return [name, kind, content];
}
