/**
 * What an image of the corpus must show where it is read: a small picture, whole and unchanged.
 */
import sharp, { type Sharp } from 'sharp';
import type { HostileFile, HostileRow } from '../hostile-files.js';

/** Uint8Array data, [height, width, 3], row-major. */
export interface Pixels {
  width: number;
  height: number;
  data: Uint8Array;
}

export type ImageRight = () => Pixels | Shown | Promise<Pixels>;
export type ImageRow = HostileRow<ImageRight>;
export type HostileImage = HostileFile<ImageRight>;

export const WIDTH = 8;
export const HEIGHT = 6;

/** Every pixel another colour. */
export const PICTURE: Pixels = {
  width: WIDTH,
  height: HEIGHT,
  data: Uint8Array.from({ length: WIDTH * HEIGHT * 3 }, (_, at) => (at * 37 + 11) % 256),
};

export const picture: ImageRight = () => PICTURE;

/** A picture of one colour. */
export const plain =
  (width: number, height: number, color: readonly [number, number, number]): ImageRight =>
  () => {
    const data = new Uint8Array(width * height * 3);
    for (let at = 0; at < data.length; at++) data[at] = color[at % 3]!;
    return { width, height, data };
  };

/** What libvips shows of the file as it was before it was damaged. */
export const shownBy =
  (make: () => Promise<Uint8Array>): ImageRight =>
  async () => {
    const { data, info } = await sharp(await make())
      .removeAlpha()
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, data };
  };

/** Pixels by their SHA-256, in hex: where a file says what nobody meant, as Pillow 12 shows it. */
export interface Shown {
  width: number;
  height: number;
  sha256: string;
}

export const byPillow =
  (sha256: string): ImageRight =>
  () => ({ width: WIDTH, height: HEIGHT, sha256 });

/** For encoders: the picture as sharp takes it. */
export const draw = (): Sharp => sharp(PICTURE.data, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } });
