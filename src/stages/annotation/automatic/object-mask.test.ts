import { expect, test } from 'vitest';
import { MIDDLE, RIM, toCells, toMap } from '../../../../test/frame-maps.js';
import { computeObjectPreference, decideByMask, type FrameMap, roundBox } from '../index.js';

const PAIR = { classIndex: 1, feature: 3 };

/** The inside of a border of three quarters of a cell, as it comes out area-averaged. */
const INSIDE = toCells(8, () => true);
INSIDE.values.forEach((_, cell) => {
  const toCover = (place: number) => (place === 0 || place === 7 ? 0.25 : 1);
  INSIDE.values[cell] = toCover(cell % 8) * toCover(Math.floor(cell / 8));
});

test('M30: a mask grown by one cell keeps a feature of the object core, and one of the rim spurious', () => {
  expect(decideByMask({ ...PAIR, maps: [MIDDLE] }, [MIDDLE])).toMatchObject({ verdict: 'core', score: 0 });
  const beside = toCells(8, (row, column) => row === 2 && column === 3);
  expect(decideByMask({ ...PAIR, maps: [beside] }, [MIDDLE])).toMatchObject({ verdict: 'core', score: 0 });
  expect(decideByMask({ ...PAIR, maps: [RIM] }, [MIDDLE])).toMatchObject({
    verdict: 'spurious',
    score: 1,
    source: 'object-mask',
    probability: null,
  });
});

test('M30: a border is off an object that fills all but the border, although the grown mask covers every cell', () => {
  const border = decideByMask({ ...PAIR, maps: [RIM] }, [INSIDE]);
  expect(border).toMatchObject({ verdict: 'spurious', score: 0 });
  expect(border.basis).toMatch(/^Fires on the object .* only 0\.\d\d times as much/);
  const inner = toCells(8, (row, column) => row > 0 && row < 7 && column > 0 && column < 7);
  expect(decideByMask({ ...PAIR, maps: [inner] }, [INSIDE]).verdict).toBe('core');
});

test('M30: on an object that leaves room beside its grown mask, an outline is no border', () => {
  const half = toCells(8, (row) => row >= 4);
  const shore = toCells(8, (row) => row === 3 || row === 4);
  expect(computeObjectPreference([shore], [half]).preference).toBeLessThan(1.01);
  const above = toCells(8, (row) => row === 3);
  expect(computeObjectPreference([above], [half]).preference).toBeLessThan(0.6);
  expect(decideByMask({ ...PAIR, maps: [above] }, [half])).toMatchObject({ verdict: 'core', score: 0 });
  // A box is drawn loosely: what keeps to its edge is more likely beside the object.
  expect(decideByMask({ ...PAIR, maps: [above] }, [half], { areBoxes: true }).verdict).toBe('spurious');
});

test('M30: where the object fills the frame nothing is off it', () => {
  const nearlyAll = toCells(8, (row, column) => row > 0 || column > 0);
  const corner = toCells(8, (row, column) => row === 0 && column === 0);
  expect(computeObjectPreference([corner], [nearlyAll]).preference).toBeLessThan(0.95);
  expect(decideByMask({ ...PAIR, maps: [corner] }, [nearlyAll]).verdict).toBe('core');
});

test('the object preference is the share on the softened mask over what an even map has there, worked by hand', () => {
  // One object cell of three in a row: softened 2/3, 1/4, 0 (0.5 of itself at weight 0.75; a quarter of a neighbour).
  const mask = toMap([[1, 0, 0]]);
  const { preference, evenShare } = computeObjectPreference([toMap([[0, 2, 2]])], [mask]);
  expect(evenShare).toBeCloseTo((2 / 3 + 1 / 4) / 3, 6);
  expect(preference).toBeCloseTo((0.5 * 0.25) / evenShare, 6);
  expect(computeObjectPreference([toMap([[0, 0, 0]])], [mask]).preference).toBeNaN();
});

test('an upright box becomes the ellipse inside it, π/4 of its area; corners count as background', () => {
  const isIn = (place: number) => place >= 8 && place < 48;
  const rounded = roundBox(toCells(64, (row, column) => isIn(row) && isIn(column)));
  const area = rounded.values.reduce((sum, value) => sum + value, 0);
  // A disc of radius 20 on a grid is right to its circumference times a fraction of a cell.
  expect(Math.abs(area / 1600 - Math.PI / 4)).toBeLessThan(0.01);
  expect(rounded.values[8 * 64 + 8]).toBe(0);
  expect(rounded.values[28 * 64 + 8]).toBe(1);
});

test('outlines, the whole frame, bands across it and an empty mask are no boxes', () => {
  const isUnchanged = (mask: FrameMap) => roundBox(mask) === mask;
  expect(isUnchanged(toCells(16, (row, column) => (row - 8) ** 2 + (column - 8) ** 2 < 30))).toBe(true);
  expect(isUnchanged(toCells(16, () => true))).toBe(true);
  expect(isUnchanged(toCells(16, (row) => row > 9))).toBe(true);
  expect(isUnchanged(toCells(16, () => false))).toBe(true);
});
