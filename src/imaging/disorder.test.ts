import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ImageError } from '../base/errors.js';
import { decodeImage } from './index.js';

interface Verdict {
  /** Hash of size and pixels; null where Pillow refuses. */
  pillow: string | null;
  /** What we mean to do instead. */
  ours?: string | null;
  why?: string;
  /** For `close`: the pixels that ours are near to. */
  pixels?: number[];
}

interface Fuzz {
  /** A length, and whether Pillow shows the whole picture of so many bytes. */
  cuts: [number, 0 | 1][];
  /** A position, its new byte, and the hash of what Pillow then shows; 0 where it refuses. */
  changes: [number, number, string | 0][];
}

const FOLDER = new URL('../../fixtures/imaging/disorder/', import.meta.url);
const readJson = (name: string) => JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8'));
const verdicts = readJson('disorder.json') as Record<string, Verdict>;
const fuzz = readJson('fuzz.json') as Record<string, Fuzz>;
const readFixture = (name: string) => new Uint8Array(readFileSync(new URL(name, FOLDER)));

/** Mean and largest difference to the expected pixels. */
const CLOSE: Record<string, [mean: number, largest: number]> = {
  // Rounding of Pillow's fixed point.
  'ycbcr.tif': [0.5, 1],
  // Grid of 33³ colours: coarse where a channel leaves sRGB.
  'lab.tif': [1, 40],
  'scans-missing.jpg': [1, 10],
};

/** Hash of size and pixels; null where the file is refused with a sentence. */
async function decodeToHash(bytes: Uint8Array): Promise<string | null> {
  try {
    const { width, height, data } = await decodeImage(bytes);
    return createHash('sha256').update(`${width}x${height}`).update(data).digest('hex').slice(0, 16);
  } catch (error) {
    expect(error).toBeInstanceOf(ImageError);
    expect((error as ImageError).message).toMatch(/^[A-Z].*\.$/);
    return null;
  }
}

describe('files out of order are read as by Pillow, or differ as said', () => {
  for (const [name, { pillow, ours, why, pixels }] of Object.entries(verdicts)) {
    test(`${name}${why ? `: ${why}` : ''}`, async () => {
      if (ours !== 'close') {
        expect(await decodeToHash(readFixture(name))).toBe(ours === undefined ? pillow : ours);
        return;
      }
      const { data } = await decodeImage(readFixture(name));
      expect(data.length).toBe(pixels!.length);
      const differences = [...data].map((level, at) => Math.abs(level - pixels![at]!));
      const [mean, largest] = CLOSE[name]!;
      expect(differences.reduce((sum, difference) => sum + difference, 0) / data.length).toBeLessThan(mean);
      expect(Math.max(...differences)).toBeLessThanOrEqual(largest);
    });
  }
});

test('what was out of order is said of a file that is read, and nothing of a sound one', async () => {
  const remarksOf = async (name: string) => (await decodeImage(readFixture(name))).remarks;
  expect(await remarksOf('sequential-padding-608.jpg')).toEqual(['stray bytes between its parts']);
  expect(await remarksOf('progressive-two-gaps.jpg')).toEqual(['stray bytes between its parts']);
  expect(await remarksOf('restarts-padding.jpg')).toEqual(['stray bytes between its parts']);
  expect(await remarksOf('jfif-version.jpg')).toEqual(['header fields out of range']);
  expect(await remarksOf('pixel-checksum.png')).toEqual(['wrong checksum of IDAT']);
  expect(await remarksOf('no-sum-of-zlib.png')).toEqual(['wrong checksum of IDAT', 'no end']);
  expect(await remarksOf('wide-tables.jpg')).toEqual([]);
  expect(await remarksOf('offset.gif')).toEqual([]);
});

describe('cut anywhere, or with a byte changed: never a crash, no other pixels than Pillow shows', () => {
  for (const [name, { cuts, changes }] of Object.entries(fuzz)) {
    test(name, async () => {
      const original = readFixture(name);
      const whole = await decodeToHash(original);
      for (const [length, isWhole] of cuts) {
        expect([length, await decodeToHash(original.subarray(0, length))]).toEqual([
          length,
          isWhole === 1 ? whole : null,
        ]);
      }
      const unlike: number[] = [];
      for (const [at, byte, pillow] of changes) {
        const bytes = original.slice();
        bytes[at] = byte;
        const ours = await decodeToHash(bytes);
        // Where coded pixels are damaged we refuse, also where Pillow shows what is left; what stands behind a whole picture is no matter.
        if (ours !== null && ours !== (pillow || whole)) unlike.push(at);
      }
      // Changes that make the codes of a JPEG run out within its last two blocks, which are then filled otherwise.
      expect(unlike).toEqual(name === 'cmyk-all-at-once.jpg' ? [950, 967, 1229] : []);
    });
  }
});
