import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import fc from '../../test/properties.js';
import type { Preprocessing } from '../records/networks/encoder.js';
import {
  type Interpolation,
  preprocessImage,
  preprocessMask,
  type RgbImage,
  resize,
  resizeBilinear,
} from './index.js';

function readJson<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../../fixtures/imaging/${name}`, import.meta.url), 'utf8')) as T;
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The same picture that the fixture script draws. */
function drawPattern(width: number, height: number): RgbImage {
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < data.length; i++) {
    const channel = i % 3;
    const x = Math.trunc(i / 3) % width;
    const y = Math.trunc(i / 3 / width);
    data[i] = x * 7 + y * 13 + channel * 29 + ((x * y) % 11) * 23;
  }
  return { width, height, data };
}

type Size = [width: number, height: number];

describe('resize equals Pillow byte for byte', () => {
  interface Case {
    from: Size;
    to: Size;
    interpolation: Interpolation;
    rgb: string;
  }
  for (const { from, to, interpolation, rgb } of readJson<Case[]>('resizes.json')) {
    test(`${from.join('×')} to ${to.join('×')}, ${interpolation}`, () => {
      expect(sha256(resize(drawPattern(...from), ...to, interpolation).data)).toBe(rgb);
    });
  }
});

describe('preprocessing equals torchvision byte for byte', () => {
  interface Case {
    from: Size;
    to: Size;
    preprocessing: Preprocessing;
    rgb: string;
    mask: string;
  }
  const cases = readJson<Case[]>('preprocessed.json');
  for (const { from, to, preprocessing, rgb, mask } of cases) {
    const { resize: resizing, crop, interpolation } = preprocessing;
    const size = resizing?.kind === 'exact' ? `${resizing.width}×${resizing.height}` : resizing?.size;
    const title = `${from.join('×')}: resize ${size ?? 'no'}, crop ${crop ? `${crop.width}×${crop.height}` : 'no'}, ${interpolation}`;
    test(title, () => {
      const image = drawPattern(...from);
      const output = preprocessImage(image, preprocessing);
      expect([output.width, output.height]).toEqual(to);
      expect(sha256(output.data)).toBe(rgb);
      const firstChannel = image.data.filter((_, index) => index % 3 === 0);
      const maskOutput = preprocessMask({ ...image, data: firstChannel }, preprocessing);
      expect(sha256(maskOutput.data)).toBe(mask);
    });
  }

  test('a thin image costs no more than what the crop shows', () => {
    const preprocessing = { ...cases[0]!.preprocessing };
    const output = preprocessImage(drawPattern(60_000, 1), preprocessing);
    expect(output).toMatchObject({ width: 64, height: 64 });
  });

  test('a thin image that nothing bounds is refused', () => {
    const preprocessing = { ...cases[0]!.preprocessing, crop: null };
    expect(() => preprocessImage(drawPattern(60_000, 1), preprocessing)).toThrow('more than the limit');
  });
});

describe('resampling in general', () => {
  const side = fc.integer({ min: 1, max: 40 });

  test('a flat image stays flat', () => {
    fc.assert(
      fc.property(side, side, side, side, fc.nat(255), (width, height, outWidth, outHeight, level) => {
        const image = { width, height, data: new Uint8Array(width * height * 3).fill(level) };
        for (const kernel of ['bilinear', 'bicubic'] as const) {
          expect(resize(image, outWidth, outHeight, kernel).data.every((value) => value === level)).toBe(
            true,
          );
        }
      }),
    );
  });

  test('mirroring commutes with resizing, but for rounding', () => {
    const mirror = ({ width, height, data }: RgbImage): RgbImage => {
      const mirrored = data.map((_, index) => {
        const x = Math.trunc(index / 3) % width;
        return data[index + (width - 1 - 2 * x) * 3]!;
      });
      return { width, height, data: mirrored };
    };
    fc.assert(
      fc.property(side, side, side, side, (width, height, outWidth, outHeight) => {
        const image = drawPattern(width, height);
        const a = mirror(resizeBilinear(image, outWidth, outHeight)).data;
        const b = resizeBilinear(mirror(image), outWidth, outHeight).data;
        // Two passes, each of which may round the other way.
        for (let i = 0; i < a.length; i++) expect(Math.abs(a[i]! - b[i]!)).toBeLessThanOrEqual(2);
      }),
    );
  });
});
