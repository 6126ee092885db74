/**
 * The last evidence on disk, so that report and app need not measure again what `gap` did.
 * In: a key of all that it rests on. Out: the evidence under that key, or null. Losing the file costs time only.
 */
import { join } from 'node:path';
import { z } from 'zod';
import { StorageError } from '../../base/errors.js';
import { type Evidence, evidenceSchema } from '../../records/evidence.js';
import { formatRecord, makeFolder, readOptionalRecord, writeFileAtomic } from '../../storage/index.js';
import type { Project } from '../workspace/index.js';

const cachedSchema = z.object({ key: z.string(), evidence: evidenceSchema });

/** Null where the cache holds none, another one, or something that cannot be read, which is noted. */
export async function readCachedEvidence(project: Project, key: string): Promise<Evidence | null> {
  const cached = await readOptionalRecord(toPath(project), cachedSchema, (damage) =>
    project.noteDamage(damage, 'the evidence is measured anew'),
  );
  return cached?.key === key ? cached.evidence : null;
}

/** Keeps one evidence instead of the last; where the disk refuses, the next who asks measures again. */
export async function writeCachedEvidence(project: Project, key: string, evidence: Evidence): Promise<void> {
  try {
    await makeFolder(project.layout.cache);
    await writeFileAtomic(toPath(project), formatRecord({ key, evidence }));
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
  }
}

function toPath({ layout }: Project): string {
  return join(layout.cache, 'evidence.json');
}
