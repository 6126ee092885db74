/**
 * Answering from the command line: which pairs there are, a sheet to fill in, one answer at a time.
 * In: the pairs that `discover` found. Out: answers in the database, listings. The app's study form is another door to the same.
 */
import { UsageError } from '../../base/errors.js';
import { ANSWER_CHOICES, type Answer, isReviewed, type Verdict } from '../../records/annotation.js';
import { formatAnswers } from '../../stages/annotation/index.js';
import { readDiscovery, readOptionalDiscovery } from '../discovery/index.js';
import { listPairVisuals } from '../pictures/index.js';
import {
  assertPair,
  assertText,
  assertWorker,
  type ClassChoice,
  findClass,
  type Project,
  readPairVerdict,
  readVerdicts,
} from '../workspace/index.js';
import { writeAnnotations } from './annotation.js';
import { writeCollisions } from './collisions.js';
import { COMMAND_LINE_ORIGIN } from './origins.js';

export interface PairListing {
  classIndex: number;
  className: string;
  rank: number;
  feature: number;
  verdict: Verdict['verdict'] | 'none';
  /** Where the verdict is from; "nobody" without one. */
  source: Verdict['source'] | 'nobody';
  /** Folder of the pair's pictures. */
  pictures: string;
}

/** The important pairs, by class and rank. */
export async function listPairs(
  project: Project,
  { classIndex: wanted, unreviewed }: { classIndex: number | undefined; unreviewed: boolean },
): Promise<PairListing[]> {
  const dataset = project.readDataset();
  const { pairs, exemplars } = await readDiscovery(project);
  const verdicts = new Map(readVerdicts(project).map((one) => [`${one.classIndex}/${one.feature}`, one]));
  return pairs
    .map((pair, place): PairListing => {
      const verdict = verdicts.get(`${pair.classIndex}/${pair.feature}`);
      return {
        classIndex: pair.classIndex,
        className: dataset.classes[pair.classIndex]!.displayName,
        rank: pair.rank,
        feature: pair.feature,
        verdict: verdict?.verdict ?? 'none',
        source: verdict?.source ?? 'nobody',
        pictures: listPairVisuals(project, exemplars[place]!, pair.rank).folder,
      };
    })
    .filter(({ classIndex }) => wanted === undefined || classIndex === wanted)
    .filter(({ source }) => !unreviewed || source === 'nobody' || !isReviewed({ source }));
}

/** A CSV row for every important pair, in the layout of `annotate import`, with the answer left empty; `workerId` is who fills it in, where that is known. */
export async function exportTemplate(
  project: Project,
  workerId = '',
): Promise<{ text: string; answerCount: number }> {
  const { classes } = project.readDataset();
  const { pairs } = await readDiscovery(project);
  const rows = pairs.map((pair) => ({
    workerId,
    wordnetId: classes[pair.classIndex]!.wordnetId ?? '',
    classIndex: pair.classIndex,
    feature: pair.feature,
    featureRank: pair.rank,
    main: '' as Answer['main'],
    confidence: 0,
    reasons: '',
  }));
  return { text: formatAnswers(rows), answerCount: rows.length };
}

/** One answer as a person types it. */
export interface TypedAnswer extends Pick<Answer, 'workerId' | 'confidence' | 'reasons' | 'feature'> {
  /** Index, name or display name of the class. */
  className: string;
  /** How the class is meant. */
  choice?: ClassChoice;
  main: string;
}

/** Stores one answer and returns the verdict on its pair; `annotations.csv` and `collisions.csv` follow. */
export async function addAnswer(project: Project, typed: TypedAnswer): Promise<Verdict> {
  const record = findClass(project.readDataset(), typed.className, typed.choice);
  const main = ANSWER_CHOICES.find((choice) => choice === typed.main);
  if (main === undefined) {
    throw new UsageError('answer-unknown', {
      status: 404,
      what: `${JSON.stringify(typed.main)} is no answer.`,
      next: `Answer ${ANSWER_CHOICES.join(', ')}.`,
    });
  }
  const { workerId, confidence, reasons, feature } = typed;
  assertPair(project, { classIndex: record.index, feature });
  assertWorker(workerId);
  assertText(reasons);
  const answer = {
    workerId,
    wordnetId: record.wordnetId ?? '',
    classIndex: record.index,
    feature,
    featureRank: await findRank(project, record.index, feature),
    main,
    confidence,
    reasons,
  };
  project.database.appendAnswers([answer], COMMAND_LINE_ORIGIN);
  await writeAnnotations(project);
  await writeCollisions(project);
  return readPairVerdict(project, answer)!;
}

/** Rank of a feature in its class; 0 when it is not among the important ones, or none are known yet. */
async function findRank(project: Project, classIndex: number, feature: number): Promise<number> {
  const discovery = await readOptionalDiscovery(project);
  return (
    discovery?.pairs.find((pair) => pair.classIndex === classIndex && pair.feature === feature)?.rank ?? 0
  );
}
