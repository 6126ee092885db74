/**
 * How far the judging is, who did it, and how well people agree.
 * In: the engine. Out: `AnnotationProgress`. Answers are counted once per change of them.
 */
import { readSettings } from '../../project/index.js';
import type { LiveProject } from '../../project/live/index.js';
import type { AnnotationProgress, WorkerProgress } from '../../protocol/index.js';
import { isReviewed, VERDICT_SOURCES, type Verdict, type VerdictSource } from '../../records/annotation.js';
import type { TimedAnswer } from '../../records/judgement.js';
import {
  isVerdictDisputed,
  measureRaterAgreement,
  summarizeAnnotations,
  summarizeWorkers,
  toPairKey,
} from '../../stages/annotation/index.js';

/** What follows from the answers alone, by the list of them, which is another one after every change. */
const SUMMARIES = new WeakMap<readonly TimedAnswer[], ReturnType<typeof summarizeAnswers>>();

export function buildAnnotationProgress(live: LiveProject): AnnotationProgress {
  const { answersPerPair } = readSettings(live.project);
  const answers = live.verdicts.listAnswers();
  const summary = SUMMARIES.get(answers) ?? summarizeAnswers(answers);
  SUMMARIES.set(answers, summary);
  const verdicts = live.verdicts.list();
  const counts = summarizeAnnotations([], verdicts);
  const pairs = live.facts.dataset.classes.flatMap(({ index }) => live.derived.listPairs(index));
  const countAnswers = (key: string) => summary.answersOfPair.get(key) ?? 0;
  return {
    blind: live.onlyOf && { openPairs: live.onlyOf.openPairs },
    pairs: pairs.length,
    completePairs: live.onlyOf
      ? pairs.length - live.onlyOf.openPairs
      : pairs.filter((pair) => countAnswers(toPairKey(pair)) >= answersPerPair).length,
    reviewedPairs: verdicts.filter(isReviewed).length,
    answers: answers.length,
    answersPerPair,
    spuriousPairs: counts.spurious_pairs,
    unreviewedSpuriousPairs: verdicts.filter((one) => one.verdict === 'spurious' && !isReviewed(one)).length,
    classesWithSpurious: counts.classes_with_spurious,
    verdictSources: countSources(live, verdicts),
    distinctSpuriousFeatures: counts.distinct_spurious_features,
    spuriousFeaturesCoreElsewhere: counts.spurious_features_core_elsewhere,
    disputedPairs: verdicts.filter(isVerdictDisputed).length,
    unblindedAnswers: summary.agreement.unblindedCount,
    kappa: summary.agreement.kappa,
    kappaOfChoices: summary.agreement.kappaOfChoices,
    kappaPairs: summary.agreement.pairCount,
    workers: buildWorkers(live, summary.workers),
  };
}

function summarizeAnswers(answers: readonly TimedAnswer[]) {
  const answersOfPair = new Map<string, number>();
  for (const answer of answers) {
    const key = toPairKey(answer);
    answersOfPair.set(key, (answersOfPair.get(key) ?? 0) + 1);
  }
  return {
    answersOfPair,
    agreement: measureRaterAgreement(answers),
    workers: summarizeWorkers(answers),
  };
}

/** Of the classes with a spurious feature. */
function countSources({ derived }: LiveProject, verdicts: readonly Verdict[]): Record<VerdictSource, number> {
  const spurious = new Set(derived.listSpuriousClasses());
  const counts = Object.fromEntries(VERDICT_SOURCES.map((source) => [source, 0])) as Record<
    VerdictSource,
    number
  >;
  for (const { classIndex, source } of verdicts) if (spurious.has(classIndex)) counts[source] += 1;
  return counts;
}

/** Everybody who answered, passed over a pair, or chose to see; most answers first. Of whoever judges blind themselves alone. */
function buildWorkers(
  { project, onlyOf }: LiveProject,
  work: ReturnType<typeof summarizeWorkers>,
): WorkerProgress[] {
  const isShown = ({ workerId }: { workerId: string }) => onlyOf === null || workerId === onlyOf.person;
  const skips = new Map<string, number>();
  for (const { workerId } of project.database.readSkips().filter(isShown)) {
    skips.set(workerId, (skips.get(workerId) ?? 0) + 1);
  }
  const unblinded = new Set(project.database.readUnblindings().map(({ workerId }) => workerId));
  const toEntry = (workerId: string, answers: number, medianSeconds: number | null): WorkerProgress => ({
    workerId,
    answers,
    skips: skips.get(workerId) ?? 0,
    medianSeconds,
    isUnblinded: unblinded.has(workerId),
  });
  const answered = new Set(work.map(({ workerId }) => workerId));
  const others = new Set([...skips.keys(), ...[...unblinded].filter((workerId) => isShown({ workerId }))]);
  return [
    ...work.map(({ workerId, answerCount, medianSeconds }) => toEntry(workerId, answerCount, medianSeconds)),
    ...[...others]
      .filter((workerId) => !answered.has(workerId))
      .map((workerId) => toEntry(workerId, 0, null)),
  ];
}
