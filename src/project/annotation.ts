/**
 * The annotation stage on disk: answers in and out, automatic verdicts, `annotations.csv`.
 * People's answers are kept one by one; a verdict is always computed from them.
 */
import { StageError } from '../base/errors.js';
import { type Observer, SILENT_OBSERVER } from '../base/observer.js';
import type { AutomaticSource, Verdict, VerdictSource } from '../records/annotation.js';
import type { Discovery } from '../records/discovery.js';
import { gatherColumns } from '../records/features-read.js';
import { RESULT_TABLES } from '../records/tables.js';
import {
  type AnnotationSummary,
  type AnswerProblem,
  computeFleissKappa,
  computeGroupScore,
  DEFAULT_AUTOMATIC_IMAGES,
  decideByGroup,
  decideByMask,
  decideProvisionally,
  type FrameMap,
  formatAnswers,
  isDisputed,
  type MappedPair,
  parseAnswers,
  summarizeAnnotations,
} from '../stages/annotation/index.js';
import { chooseExemplars } from '../stages/discovery/index.js';
import { writeTable } from '../storage/index.js';
import { canDrawVisuals, listTrainingRows, readDiscovery } from './discovery.js';
import { type MappedImage, readMaps } from './maps.js';
import { assertClassIndex, type Project } from './project.js';
import { readVerdicts } from './verdicts.js';

export interface AnnotateOptions {
  /** Null: the strongest that the data offer for each pair. */
  from: AutomaticSource | null;
}

export interface AnnotateSummary {
  /** What was asked for, if anything. */
  source: AutomaticSource | null;
  pairCount: number;
  spuriousCount: number;
  bySource: Record<VerdictSource, number>;
}

/** Takes in answers in the layout of SPEC section 4; the same answer twice counts once. */
export function importAnswers(
  project: Project,
  text: string,
  name: string,
): { added: number; duplicates: number; problems: AnswerProblem[] } {
  const dataset = project.readDataset();
  const { answers, problems } = parseAnswers(text, { classCount: dataset.classes.length });
  for (const { classIndex } of answers) assertClassIndex(dataset, classIndex);
  const { added, duplicates } = project.database.appendAnswers(answers, name);
  return { added, duplicates, problems };
}

/** All current answers as CSV. */
export function exportAnswers(project: Project): { text: string; answerCount: number } {
  const answers = project.database.readAnswers();
  return { text: formatAnswers(answers), answerCount: answers.length };
}

/** What `annotate status` says: the contract's counts, and what stands behind them. */
export interface AnnotationStatus extends AnnotationSummary {
  /** Verdicts that nobody has reviewed. */
  provisional_pairs: number;
  /** Pairs that a person settled. */
  adjudicated_pairs: number;
  /** Pairs on which one vote decided, or none, and that nobody settled. */
  disputed_pairs: number;
  /** Fleiss' κ over the three choices; null where it is undefined (JSON has no NaN). */
  kappa: number | null;
  /** Pairs with at least two answers, which κ rests on. */
  kappa_pairs: number;
}

export function readAnnotationStatus(project: Project): AnnotationStatus {
  const verdicts = readVerdicts(project);
  const answers = project.database.readAnswers();
  const { kappa, pairCount } = computeFleissKappa(answers);
  const countBy = (source: VerdictSource) => verdicts.filter((verdict) => verdict.source === source).length;
  return {
    ...summarizeAnnotations(answers, verdicts),
    provisional_pairs: countBy('provisional'),
    adjudicated_pairs: countBy('adjudicated'),
    disputed_pairs: verdicts.filter((verdict) => verdict.source === 'people' && isDisputed(verdict)).length,
    kappa: Number.isNaN(kappa) ? null : kappa,
    kappa_pairs: pairCount,
  };
}

/** Judges every important pair without a person; people's answers stay and win. */
export async function annotateAutomatically(
  project: Project,
  options: AnnotateOptions = { from: null },
  observer: Observer = SILENT_OBSERVER,
): Promise<AnnotateSummary> {
  const discovery = await readDiscovery(project);
  const byGroup =
    options.from === null || options.from === 'group-column' ? await judgeByGroups(project, discovery) : [];
  const byMap =
    options.from === 'group-column' || !(await canDrawVisuals(project))
      ? []
      : await judgeByMaps(project, discovery, options.from, observer);
  // A feature that tells known groups apart within a class is spurious wherever it fires; one that does not may still be, and
  // there the mask, which knows where the object is, says more than the group.
  const verdicts = discovery.pairs.flatMap((pair) => {
    const isPair = (one: Verdict) => one.classIndex === pair.classIndex && one.feature === pair.feature;
    const seen = byMap.find(isPair);
    const grouped = byGroup.find(isPair);
    const isMasked = seen?.source === 'object-mask';
    return (grouped?.verdict === 'spurious' || !isMasked ? (grouped ?? seen) : seen) ?? [];
  });
  if (verdicts.length === 0) throw toNothingToJudgeByError(options.from);
  project.database.writeAutomaticVerdicts(verdicts);
  await writeAnnotations(project);
  return summarizeVerdicts(readVerdicts(project), options.from);
}

/** Writes `annotations.csv` from the verdicts as they are now. */
export async function writeAnnotations(project: Project): Promise<void> {
  const { classes } = project.readDataset();
  await writeTable(
    project.layout.results,
    'annotations',
    [...RESULT_TABLES.annotations, 'score', 'basis'],
    readVerdicts(project).map((verdict) => ({
      class_index: verdict.classIndex,
      class_name: classes[verdict.classIndex]!.name,
      feature: verdict.feature,
      verdict: verdict.verdict,
      votes_core: verdict.votesCore,
      votes_spurious: verdict.votesSpurious,
      source: verdict.source,
      score: verdict.score,
      basis: verdict.basis,
    })),
  );
}

function summarizeVerdicts(verdicts: Verdict[], source: AutomaticSource | null): AnnotateSummary {
  const bySource = { adjudicated: 0, people: 0, 'object-mask': 0, 'group-column': 0, provisional: 0 };
  for (const verdict of verdicts) bySource[verdict.source] += 1;
  return {
    source,
    pairCount: verdicts.length,
    spuriousCount: verdicts.filter(({ verdict }) => verdict === 'spurious').length,
    bySource,
  };
}

async function judgeByGroups(project: Project, { pairs }: Discovery): Promise<Verdict[]> {
  const { images, groupColumns } = project.readDataset();
  if (groupColumns.length === 0) return [];
  const columns = await gatherColumns(
    await project.openFeatures(),
    new Set(pairs.map(({ feature }) => feature)),
  );
  const rowsOfClass = await listTrainingRows(project);
  return pairs.flatMap((pair) => {
    const rows = rowsOfClass[pair.classIndex]!;
    const column = columns.columns[columns.features.indexOf(pair.feature)]!;
    const groups = Object.fromEntries(
      groupColumns.map((name) => [name, rows.map((row) => images[row]!.columns[name] ?? '')]),
    );
    const score = computeGroupScore(
      Float32Array.from(rows, (row) => column[row]!),
      groups,
    );
    return score === null ? [] : decideByGroup(pair, score);
  });
}

async function judgeByMaps(
  project: Project,
  { pairs }: Discovery,
  from: AutomaticSource | null,
  observer: Observer,
): Promise<Verdict[]> {
  const dataset = project.readDataset();
  const columns = await gatherColumns(
    await project.openFeatures(),
    new Set(pairs.map(({ feature }) => feature)),
  );
  const exemplars = chooseExemplars(pairs, columns, await listTrainingRows(project), {
    top: DEFAULT_AUTOMATIC_IMAGES,
    bottom: 0,
  });
  const featuresOfRow = new Map<number, number[]>();
  for (const { feature, top } of exemplars) {
    for (const row of top) featuresOfRow.set(row, [...(featuresOfRow.get(row) ?? []), feature]);
  }
  const requests = [...featuresOfRow].sort(([a], [b]) => a - b).map(([row, features]) => ({ row, features }));
  const mapped = new Map<number, JudgedImage>();
  const keep = ({ row, maps, mask }: MappedImage) => void mapped.set(row, { maps, mask });
  await readMaps(project, requests, keep, { masks: from !== 'provisional' }, observer);
  return dataset.classes.flatMap(({ index }) => {
    const ofClass = exemplars.filter(({ classIndex }) => classIndex === index);
    return ofClass.length === 0 ? [] : judgeClass(ofClass, mapped, from);
  });
}

/** What a verdict needs of an image; the pixels are let go. */
type JudgedImage = Pick<MappedImage, 'maps' | 'mask'>;

/** Verdicts of one class: by its masks where its images have them, else provisional. */
function judgeClass(
  exemplars: readonly { classIndex: number; feature: number; top: number[] }[],
  mapped: Map<number, JudgedImage>,
  from: AutomaticSource | null,
): Verdict[] {
  const pairs = exemplars.map(({ classIndex, feature, top }) => ({
    classIndex,
    feature,
    images: top.flatMap((row) => mapped.get(row) ?? []),
  }));
  const isMasked = pairs.every(({ images }) => images.every(({ mask }) => mask !== null));
  if (isMasked && from !== 'provisional') {
    return pairs.map((pair) =>
      decideByMask(
        toMappedPair(pair),
        pair.images.map(({ mask }) => mask!),
      ),
    );
  }
  return from === 'object-mask' ? [] : decideProvisionally(pairs.map(toMappedPair));
}

function toMappedPair(pair: { classIndex: number; feature: number; images: JudgedImage[] }): MappedPair {
  const maps: FrameMap[] = pair.images.map(({ maps: ofImage }) => ofImage.get(pair.feature)!);
  return { classIndex: pair.classIndex, feature: pair.feature, maps };
}

function toNothingToJudgeByError(from: AutomaticSource | null): StageError {
  return new StageError('nothing-to-judge-by', {
    what:
      from === null
        ? 'There is nothing to judge features by: no images with an encoder, and no known groups that vary within a class.'
        : `The data offer no ${from} to judge features by.`,
    next: 'Bring the answers of people with `spuriosity annotate import F.csv`.',
  });
}
