import { describe, expect, test } from 'vitest';
import { type CueMap, findCueMasks, WEAKENINGS, weakenRegion } from './index.js';

const SIDE = 8;
/** A map of 8 × 8 with these values at [x, y]. */
const toMap = (...cells: [x: number, y: number, value: number][]): CueMap => {
  const values = new Float32Array(SIDE * SIDE);
  for (const [x, y, value] of cells) values[y * SIDE + x] = value;
  return { width: SIDE, height: SIDE, values };
};
const listSet = ({ values }: CueMap) =>
  [...values.entries()].filter(([, value]) => value > 0).map(([at]) => [at % SIDE, Math.floor(at / SIDE)]);

describe('findCueMasks (M70, M91)', () => {
  test('divides each map by its maximum and takes the largest at every place', () => {
    const masks = findCueMasks([toMap([0, 0, 4], [1, 0, 1]), toMap([1, 0, 0.5])], []);
    expect([...masks!.cue.values.slice(0, 3)]).toEqual([1, 1, 0]);
  });

  test('leaves the core out, where it reaches half of its maximum', () => {
    const cue = toMap([0, 0, 1], [1, 0, 1], [2, 0, 1]);
    const core = toMap([1, 0, 2], [2, 0, 0.9]);
    expect(listSet(findCueMasks([cue], [core])!.cue)).toEqual([
      [0, 0],
      [2, 0],
    ]);
  });

  test('moves the same shape to where neither cue nor core is, as far as it can', () => {
    const { control, overlap } = findCueMasks([toMap([0, 0, 1])], [toMap([4, 4, 1])])!;
    // Four right and four down is farthest, and the core; the next farthest places are one nearer, the first in reading order wins.
    expect(listSet(control)).toEqual([[4, 3]]);
    expect(overlap).toBe(0);
  });

  test('says how much of the control lies on cue or core when there is no other place', () => {
    const everywhere = { ...toMap(), values: new Float32Array(SIDE * SIDE).fill(1) };
    expect(findCueMasks([everywhere], [])!.overlap).toBe(1);
  });

  test('is null when the core covers all of the cue, or the feature is silent', () => {
    expect(findCueMasks([toMap([3, 3, 1])], [toMap([3, 3, 7])])).toBeNull();
    expect(findCueMasks([toMap()], [])).toBeNull();
  });
});

describe('weakenRegion (M70)', () => {
  const width = 16;
  const image = {
    width,
    height: width,
    data: Uint8Array.from({ length: width * width * 3 }, (_, at) => (at * 37) % 251),
  };
  const mask = new Float32Array(width * width).map((_, at) => (at % width < 5 && at < 5 * width ? 1 : 0));

  test.each(WEAKENINGS)('%s changes the region and nothing else', (weakening) => {
    const { data } = weakenRegion(image, mask, weakening);
    const changed = [...data.entries()].filter(([at, value]) => value !== image.data[at]).map(([at]) => at);
    expect(changed.length).toBeGreaterThan(30);
    expect(changed.every((at) => mask[Math.floor(at / 3)] === 1)).toBe(true);
  });

  test('fill paints the colour of what lies around', () => {
    const data = Uint8Array.from({ length: width * width * 3 }, (_, at) =>
      mask[Math.floor(at / 3)] === 1 ? 255 : [40, 80, 120][at % 3]!,
    );
    const filled = weakenRegion({ ...image, data }, mask, 'fill');
    expect([...filled.data.slice(0, 3)]).toEqual([40, 80, 120]);
  });

  test('fill knows no colour where everything is filled', () => {
    const all = new Float32Array(width * width).fill(1);
    expect(new Set(weakenRegion(image, all, 'fill').data)).toEqual(new Set([128]));
  });

  test('a mask of another size is refused', () => {
    expect(() => weakenRegion(image, mask.slice(1), 'grey')).toThrow(RangeError);
  });
});
