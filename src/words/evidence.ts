/**
 * What the witnesses of a gap say, in sentences: for terminal, report and app alike (docs/method.md, M76 to M78).
 * In: gaps with intervals, evidence where it was measured, whose they are. Out: sentences that claim no more than their intervals: every
 * number of a claim is a lower bound, and a cause is named only where the finding is `leans-on`.
 */
import type {
  ClassEvidence,
  GapEvidence,
  GapWitness,
  InterventionEffect,
  ModelEvidence,
} from '../records/evidence.js';
import { FINDINGS, type Finding } from '../records/names.js';
import { type Bounds, formatGap, formatInterval, formatP, formatRemaining, toShownSign } from './findings.js';
import { formatList } from './names.js';
import {
  formatBarePoints,
  formatCount,
  formatPercent,
  formatPlainPoints,
  formatPoints,
  formatQuantity,
} from './numbers.js';

/** A gap and who has it. */
export interface GapStatement {
  /** "The head", "vit": begins the sentence. */
  subject: string;
  /** What the cue is called: "water and sand"; null where it has no name. */
  cue: string | null;
  /** "for waterbird", "on average over 12 classes". */
  scope: string;
  /** The spurious gap; NaN where there is none. */
  gap: number;
  interval: Bounds;
  /** Null where only the gap was measured. */
  evidence: GapEvidence | null;
  /** Verdicts that nobody reviewed stand behind it. */
  isProvisional: boolean;
}

/** p-values below this are told from chance. */
const LEVEL = 0.05;
/** Class gaps whose signs differ count as cancelling when their mean size exceeds the size of their mean by this. */
const CANCELLED = 0.05;

/**
 * The finding in one sentence: leans on; is less accurate without, cause not shown; more accurate without; no difference shown. Doubt about
 * verdicts comes before it.
 */
export function describeFinding(statement: GapStatement): string {
  const finding = describeCertain(statement);
  return statement.isProvisional ? `If the unreviewed verdicts are right, ${lowerFirst(finding)}` : finding;
}

/** As if all verdicts were reviewed. */
function describeCertain({ subject, cue, scope, interval, evidence }: GapStatement): string {
  if (evidence?.finding === 'leans-on') {
    return `${subject} leans on ${cue ?? 'spurious cues'}: ${scope} ${describeReason(evidence, cue)}.`;
  }
  const differs = evidence === null ? interval.low > 0 : evidence.finding === 'differs';
  if (differs) {
    const cause =
      evidence === null
        ? 'whether the cue is the cause was not measured'
        : 'that the cue is the cause is not shown';
    return `${subject} is ${atLeast(interval.low)} less accurate on ${nameImages('least', cue)}, ${scope}; ${cause}.`;
  }
  if (interval.high < 0) {
    return `${subject} is ${atLeast(-interval.high)} more accurate on ${nameImages('least', cue)}, ${scope}: the cue may mislead, or labels may be wrong.`;
  }
  const corrected = interval.low > 0 ? ', corrected for testing many classes' : '';
  return `No difference is shown for ${lowerFirst(subject)} between ${nameImages('most', cue)} and ${nameImages('least', cue)}, ${scope} (${formatInterval(interval)}${corrected}).`;
}

/** The numbers behind a finding: point and interval of the gap, what remains of it, the intervention. */
export function describeWitnesses({ gap, interval, evidence, scope }: GapStatement): string {
  const sentences = [`Spurious gap ${formatGap(gap, interval)}, ${scope}.`];
  if (evidence === null) return sentences[0]!;
  const { adjusted, adjustedIsGap, strict, intervention } = evidence;
  if (adjustedIsGap) {
    sentences.push('No core feature is known, so nothing could be held equal.');
  } else if (adjusted !== null) {
    const parts = [
      `adjusted ${formatPoints(adjusted.gap)} (${formatInterval(adjusted)}, ${formatP(adjusted.pValue)})`,
      ...(strict === null
        ? []
        : [`strictly ${formatPoints(strict.gap)} (${formatInterval(strict)}, ${formatP(strict.pValue)})`]),
    ];
    sentences.push(
      `At equal core evidence ${evidence.gap.gap > 0 ? `${formatRemaining(evidence)} remain: ` : ''}${parts.join(', ')}.`,
    );
  }
  if (intervention !== null) sentences.push(...describeIntervention(intervention));
  return sentences.join(' ');
}

/** What happened when the cue was taken out of pictures and put into others. */
function describeIntervention({ overlap, pasted, ...weakened }: InterventionEffect): string[] {
  const doubt = overlap === null ? '' : ` (${formatPercent(overlap)} of which lies on cue or object)`;
  return [
    `Weakening the cue in the pictures rather than another place${doubt} changes accuracy by ${formatEffect(weakened)}.`,
    ...(pasted === null
      ? []
      : [
          `Putting it into images that lack it, rather than another region, changes accuracy by ${formatEffect(pasted)}.`,
        ]),
  ];
}

/** An effect with its interval; in words where that reaches 0. */
function formatEffect(measured: { effect: number } & Bounds): string {
  const text = formatGap(measured.effect, measured);
  return toShownSign(measured) === null ? `${text}: no effect is shown` : text;
}

/** For scale: gaps of rankings that have nothing to do with the verdicts. */
export function describeControls({ core, permuted, random }: ModelEvidence): string {
  const parts = [
    ...(core === null ? [] : [`along core features ${formatGap(core.gap, core)}`]),
    `with permuted verdicts ${formatPoints(permuted.gap)} (${formatInterval(permuted)}, ${formatP(permuted.pValue)})`,
    ...(random === null ? [] : [`along random features ${formatGap(random.gap, random)}`]),
  ];
  const caution =
    permuted.pValue >= LEVEL
      ? ` Other important features, drawn by lot, make a gap as large in ${formatPercent(permuted.pValue)} of draws: that these ones matter more than others is not shown.`
      : '';
  return `For scale, the gap is ${formatList(parts)}.${caution}`;
}

/** Null unless class gaps of both signs cancel in their mean; whether they differ in sign but by chance is said where intervals are known. */
export function describeCancelling(
  gaps: readonly { name: string; gap: number; interval: Bounds | null }[],
  { gap, meanAbsoluteGap }: { gap: number; meanAbsoluteGap: number },
): string | null {
  if (!(meanAbsoluteGap - Math.abs(gap) >= CANCELLED)) return null;
  const sorted = [...gaps].sort((a, b) => a.gap - b.gap);
  const [lowest, highest] = [sorted[0]!, sorted.at(-1)!];
  const toText = (one: (typeof gaps)[number]) =>
    `${one.interval === null ? formatPoints(one.gap) : formatGap(one.gap, one.interval)} for ${one.name}`;
  const isShown = toShownSign(lowest.interval) === 'negative' && toShownSign(highest.interval) === 'positive';
  const doubt = isShown || lowest.interval === null ? '' : ' That their signs differ is not shown.';
  return `Class gaps of opposite sign cancel: ${formatPoints(gap)} in the mean, but ${formatPlainPoints(meanAbsoluteGap)} in size (from ${toText(lowest)} to ${toText(highest)}).${doubt}`;
}

/** How many classes of a model have which finding; "corrected" where several were tested. Null without classes. */
export function describeClassFindings(classes: readonly Pick<ClassEvidence, 'finding'>[]): string | null {
  if (classes.length === 0) return null;
  const corrected = classes.length > 1 ? ' (corrected for testing many classes at once)' : '';
  const parts = FINDINGS.flatMap((finding) => {
    const count = classes.filter((one) => one.finding === finding).length;
    return count === 0 ? [] : [`${formatCount(count)} ${CLASS_FINDINGS[finding]}`];
  });
  return `Of ${formatQuantity(classes.length, 'class', 'classes')}: ${formatList(parts)}${corrected}.`;
}

/** How a count of classes goes on. */
const CLASS_FINDINGS: Readonly<Record<Finding, string>> = {
  'leans-on': 'where it leans on the cue',
  differs: 'where it is less accurate without, cause not shown',
  none: 'without a shown difference',
};

/** Why the finding is `leans-on`: the gap and what remains of it, with their lower bounds, and what weakening the cue costs at least. */
function describeReason(evidence: GapEvidence, cue: string | null): string {
  const { gap, adjusted, adjustedIsGap, strict, intervention, decidedBy } = evidence;
  const others = cue === null ? 'the most spurious' : 'those with most';
  const difference = `it is ${formatPlainPoints(gap.gap)} less accurate on ${nameImages('least', cue)} than on ${others} (${atLeast(gap.low)})`;
  const bound =
    strict === null || strict.gap === adjusted!.gap
      ? atLeast(adjusted!.low)
      : [adjusted!, strict].map(describeRemainder).join(', ');
  const remaining = adjustedIsGap
    ? ', with no core feature to hold equal'
    : `; ${formatRemaining(evidence)} remain where the object shows equally well (${bound})`;
  const weakened =
    intervention !== null && intervention.high < 0
      ? `; weakening it in the picture costs ${atLeast(-intervention.high)}`
      : '';
  const alone =
    decidedBy === 'adjusted' ? '; the adjusted gap alone decides, as no other witness could be measured' : '';
  return `${difference}${remaining}${weakened}${alone}`;
}

/** "the 21 are at least 13 points", "the 8 may be none". */
function describeRemainder({ gap, low }: GapWitness): string {
  return `the ${formatBarePoints(gap)} ${low > 0 ? `are ${atLeast(low)}` : 'may be none'}`;
}

/** A lower bound above 0 as a claim; one that rounds to 0 is no number to boast of. */
function atLeast(bound: number): string {
  return Number(formatBarePoints(bound)) >= 1 ? `at least ${formatPlainPoints(bound)}` : 'a little';
}

/** "the least spurious images", "the images with least water". */
function nameImages(end: 'most' | 'least', cue: string | null): string {
  return cue === null ? `the ${end} spurious images` : `the images with ${end} ${cue}`;
}

function lowerFirst(text: string): string {
  return /^(The|No) /.test(text) ? text[0]!.toLowerCase() + text.slice(1) : text;
}
