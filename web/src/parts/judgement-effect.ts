/** What a judgement did to the gap of its class, in a sentence. In: the server's answer. Out: text; empty where there was and is no gap. */
import type { JudgementResponse } from '../../../src/protocol/index.js';
import { formatPoints, formatSignedPoints } from './format.js';

/** "Gap of gondola: +60 → +48 pts." */
export function formatGapEffect(
  { gapBefore, gapAfter }: Pick<JudgementResponse, 'gapBefore' | 'gapAfter'>,
  className: string,
): string {
  if (gapBefore === null && gapAfter === null) return '';
  if (gapBefore === null) return `${className} has a gap now: ${formatPoints(gapAfter)}.`;
  if (gapAfter === null) return `${className} has no gap any more: it was ${formatPoints(gapBefore)}.`;
  return formatPoints(gapBefore) === formatPoints(gapAfter)
    ? `Gap of ${className}: still ${formatPoints(gapAfter)}.`
    : `Gap of ${className}: ${formatSignedPoints(gapBefore)} → ${formatPoints(gapAfter)}.`;
}
