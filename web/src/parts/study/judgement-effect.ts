/** What a judgement did to the gap of its class, and to the mean over the classes, in a sentence each. In: the server's answer. Out: text; empty where there was and is no gap. */
import type { JudgementResponse } from '../../../../src/protocol/index.js';
import { formatGap, formatInterval, formatPoints, formatSignedPoints } from '../../../../src/words/index.js';

/** One class moves a mean over fifty by less than a point. */
const MEAN_DIGITS = 1;

/** "Gap of gondola: +60 → +48 points (+21 to +67 points)." */
export function formatGapEffect(
  { gapBefore: before, gapAfter: after }: Pick<JudgementResponse, 'gapBefore' | 'gapAfter'>,
  className: string,
): string {
  if (after === null) {
    return before === null ? '' : `${className} has no gap any more: it was ${formatPoints(before.gap)}.`;
  }
  const now = formatGap(after.gap, after.interval);
  if (before === null) return `${className} has a gap now: ${now}.`;
  return formatPoints(before.gap) === formatPoints(after.gap)
    ? `Gap of ${className}: still ${now}.`
    : `Gap of ${className}: ${formatSignedPoints(before.gap)} → ${now}.`;
}

/** "Mean over the classes: +31.2 → +30.4 points (+27 to +34 points)." */
export function formatMeanEffect({
  meanBefore: before,
  meanAfter: after,
}: Pick<JudgementResponse, 'meanBefore' | 'meanAfter'>): string {
  if (after === null || before === null) return '';
  const former = formatSignedPoints(before.gap, MEAN_DIGITS);
  if (former === formatSignedPoints(after.gap, MEAN_DIGITS)) return '';
  const now = `${formatPoints(after.gap, MEAN_DIGITS)} (${formatInterval(after.interval)})`;
  return `Mean over the classes: ${former} → ${now}.`;
}
