/**
 * The annotation stage on disk: answers in and out, automatic verdicts, `annotations.csv`.
 * People's answers are kept one by one; a verdict is always computed from them.
 */
import { StageError } from '../../base/errors.js';
import { type Observer, SILENT_OBSERVER } from '../../base/observer.js';
import {
  type Answer,
  type AutomaticSource,
  countBySource,
  type Verdict,
  type VerdictSource,
} from '../../records/annotation.js';
import type { ClassRecord } from '../../records/dataset.js';
import { RESULT_TABLES } from '../../records/tables.js';
import {
  type AnnotationSummary,
  type AnswerProblem,
  formatAnswers,
  isVerdictDisputed,
  measureRaterAgreement,
  parseAnswers,
  summarizeAnnotations,
  toPairKey,
} from '../../stages/annotation/index.js';
import { createClassLookup, type LabelReading } from '../../stages/dataset/index.js';
import { writeTable } from '../../storage/index.js';
import { canDrawVisuals, readDiscovery } from '../discovery/index.js';
import {
  listSetAside,
  type Project,
  readKnownAnswers,
  readVerdicts,
  toClassCells,
} from '../workspace/index.js';
import { judgeByGroups, judgeByMaps } from './judging.js';

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

/**
 * Takes in answers in their exchange layout (docs/formats/answers.md, A1); the same answer twice counts once. Rows of classes or features
 * that the workspace does not have are problems; while there are no features any may come, and are checked when these do (A6).
 */
export function importAnswers(
  project: Project,
  text: string,
  name: string,
  labelsAre?: LabelReading,
): { added: number; duplicates: number; problems: AnswerProblem[] } {
  const dataset = project.readDataset();
  const parsed = parseAnswers(text, {
    ...(labelsAre === 'name' ? {} : { classCount: dataset.classes.length }),
    featureCount: project.readFeatureCount() ?? undefined,
  });
  const { problems } = parsed;
  const answers = placeAnswers(parsed.answers, dataset.classes, labelsAre);
  const { added, duplicates } = project.database.appendAnswers(answers, name);
  return { added, duplicates, problems };
}

/**
 * Answers under the classes that they mean: where the WordNet id is that of another class than the index, the user has to say which
 * holds. Throws `labels-ambiguous`, and with names `class-unknown`.
 */
function placeAnswers<A extends Answer>(
  answers: readonly A[],
  classes: readonly ClassRecord[],
  labelsAre: LabelReading | undefined,
): A[] {
  const { findNamed } = createClassLookup(classes);
  const named = answers.map(({ wordnetId, classIndex }) => findNamed(wordnetId)?.index ?? classIndex);
  const unknown = answers.find(({ wordnetId }) => findNamed(wordnetId) === null);
  if (labelsAre === 'name' && unknown !== undefined) {
    throw new StageError('class-unknown', {
      what: `An answer is for the class ${JSON.stringify(unknown.wordnetId)}, which this data set does not have.`,
      why: 'With --labels-are name its index, which may be that of another class, does not count.',
      next: 'Leave out the answers for other classes.',
    });
  }
  const conflicts = answers.filter(({ classIndex }, place) => named[place] !== classIndex);
  const [first] = conflicts;
  if (first === undefined || labelsAre === 'index') return [...answers];
  if (labelsAre === 'name') return answers.map((answer, place) => ({ ...answer, classIndex: named[place]! }));
  throw new StageError('labels-ambiguous', {
    what: `${conflicts.length} of ${answers.length} answers name one class by WordNet id and another by index: ${first.wordnetId} is class ${findNamed(first.wordnetId)!.index} here, the index says ${first.classIndex}.`,
    why: 'Answers would count for another class; perhaps they were given on a data set with more classes.',
    next: 'Say which holds with --labels-are name or --labels-are index.',
  });
}

/** All current answers as CSV, or those of one person. */
export function exportAnswers(
  project: Project,
  workerId?: string | null,
): { text: string; answerCount: number } {
  const all = project.database.readAnswers();
  const answers = workerId === undefined ? all : all.filter((answer) => answer.workerId === workerId);
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
  /** Fleiss' κ over the three choices; null where it is undefined (JSON has no NaN), and from fewer than 10 pairs. */
  kappa: number | null;
  /** Pairs with at least two of the answers that κ rests on. */
  kappa_pairs: number;
  /** Answers given after a look at others', which κ leaves out. */
  unblinded_answers: number;
  /** Judged pairs of classes or features that this workspace does not have; they and their answers count nowhere else. */
  set_aside_pairs: number;
}

export function readAnnotationStatus(project: Project): AnnotationStatus {
  const verdicts = readVerdicts(project);
  const answers = readKnownAnswers(project);
  const { kappaOfChoices, pairCount, unblindedCount } = measureRaterAgreement(answers);
  const countBy = (source: VerdictSource) => verdicts.filter((verdict) => verdict.source === source).length;
  return {
    ...summarizeAnnotations(answers, verdicts),
    provisional_pairs: countBy('provisional'),
    adjudicated_pairs: countBy('adjudicated'),
    disputed_pairs: verdicts.filter(isVerdictDisputed).length,
    kappa: kappaOfChoices,
    kappa_pairs: pairCount,
    unblinded_answers: unblindedCount,
    set_aside_pairs: listSetAside(project).length,
  };
}

/** Judges every important pair without a person (docs/method.md, M33); people's answers stay and win. */
export async function annotateAutomatically(
  project: Project,
  options: AnnotateOptions = { from: null },
  observer: Observer = SILENT_OBSERVER,
): Promise<AnnotateSummary> {
  const discovery = await readDiscovery(project);
  const byGroup =
    options.from === null || options.from === 'group-column'
      ? await judgeByGroups(project, discovery, options.from)
      : [];
  const settled = new Set(byGroup.filter(({ verdict }) => verdict === 'spurious').map(toPairKey));
  const byMap =
    options.from === 'group-column' || !(await canDrawVisuals(project))
      ? []
      : await judgeByMaps(project, discovery, options.from, settled, observer);
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
    [...RESULT_TABLES.annotations, 'score', 'basis', 'probability'],
    readVerdicts(project).map((verdict) => ({
      ...toClassCells(classes, verdict.classIndex),
      feature: verdict.feature,
      verdict: verdict.verdict,
      votes_core: verdict.votesCore,
      votes_spurious: verdict.votesSpurious,
      source: verdict.source,
      score: verdict.score,
      basis: verdict.basis,
      probability: verdict.probability,
    })),
  );
}

function summarizeVerdicts(verdicts: Verdict[], source: AutomaticSource | null): AnnotateSummary {
  return {
    source,
    pairCount: verdicts.length,
    spuriousCount: verdicts.filter(({ verdict }) => verdict === 'spurious').length,
    bySource: countBySource(verdicts),
  };
}

function toNothingToJudgeByError(from: AutomaticSource | null): StageError {
  return new StageError('nothing-to-judge-by', {
    what:
      from === null
        ? 'There is nothing to judge features by: no images with an encoder, and no known groups that vary within a class.'
        : `The data offer no ${from} to judge features by.`,
    next: `${
      from === 'group-column'
        ? 'Name the columns that hold groups with `spuriosity init DATA --group-columns A,B`, or bring'
        : 'Bring'
    } the answers of people with \`spuriosity annotate import F.csv\`.`,
  });
}
