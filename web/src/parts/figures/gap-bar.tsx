/**
 * A gap as a signed number with its interval, and as a bar from the middle: right, more is got right with the cue; left, without.
 * In: a gap in −1..1 and its 95% interval, or null. Out: text and a drawing; colour and weight only where the interval excludes 0.
 */
import type { Interval } from '../../../../src/protocol/index.js';
import { formatPoints, formatRange, formatSignedPoints, toShownSign } from '../../../../src/words/index.js';
import { Quantity } from '../study/quantity.js';
import classes from './gap-bar.module.css';

interface GapProps {
  gap: number | null;
  interval: Interval | null;
}

export function GapBar({ gap, interval, reason }: GapProps & { reason?: string }) {
  return (
    <span className={classes.gap}>
      <GapNumber gap={gap} interval={interval} reason={reason} />
      <GapScale gap={gap} interval={interval} />
    </span>
  );
}

/** The number and, below it, its interval; without its unit where the column names it. */
export function GapNumber({
  gap,
  interval,
  reason,
  isBare,
}: GapProps & { reason?: string; isBare?: boolean }) {
  return (
    <span className={classes.number} data-shown={toShownSign(interval) ?? undefined}>
      <Quantity text={isBare ? formatSignedPoints(gap) : formatPoints(gap)} reason={reason} />
      {gap === null ? null : <span className={classes.interval}>{formatRange(interval)}</span>}
    </span>
  );
}

/** The bar alone, for where the number stands by itself. */
export function GapScale({ gap, interval, width }: GapProps & { width?: number }) {
  const share = gap === null ? 0 : Math.min(1, Math.abs(gap)) * 50;
  return (
    <span className={classes.scale} style={{ width }} aria-hidden>
      <span
        className={classes.bar}
        data-shown={toShownSign(interval) ?? undefined}
        style={{ width: `${share}%`, [gap !== null && gap < 0 ? 'right' : 'left']: '50%' }}
      />
      {interval === null ? null : (
        <span
          className={classes.whisker}
          style={{ left: `${50 + 50 * interval.low}%`, width: `${50 * (interval.high - interval.low)}%` }}
        />
      )}
    </span>
  );
}
