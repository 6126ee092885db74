/**
 * How many features a workspace has, read without waiting: a judgement is checked and stored in one breath.
 * In: the workspace's paths. Out: a number. Checks no shard; whoever reads features hears of what is wrong with them.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { extractionPlanSchema } from '../../records/extraction.js';
import { workspaceManifestSchema } from '../../records/workspace.js';
import type { WorkspaceLayout } from '../workspace.js';
import { PLAN_FILE } from './feature-store.js';

/** Columns of the features; null where there are none yet, or their plan cannot be read. */
export function readFeatureCount({
  manifest,
  features,
}: Pick<WorkspaceLayout, 'manifest' | 'features'>): number | null {
  const read = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));
  try {
    const { features: present } = workspaceManifestSchema.parse(read(manifest));
    if (present === null) return null;
    return extractionPlanSchema.parse(read(join(features, present.folder, PLAN_FILE))).featureCount;
  } catch {
    return null;
  }
}
