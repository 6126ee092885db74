/**
 * What answers of one person are worth, and the order that follows (docs/method.md, M47 to M49).
 * In: the numbers as the person may see them. Out: an order of pairs, how much is settled. For whoever judges blind it rests on what
 * data and program say by themselves and on the person's own answers: nothing of it depends on what others answered.
 */
import { type AnswerValues, type LiveProject, valueAnswers } from '../project/live/index.js';
import type { GapWorth, QueueOrder } from '../protocol/index.js';
import type { Pair } from '../records/annotation.js';
import type { ImportantFeature } from '../records/discovery.js';
import { mergeVerdicts, tallyVerdicts, toPairKey } from '../stages/annotation/index.js';
import { type AnswerValue, compareValues, countToSettle, SETTLED_SHARE } from '../stages/bias/index.js';

interface WeighedAnswers {
  findValue(pair: Pair): AnswerValue;
  /** @param open pairs that the person may answer */
  toResponse(open: readonly Pair[]): GapWorth;
}

/** Null where no gap can be measured. */
export async function weighAnswers(live: LiveProject): Promise<WeighedAnswers | null> {
  const { project, verdicts, onlyOf } = live;
  const automatic = project.database.readAutomaticVerdicts();
  // A blind view has no guesses of the program, which count here (M49).
  const current =
    onlyOf === null ? verdicts.list() : mergeVerdicts(tallyVerdicts(verdicts.listAnswers()), automatic);
  const start = await valueAnswers(live, automatic);
  const now = await valueAnswers(live, current);
  return start && now && createWeighed(start, now);
}

function createWeighed(start: AnswerValues, now: AnswerValues): WeighedAnswers {
  const nothing: AnswerValue = { value: 0, turnover: 0 };
  const findValue = (pair: Pair) => now.ofPair.get(toPairKey(pair)) ?? nothing;
  return {
    findValue,
    toResponse: (open) => ({
      settledShare: start.uncertainty === 0 ? 1 : Math.max(0, 1 - now.uncertainty / start.uncertainty),
      targetShare: SETTLED_SHARE,
      answersToSettle: countToSettle(
        open.map((pair) => findValue(pair).value),
        start.uncertainty,
      ),
    }),
  };
}

/** Null for class by class. */
export function chooseOrder(
  order: QueueOrder,
  worth: WeighedAnswers | null,
): ((a: ImportantFeature, b: ImportantFeature) => number) | null {
  if (order === 'class') return null;
  const byImportance = (a: ImportantFeature, b: ImportantFeature) => b.importance - a.importance;
  if (order === 'importance' || worth === null) return byImportance;
  return (a, b) => compareValues(worth.findValue(a), worth.findValue(b)) || byImportance(a, b);
}
