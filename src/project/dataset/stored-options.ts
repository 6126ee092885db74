/**
 * The options that a data set was read with, as its workspace keeps them, so that it can be read again elsewhere.
 * In: an open project. Out: reader options. Members of other versions are passed over.
 */
import { z } from 'zod';
import { DATASET_FORMATS, SPLIT_NAMES } from '../../records/dataset.js';
import {
  type DatasetOptions,
  DEFAULT_DATASET_OPTIONS,
  LABEL_READINGS,
  UTKFACE_TASKS,
} from '../../stages/dataset/index.js';
import { toDamagedManifestError } from '../../storage/index.js';
import type { Project } from '../workspace/index.js';

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

/** Those of the workspace; the defaults for what it does not say. Throws `workspace-damaged`. */
export async function readStoredOptions(project: Project): Promise<DatasetOptions> {
  const { dataset } = await project.readManifest();
  const parsed = optionsSchema.safeParse(dataset?.options ?? {});
  if (parsed.success) return { ...DEFAULT_DATASET_OPTIONS, ...parsed.data };
  const { path, message } = parsed.error.issues[0]!;
  const place = ['dataset.options', ...path].join('.');
  throw toDamagedManifestError(project.layout.manifest, `${place}: ${message}`, parsed.error);
}
