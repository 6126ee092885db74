/** What a judgement did to the gap of its class, in a sentence. In: the server's answer. Out: text; empty where there was and is no gap. */
import type { JudgementResponse } from '../../../../src/protocol/index.js';
import { formatGap, formatPoints, formatSignedPoints } from '../../../../src/words/index.js';

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
