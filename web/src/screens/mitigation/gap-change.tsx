/** A gap before and after on one scale from −100 to +100 points: a ring before, a point after. In: two gaps. Out: a drawing beside the numbers. */
import classes from './gap-change.module.css';

export function GapChange({ before, after }: { before: number; after: number }) {
  const [low, high] = [Math.min(before, after), Math.max(before, after)];
  return (
    <span className={classes.scale} aria-hidden>
      <span
        className={classes.way}
        style={{ left: `${toPercent(low)}%`, width: `${toPercent(high) - toPercent(low)}%` }}
      />
      <span className={classes.before} style={{ left: `${toPercent(before)}%` }} />
      <span className={classes.after} style={{ left: `${toPercent(after)}%` }} />
    </span>
  );
}

/** Place on the scale; ±100 points stay clear of its ends, so that their signs are whole. */
function toPercent(gap: number): number {
  return 50 + gap * 43;
}
