/**
 * Which pairs a person judges next, and which panels they compare next.
 * In: live numbers and a person's request. Out: queues of the protocol. Stores nothing but reservations.
 */
import { assertClassIndex, listNextPairs } from '../project/index.js';
import type { LiveFacts, LiveProject } from '../project/live/index.js';
import type {
  AnnotationQuery,
  AnnotationQueueResponse,
  ValidationQuery,
  ValidationQueueResponse,
} from '../protocol/index.js';
import type { Pair, PairVotes } from '../records/annotation.js';
import type { ImportantFeature } from '../records/discovery.js';
import {
  FINAL_ANSWERS,
  listOpenPairs,
  PANEL_COUNT,
  PANEL_SIZE,
  toPairKey,
} from '../stages/annotation/index.js';
import { chooseOrder, weighAnswers } from './answer-worth.js';
import type { Reservations } from './reservations.js';
import { buildAnnotationTask, buildValidationTask } from './responses/index.js';

const DEFAULT_TASK_COUNT = 4;
/** A class with fewer training images has no three panels. */
const FEWEST_IMAGES = PANEL_COUNT * PANEL_SIZE;

export async function buildAnnotationQueue(
  live: LiveProject,
  reservations: Reservations,
  { worker, count = DEFAULT_TASK_COUNT, class: classIndex, pair, order, skipped }: AnnotationQuery,
): Promise<AnnotationQueueResponse> {
  if (classIndex !== undefined) assertClassIndex(live.facts.dataset, classIndex);
  const worth = await weighAnswers(live);
  const open = listNextPairs(live.project, {
    workerId: worker,
    pairs: live.facts.discovery?.pairs ?? [],
    reservations: reservations.list(),
    classIndex: classIndex ?? null,
    includeSkipped: skipped ?? false,
    compare: chooseOrder(order ?? 'class', worth),
  });
  const next = pair === undefined ? open.slice(0, count) : [parsePair(pair)];
  // Going back to a pair takes nothing out of a person's hand.
  if (pair === undefined) reservations.reserve(worker, next);
  return {
    tasks: await Promise.all(next.map((one) => buildAnnotationTask(live, one, worker))),
    left: open.length,
    done: live.project.database.readAnsweredPairs(worker).length,
    worth: worth?.toResponse(open) ?? null,
  };
}

/** Pairs whose heatmaps this person has not compared yet, and that lack answers for a final decision. */
export async function buildValidationQueue(
  live: LiveProject,
  { worker, count = DEFAULT_TASK_COUNT, pair, variant = 'lowest' }: ValidationQuery,
): Promise<ValidationQueueResponse> {
  const answers = live.project.database.readValidationAnswers().filter((one) => one.variant === variant);
  const answered = answers.filter(({ workerId }) => workerId === worker);
  const open = listOpenPairs({
    workerId: worker,
    pairs: listValidatablePairs(live),
    votes: countByPair(answers),
    answered,
    skipped: [],
    reservations: [],
    answersPerPair: FINAL_ANSWERS,
  });
  const next: Pair[] = pair === undefined ? open.slice(0, count) : [parsePair(pair)];
  const tasks = await Promise.all(next.map((one) => buildValidationTask(live, one, variant)));
  return { tasks: tasks.flatMap((task) => task ?? []), left: open.length, done: answered.length };
}

/** Looked up once for as long as the facts stay: a large data set has more than a million images. */
const VALIDATABLE = new WeakMap<LiveFacts, ImportantFeature[]>();

function listValidatablePairs({ facts }: LiveProject): ImportantFeature[] {
  let pairs = VALIDATABLE.get(facts);
  if (pairs === undefined) {
    const { images } = facts.dataset;
    const isLarge = facts.imagesOfClass.map(
      (ofClass) => ofClass.filter((image) => images[image]!.split === 'train').length >= FEWEST_IMAGES,
    );
    pairs = (facts.discovery?.pairs ?? []).filter(({ classIndex }) => isLarge[classIndex]);
    VALIDATABLE.set(facts, pairs);
  }
  return pairs;
}

/** Answers on panels as the votes that the choice of pairs counts; which side they are on does not matter there. */
function countByPair(answers: readonly Pair[]): PairVotes[] {
  const counts = new Map<string, PairVotes>();
  for (const { classIndex, feature } of answers) {
    const key = toPairKey({ classIndex, feature });
    const counted = counts.get(key) ?? { classIndex, feature, votesCore: 0, votesSpurious: 0 };
    counts.set(key, { ...counted, votesCore: counted.votesCore + 1 });
  }
  return [...counts.values()];
}

/** `class/feature`, as the schema of the query has checked it. */
function parsePair(text: string): Pair {
  const [classIndex, feature] = text.split('/').map(Number);
  return { classIndex: classIndex!, feature: feature! };
}
