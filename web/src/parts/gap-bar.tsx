/** A gap as a signed number and a bar from the middle: right, more is got right with the cue; left, without. In: a gap in −1..1 or null. */
import { formatPoints } from './format.js';
import classes from './gap-bar.module.css';
import { Quantity } from './quantity.js';

export function GapBar({ gap, reason }: { gap: number | null; reason?: string }) {
  return (
    <span className={classes.gap}>
      <Quantity text={formatPoints(gap)} reason={reason} />
      <GapScale gap={gap} />
    </span>
  );
}

/** The bar alone, for where the number stands by itself. */
export function GapScale({ gap, width }: { gap: number | null; width?: number }) {
  const share = gap === null ? 0 : Math.min(1, Math.abs(gap)) * 50;
  const isNegative = gap !== null && gap < 0;
  return (
    <span className={classes.scale} style={{ width }} aria-hidden>
      <span
        className={classes.bar}
        data-sign={isNegative ? 'negative' : 'positive'}
        style={{ width: `${share}%`, [isNegative ? 'right' : 'left']: '50%' }}
      />
    </span>
  );
}
