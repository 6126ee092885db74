/**
 * What a workspace holds besides numbers that follow from judgements: data set, features, discovery, encoder, counts.
 * In: an open project. Out: `LiveFacts`; what is missing is null, with the reason in words. Computes no ranking.
 */
import { SpuriosityError } from '../../base/errors.js';
import { SPLIT_NAMES, type SplitName } from '../../records/dataset.js';
import type { Discovery } from '../../records/discovery.js';
import type { SkippedRow } from '../../records/extraction.js';
import type { FeatureSource } from '../../records/features.js';
import type { EncoderCard } from '../../records/networks/encoder.js';
import type { WorkspaceManifest } from '../../records/workspace.js';
import { isDemoFolder } from '../dataset/index.js';
import { readDiscovery } from '../discovery/index.js';
import { openProjectEncoder } from '../encoders/index.js';
import { groupImages } from '../features/index.js';
import type { OpenDataset, Project } from '../workspace/index.js';

export interface LiveFacts {
  manifest: WorkspaceManifest;
  dataset: OpenDataset;
  /** Drawn by this program. */
  isSynthetic: boolean;
  /** Null for features that a user brought, and where the encoder is gone. */
  encoder: EncoderCard | null;
  features: FeatureSource | null;
  discovery: Discovery | null;
  /** Why the part of that name is null; null where it is there, or was never asked for. */
  missing: { encoder: string | null; features: string | null; discovery: string | null };
  skippedRows: SkippedRow[];
  /** Images per split, usable or not; only splits that have some. */
  splits: { split: SplitName; imageCount: number }[];
  /** Where accuracies are measured; null without validation and test images. */
  measuredSplit: SplitName | null;
  /** Images of each class that can be used, ascending: those with features, or all while there are none. */
  imagesOfClass: Int32Array[];
}

/** Reads the facts as they are now. Throws `no-dataset`. */
export async function readFacts(project: Project): Promise<LiveFacts> {
  const manifest = await project.readManifest();
  const dataset = project.readDataset();
  const features = await readOrExplain(() => project.openFeatures());
  const discovery = await readOrExplain(() => readDiscovery(project));
  const encoder = await readOrExplain(() => openProjectEncoder(project));
  const splits = countSplits(dataset);
  return {
    manifest,
    dataset,
    isSynthetic: await isDemoFolder(dataset.root),
    encoder: encoder.value?.card ?? null,
    features: features.value,
    discovery: discovery.value,
    missing: { encoder: encoder.reason, features: features.reason, discovery: discovery.reason },
    skippedRows: features.value === null ? [] : await project.readSkippedRows(),
    splits,
    measuredSplit:
      (['val', 'test'] as const).find((split) => splits.some((one) => one.split === split)) ?? null,
    imagesOfClass: groupImages(dataset, features.value?.valid ?? null),
  };
}

/** Failures that a person can mend become reasons; all others are faults of the program. */
async function readOrExplain<T>(read: () => Promise<T>): Promise<{ value: T | null; reason: string | null }> {
  try {
    return { value: await read(), reason: null };
  } catch (error) {
    if (error instanceof SpuriosityError) return { value: null, reason: error.message };
    throw error;
  }
}

function countSplits({ images }: OpenDataset): LiveFacts['splits'] {
  const counts = { train: 0, val: 0, test: 0 };
  for (const { split } of images) counts[split] += 1;
  return SPLIT_NAMES.filter((split) => counts[split] > 0).map((split) => ({
    split,
    imageCount: counts[split],
  }));
}
