import { describe, expect, it } from 'vitest';
import type { RgbImage } from '../image.js';
import { renderIsolated, renderOutlined } from './region.js';

/** Five by four pixels of one colour. */
const WIDTH = 5;
const HEIGHT = 4;
const COLOR = [200, 100, 50];
const IMAGE: RgbImage = {
  width: WIDTH,
  height: HEIGHT,
  data: Uint8Array.from({ length: WIDTH * HEIGHT * 3 }, (_, n) => COLOR[n % 3]!),
};
const readColors = ({ data }: RgbImage) =>
  Array.from({ length: data.length / 3 }, (_, n) => [...data.subarray(n * 3, n * 3 + 3)]);

describe('renderIsolated', () => {
  it('leaves what reaches half of the scale, dims and greys what stays below a quarter', () => {
    const map = new Float32Array(WIDTH * HEIGHT);
    map.set([0, 0.25, 0.375, 0.5, 2]);
    const colors = readColors(renderIsolated(IMAGE, map));
    // Luma 0.299·200 + 0.587·100 + 0.114·50 = 124.2, times 0.3 is 37.26.
    expect(colors.slice(0, 5)).toEqual([
      [37, 37, 37],
      [37, 37, 37],
      // Halfway: 37.26 + ½ · (200 − 37.26) and so on.
      [119, 69, 44],
      COLOR,
      COLOR,
    ]);
  });

  it('shows a weak image of a pair dim all over', () => {
    const weak = new Float32Array(WIDTH * HEIGHT).fill(0.2);
    expect(new Set(renderIsolated(IMAGE, weak).data)).toEqual(new Set([37]));
  });
});

describe('renderOutlined', () => {
  it('draws the contour at half of the scale, light within and dark around', () => {
    const map = new Float32Array(WIDTH * HEIGHT);
    // One inner pixel at (2, 1), exactly half; a neighbour just below it stays outside.
    map[WIDTH + 2] = 0.5;
    map[WIDTH + 3] = 0.499;
    const picture = readColors(renderOutlined(IMAGE, map));
    const signs = picture.map((color) => (color[0] === 255 ? 'o' : color[0] === 0 ? '#' : '.')).join('');
    expect(signs.match(/.{5}/g)).toEqual(['..#..', '.#o#.', '..#..', '.....']);
    expect(picture[0]).toEqual(COLOR);
  });

  it('draws nothing where nothing, or everything, reaches half', () => {
    for (const value of [0.49, 1]) {
      const map = new Float32Array(WIDTH * HEIGHT).fill(value);
      expect(renderOutlined(IMAGE, map)).toEqual(IMAGE);
    }
  });
});

it.each([renderIsolated, renderOutlined])('%o refuses a map of another size', (render) => {
  expect(() => render(IMAGE, new Float32Array(3))).toThrow(RangeError);
});
