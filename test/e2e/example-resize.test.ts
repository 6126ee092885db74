/** The resize of the example that checks exported models, against the program's own, which equals Pillow's. */
import { expect, test } from 'vitest';
import { preprocessImage } from '../../src/imaging/index.js';
import { createNumbers } from '../studies/study.js';

interface Pixels {
  width: number;
  height: number;
  data: Uint8Array;
}
type Resize = (image: Pixels, size: { width: number; height: number }, filter: string) => Pixels;

// Plain JavaScript without types, as a user finds it.
const EXAMPLE = new URL('../../examples/check-exported-model/resize-as-pillow.js', import.meta.url).href;

test.each([
  [37, 23, 16, 16],
  [16, 40, 64, 48],
  [200, 150, 85, 64],
  [64, 64, 64, 20],
  [3, 500, 64, 64],
])('%d × %d to %d × %d: the same bytes, with either filter', async (width, height, toWidth, toHeight) => {
  const { resizeAsPillow } = (await import(EXAMPLE)) as { resizeAsPillow: Resize };
  const next = createNumbers(width * height);
  const noise = Uint8Array.from({ length: width * height * 3 }, () => Math.floor(256 * next()));
  // Hard edges are where bicubic leaves 0..255.
  const edges = Uint8Array.from(noise, (value) => (value < 128 ? 0 : 255));
  for (const interpolation of ['bilinear', 'bicubic'] as const) {
    for (const data of [noise, edges]) {
      const expected = preprocessImage(
        { width, height, data },
        {
          resize: { kind: 'exact', width: toWidth, height: toHeight },
          crop: null,
          interpolation,
          mean: null,
          std: null,
        },
      );
      const resized = resizeAsPillow(
        { width, height, data },
        { width: toWidth, height: toHeight },
        interpolation,
      );
      expect(Buffer.compare(Buffer.from(resized.data), Buffer.from(expected.data))).toBe(0);
    }
  }
});
