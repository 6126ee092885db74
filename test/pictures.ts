/**
 * Small pictures drawn for tests: a disc of one colour on a ground of another, each a little different.
 */
import sharp, { type Sharp } from 'sharp';
import { createNumbers } from './studies/study.js';

type Rgb = [red: number, green: number, blue: number];

/** Colours of the two kinds of pictures. */
const KINDS = {
  fire: { disc: [210, 60, 40], ground: [120, 100, 60] },
  water: { disc: [60, 170, 90], ground: [40, 90, 160] },
} satisfies Record<string, { disc: Rgb; ground: Rgb }>;

export type PictureKind = keyof typeof KINDS;

/** A 32×32 JPEG; the same number gives the same bytes. */
export async function drawPicture(kind: PictureKind, number: number): Promise<Buffer> {
  return createPicture(kind, number).jpeg().toBuffer();
}

/** A JPEG whose EXIF orientation says that it lies on its side. */
export async function drawTurnedPicture(kind: PictureKind, number: number): Promise<Buffer> {
  return createPicture(kind, number).withMetadata({ orientation: 6 }).jpeg().toBuffer();
}

/** Pictures of two classes by path: `<first>/00.jpg`… and `<second>/00.jpg`…, optionally below `<split>/`. */
export async function drawClasses(
  names: readonly [fire: string, water: string],
  count: number,
  split = '',
): Promise<Record<string, Buffer>> {
  const files: Record<string, Buffer> = {};
  for (const [place, name] of names.entries()) {
    for (let n = 0; n < count; n++) {
      const file = `${split === '' ? '' : `${split}/`}${name}/${String(n).padStart(2, '0')}.jpg`;
      files[file] = await drawPicture(place === 0 ? 'fire' : 'water', n);
    }
  }
  return files;
}

function createPicture(kind: PictureKind, number: number): Sharp {
  const next = createNumbers(number + (kind === 'fire' ? 1 : 1001));
  const vary = (color: number[]) =>
    `rgb(${color.map((level) => Math.round(level + 50 * (next() - 0.5))).join(',')})`;
  const { disc, ground } = KINDS[kind];
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="32" height="32">
    <rect width="32" height="32" fill="${vary(ground)}"/>
    <circle cx="${10 + 12 * next()}" cy="${10 + 12 * next()}" r="${5 + 5 * next()}" fill="${vary(disc)}"/>
  </svg>`;
  return sharp(Buffer.from(svg));
}
