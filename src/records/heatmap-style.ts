/** How pictures of features are drawn. No schema stands here: the app takes these names, and must not bring the validator with them. */

/**
 * How a heatmap shows where a feature fires (docs/method.md, M15): `isolate` dims what lies outside, `outline` draws the contour at half of the scale,
 * `overlay` lays jet's colours over the image; `paper` is `overlay` with each map by its own maximum, as in the earlier study.
 */
export const HEATMAP_STYLES = ['isolate', 'outline', 'overlay', 'paper'] as const;
export type HeatmapStyle = (typeof HEATMAP_STYLES)[number];
/** What suits photographs: the picture itself is what is judged. */
export const DEFAULT_HEATMAP_STYLE: HeatmapStyle = 'isolate';
