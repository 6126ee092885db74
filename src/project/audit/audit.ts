/**
 * The audit stage on a workspace: properties of files and columns of the data set against its labels and one model.
 * In: images, columns, a table of the user's, predictions and features where there are any. Out: an audit, which `audit-tables.ts` writes.
 */
import { nullOn, StageError, UsageError } from '../../base/errors.js';
import { type Observer, SILENT_OBSERVER } from '../../base/observer.js';
import { chooseEvenly } from '../../numeric/index.js';
import type { AuditField, FieldAudit } from '../../records/audit/audit.js';
import type { SplitName } from '../../records/dataset.js';
import {
  type AuditOptions,
  auditFields,
  DEFAULT_AUDIT_OPTIONS,
  type FeatureReader,
  isIdentifier,
  LEAST_IMAGES,
  listNameFields,
  listPropertyFields,
  type ShuffleRule,
  toColumnField,
} from '../../stages/audit/index.js';
import { predictAll, TABLE_PARTS } from '../bias/index.js';
import { chooseMeasuredSplit, type OpenDataset, type Project, readParts } from '../workspace/index.js';
import { type Columns, readColumns } from './columns.js';
import { readProperties } from './image-properties.js';

/** What is audited, and how. */
export interface ProjectAuditOptions extends AuditOptions {
  /** A table with further columns. */
  metadata?: string;
  /** Images with the same value of this column belong together. */
  groupBy?: string;
  /** Names of fields that are looked at alone; undefined: all. */
  only?: readonly string[];
  ignore: readonly string[];
  /** Undefined: the head, or else the first model. */
  model?: string;
  /** Of each class and split, at most. */
  imagesPerClass: number;
}

/** Defaults of the command. */
export const DEFAULT_PROJECT_AUDIT_OPTIONS: ProjectAuditOptions = {
  ...DEFAULT_AUDIT_OPTIONS,
  ignore: [],
  imagesPerClass: 1000,
};

/** An audit with what it rests on. */
export interface ProjectAudit {
  /** What it rests on beside the files of the images and a table of the user's, as it was before (docs/formats/results.md, R42). */
  restsOn: Record<string, string>;
  options: ProjectAuditOptions;
  fields: FieldAudit[];
  shuffleRule: ShuffleRule;
  /** Splits that habits are learnt from and accuracies measured on; the same where there is only one. */
  habitSplit: SplitName;
  measuredSplit: SplitName;
  /** Null where none can be measured. */
  model: string | null;
  hasFeatures: boolean;
  /** Data set index of each audited image; pictures of the fields are places in it. */
  images: number[];
  skipped: { image: number; reason: string }[];
  /** Sentences on what was left out, and why. */
  notes: string[];
}

/**
 * Audits the data set as it is now. Throws `audit-too-few-images`, the UsageErrors `field-unknown`, `column-unknown`, `model-unknown` and
 * `groups-too-few`, and as `readColumns`.
 */
export async function auditProject(
  project: Project,
  options: ProjectAuditOptions = DEFAULT_PROJECT_AUDIT_OPTIONS,
  observer: Observer = SILENT_OBSERVER,
): Promise<ProjectAudit> {
  const restsOn = await readParts(project, TABLE_PARTS, ['features', 'data', 'columns', 'head', 'models']);
  const dataset = project.readDataset();
  const { habitSplit, measuredSplit } = chooseSplits(dataset);
  const columns = await readColumns(project, options.metadata, observer);
  const chosen = chooseImages(dataset, [habitSplit, measuredSplit], options.imagesPerClass);
  const notes: string[] = [];
  const all = dataset.images.filter(({ split }) => split === habitSplit || split === measuredSplit).length;
  if (chosen.length < all) {
    notes.push(`${chosen.length} of ${all} images are looked at; --images-per-class takes more.`);
  }
  const hasFiles = chosen.some((image) => dataset.images[image]!.location !== null);
  const read = hasFiles ? await readProperties(project, chosen, observer) : null;
  if (read === null) notes.push('The images have no files here: only names and columns are looked at.');
  const isRead = read?.properties.map((one) => one !== null) ?? chosen.map(() => true);
  const images = chosen.filter((_, place) => isRead[place]);
  const properties = read?.properties.filter((one) => one !== null) ?? [];
  const fields = selectFields(
    [
      ...listPropertyFields(properties),
      ...listNameFields(
        images.map((image) => dataset.images[image]!.path),
        dataset.classes,
      ),
      ...listColumnFields(dataset, columns, images, options.groupBy, notes),
    ],
    options,
  );
  const predictions = await readPredictions(project, options.model);
  const labels = Int32Array.from(images, (image) => dataset.images[image]!.classIndex);
  const listRows = (split: SplitName) =>
    Int32Array.from([...images.keys()].filter((place) => dataset.images[images[place]!]!.split === split));
  const habitRows = listRows(habitSplit);
  if (habitRows.length < 2 * LEAST_IMAGES || fields.length === 0)
    throw tooFew(habitRows.length, fields.length);
  const readFeatures = await createFeatureReader(project, images);
  const result = await auditFields(
    {
      fields,
      labels,
      classCount: dataset.classes.length,
      habitRows,
      measuredRows: listRows(measuredSplit),
      groups: readGroups(columns, images, options.groupBy),
      predictions: predictions && Int32Array.from(images, (image) => predictions.labels[image]!),
    },
    options,
    readFeatures ?? (async () => null),
    observer,
  );
  return {
    ...result,
    restsOn,
    options,
    habitSplit,
    measuredSplit,
    model: predictions?.model ?? null,
    hasFeatures: readFeatures !== null,
    images,
    skipped: read?.skipped ?? [],
    notes,
  };
}

/** Habits from the training split; where there is none, or nothing else, one split for both. */
function chooseSplits(dataset: OpenDataset): { habitSplit: SplitName; measuredSplit: SplitName } {
  const hasTraining = dataset.images.some(({ split }) => split === 'train');
  const isMeasurable = dataset.images.some(({ split }) => split !== 'train');
  const measured = isMeasurable ? chooseMeasuredSplit(dataset) : 'train';
  return { habitSplit: hasTraining ? 'train' : measured, measuredSplit: measured };
}

/** Ascending; of each class and split at most so many, evenly spread. */
function chooseImages({ images }: OpenDataset, splits: readonly SplitName[], most: number): number[] {
  const parts = new Map<string, number[]>();
  for (const { index, split, classIndex } of images) {
    if (!splits.includes(split)) continue;
    const key = `${split}/${classIndex}`;
    const part = parts.get(key);
    if (part) part.push(index);
    else parts.set(key, [index]);
  }
  return [...parts.values()].flatMap((part) => chooseEvenly(part, most)).sort((a, b) => a - b);
}

/** Columns that may say something of an image: neither the label under another name nor one value per image. */
function listColumnFields(
  { classes, images: records }: OpenDataset,
  columns: Columns,
  images: readonly number[],
  groupBy: string | undefined,
  notes: string[],
): AuditField[] {
  if (groupBy !== undefined && !columns.has(groupBy)) {
    throw new UsageError('column-unknown', {
      what: `There is no column ${groupBy} to group by.`,
      next:
        columns.size === 0
          ? 'Give a table with --metadata.'
          : `The columns are ${[...columns.keys()].join(', ')}.`,
    });
  }
  const fields: AuditField[] = [];
  for (const [name, texts] of columns) {
    if (name === groupBy) continue;
    const own = images.map((image) => texts[image]!);
    const isLabel = images.every((image, place) => {
      const { index, name: className, displayName, wordnetId } = classes[records[image]!.classIndex]!;
      return [String(index), className, displayName, wordnetId].includes(own[place]!);
    });
    if (isLabel) notes.push(`The column ${name} is the label, and left out.`);
    else if (isIdentifier(own))
      notes.push(`The column ${name} has another value for every image, and is left out.`);
    else fields.push(...[toColumnField(name, own)].filter((field) => field !== null));
  }
  return fields;
}

function selectFields(fields: readonly AuditField[], { only, ignore }: ProjectAuditOptions): AuditField[] {
  const names = fields.map(({ name }) => name);
  for (const name of [...(only ?? []), ...ignore]) {
    if (names.includes(name)) continue;
    throw new UsageError('field-unknown', {
      what: `There is no field ${name} in which images differ.`,
      next: `The fields are ${names.join(', ')}.`,
    });
  }
  return fields.filter(({ name }) => (only?.includes(name) ?? true) && !ignore.includes(name));
}

/** A code per image; images without a value stand for themselves. Throws `groups-too-few` for fewer groups than folds need. */
function readGroups(
  columns: Columns,
  images: readonly number[],
  groupBy: string | undefined,
): Int32Array | null {
  if (groupBy === undefined) return null;
  const texts = columns.get(groupBy)!;
  const codes = new Map<string, number>();
  const groups = Int32Array.from(images, (image) => {
    const key = texts[image] === '' ? `image ${image}` : `group ${texts[image]}`;
    if (!codes.has(key)) codes.set(key, codes.size);
    return codes.get(key)!;
  });
  if (codes.size >= 2) return groups;
  throw new UsageError('groups-too-few', {
    what: `All images have the same ${groupBy}.`,
    why: 'Each part of the images is predicted from other groups.',
    next: 'Group by a column with more values, or leave --group-by out.',
  });
}

async function readPredictions(project: Project, name: string | undefined) {
  const all = await predictAll(project).catch(nullOn('no-models', 'no-features'));
  if (name === undefined) return all?.predictions[0] ?? null;
  const found = all?.predictions.find(({ model }) => model === name);
  if (found !== undefined) return found;
  throw new UsageError('model-unknown', {
    what: `There is no model ${name} that can be measured.`,
    next: `The models are ${all?.predictions.map(({ model }) => model).join(', ') || 'none; run `spuriosity discover` or `spuriosity model add`'}.`,
  });
}

/** Null without features that are whole. Rows are gathered from one pass over the range that they lie in. */
async function createFeatureReader(
  project: Project,
  images: readonly number[],
): Promise<FeatureReader | null> {
  const source = await project
    .openFeatures()
    .catch(nullOn('no-features', 'features-incomplete', 'features-conflict'));
  if (source === null) return null;
  const width = source.featureCount;
  return async (places) => {
    const rows = places.map((place) => images[place]!);
    const data = new Float32Array(rows.length * width);
    let next = 0;
    const range = { rowStart: rows[0]!, rowEnd: rows.at(-1)! + 1 };
    for await (const block of source.blocks(range)) {
      const blockEnd = block.rowStart + block.data.length / width;
      for (; next < rows.length && rows[next]! < blockEnd; next += 1) {
        const at = (rows[next]! - block.rowStart) * width;
        data.set(block.data.subarray(at, at + width), next * width);
      }
    }
    return { data, width };
  };
}

function tooFew(imageCount: number, fieldCount: number): StageError {
  return new StageError('audit-too-few-images', {
    what:
      fieldCount === 0
        ? 'The images differ in no field that was looked at.'
        : `Only ${imageCount} images can be looked at.`,
    why: 'A field is judged by how it differs between images of different classes.',
    next: 'Audit a larger data set, or leave --field and --ignore out.',
  });
}
