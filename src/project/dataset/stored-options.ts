/**
 * The options that a data set was read with, as its workspace keeps them, so that it can be read again elsewhere.
 * In: the folder of a workspace. Out: reader options. Members of other versions are passed over.
 */
import { z } from 'zod';
import { DATASET_FORMATS, SPLIT_NAMES } from '../../records/dataset.js';
import {
  type DatasetOptions,
  DEFAULT_DATASET_OPTIONS,
  LABEL_READINGS,
  UTKFACE_TASKS,
} from '../../stages/dataset/index.js';
import { openWorkspace, statOptional, toDamagedManifestError, workspaceLayout } from '../../storage/index.js';

const text = z.string();
const classSchema = z.object({
  name: text,
  displayName: text.optional(),
  wordnetId: text.optional(),
  gloss: text.optional(),
  superCategory: text.optional(),
});
const optionsSchema = z
  .object({
    format: z.enum(DATASET_FORMATS),
    valFraction: z.number().min(0).lt(1),
    seed: z.number().int().nonnegative(),
    noImages: z.boolean(),
    classList: z.array(classSchema),
    labelsAre: z.enum(LABEL_READINGS),
    followLinks: z.boolean(),
    pathColumn: text,
    labelColumn: text,
    splitColumn: text,
    groupColumns: z.array(text),
    maskColumn: text,
    splitFolders: z.partialRecord(z.enum(SPLIT_NAMES), text),
    attributes: z.array(text),
    task: z.enum(UTKFACE_TASKS),
    ageBins: z.array(z.number()),
  } satisfies Record<keyof DatasetOptions, z.ZodType>)
  .partial();

/** Those of the workspace in `folder`; the defaults for what it does not say, or where there is none yet. Throws `workspace-damaged`. */
export async function readDatasetOptions(folder: string): Promise<DatasetOptions> {
  const { manifest: manifestPath } = workspaceLayout(folder);
  if ((await statOptional(manifestPath)) === null) return { ...DEFAULT_DATASET_OPTIONS };
  const { manifest } = await openWorkspace(folder);
  const parsed = optionsSchema.safeParse(manifest.dataset?.options ?? {});
  if (parsed.success) return { ...DEFAULT_DATASET_OPTIONS, ...parsed.data };
  const { path, message } = parsed.error.issues[0]!;
  const place = ['dataset.options', ...path].join('.');
  throw toDamagedManifestError(manifestPath, `${place}: ${message}`, parsed.error);
}
