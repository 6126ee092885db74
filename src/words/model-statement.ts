/**
 * What is said of one model over its classes: the statement of its finding, the sentences behind it, what its verdicts rest on.
 * In: the model's numbers as tables, report and app have them, evidence where it was measured, names. Out: words. Measures nothing.
 */
import { VERDICT_SOURCES, type VerdictSource } from '../records/annotation.js';
import type { Evidence } from '../records/evidence.js';
import {
  describeCancelling,
  describeClassFindings,
  describeControls,
  describeWitnesses,
  type GapStatement,
} from './evidence.js';
import type { Bounds } from './findings.js';
import { formatList, SOURCE_TITLES } from './names.js';
import { formatCount, formatQuantity, type MaybeNumber } from './numbers.js';

/** A model's gap over its classes; unknown numbers are null or NaN. */
export interface ModelGap {
  model: string;
  spuriousGap: MaybeNumber;
  interval: Bounds | null;
  meanAbsoluteGap: MaybeNumber;
}

/** What was measured beside the gaps, and what it rests on. */
export interface KnownEvidence {
  /** Null where it was not measured. */
  evidence: Evidence | null;
  /** Classes with a verdict that nobody reviewed. */
  provisionalClasses: readonly number[];
}

/** The statement on a model; null for one without a gap. `classes` are those with one, by index. */
export function toModelStatement(
  { model, spuriousGap, interval }: ModelGap,
  classes: readonly number[],
  { evidence, provisionalClasses }: KnownEvidence,
  nameOf: (classIndex: number) => string,
): GapStatement | null {
  const isMeasured = spuriousGap != null && Number.isFinite(spuriousGap) && interval !== null;
  if (!isMeasured || classes.length === 0) return null;
  return {
    subject: model === 'head' ? 'The head' : model,
    cue: null,
    scope:
      classes.length === 1
        ? `for ${nameOf(classes[0]!)}`
        : `on average over ${formatQuantity(classes.length, 'class', 'classes')}`,
    gap: spuriousGap,
    interval,
    evidence: evidence?.models.find((one) => one.model === model) ?? null,
    isProvisional: provisionalClasses.some((one) => classes.includes(one)),
  };
}

/** The numbers behind the finding: witnesses, controls, what cancels, how many classes have which finding. */
export function listModelSentences(
  statement: GapStatement,
  { model, spuriousGap, meanAbsoluteGap }: ModelGap,
  gaps: readonly { classIndex: number; gap: number }[],
  { evidence }: KnownEvidence,
  nameOf: (classIndex: number) => string,
): string[] {
  const ofModel = evidence?.models.find((one) => one.model === model);
  const ofClasses = evidence?.classes.filter((one) => one.model === model) ?? [];
  return [
    describeWitnesses(statement),
    ofModel === undefined ? null : describeControls(ofModel),
    describeCancelling(
      gaps.map(({ classIndex, gap }) => ({
        name: nameOf(classIndex),
        gap,
        interval: ofClasses.find((one) => one.classIndex === classIndex)?.gap ?? null,
      })),
      { gap: spuriousGap ?? Number.NaN, meanAbsoluteGap: meanAbsoluteGap ?? Number.NaN },
    ),
    describeClassFindings(ofClasses),
  ].filter((sentence) => sentence !== null);
}

/** "Rests on 30 verdicts: 28 from object masks and 2 judged by people."; empty without verdicts. */
export function describeVerdictSources(counts: Readonly<Record<VerdictSource, number>>): string {
  const known = VERDICT_SOURCES.filter((source) => counts[source] > 0);
  if (known.length === 0) return '';
  const total = known.reduce((sum, source) => sum + counts[source], 0);
  const rests = `Rests on ${formatQuantity(total, 'verdict')}`;
  if (counts.provisional === total) return `Rests on ${formatQuantity(total, 'provisional verdict')}.`;
  if (known.length === 1) return `${rests} ${SOURCE_TITLES[known[0]!]}.`;
  return `${rests}: ${formatList(known.map((source) => `${formatCount(counts[source])} ${SOURCE_TITLES[source]}`))}.`;
}
