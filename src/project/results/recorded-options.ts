/**
 * The options that the tables of gaps were made with, so that what writes them again unasked leaves them as somebody wanted them.
 * In: the record of tables. Out: options. Those of a record that is damaged, or of another version, are the defaults.
 */
import { z } from 'zod';
import { SPLIT_NAMES } from '../../records/dataset.js';
import { type BiasTableOptions, DEFAULT_GAP_OPTIONS } from '../bias/index.js';
import { listSplits } from '../ranking/index.js';
import { type Project, readProjectTables } from '../workspace/index.js';

const countSchema = z.number().int().nonnegative();
const gapOptionsSchema = z.object({
  k: countSchema.min(1),
  split: z.enum(SPLIT_NAMES),
  resamples: countSchema.min(1),
  seed: countSchema,
  draws: countSchema.min(1).nullable(),
});

/** Of `spurious-gaps.csv`; the defaults before it was written. */
export async function readGapOptions(project: Project): Promise<BiasTableOptions> {
  const table = (await readProjectTables(project)).find(({ name }) => name === 'spurious-gaps');
  const parsed = gapOptionsSchema.safeParse(table?.options);
  if (!parsed.success) return DEFAULT_GAP_OPTIONS;
  const { k, split, resamples, seed, draws } = parsed.data;
  // Measured without being asked for where it is the default.
  const [byDefault] = listSplits(project).filter((one) => one !== 'train');
  const isAsked = split !== byDefault && listSplits(project).includes(split);
  return {
    k,
    ...(isAsked ? { split } : {}),
    details: { resamples, seed },
    evidence: draws === null ? null : { draws, seed },
  };
}
