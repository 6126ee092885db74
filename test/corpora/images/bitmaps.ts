/**
 * Hostile Windows bitmaps and Netpbm files.
 */
import { join, le16, le32 } from '../bytes.js';
import { toHostileFiles } from '../hostile-files.js';
import { HEIGHT, type HostileImage, type ImageRow, PICTURE, picture, plain, WIDTH } from './pixels.js';

interface Bitmap {
  headerBytes?: number;
  width?: number;
  height?: number;
  bits?: number;
  compression?: number;
  colors?: number;
  pixelStart?: number;
  palette?: Uint8Array | string;
  data?: Uint8Array | string;
}

function bitmap(fields: Bitmap = {}): Buffer {
  const {
    headerBytes = 40,
    width = WIDTH,
    height = -HEIGHT,
    bits = 24,
    compression = 0,
    colors = 0,
  } = fields;
  const { palette = '', data = swapColors(PICTURE.data), pixelStart = 54 + join(palette).length } = fields;
  const header = join(le32(headerBytes), le32(width), le32(height), le16(1), le16(bits), le32(compression));
  return join(
    'BM',
    le32(0),
    le32(0),
    le32(pixelStart),
    header,
    Buffer.alloc(12),
    le32(colors),
    le32(0),
    palette,
    data,
  );
}

/** Red and blue change places; eight pixels of three bytes fill whole words. */
function swapColors(rgb: Uint8Array): Buffer {
  const bgr = Buffer.from(rgb);
  for (let at = 0; at < bgr.length; at += 3) [bgr[at], bgr[at + 2]] = [rgb[at + 2]!, rgb[at]!];
  return bgr;
}

const RUN_LENGTH = { bits: 8, compression: 1, palette: Buffer.alloc(1024) } as const;
const black = plain(WIDTH, HEIGHT, [0, 0, 0]);

const BITMAPS: ImageRow[] = [
  ['rows from the top', picture, bitmap()],
  ['two bytes', 'refused', 'BM'],
  ['cut in its header', 'refused', bitmap().subarray(0, 30)],
  ['cut in its pixels', 'refused', bitmap().subarray(0, 100)],
  ['no width', 'refused', bitmap({ width: 0 })],
  ['no height', 'refused', bitmap({ height: 0 })],
  ['a negative width', 'refused', bitmap({ width: -WIDTH })],
  ['the most negative height', 'refused', bitmap({ height: -(2 ** 31) })],
  ['2147483647 pixels at either side', 'refused', bitmap({ width: 2 ** 31 - 1, height: 2 ** 31 - 1 })],
  ['10000 × 10000 with the pixels of 8 × 6', 'refused', bitmap({ width: 10_000, height: 10_000 })],
  ['a header of 4 GB', 'refused', bitmap({ headerBytes: -1 })],
  ['a header of 13 bytes', 'refused', bitmap({ headerBytes: 13 })],
  ['seven bits', 'refused', bitmap({ bits: 7 })],
  ['pixels that begin beyond the end', 'refused', bitmap({ pixelStart: 2 ** 31 })],
  ['pixels that begin in its header', 'refused', bitmap({ pixelStart: 2 })],
  ['a compression that there is not', 'refused', bitmap({ compression: 77 })],
  ['a JPEG inside', 'refused', bitmap({ compression: 4 })],
  ['four billion colours', 'refused', bitmap({ bits: 8, colors: -1 })],
  [
    'colours beyond its palette',
    black,
    bitmap({ bits: 8, colors: 2, palette: Buffer.alloc(8), data: Buffer.alloc(48, 9) }),
  ],
  [
    'bit fields of nothing',
    black,
    bitmap({ bits: 32, compression: 3, palette: Buffer.alloc(12), data: Buffer.alloc(192) }),
  ],
  [
    'bit fields that share their bits',
    'refused',
    bitmap({ bits: 32, compression: 3, palette: Buffer.alloc(12, 0xff), data: Buffer.alloc(192) }),
  ],
  [
    'runs beyond its rows',
    'refused',
    bitmap({ ...RUN_LENGTH, height: HEIGHT, data: '\xff\x01'.repeat(1000) }),
  ],
  [
    'runs that step out of the picture',
    black,
    bitmap({ ...RUN_LENGTH, height: HEIGHT, data: '\0\x02\xff\xff'.repeat(1000) }),
  ],
  ['runs that end at once', 'refused', bitmap({ ...RUN_LENGTH, height: HEIGHT, data: '\0\x01' })],
  ['runs that are cut off', 'refused', bitmap({ ...RUN_LENGTH, height: HEIGHT, data: '\0\x09\x01' })],
  [
    'ten million ends of rows',
    black,
    () => bitmap({ ...RUN_LENGTH, height: HEIGHT, data: Buffer.alloc(20_000_000) }),
  ],
];

const text = Array.from(PICTURE.data).join(' ');

const NETPBM: ImageRow[] = [
  ['numbers as text', picture, `P3\n${WIDTH} ${HEIGHT}\n255\n${text}\n`],
  ['its signature alone', 'refused', 'P6\n'],
  ['cut in its pixels', 'refused', join(`P6\n${WIDTH} ${HEIGHT}\n255\n`, PICTURE.data.subarray(0, 50))],
  ['sizes of thirty digits', 'refused', `P6\n${'9'.repeat(30)} ${'9'.repeat(30)}\n255\n`],
  ['a size of a million digits', 'refused', () => `P6\n${'1'.repeat(1_000_000)} 1\n255\n`],
  [
    'a size of zeros before its digit',
    picture,
    () => join(`P6\n${'0'.repeat(100_000)}${WIDTH} ${HEIGHT}\n255\n`, PICTURE.data),
  ],
  ['negative sizes', 'refused', 'P6\n-8 -6\n255\n'],
  ['sizes that are no numbers', 'refused', 'P6\nNaN Infinity\n255\n'],
  ['no pixels', 'refused', 'P6\n0 0\n255\n'],
  ['a largest sample of nothing', 'refused', join(`P6\n${WIDTH} ${HEIGHT}\n0\n`, PICTURE.data)],
  ['a largest sample of 65536', 'refused', join(`P6\n${WIDTH} ${HEIGHT}\n65536\n`, PICTURE.data)],
  ['10000 × 10000 without pixels', 'refused', 'P6\n10000 10000\n255\n'],
  ['10000 × 10000 as text, without pixels', 'refused', 'P3\n10000 10000\n255\n'],
  ['samples that are words', 'refused', `P3\n${WIDTH} ${HEIGHT}\n255\n${'cat '.repeat(200)}`],
  ['samples above the largest', 'refused', `P3\n${WIDTH} ${HEIGHT}\n255\n${'999 '.repeat(144)}`],
  [
    'a comment of ten megabytes',
    picture,
    () => join(`P6\n#${'x'.repeat(10_000_000)}\n${WIDTH} ${HEIGHT}\n255\n`, PICTURE.data),
  ],
  ['a comment without end', 'refused', () => `P6\n#${'x'.repeat(1_000_000)}`],
  ['a kind that there is not', 'refused', 'P9\n1 1\n255\nx'],
];

/** All of them. */
export const HOSTILE_BITMAPS: HostileImage[] = [
  ...toHostileFiles('BMP', 'image.bmp', BITMAPS),
  ...toHostileFiles('PNM', 'image.ppm', NETPBM),
];
