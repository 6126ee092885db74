/**
 * Heatmaps of one pair at one scale, in the styles that people choose from (docs/method.md, M15).
 * In: pixels, activation maps. Out: pixels. Chooses no images and reads none.
 */
import {
  normalizeMap,
  type RgbImage,
  renderHeatmap,
  renderIsolated,
  renderOutlined,
  resizeMap,
} from '../../imaging/index.js';
import { computeQuantile } from '../../numeric/index.js';
import type { HeatmapStyle } from '../../records/names.js';
import type { FrameMap } from '../../stages/annotation/index.js';

/** Each style as a function of an image and a map of its size, in 0..1. */
const RENDERERS: Record<HeatmapStyle, (image: RgbImage, map: Float32Array) => RgbImage> = {
  isolate: renderIsolated,
  outline: renderOutlined,
  overlay: renderHeatmap,
  paper: renderHeatmap,
};

/**
 * What counts as 1 in every heatmap of a pair: the median over its strongest images of each map's largest value, so that one image with a
 * sharp peak does not hide the others. 0 where nothing fires.
 */
export function computeHeatmapScale(maps: readonly FrameMap[]): number {
  const peaks = maps.map(({ values }) => values.reduce((peak, value) => Math.max(peak, value), 0));
  return maps.length === 0 ? 0 : computeQuantile(peaks, 0.5);
}

/** One heatmap; `scale` is the pair's, which `paper` does not ask for. */
export function drawHeatmap(image: RgbImage, map: FrameMap, style: HeatmapStyle, scale: number): RgbImage {
  const { width, height } = image;
  const scaled =
    style === 'paper'
      ? normalizeMap(map.values)
      : map.values.map((value) => (scale > 0 ? Math.min(value / scale, 1) : 0));
  return RENDERERS[style](image, resizeMap(scaled, map.width, map.height, width, height));
}
