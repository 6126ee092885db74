/** Planted cues: they change what they should and nothing else. */

import { describe, expect, it } from 'vitest';
import fc from '../../test/properties.js';
import { decodeImage, encodeJpeg, type RgbImage } from '../imaging/index.js';
import { createRandom } from '../numeric/index.js';
import { CORNERS, type CueLook, chooseCueLook, drawUntouchedRegion, PLANTED_CUES } from './cues.js';
import { drawCue } from './drawing.js';
import { hasInk, WORD_HEIGHT, WORD_WIDTH } from './lettering.js';

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
  it('leaves every pixel outside its region as it was, and the image it is given untouched', async () => {
    const looks = fc.record({
      cue: fc.constantFrom('border', 'corner-patch', 'watermark', 'background-tint'),
      colour: fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255)),
      corner: fc.constantFrom(...CORNERS),
    });
    const sides = fc.integer({ min: 4, max: 40 });
    await fc.assert(
      fc.asyncProperty(looks, sides, sides, async (look, width, height) => {
        const image = createNoise(width, height);
        const given = Uint8Array.from(image.data);
        const changed = listChanged(image, await drawCue(image, look));
        const untouched = drawUntouchedRegion(width, height, look)!;
        expect(changed.filter((pixel) => untouched.data[pixel] === 255)).toEqual([]);
        expect(image.data).toEqual(given);
      }),
      { numRuns: 60 },
    );
  });

  it('paints a border of a tenth of the shorter side', async () => {
    const { data } = await drawCue(createNoise(30, 20), BLUE);
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
  ] as const)('paints a patch of a quarter of the side at the %s', async (corner, right, bottom) => {
    const black = { width: 8, height: 8, data: new Uint8Array(192) };
    const changed = listChanged(black, await drawCue(black, { ...BLUE, cue: 'corner-patch', corner }));
    const [x, y] = [right * 6, bottom * 6];
    expect(changed).toEqual([y * 8 + x, y * 8 + x + 1, (y + 1) * 8 + x, (y + 1) * 8 + x + 1]);
  });

  it('casts three tenths of its colour over everything, and then nothing is untouched', async () => {
    const look: CueLook = { cue: 'colour-cast', colour: [250, 0, 100], corner: 'top-left' };
    const image = { width: 2, height: 1, data: Uint8Array.of(100, 100, 100, 0, 255, 7) };
    // 0.7 × value + 0.3 × colour: 145, 70, 100 and 75, 178.5, 34.9.
    expect([...(await drawCue(image, look)).data]).toEqual([145, 70, 100, 75, 179, 35]);
    expect(drawUntouchedRegion(2, 1, look)).toBeNull();
  });

  it.each([
    ['top-left', 3, 3],
    ['bottom-right', 64 - 3 - 35, 64 - 3 - 7],
  ] as const)(
    'writes the word in eight tenths of white at the %s, three pixels from the edges of 64',
    async (corner, left, top) => {
      const grey = { width: 64, height: 64, data: new Uint8Array(64 * 64 * 3).fill(100) };
      const { data } = await drawCue(grey, { ...BLUE, cue: 'watermark', corner });
      for (let pixel = 0; pixel < 64 * 64; pixel++) {
        const isInk = hasInk((pixel % 64) - left, Math.floor(pixel / 64) - top);
        // 0.2 × 100 + 0.8 × 255 = 224.
        expect([...data.subarray(pixel * 3, pixel * 3 + 3)]).toEqual(Array(3).fill(isInk ? 224 : 100));
      }
    },
  );

  it('has a word whose letters grow with the picture', async () => {
    const black = { width: 224, height: 300, data: new Uint8Array(224 * 300 * 3) };
    const changed = listChanged(black, await drawCue(black, { ...BLUE, cue: 'watermark' }));
    const ink = Array.from({ length: WORD_WIDTH * WORD_HEIGHT }, (_, place) =>
      hasInk(place % WORD_WIDTH, Math.floor(place / WORD_WIDTH)),
    ).filter(Boolean).length;
    // 0.6 × 224 / 35 is 3.8: cells of three pixels.
    expect(changed).toHaveLength(ink * 9);
    expect([WORD_WIDTH, WORD_HEIGHT]).toEqual([35, 7]);
  });

  it('tints three tenths outside the middle ellipse', async () => {
    const grey = { width: 20, height: 10, data: new Uint8Array(600).fill(100) };
    const { data } = await drawCue(grey, { ...BLUE, cue: 'background-tint' });
    const at = (x: number, y: number) => [...data.subarray((y * 20 + x) * 3, (y * 20 + x) * 3 + 3)];
    // 0.7 × 100 and, in blue, 0.3 × 255 more.
    for (const [x, y] of [
      [0, 0],
      [2, 5],
      [10, 1],
    ] as const)
      expect(at(x, y)).toEqual([70, 70, 147]);
    for (const [x, y] of [
      [3, 5],
      [10, 2],
      [16, 4],
    ] as const)
      expect(at(x, y)).toEqual([100, 100, 100]);
  });

  it('takes no light from the middle, and three quarters of that of the corners', async () => {
    const white = { width: 3, height: 3, data: new Uint8Array(27).fill(240) };
    const { data } = await drawCue(white, { ...BLUE, cue: 'vignette' });
    const row = (y: number) => [0, 1, 2].map((x) => data[(y * 3 + x) * 3]);
    // Squares of distance, of pixel centres: 4/9 in the corners, 2/9 beside them.
    expect([row(0), row(1), row(2)]).toEqual([
      [160, 200, 160],
      [200, 240, 200],
      [160, 200, 160],
    ]);
  });

  it('blurs evenly: flat pictures and the light of a picture stay, a point becomes a hill', async () => {
    const flat = { width: 50, height: 50, data: new Uint8Array(7500).fill(77) };
    expect((await drawCue(flat, { ...BLUE, cue: 'blur' })).data).toEqual(flat.data);
    const point = { width: 50, height: 50, data: new Uint8Array(7500) };
    point.data.fill(255, (25 * 50 + 25) * 3, (25 * 50 + 25) * 3 + 3);
    const { data } = await drawCue(point, { ...BLUE, cue: 'blur' });
    const at = (x: number, y: number) => data[(y * 50 + x) * 3]!;
    // A Gaussian of one pixel: 0.39894² of the light stays in the middle, e^-0.5 of that beside it; its taps sum to 0.9973.
    expect([at(25, 25), at(26, 25), at(25, 24), at(28, 25), at(29, 25)]).toEqual([41, 25, 25, 0, 0]);
  });

  it('of a JPEG is what a JPEG of quality 10 holds, and the control’s is nothing at all', async () => {
    const image = createNoise(24, 16);
    const drawn = await drawCue(image, { ...BLUE, cue: 'jpeg-quality' });
    expect(drawn).toEqual(await decodeImage(await encodeJpeg(image, 10)));
    expect(listChanged(image, drawn).length).toBeGreaterThan(300);
    expect(await drawCue(image, { ...BLUE, cue: 'nothing' })).toEqual(image);
  });

  it('is drawn alike twice', async () => {
    const image = createNoise(40, 30);
    for (const cue of PLANTED_CUES) {
      const look = chooseCueLook(cue, 11);
      expect(await drawCue(image, look)).toEqual(await drawCue(image, look));
    }
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
