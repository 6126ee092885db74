/**
 * What people decide about doubtful labels, and the data set as it would be then.
 * In: decisions, one image at a time. Out: them stored, or a manifest that `init` reads. The workspace's own data set stays as it is.
 */
import { basename, dirname, relative, resolve } from 'node:path';
import { UsageError } from '../../base/errors.js';
import { leadsOut } from '../../base/paths.js';
import { toPortablePath } from '../../files/index.js';
import type { ImageMarks, LabelDecision } from '../../records/judgement.js';
import { buildCleanedManifest } from '../../stages/cleaning/index.js';
import { writeTable } from '../../storage/index.js';
import {
  assertClassIndex,
  assertWorker,
  findImage,
  type OpenDataset,
  type Project,
  toNow,
} from '../workspace/index.js';

/** A decision as a person makes it; choice null withdraws the one that holds. */
export interface GivenLabelDecision extends Pick<LabelDecision, 'choice' | 'newClassIndex' | 'decidedBy'> {
  imageIndex: number;
}

/**
 * Decides about the label that an image has now.
 * Throws `image-unknown`, `class-unknown`, and `label-decision` where choice and new class do not go together.
 * @returns the decision that holds now and the one that held before, for undoing; null for none
 */
export function decideLabel(
  project: Project,
  { imageIndex, choice, newClassIndex, decidedBy }: GivenLabelDecision,
): { decision: LabelDecision | null; previous: LabelDecision | null } {
  assertWorker(decidedBy);
  const given = { imageIndex, choice, newClassIndex, decidedBy };
  const decision = toLabelDecision(project.readDataset(), given, toNow());
  const previous = project.database.readLabelDecision(decision.image);
  project.database.writeLabelDecision(decision);
  return { decision: project.database.readLabelDecision(decision.image), previous };
}

/** The decision as it is stored. Throws as `decideLabel`, but does not look at the person. */
export function toLabelDecision(
  dataset: OpenDataset,
  { imageIndex, choice, newClassIndex, decidedBy }: GivenLabelDecision,
  decidedAt: string,
): LabelDecision {
  const record = findImage(dataset, imageIndex);
  if (newClassIndex !== null) assertClassIndex(dataset, newClassIndex);
  if ((choice === 'relabel') !== (newClassIndex !== null) || newClassIndex === record.classIndex) {
    throw new UsageError('label-decision', {
      what:
        choice === 'relabel'
          ? `${record.path} cannot be relabelled to ${newClassIndex === null ? 'no class' : 'the class it has'}.`
          : `${choice ?? 'Withdrawing'} takes no new class.`,
      next: 'Give a new class with relabel, and only then.',
    });
  }
  const { path: image, classIndex } = record;
  return { image, classIndex, choice, newClassIndex, decidedBy, decidedAt };
}

export interface CleanedSummary {
  path: string;
  imageCount: number;
  relabelledCount: number;
  excludedCount: number;
  /** Decisions that no longer fit the data set and were not applied. */
  lapsedCount: number;
  /** Whether the images lie in or below the manifest's folder, where `init` looks for them. */
  isBesideImages: boolean;
}

/**
 * Writes the data set with all decisions applied as a manifest, `<file>.csv`. Its paths are relative to its folder where the data set's
 * root is that folder or lies in it, and to the root elsewhere.
 */
export async function writeCleanedManifest(project: Project, file: string): Promise<CleanedSummary> {
  const dataset = project.readDataset();
  const cleaned = buildCleanedManifest(dataset, readImageMarks(project));
  const { columns, rows, relabelledCount, excludedCount, lapsed } = cleaned;
  const prefix = toPrefix(dirname(file), dataset.root);
  const pathColumns = ['path', ...(dataset.maskColumn === null ? [] : [dataset.maskColumn])];
  const placed = rows.map((row) => {
    const paths = pathColumns.map((name) => [name, row[name] === '' ? '' : `${prefix ?? ''}${row[name]}`]);
    return { ...row, ...Object.fromEntries(paths) };
  });
  const path = await writeTable(dirname(file), basename(file, '.csv'), columns, placed);
  return {
    path,
    imageCount: rows.length,
    relabelledCount,
    excludedCount,
    lapsedCount: lapsed.length,
    isBesideImages: prefix !== null,
  };
}

/** The decisions and tags that hold: everybody's, or with `person` those of one person alone, null being nobody's. */
export function readImageMarks({ database }: Project, person?: string | null): ImageMarks {
  return {
    decisions: keepOwn(database.readLabelDecisions(), person),
    tags: keepOwn(database.readImageTags(), person),
  };
}

/** The latest doubt of each image that was doubted by hand; `person` as above. */
export function readHandFlags({ database }: Project, person?: string | null): LabelDecision[] {
  return keepOwn(database.readHandFlags(), person);
}

/** Everything that was decided about an image, oldest first; `person` as above. */
export function readImageHistory({ database }: Project, image: string, person?: string | null) {
  return {
    decisions: keepOwn(database.readLabelHistory(image), person),
    tags: keepOwn(database.readTagHistory(image), person),
  };
}

function keepOwn<T extends { decidedBy: string }>(all: T[], person: string | null | undefined): T[] {
  return person === undefined ? all : all.filter(({ decidedBy }) => decidedBy === person);
}

/** What leads from the folder of a manifest to the images, with `/`; null where that is not in or below the folder. */
function toPrefix(folder: string, root: string): string | null {
  const path = relative(resolve(folder), resolve(root));
  if (path === '') return '';
  return leadsOut(path) ? null : `${toPortablePath(path)}/`;
}
