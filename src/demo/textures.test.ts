/** The noise sheets: standardised, seeded, without seams. */
import { describe, expect, it } from 'vitest';
import { createTextures, sampleTexture } from './textures.js';

const SHEET_SIDE = 512;

describe('textures', () => {
  it('have mean 0 and variance 1, follow the seed and go on mirrored without a seam', async () => {
    const { ripples } = await createTextures(3);
    const mean = ripples.heights.reduce((sum, height) => sum + height, 0) / ripples.heights.length;
    const variance =
      ripples.heights.reduce((sum, height) => sum + height * height, 0) / ripples.heights.length;
    // Clipping at three deviations moves both a little.
    expect(Math.abs(mean)).toBeLessThan(0.02);
    expect(Math.abs(variance - 1)).toBeLessThan(0.05);

    const again = await createTextures(3);
    const other = await createTextures(4);
    expect(again.ripples.heights).toEqual(ripples.heights);
    expect(other.ripples.heights).not.toEqual(ripples.heights);

    for (let v = 0; v < SHEET_SIDE; v += 37) {
      for (const step of [0.5, 3, 20.25]) {
        // Pixel centres are at whole numbers, so the mirror stands half a pixel beyond the last one.
        const mirror = SHEET_SIDE - 0.5;
        const inside = sampleTexture(ripples, mirror - step, v);
        expect(sampleTexture(ripples, mirror + step, v)).toBeCloseTo(inside, 5);
        expect(sampleTexture(ripples, -0.5 - step, v)).toBeCloseTo(sampleTexture(ripples, step - 0.5, v), 5);
      }
    }
  });
});
