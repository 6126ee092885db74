/**
 * What people decide about doubtful labels, and the data set as it would be then.
 * In: decisions, one image at a time. Out: them stored, or a manifest that `init` reads. The workspace's own data set stays as it is.
 */
import { basename, dirname } from 'node:path';
import { UsageError } from '../base/errors.js';
import type { LabelDecision } from '../records/judgement.js';
import { buildCleanedManifest } from '../stages/cleaning/index.js';
import { writeTable } from '../storage/index.js';
import { assertWorker, toNow } from './judgement-input.js';
import { assertClassIndex, type Project } from './project.js';

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
  const dataset = project.readDataset();
  const record = dataset.images[imageIndex];
  if (record === undefined) {
    throw new UsageError('image-unknown', {
      what: `There is no image ${imageIndex}; the data set has ${dataset.images.length}.`,
    });
  }
  assertWorker(decidedBy);
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
  const previous = project.database.readLabelDecision(image);
  project.database.writeLabelDecision({
    ...{ image, classIndex, choice, newClassIndex, decidedBy },
    decidedAt: toNow(),
  });
  return { decision: project.database.readLabelDecision(image), previous };
}

export interface CleanedSummary {
  path: string;
  imageCount: number;
  relabelledCount: number;
  excludedCount: number;
  /** Decisions that no longer fit the data set and were not applied. */
  lapsedCount: number;
}

/** Writes the data set with all decisions applied as a manifest, `<file>.csv`; its paths are relative to the data set's root. */
export async function writeCleanedManifest(project: Project, file: string): Promise<CleanedSummary> {
  const cleaned = buildCleanedManifest(project.readDataset(), project.database.readLabelDecisions());
  const { columns, rows, relabelledCount, excludedCount, lapsed } = cleaned;
  const path = await writeTable(dirname(file), basename(file, '.csv'), columns, rows);
  return { path, imageCount: rows.length, relabelledCount, excludedCount, lapsedCount: lapsed.length };
}
