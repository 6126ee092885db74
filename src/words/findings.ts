/**
 * Evidence in few words: findings, intervals, p-values, "8 to 21 of the 49 points", for cells and captions; and which class stands first.
 * In: witnesses as measured. Out: short text. Sentences are made of these in `evidence.ts`.
 */
import type { GapEvidence } from '../records/evidence.js';
import type { Finding } from '../records/names.js';
import {
  ABSENT,
  formatBarePoints,
  formatPercent,
  formatPoints,
  formatQuantity,
  formatSignedPoints,
  type MaybeNumber,
} from './numbers.js';

/** Bounds of a 95% interval, fractions. */
export interface Bounds {
  low: number;
  high: number;
}

/** How each finding reads after the name of a model (docs/method.md, M76). */
export const FINDING_TITLES: Readonly<Record<Finding, string>> = {
  'leans-on': 'leans on the cue',
  differs: 'is less accurate without, cause not shown',
  none: 'no difference shown',
};

/** The same as a mark beside a sentence. */
export const FINDING_MARKS: Readonly<Record<Finding, string>> = {
  'leans-on': 'leans on the cue',
  differs: 'cause not shown',
  none: 'no difference shown',
};

/** "leans on the cue"; a dash where nothing was decided. */
export function formatFinding(finding: Finding | null | undefined): string {
  return finding == null ? ABSENT : FINDING_TITLES[finding];
}

/** "+13 to +29 points", "−3 to +12 points"; a dash for bounds that are unknown. */
export function formatInterval(bounds: Bounds | null | undefined): string {
  if (bounds == null || !Number.isFinite(bounds.low) || !Number.isFinite(bounds.high)) return ABSENT;
  return `${formatSignedPoints(bounds.low)} to ${formatSignedPoints(bounds.high)} points`;
}

/** The same without its unit, for columns that name it: "+13 to +29". */
export function formatRange(bounds: Bounds | null | undefined): string {
  return formatInterval(bounds).replace(/ points$/, '');
}

/** Of an accuracy: "41% to 68%"; a dash for bounds that are unknown. */
export function formatShareInterval(bounds: Bounds | null | undefined, digits = 0): string {
  if (bounds == null || !Number.isFinite(bounds.low) || !Number.isFinite(bounds.high)) return ABSENT;
  return `${formatPercent(bounds.low, digits)} to ${formatPercent(bounds.high, digits)}`;
}

/** How sure an accuracy on the images of a group is. */
export interface GroupAccuracy {
  imageCount: number;
  interval: Bounds;
}

/** An accuracy with its interval and how many images it rests on: "54% (41% to 68%, 22 images)"; alone where these are not known. */
export function formatGroupAccuracy(share: MaybeNumber, cell: GroupAccuracy | null, digits = 0): string {
  const text = formatPercent(share, digits);
  if (cell === null) return text;
  return `${text} (${formatShareInterval(cell.interval, digits)}, ${formatQuantity(cell.imageCount, 'image')})`;
}

/** A gap as tables and headlines have it: "+21 points (+13 to +29 points)"; a dash where it is unknown. */
export function formatGap(gap: MaybeNumber, bounds: Bounds | null | undefined): string {
  const text = formatPoints(gap);
  return text === ABSENT ? ABSENT : `${text} (${formatInterval(bounds)})`;
}

/** The same for columns that name the unit: "+21 (+13 to +29)". */
export function formatBareGap(gap: MaybeNumber, bounds: Bounds | null | undefined): string {
  const text = formatSignedPoints(gap);
  return text === ABSENT ? ABSENT : `${text} (${formatRange(bounds)})`;
}

/** Which side of 0 an interval lies on: only then may colour or weight set a gap off; null where it reaches 0 or is unknown. */
export function toShownSign(bounds: Bounds | null | undefined): 'positive' | 'negative' | null {
  if (bounds == null) return null;
  if (bounds.low > 0) return 'positive';
  return bounds.high < 0 ? 'negative' : null;
}

/** "0.003", "< 0.001"; never 0, for a thousand draws cannot tell. */
export function formatPValue(p: MaybeNumber): string {
  if (p == null || !Number.isFinite(p)) return ABSENT;
  return p < 0.001 ? '< 0.001' : p.toFixed(3);
}

/** "p = 0.003", "p < 0.001". */
export function formatP(p: MaybeNumber): string {
  const text = formatPValue(p);
  return text.startsWith('<') ? `p ${text}` : `p = ${text}`;
}

/**
 * What of a gap remains at equal core evidence: "8 to 21 of the 49 points" (strict and adjusted gap, between which the truth tends to lie), "21 of the
 * 49 points" where no strict one could be measured; a dash where nothing was adjusted for.
 */
export function formatRemaining(evidence: RemainingGap): string {
  const { remaining, whole } = toRemaining(evidence);
  return remaining === null ? ABSENT : `${remaining} of the ${whole} points`;
}

/** The same for columns that name the unit: "8 to 21 of 49". */
export function formatBareRemaining(evidence: RemainingGap): string {
  const { remaining, whole } = toRemaining(evidence);
  return remaining === null ? ABSENT : `${remaining} of ${whole}`;
}

type RemainingGap = Pick<GapEvidence, 'gap' | 'adjusted' | 'adjustedIsGap' | 'strict'>;

function toRemaining({ gap, adjusted, adjustedIsGap, strict }: RemainingGap) {
  const measured = [adjustedIsGap ? null : adjusted, strict].flatMap((one) => (one === null ? [] : one.gap));
  const [low, high] = [Math.min(...measured), Math.max(...measured)].map((one) => formatBarePoints(one));
  const remaining = low === high ? low! : `${low} to ${high}`;
  return { remaining: measured.length === 0 ? null : remaining, whole: formatBarePoints(gap.gap) };
}

/** A class as it competes for the first place. */
export interface Contender extends Bounds {
  /** Null where the controls were not measured: the interval alone counts. */
  finding: Finding | null;
  isProvisional: boolean;
}

/**
 * The class that is shown first: of those with a finding the reviewed ones before the provisional, then the rest; among equals the one
 * with the highest lower bound, and the earlier of two such. The largest point would be the luckiest of many. Null for no class.
 */
export function chooseShownClass<T extends Contender>(classes: readonly T[]): T | null {
  const standing = ({ finding, low, isProvisional }: T) => {
    const isShown = finding === null ? low > 0 : finding !== 'none';
    return isShown ? 2 - Number(isProvisional) : 0;
  };
  return classes.reduce<T | null>((best, one) => {
    if (best === null) return one;
    const difference = standing(one) - standing(best) || one.low - best.low;
    return difference > 0 ? one : best;
  }, null);
}
