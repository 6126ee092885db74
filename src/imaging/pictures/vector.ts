/**
 * Drawings as SVG text to pictures of pixels, with the fonts of the machine.
 * In: SVG text. Out: PNG bytes on a white ground, or RGBA pixels. Reads nothing that the drawing would have to fetch.
 */
import { sharp } from '../sharp.js';

/** Pixels per inch at which a unit of SVG is a pixel. */
const UNIT_DENSITY = 72;
const WHITE = '#ffffff';
/** Different letters in every font, the same box for a renderer without one. */
const PROBES = ['iiiiii', 'MMMMMM'] as const;

/** Draws an SVG with `scale` pixels to its unit. */
export async function encodeSvgAsPng(svg: string, scale: number): Promise<Uint8Array> {
  return sharp(Buffer.from(svg), { density: UNIT_DENSITY * scale })
    .flatten({ background: WHITE })
    .png()
    .toBuffer();
}

/** Draws an SVG at its own size. Out: RGBA, [height × width × 4], row-major, not premultiplied. */
export async function rasterizeSvg(svg: string): Promise<Uint8Array> {
  return sharp(Buffer.from(svg)).ensureAlpha().raw().toBuffer();
}

/** Whether the machine has a font to draw text with. */
export async function canDrawText(): Promise<boolean> {
  const widths = await Promise.all(PROBES.map(measureText));
  return widths[0] !== widths[1];
}

async function measureText(text: string): Promise<number> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="200" height="40"><text x="5" y="25" font-family="sans-serif" font-size="16">${text}</text></svg>`;
  const { data, info } = await sharp(Buffer.from(svg))
    .flatten({ background: WHITE })
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true });
  let rightmost = 0;
  for (const [place, value] of data.entries()) {
    if (value < 200) rightmost = Math.max(rightmost, place % info.width);
  }
  return rightmost;
}
