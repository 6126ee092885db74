/**
 * A gap before and after on one scale from −100 to +100 points: a ring before, a point after, each with its interval.
 * In: two gaps with their intervals. Out: a drawing beside the numbers.
 */
import type { GapEstimate } from '../../../../src/protocol/index.js';
import classes from './gap-change.module.css';

export function GapChange({ before, after }: { before: GapEstimate; after: GapEstimate }) {
  return (
    <span className={classes.scale} aria-hidden>
      {[before, after].map(({ gap, interval: { low, high } }, place) => (
        <span key={place === 0 ? 'before' : 'after'} className={place === 0 ? classes.before : classes.after}>
          <span
            className={classes.whisker}
            style={{ left: `${toPercent(low)}%`, width: `${toPercent(high) - toPercent(low)}%` }}
          />
          <span className={classes.point} style={{ left: `${toPercent(gap)}%` }} />
        </span>
      ))}
    </span>
  );
}

/** Place on the scale; ±100 points stay clear of its ends, so that their signs are whole. */
function toPercent(gap: number): number {
  return 50 + gap * 43;
}
