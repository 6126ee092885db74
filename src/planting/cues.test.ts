/** Planted cues: they change what they should and nothing else. */

import { describe, expect, it } from 'vitest';
import fc from '../../test/properties.js';
import type { RgbImage } from '../imaging/index.js';
import { createRandom } from '../numeric/index.js';
import { CORNERS, type CueLook, chooseCueLook, drawCue, drawUntouchedRegion, PLANTED_CUES } from './cues.js';

function createNoise(width: number, height: number, seed = 1): RgbImage {
  const random = createRandom(seed);
  return {
    width,
    height,
    data: Uint8Array.from({ length: width * height * 3 }, () => random.integer(256)),
  };
}

/** Pixels, as numbers from 0 in rows, of which a channel differs. */
function listChanged(before: RgbImage, after: RgbImage): number[] {
  return Array.from({ length: before.width * before.height }, (_, pixel) => pixel).filter((pixel) =>
    [0, 1, 2].some((channel) => before.data[pixel * 3 + channel] !== after.data[pixel * 3 + channel]),
  );
}

const BLUE: CueLook = { cue: 'border', colour: [0, 0, 255], corner: 'top-left' };

describe('a cue', () => {
  it('leaves every pixel outside its region as it was, and the image it is given untouched', () => {
    const looks = fc.record({
      cue: fc.constantFrom('border' as const, 'corner-patch' as const),
      colour: fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255)),
      corner: fc.constantFrom(...CORNERS),
    });
    const sides = fc.integer({ min: 4, max: 40 });
    fc.assert(
      fc.property(looks, sides, sides, (look, width, height) => {
        const image = createNoise(width, height);
        const given = Uint8Array.from(image.data);
        const changed = listChanged(image, drawCue(image, look));
        const untouched = drawUntouchedRegion(width, height, look)!;
        expect(changed.filter((pixel) => untouched.data[pixel] === 255)).toEqual([]);
        expect(image.data).toEqual(given);
      }),
      { numRuns: 60 },
    );
  });

  it('paints a border of a tenth of the shorter side', () => {
    const { data } = drawCue(createNoise(30, 20), BLUE);
    const isBlue = Array.from({ length: 600 }, (_, pixel) =>
      [0, 0, 255].every((value, channel) => data[pixel * 3 + channel] === value),
    );
    expect(isBlue.filter(Boolean)).toHaveLength(30 * 20 - 26 * 16);
    expect([isBlue[0], isBlue[2 * 30 + 2], isBlue[2 * 30 + 1], isBlue[599]]).toEqual([
      true,
      false,
      true,
      true,
    ]);
  });

  it.each([
    ['top-left', 0, 0],
    ['top-right', 1, 0],
    ['bottom-left', 0, 1],
    ['bottom-right', 1, 1],
  ] as const)('paints a patch of a quarter of the side at the %s', (corner, right, bottom) => {
    const black = { width: 8, height: 8, data: new Uint8Array(192) };
    const changed = listChanged(black, drawCue(black, { ...BLUE, cue: 'corner-patch', corner }));
    const [x, y] = [right * 6, bottom * 6];
    expect(changed).toEqual([y * 8 + x, y * 8 + x + 1, (y + 1) * 8 + x, (y + 1) * 8 + x + 1]);
  });

  it('casts three tenths of its colour over everything, and then nothing is untouched', () => {
    const look: CueLook = { cue: 'colour-cast', colour: [250, 0, 100], corner: 'top-left' };
    const image = { width: 2, height: 1, data: Uint8Array.of(100, 100, 100, 0, 255, 7) };
    // 0.7 × value + 0.3 × colour: 145, 70, 100 and 75, 178.5, 34.9.
    expect([...drawCue(image, look).data]).toEqual([145, 70, 100, 75, 179, 35]);
    expect(drawUntouchedRegion(2, 1, look)).toBeNull();
  });

  it('looks the same for the same seed, and over seeds shows every colour and corner', () => {
    for (const cue of PLANTED_CUES) {
      expect(chooseCueLook(cue, 3)).toEqual(chooseCueLook(cue, 3));
      const looks = Array.from({ length: 100 }, (_, seed) => chooseCueLook(cue, seed));
      expect(new Set(looks.map(({ colour }) => colour)).size).toBe(6);
      expect(new Set(looks.map(({ corner }) => corner)).size).toBe(4);
    }
  });
});
