/**
 * Frames and bars around a picture: pixels in, their widths as shares out.
 * A line of pixels belongs to a frame when nearly all of it has the frame's colour; JPEG blurs the line next to the picture, so a frame may
 * come out a pixel or two narrower than it was drawn.
 */
import type { ImageProperties } from '../../records/audit/image-properties.js';
import type { RgbImage } from '../image.js';

/** Widths of frame and bars. */
export type FrameProperties = Pick<ImageProperties, 'border' | 'letterbox'>;

/** Largest distance of a channel from the frame's colour: what JPEG leaves of a plain area at middle qualities. */
const TOLERANCE = 24;
/** Share of a line that has to have the colour. */
const LEAST_SHARE = 0.98;

/** Pixels of a line in the data: the first, the way to the next, how many. */
interface Line {
  start: number;
  step: number;
  count: number;
}

/** Both widths; 0 where there is none. */
export function computeFrameProperties(image: RgbImage): FrameProperties {
  const { width, height } = image;
  const toRow = (y: number): Line => ({ start: y * width, step: 1, count: width });
  const toColumn = (x: number): Line => ({ start: x, step: width, count: height });
  const ofRows = [(n: number) => toRow(n), (n: number) => toRow(height - 1 - n)];
  const ofColumns = [(n: number) => toColumn(n), (n: number) => toColumn(width - 1 - n)];
  const count = (sides: ((n: number) => Line)[], ofSides: ((n: number) => Line)[], most: number) => {
    const color = readMedianColor(
      image,
      ofSides.map((side) => side(0)),
    );
    return Math.min(...sides.map((side) => countLines(image, side, color, most)));
  };
  const most = Math.floor(Math.min(width, height) / 2);
  const all = [...ofRows, ...ofColumns];
  const border = count(all, all, most);
  const bars = [
    (count(ofRows, ofRows, Math.floor(height / 2)) - border) / height,
    (count(ofColumns, ofColumns, Math.floor(width / 2)) - border) / width,
  ];
  return { border: border / Math.min(width, height), letterbox: Math.max(0, ...bars) };
}

/** Lines from an edge inwards that have the colour, at most `most`. */
function countLines(
  { data }: RgbImage,
  toLine: (n: number) => Line,
  color: readonly number[],
  most: number,
): number {
  for (let n = 0; n < most; n += 1) {
    const { start, step, count } = toLine(n);
    let far = 0;
    for (let place = 0; place < count; place += 1) {
      const at = (start + place * step) * 3;
      if (color.some((level, channel) => Math.abs(data[at + channel]! - level) > TOLERANCE)) far += 1;
    }
    if (far > (1 - LEAST_SHARE) * count) return n;
  }
  return most;
}

/** Per channel, over all pixels of some lines. */
function readMedianColor({ data }: RgbImage, lines: readonly Line[]): number[] {
  return [0, 1, 2].map((channel) => {
    const levels = lines.flatMap(({ start, step, count }) =>
      Array.from({ length: count }, (_, place) => data[(start + place * step) * 3 + channel]!),
    );
    return levels.sort((a, b) => a - b)[levels.length >> 1]!;
  });
}
