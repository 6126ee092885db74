import { describe, expect, test } from 'vitest';
import fc from '../../../test/properties.js';
import {
  COLOR_MAPS,
  decodeImage,
  encodeJpeg,
  encodePng,
  encodeWebp,
  enlargeForDisplay,
  type RgbImage,
  renderHeatmap,
  resizeForDisplay,
} from '../index.js';
import { sharp } from '../sharp.js';

function drawGradient(width: number, height: number): RgbImage {
  const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => (i % (width * 3)) + (i % 3) * 40);
  return { width, height, data };
}

const BLACK = { width: 2, height: 1, data: new Uint8Array(6) };

describe('renderHeatmap', () => {
  test('is red where the map is high and blue where it is low', () => {
    const { data } = renderHeatmap(BLACK, Float32Array.of(0, 1));
    const [lowRed, lowGreen, lowBlue, highRed, highGreen, highBlue] = data;
    expect([lowRed, lowGreen, highGreen, highBlue]).toEqual([0, 0, 0, 0]);
    // Both ends of jet are half as bright as its middle; here they are the brightest and scaled to white.
    expect([lowBlue, highRed]).toEqual([255, 255]);
  });

  test('is yellow where the map is high and blue where it is low, in the colour-blind safe map', () => {
    const [lowRed, , lowBlue, highRed, highGreen, highBlue] = renderHeatmap(
      BLACK,
      Float32Array.of(0, 1),
      'cividis',
    ).data;
    expect(lowBlue!).toBeGreaterThan(lowRed!);
    expect(Math.min(highRed!, highGreen!)).toBeGreaterThan(highBlue! * 3);
  });

  test('adds the colours to the image and divides by the maximum', () => {
    const image = { width: 2, height: 1, data: Uint8Array.of(255, 0, 0, 100, 100, 100) };
    // 0.5 becomes level 127 of 255, where jet's green is full and its red still rising.
    const { data } = renderHeatmap(image, Float32Array.of(1, 0.5));
    const jetMiddle = 255 * (1.5 - Math.abs(4 * (127 / 255) - 3));
    const jetHigh = 127.5;
    const maximum = 255 + jetHigh;
    expect(data[0]).toBe(255);
    expect(data[3]).toBe(Math.round(((100 + jetMiddle) * 255) / maximum));
    expect(data[4]).toBe(Math.round(((100 + 255) * 255) / maximum));
  });

  test('always spans up to white and keeps the size', () => {
    fc.assert(
      fc.property(
        fc.float32Array({ minLength: 12, maxLength: 12, min: -1, max: 2, noNaN: true }),
        fc.constantFrom(...COLOR_MAPS),
        (map, colorMap) => {
          const picture = renderHeatmap(drawGradient(4, 3), map, colorMap);
          expect(picture.data.length).toBe(36);
          expect(Math.max(...picture.data)).toBe(255);
        },
      ),
    );
  });

  test('refuses a map of another size', () => {
    expect(() => renderHeatmap(BLACK, new Float32Array(3))).toThrow(RangeError);
  });
});

describe('sizes for display', () => {
  test('shrinking keeps the aspect and never enlarges', () => {
    expect(resizeForDisplay(drawGradient(80, 40), 20)).toMatchObject({ width: 20, height: 10 });
    const small = drawGradient(8, 4);
    expect(resizeForDisplay(small, 20)).toBe(small);
    expect(resizeForDisplay(drawGradient(80, 1), 20)).toMatchObject({ width: 20, height: 1 });
  });

  test('enlarging keeps the aspect and never shrinks', () => {
    expect(enlargeForDisplay(drawGradient(16, 8), 64)).toMatchObject({ width: 64, height: 32 });
    const large = drawGradient(80, 40);
    expect(enlargeForDisplay(large, 64)).toBe(large);
  });
});

describe('encoding', () => {
  const image = drawGradient(24, 16);

  test('PNG comes back unchanged', async () => {
    const decoded = await decodeImage(await encodePng(image));
    expect(decoded).toMatchObject({ width: 24, height: 16 });
    expect(Buffer.compare(decoded.data, image.data)).toBe(0);
  });

  test('AVIF, which Pillow reads only through a plugin, is decoded too', async () => {
    const pixels = { raw: { width: 24, height: 16, channels: 3 } } as const;
    const avif = await sharp(image.data, pixels).avif({ lossless: true }).toBuffer();
    const decoded = await decodeImage(avif);
    const errors = decoded.data.map((value, i) => Math.abs(value - image.data[i]!));
    // Lossless in YCbCr: only the rounding of the colour transform remains.
    expect(Math.max(...errors)).toBeLessThanOrEqual(2);
  });

  test('JPEG and WebP come back close, and closer at higher quality', async () => {
    for (const encode of [encodeJpeg, encodeWebp]) {
      const errors = await Promise.all(
        [20, 95].map(async (quality) => {
          const { data } = await decodeImage(await encode(image, quality));
          return data.reduce((sum, value, i) => sum + Math.abs(value - image.data[i]!), 0) / data.length;
        }),
      );
      // A smooth gradient: mean error of a few levels even when coarse.
      expect(errors[0]).toBeLessThan(12);
      expect(errors[1]).toBeLessThan(errors[0]!);
    }
  });
});
