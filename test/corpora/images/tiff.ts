/**
 * Hostile TIFFs: one directory of tags, which say what is not so.
 */
import { BOMB_BYTES, packZeros } from '../bombs.js';
import { join, le16, le32, le64 } from '../bytes.js';
import { toHostileFiles } from '../hostile-files.js';
import { HEIGHT, type HostileImage, type ImageRow, PICTURE, picture, WIDTH } from './pixels.js';

const TAG = {
  width: 256,
  height: 257,
  bits: 258,
  compression: 259,
  photometric: 262,
  offsets: 273,
  samples: 277,
  rowsPerStrip: 278,
  byteCounts: 279,
  planar: 284,
  tileWidth: 322,
  tileHeight: 323,
  subDirectories: 330,
  sampleFormat: 339,
} as const;
const PIXELS_AT = 8;
const LONG = 4;

type Tags = Partial<Record<keyof typeof TAG, number | { count: number; value: number }>>;

/** Pixels first, then the directory; `next` is where the next one is said to be: a place, or the directory itself. */
function tiff(tags: Tags = {}, data: Uint8Array = PICTURE.data, next: number | 'itself' = 0): Buffer {
  const usual: Tags = {
    width: WIDTH,
    height: HEIGHT,
    bits: 8,
    compression: 1,
    photometric: 2,
    offsets: PIXELS_AT,
    samples: 3,
    rowsPerStrip: HEIGHT,
    byteCounts: data.length,
  };
  const entries = Object.entries({ ...usual, ...tags })
    .map(([name, said]) => ({
      tag: TAG[name as keyof typeof TAG],
      ...(typeof said === 'number' ? { count: 1, value: said } : said),
    }))
    .sort((a, b) => a.tag - b.tag);
  const padded = join(data, data.length % 2 === 0 ? '' : '\0');
  const directoryAt = PIXELS_AT + padded.length;
  return join(
    'II*\0',
    le32(directoryAt),
    padded,
    le16(entries.length),
    ...entries.map(({ tag, count, value }) => join(le16(tag), le16(LONG), le32(count), le32(value))),
    le32(next === 'itself' ? directoryAt : next),
  );
}

const DEFLATE = 8;
const LZW = 5;
const PACK_BITS = 32773;

const ROWS: ImageRow[] = [
  ['tags as they should be', picture, tiff()],
  ['its signature alone', 'refused', 'II*\0'],
  ['a directory beyond the end', 'refused', join('II*\0', le32(0x7fffffff), Buffer.alloc(20))],
  ['a directory in its header', 'refused', join('II*\0', le32(0), Buffer.alloc(20))],
  ['a directory that is its own next', picture, tiff({}, PICTURE.data, 'itself')],
  ['a next directory beyond the end', 'refused', tiff({}, PICTURE.data, 0x7fffffff)],
  ['65535 tags that are not there', 'refused', join('II*\0', le32(8), le16(65535), Buffer.alloc(30))],
  ['pixels beyond the end', 'refused', tiff({ offsets: 0x7fffffff })],
  ['pixels of 4 GB by their count', picture, tiff({ byteCounts: 0xffffffff, rowsPerStrip: HEIGHT })],
  ['pixels of no bytes by their count', picture, tiff({ byteCounts: 0 })],
  [
    'four billion strips',
    'refused',
    tiff({ offsets: { count: 0xffffffff, value: 8 }, byteCounts: { count: 0xffffffff, value: 8 } }),
  ],
  ['strips of no rows', 'refused', tiff({ rowsPerStrip: 0 })],
  ['4294967295 pixels at either side', 'refused', tiff({ width: 0xffffffff, height: 0xffffffff })],
  ['no width', 'refused', tiff({ width: 0 })],
  ['10000 × 10000 with the pixels of 8 × 6', 'refused', tiff({ width: 10_000, height: 10_000 })],
  ['64 bits', 'refused', tiff({ bits: 64 })],
  ['no bits', 'refused', tiff({ bits: 0 })],
  ['65535 samples', 'refused', tiff({ samples: 65535 })],
  ['no samples', 'refused', tiff({ samples: 0 })],
  ['a compression that there is not', 'refused', tiff({ compression: 12345 })],
  ['a kind of colours that there is not', 'refused', tiff({ photometric: 999 })],
  ['tiles of nothing', 'refused', tiff({ tileWidth: 0, tileHeight: 0 })],
  ['tiles of 4 GB', 'refused', tiff({ tileWidth: 65520, tileHeight: 65520 })],
  [
    'pixels that inflate to three gigabytes',
    picture,
    () => tiff({ compression: DEFLATE }, packZeros('zlib', BOMB_BYTES, PICTURE.data)),
  ],
  ['deflated pixels that are rubbish', 'refused', tiff({ compression: DEFLATE }, Buffer.alloc(200, 7))],
  ['LZW codes that are rubbish', 'refused', tiff({ compression: LZW }, Buffer.alloc(200, 0xff))],
  ['runs that are cut off', 'refused', tiff({ compression: PACK_BITS }, Buffer.alloc(3, 0x7f))],
  [
    'inner directories that are the outer',
    picture,
    tiff({ subDirectories: PIXELS_AT + PICTURE.data.length }),
  ],
  ['samples that are no numbers', 'refused', tiff({ sampleFormat: 77 })],
  ['a big directory beyond 2^63', 'refused', join('II+\0', le16(8), le16(0), le64(2n ** 63n))],
  [
    'a big directory of 2^63 tags',
    'refused',
    join('II+\0', le16(8), le16(0), le64(16n), le64(2n ** 63n), Buffer.alloc(40)),
  ],
];

/** All of them. */
export const HOSTILE_TIFFS: HostileImage[] = toHostileFiles('TIFF', 'image.tif', ROWS);
