/** Names that records, protocol and app share. No schema stands here: the app takes them, and must not bring the validator with them. */

/**
 * How a heatmap shows where a feature fires (docs/method.md, M15): `isolate` dims what lies outside, `outline` draws the contour at half of the scale,
 * `overlay` lays jet's colours over the image; `paper` is `overlay` with each map by its own maximum, as in the earlier study.
 */
export const HEATMAP_STYLES = ['isolate', 'outline', 'overlay', 'paper'] as const;
export type HeatmapStyle = (typeof HEATMAP_STYLES)[number];
/** What suits photographs: the picture itself is what is judged. */
export const DEFAULT_HEATMAP_STYLE: HeatmapStyle = 'isolate';

/** In which order pairs are offered: a class after the other; what matters most to its class first; the most valuable answer first (docs/method.md, M47). */
export const QUEUE_ORDERS = ['class', 'importance', 'value'] as const;
/** One of `QUEUE_ORDERS`. */
export type QueueOrder = (typeof QUEUE_ORDERS)[number];

/** From strong to weak: the model leans on the cue; it is less accurate without, the cause not shown; no difference shown. */
export const FINDINGS = ['leans-on', 'differs', 'none'] as const;
/** One of `FINDINGS`. */
export type Finding = (typeof FINDINGS)[number];

/** A finding and which witness made it `leans-on`; null for the others. `adjusted` alone must be said so. */
export interface DecidedFinding {
  finding: Finding;
  decidedBy: 'strict' | 'intervention' | 'both' | 'adjusted' | null;
}

/** How images are arranged on the map: by principal components, or by their neighbours. */
export const MAP_LAYOUTS = ['pca', 'umap'] as const;
/** One of `MAP_LAYOUTS`. */
export type MapLayout = (typeof MAP_LAYOUTS)[number];
