/**
 * What a self-test shows, in sentences: which planted cues the encoder sees, which are found, which not.
 * In: studies with their intervals. Out: sentences that claim no more than these: a cue is seen, or not seen, only where the whole interval
 * lies on one side of `TELLS`.
 */
import {
  type MeasuredAuroc,
  SELF_TEST_OUTCOMES,
  type SelfTestOutcome,
  type SelfTestStudy,
} from '../records/selftest/selftest.js';
import { formatFinding, formatInterval, formatShareInterval } from './findings.js';
import { formatList, formatMethod, shortenName } from './names.js';
import { formatBarePoints, formatDecimal, formatPercent, formatPoints, formatQuantity } from './numbers.js';

/** AUROC from which a feature tells a cue. */
export const TELLS = 0.8;

/** What each outcome says of the cues in a list behind it. */
export const OUTCOME_TITLES: Readonly<Record<SelfTestOutcome, string>> = {
  found: 'seen, listed and called spurious',
  'called-core': 'seen and listed, but not called spurious',
  'not-listed': 'seen by a feature that is not listed',
  undecided: 'undecided',
  'not-seen': 'not seen',
};

/** Cues as they stand in sentences; one that is not here keeps its own name. */
const CUE_NAMES: Readonly<Record<string, string>> = {
  border: 'a border',
  'corner-patch': 'a patch in a corner',
  'colour-cast': 'a colour cast',
  watermark: 'a watermark',
  blur: 'blur',
  'jpeg-quality': 'low JPEG quality',
  'background-tint': 'a tinted background',
  vignette: 'a vignette',
  nothing: 'nothing (the control)',
};

/** "a border", "blur". */
export function formatCue(cue: string): string {
  return CUE_NAMES[cue] ?? cue;
}

/** "0.99 (0.96 to 1.00)"; a dash where nothing was measured. */
export function formatAuroc(measured: MeasuredAuroc | null): string {
  if (measured === null) return formatDecimal(null, 2);
  const [auroc, low, high] = [measured.auroc, measured.low, measured.high].map((value) =>
    formatDecimal(value, 2),
  );
  return `${auroc} (${low} to ${high})`;
}

/** Whether an AUROC, as far as its interval goes, tells a cue; null where that is open. */
function tells({ low, high }: MeasuredAuroc): boolean | null {
  if (low >= TELLS) return true;
  return high < TELLS ? false : null;
}

/** What became of the cue of a study. */
export function classifyStudy({ listed, best, verdict }: SelfTestStudy): SelfTestOutcome {
  if (tells(listed.measured) === true) return verdict?.verdict === 'spurious' ? 'found' : 'called-core';
  if (tells(best.measured) === true) return 'not-listed';
  return tells(best.measured) === false && tells(listed.measured) === false ? 'not-seen' : 'undecided';
}

/** One study in one sentence: what is seen, what it does to the head, what a repair does. */
export function describeStudy(study: SelfTestStudy): string {
  const name = formatCue(study.cue);
  const subject = `${name[0]!.toUpperCase()}${name.slice(1)} at ${formatPercent(study.correlation)}`;
  return `${subject} ${describeSight(study)}; ${describeEffect(study)}; ${describeRepair(study)}.`;
}

function describeSight(study: SelfTestStudy): string {
  const { listed, best, featureCount, imagesPerClass } = study;
  const own = `AUROC ${formatAuroc(listed.measured)}`;
  switch (classifyStudy(study)) {
    case 'found':
    case 'called-core':
      return `is seen (${own}), listed at rank ${listed.rank} of ${featureCount} and ${describeVerdict(study)}`;
    case 'not-listed':
      return `is seen by feature ${best.feature} (AUROC ${formatAuroc(best.measured)}), but that has rank ${best.rank} of ${featureCount} and is not listed; the best listed feature has ${own}`;
    case 'not-seen':
      return `is not seen: of all features the one that was best on validation images has AUROC ${formatAuroc(best.measured)}, of those listed ${formatAuroc(listed.measured)}`;
    default:
      return `may be seen or not: ${formatQuantity(imagesPerClass.test, 'test image')} do not decide (best feature AUROC ${formatAuroc(best.measured)}, best listed ${formatAuroc(listed.measured)})`;
  }
}

function describeVerdict({ verdict }: SelfTestStudy): string {
  if (verdict === null) return 'not judged';
  const probability =
    verdict.probability === null ? '' : ` (probability of spurious ${formatDecimal(verdict.probability, 2)})`;
  return `called ${verdict.verdict}${probability}`;
}

function describeEffect({ truth: { effect }, gap }: SelfTestStudy): string {
  const finding =
    gap === null ? 'no gap could be measured' : `the program says: ${formatFinding(gap.finding)}`;
  if (effect.low > 0) {
    return `the head is at least ${formatBarePoints(effect.low)} points less accurate where the cue is against the habit, and ${finding}`;
  }
  return `that it changes what the head says is not shown (${formatInterval(effect)}), and ${finding}`;
}

function describeRepair({ repair, notRepaired, truth: { worst } }: SelfTestStudy): string {
  if (repair === null) return `not repaired: ${(notRepaired ?? 'none was tried').replace(/\.$/, '')}`;
  const change = `${formatPercent(worst.accuracy)} to ${formatPercent(repair.worst.accuracy)}`;
  const method = formatMethod(repair.method);
  if (repair.change.low > 0) return `repaired by ${method} the worst group rises from ${change}`;
  if (repair.change.high < 0) return `repaired by ${method} the worst group falls from ${change}`;
  return `repaired by ${method} the worst group goes from ${change}, which may be chance`;
}

/** All studies in a few sentences, one per outcome: what this encoder sees on these data, and what it does not. */
export function describeSelfTest(studies: readonly SelfTestStudy[]): string[] {
  return SELF_TEST_OUTCOMES.flatMap((outcome) => {
    const own = studies.filter((study) => classifyStudy(study) === outcome);
    if (own.length === 0) return [];
    const cues = [...new Set(own.map(({ cue }) => cue))].map((cue) => {
      const shares = own
        .filter((study) => study.cue === cue)
        .map(({ correlation }) => formatPercent(correlation));
      return `${formatCue(cue)} at ${formatList(shares)}`;
    });
    const title = OUTCOME_TITLES[outcome];
    return `${title[0]!.toUpperCase()}${title.slice(1)}: ${cues.join('; ')}.`;
  });
}

/** Cells of a study's row in a table for people; the columns are `SELF_TEST_HEADINGS`. */
export function toSelfTestCells(study: SelfTestStudy): string[] {
  const { listed, best, verdict, gap, truth, repair } = study;
  return [
    study.cue,
    formatPercent(study.correlation),
    `${listed.rank}`,
    formatAuroc(listed.measured),
    `${best.rank}`,
    formatAuroc(best.measured),
    verdict === null ? formatDecimal(null, 2) : `${verdict.verdict} ${formatDecimal(verdict.probability, 2)}`,
    formatAuroc(study.spuriosity),
    formatPoints(gap?.gap),
    gap?.adjusted == null
      ? formatPoints(null)
      : `${formatPoints(gap.adjusted.gap)}, p ${formatDecimal(gap.adjusted.pValue, 3)}`,
    formatPoints(truth.effect.difference),
    `${formatPercent(truth.worst.accuracy)} (${formatShareInterval(truth.worst)})`,
    repair === null
      ? formatPercent(null)
      : `${formatPercent(repair.worst.accuracy)} (${formatShareInterval(repair.worst)})`,
    OUTCOME_TITLES[classifyStudy(study)],
  ];
}

/** Headings of `toSelfTestCells`. */
export const SELF_TEST_HEADINGS = [
  'cue',
  'correlation',
  'rank of the best listed',
  'its AUROC',
  'rank of the best of all',
  'its AUROC',
  'verdict',
  'AUROC of spuriosity',
  'gap',
  'adjusted gap',
  'true effect',
  'worst group',
  'repaired',
  'outcome',
];

/** "goose (which usually carries the cue) and albatross: 100 training, 40 validation and 60 test images of each". */
export function describePlantedIn({
  classNames,
  imagesPerClass: { train, val, test },
}: SelfTestStudy): string {
  return `${shortenName(classNames[0])} (which usually carries the cue) and ${shortenName(classNames[1])}: ${train} training, ${val} validation and ${test} test images of each`;
}
