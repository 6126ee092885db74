import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import fc from '../../test/properties.js';
import { ImageError } from '../base/errors.js';
import { decodeImage, decodeMask } from './index.js';

interface ExpectedImage {
  mode: string;
  width: number;
  height: number;
  rgb: string;
  gray: string;
  orientation?: number;
  upright?: { width: number; height: number; rgb: string };
}

const FIXTURES = new URL('../../fixtures/imaging/', import.meta.url);
const expected = JSON.parse(readFileSync(new URL('formats.json', FIXTURES), 'utf8')) as Record<
  string,
  ExpectedImage
>;

/** A plain array of its own: a Buffer's slice() would share memory, and tests here change bytes. */
function readFixture(name: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(`formats/${name}`, FIXTURES)));
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The code of the `ImageError` that decoding ends in, or `decoded`; anything else that is thrown fails the test. */
async function decodeToCode(bytes: Uint8Array): Promise<string> {
  try {
    await decodeImage(bytes);
    return 'decoded';
  } catch (error) {
    expect(error).toBeInstanceOf(ImageError);
    const { code, message } = error as ImageError;
    expect(message).toMatch(/^[A-Z].*\.$/);
    return code;
  }
}

describe("equals Pillow's convert('RGB')", () => {
  for (const [name, want] of Object.entries(expected)) {
    test(`${name} (mode ${want.mode})`, async () => {
      const image = await decodeImage(readFixture(name));
      expect(image).toMatchObject({ width: want.width, height: want.height });
      expect(sha256(image.data)).toBe(want.rgb);
      expect(image.exifOrientation).toBe(want.orientation ?? 1);
      const mask = await decodeMask(readFixture(name));
      expect(sha256(mask.data)).toBe(want.gray);
    });
  }
});

test('the bytes handed in are not changed, also where a GIF is corrected before decoding', async () => {
  const bytes = Buffer.from(readFixture('transparent.gif'));
  const before = sha256(bytes);
  await decodeImage(bytes);
  expect(sha256(bytes)).toBe(before);
});

describe('EXIF orientation, when asked for', () => {
  for (const [name, { upright }] of Object.entries(expected)) {
    if (!upright) continue;
    test(name, async () => {
      const image = await decodeImage(readFixture(name), { applyExifOrientation: true });
      expect(image).toMatchObject({ width: upright.width, height: upright.height });
      expect(sha256(image.data)).toBe(upright.rgb);
    });
  }

  test('leaves other images alone', async () => {
    const image = await decodeImage(readFixture('rgb.png'), { applyExifOrientation: true });
    expect(sha256(image.data)).toBe(expected['rgb.png']!.rgb);
  });
});

describe('images that cannot be used', () => {
  test('an empty file', async () => {
    expect(await decodeToCode(new Uint8Array())).toBe('empty-file');
  });

  test('a text file, whatever it is called', async () => {
    expect(await decodeToCode(new TextEncoder().encode('path,label\n'))).toBe('not-an-image');
    expect(await decodeToCode(new Uint8Array(5000))).toBe('not-an-image');
  });

  test('formats that are known but not read', async () => {
    const starts = ['<svg xmlns="http://www.w3.org/2000/svg"/>', '<?xml version="1.0"?>\n<svg >', '%PDF-1.7'];
    for (const start of [...starts, '8BPS\0\x01', '\0\0\0\x18ftypheic\0\0\0\0mif1heic']) {
      expect(await decodeToCode(Buffer.from(start, 'latin1'))).toBe('unsupported-format');
    }
  });

  const cutShort = [
    'rgb.jpg',
    'progressive.jpg',
    'gray.jpg',
    'cmyk.jpg',
    'rgb.png',
    'palette.png',
    'rgb.gif',
  ];
  const alsoCutShort = ['lossy.webp', 'lossless-alpha.webp', 'rgb.tif', 'lzw.tif', 'rgb.bmp', 'rgb.ppm'];
  for (const name of [...cutShort, ...alsoCutShort]) {
    test(`${name} cut short`, async () => {
      const bytes = readFixture(name);
      for (const share of [0.3, 0.5, 0.9]) {
        expect(await decodeToCode(bytes.subarray(0, bytes.length * share))).toBe('truncated');
      }
    });
  }

  test('a JPEG that lacks only its last two bytes', async () => {
    expect(await decodeToCode(readFixture('rgb.jpg').subarray(0, -2))).toBe('truncated');
  });

  test('a PNG with damaged pixels', async () => {
    const bytes = readFixture('rgb.png');
    bytes.fill(0x5a, 2000, 2008);
    expect(await decodeToCode(bytes)).toBe('corrupt');
  });

  test('more pixels than allowed, said with the size, in every kind of reader', async () => {
    for (const name of ['rgb.jpg', 'rgb.png', 'rgb.gif', 'rgb.tif', 'lossy.webp', 'rgb.bmp', 'rgb.ppm']) {
      const decoding = decodeImage(readFixture(name), { maxPixels: 1000 });
      await expect(decoding).rejects.toMatchObject({ code: 'too-many-pixels' });
      await expect(decoding).rejects.toThrow('45 × 37');
    }
  });

  test('a header that promises gigapixels, before memory is taken for them', async () => {
    const jpeg = readFixture('rgb.jpg');
    const frame = Buffer.from(jpeg).indexOf(Buffer.from([0xff, 0xc0]));
    jpeg.fill(0xff, frame + 5, frame + 9);
    expect(await decodeToCode(jpeg)).toBe('too-many-pixels');
    const plain = new TextEncoder().encode('P3 60000 60000 255 1 2 3');
    expect(await decodeToCode(plain)).toBe('too-many-pixels');
  });

  test('warnings that Pillow ignores and that leave the pixels whole are no errors', async () => {
    const jpeg = readFixture('rgb.jpg');
    const scan = Buffer.from(jpeg).indexOf(Buffer.from([0xff, 0xda]));
    // Ss, Se, Ah/Al of a sequential scan must be 0, 63, 0; some cameras write otherwise.
    jpeg[scan + 4 + 2 * 3 + 2] = 62;
    expect(sha256((await decodeImage(jpeg)).data)).toBe(expected['rgb.jpg']!.rgb);
  });
});

describe('hostile bytes end in pixels or an ImageError', () => {
  const names = ['rgb.jpg', 'progressive.jpg', 'cmyk.jpg', 'orientation-6.jpg', 'rgb.png', 'palette.png'];
  const ownReaders = [
    'rgb.bmp',
    'run-length.bmp',
    'rgb-565.bmp',
    'palette.bmp',
    'plain.ppm',
    'rgb-16-bit.ppm',
  ];
  const others = ['transparent.gif', 'lossy-alpha.webp', 'lzw.tif', 'jpeg.tif'];
  for (const name of [...names, ...ownReaders, ...others]) {
    test(name, async () => {
      const original = readFixture(name);
      const mutation = fc.record({ at: fc.nat(original.length - 1), byte: fc.nat(255) });
      // Headers are short and decide most: half of the changes go there.
      const early = fc.record({ at: fc.nat(Math.min(80, original.length - 1)), byte: fc.nat(255) });
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.oneof(mutation, early), { maxLength: 6 }),
          fc.option(fc.nat(original.length)),
          async (mutations, length) => {
            const bytes = original.slice(0, length ?? original.length);
            for (const { at, byte } of mutations) if (at < bytes.length) bytes[at] = byte;
            await decodeToCode(bytes);
          },
        ),
        { numRuns: 60 },
      );
    });
  }
});
