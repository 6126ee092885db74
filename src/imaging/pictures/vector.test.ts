import { expect, test } from 'vitest';
import { sharp } from '../sharp.js';
import { canDrawText, encodeSvgAsPng } from './vector.js';

const SVG =
  '<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20"><rect x="10" y="5" width="10" height="10" fill="#c00000"/></svg>';

test.each([1, 2])('an SVG becomes a PNG with %i pixels to its unit, on white', async (scale) => {
  const png = await encodeSvgAsPng(SVG, scale);
  const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
  expect(info).toMatchObject({ width: 30 * scale, height: 20 * scale, channels: 3 });
  const colourAt = (x: number, y: number) => {
    const start = 3 * (y * scale * info.width + x * scale);
    return [...data.subarray(start, start + 3)];
  };
  expect(colourAt(0, 0)).toEqual([255, 255, 255]);
  expect(colourAt(15, 10)).toEqual([192, 0, 0]);
});

test('the same drawing gives the same bytes', async () => {
  expect(await encodeSvgAsPng(SVG, 2)).toEqual(await encodeSvgAsPng(SVG, 2));
});

test('a machine with fonts can draw text', async () => {
  expect(await canDrawText()).toBe(true);
});
