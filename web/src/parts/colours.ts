/**
 * The colours that mean something, as CSS variables that follow the colour scheme; app.css holds their values.
 * Blue and orange stay apart for every common colour vision. `…Soft` is a ground on which the colour itself can be read.
 */
export const COLOURS = {
  /** Part of the object; least spurious end; after mitigation. */
  core: 'var(--core)',
  coreSoft: 'var(--core-soft)',
  /** Not part of the object; most spurious end; before mitigation. */
  spurious: 'var(--spurious)',
  spuriousSoft: 'var(--spurious-soft)',
  /** Misclassified images, failures. */
  wrong: 'var(--wrong)',
  wrongSoft: 'var(--wrong-soft)',
  /** Disputes, collisions, things to look at. */
  caution: 'var(--caution)',
  cautionSoft: 'var(--caution-soft)',
  /** Everything else: axes, counts, the unreviewed. */
  muted: 'var(--muted)',
  mutedSoft: 'var(--muted-soft)',
  rule: 'var(--rule)',
  paper: 'var(--paper)',
  ink: 'var(--ink)',
} as const;
