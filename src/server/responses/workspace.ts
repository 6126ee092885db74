/**
 * The overview: what the workspace holds, how far it is, which classes are most biased, what to do next.
 * In: the engine. Out: `WorkspaceResponse`, `SkippedImagesResponse`.
 */
import { basename } from 'node:path';
import {
  describeSetAside,
  findMissingData,
  PROGRAM_VERSION,
  quoteWord,
  toClassGapNumbers,
} from '../../project/index.js';
import type { LiveFacts, LiveProject } from '../../project/live/index.js';
import type { ClassEntry, SkippedImagesResponse, WorkspaceResponse } from '../../protocol/index.js';
import type { ClassGap } from '../../records/bias.js';
import type { SplitName } from '../../records/dataset.js';
import { isNegativeGap } from '../../stages/bias/index.js';
import { buildAnnotationProgress } from './annotation-progress.js';
import { buildModelNumbers } from './models.js';
import { buildNextSteps } from './next-steps.js';

/** Classes shown at either end. */
const SHOWN_CLASSES = 10;

export async function buildWorkspaceResponse(live: LiveProject): Promise<WorkspaceResponse> {
  const { facts, models } = live;
  const { dataset, discovery, encoder, features } = facts;
  const annotation = buildAnnotationProgress(live);
  const gaps = live.derived.summarizeModels()[0]?.gaps ?? [];
  return {
    version: PROGRAM_VERSION,
    title: toTitle(facts),
    synthetic: facts.isSynthetic,
    format: dataset.format,
    hasPictures: dataset.images.some(({ location }) => location !== null),
    missingData: await readMissingData(live),
    hasEncoder: encoder !== null,
    encoder:
      encoder === null
        ? null
        : {
            name: encoder.name,
            title: encoder.title,
            robust: encoder.robust,
            licence: encoder.licence,
          },
    head: discovery === null ? null : toHeadEntry(discovery.head),
    featureCount: features?.featureCount ?? null,
    classes: buildClasses(facts),
    splits: facts.splits,
    measuredSplit: facts.measuredSplit,
    groupColumns: dataset.groupColumns,
    skippedImageCount: dataset.skipped.length + facts.skippedRows.length,
    k: live.k,
    annotation,
    models: buildModelNumbers(live),
    mostBiased: sortByGap(gaps.filter(({ gap }) => isNegativeGap(-gap)))
      .reverse()
      .slice(0, SHOWN_CLASSES)
      .map(toClassGapNumbers),
    mostNegative: sortByGap(gaps.filter(({ gap }) => isNegativeGap(gap)))
      .slice(0, SHOWN_CLASSES)
      .map(toClassGapNumbers),
    nextSteps: await buildNextSteps(live, annotation),
    notes: [
      ...dataset.notes,
      ...(live.onlyOf === null ? [describeSetAside(live.project)] : []).filter((note) => note !== null),
      ...live.project.damages,
      ...models.flatMap(({ name, problem }) => (problem === null ? [] : `${name}: ${problem}`)),
    ],
  };
}

async function readMissingData({ project }: LiveProject): Promise<WorkspaceResponse['missingData']> {
  const root = await findMissingData(project);
  return root === null
    ? null
    : { root, command: `spuriosity relocate FOLDER -w ${quoteWord(project.folder)}` };
}

export function buildSkippedImagesResponse({ facts }: LiveProject): SkippedImagesResponse {
  const { skipped, images } = facts.dataset;
  return {
    images: [
      ...skipped,
      ...facts.skippedRows.map(({ row, code, reason }) => ({ path: images[row]!.path, code, reason })),
    ],
  };
}

/** Most negative first; of equals the later class first. */
function sortByGap(gaps: readonly ClassGap[]): ClassGap[] {
  return [...gaps].sort((a, b) => a.gap - b.gap || b.classIndex - a.classIndex);
}

/** The name of the data set's folder or file, as people call it. */
function toTitle({ dataset }: LiveFacts): string {
  return basename(dataset.root).replace(/\.spuriosity$/, '') || 'data set';
}

function toHeadEntry({
  kind,
  recipe,
  trainAccuracy,
  validationAccuracy,
}: NonNullable<LiveFacts['discovery']>['head']): WorkspaceResponse['head'] {
  return { kind, recipe, trainAccuracy, validationAccuracy };
}

function buildClasses({ dataset, imagesOfClass }: LiveFacts): ClassEntry[] {
  return dataset.classes.map((record) => {
    const imageCounts: Partial<Record<SplitName, number>> = {};
    for (const image of imagesOfClass[record.index]!) {
      const { split } = dataset.images[image]!;
      imageCounts[split] = (imageCounts[split] ?? 0) + 1;
    }
    return {
      index: record.index,
      name: record.name,
      displayName: record.displayName,
      wordnetId: record.wordnetId ?? null,
      gloss: record.gloss ?? null,
      superCategory: record.superCategory ?? null,
      imageCounts,
    };
  });
}
