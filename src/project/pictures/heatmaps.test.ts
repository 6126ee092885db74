import { expect, test } from 'vitest';
import type { RgbImage } from '../../imaging/index.js';
import { computeHeatmapScale, drawHeatmap } from './heatmaps.js';

const toMap = (...values: number[]) => ({
  width: values.length,
  height: 1,
  values: Float32Array.from(values),
});
const GREY: RgbImage = { width: 2, height: 1, data: new Uint8Array(6).fill(100) };

test('the scale of a pair is the median of what its strongest images reach', () => {
  expect(computeHeatmapScale([toMap(0, 9), toMap(2, 1), toMap(3, 0)])).toBe(3);
  expect(computeHeatmapScale([])).toBe(0);
});

test('a weak image is dim at the scale of its pair, and as bright as any by its own maximum', () => {
  const weak = toMap(0.4, 0);
  expect([...drawHeatmap(GREY, weak, 'isolate', 4).data]).toEqual(new Array(6).fill(30));
  expect([...drawHeatmap(GREY, weak, 'isolate', 0.4).data]).toEqual([100, 100, 100, 30, 30, 30]);
  const strong = toMap(4, 0);
  expect(drawHeatmap(GREY, weak, 'paper', 4)).toEqual(drawHeatmap(GREY, strong, 'paper', 4));
  expect(drawHeatmap(GREY, weak, 'overlay', 4)).not.toEqual(drawHeatmap(GREY, strong, 'overlay', 4));
});

test('where nothing fires, every style draws', () => {
  const silent = toMap(0, 0);
  expect(drawHeatmap(GREY, silent, 'outline', 0)).toEqual(GREY);
  expect([...drawHeatmap(GREY, silent, 'isolate', 0).data]).toEqual(new Array(6).fill(30));
});
