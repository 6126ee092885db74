/**
 * Hostile JPEGs: a sound file of libjpeg's, with segments changed, added or taken away.
 */
import { be16, be32, insert, join, overwrite } from '../bytes.js';
import { type HostileRow, toHostileFiles } from '../hostile-files.js';
import { byPillow, draw, type HostileImage, type ImageRight, type ImageRow, shownBy } from './pixels.js';

const START = 2;
const encode = (progressive = false): Promise<Buffer> => draw().jpeg({ quality: 90, progressive }).toBuffer();
/** As shown before anything was changed. */
const unchanged: ImageRight = shownBy(() => encode());
const MARKER = { huffman: 0xc4, frame: 0xc0, quantization: 0xdb, scan: 0xda } as const;

/** Where the segment of a marker begins. */
function find(bytes: Uint8Array, marker: number): number {
  for (let at = START; at < bytes.length; at += 2 + bytes[at + 2]! * 256 + bytes[at + 3]!) {
    if (bytes[at + 1] === marker) return at;
  }
  throw new Error(`no segment ${marker}`);
}

/** A row of a file that is the sound one, changed. */
function changed(
  what: string,
  expected: HostileRow<ImageRight>[1],
  change: (bytes: Buffer) => Uint8Array,
): ImageRow {
  return [what, expected, async () => change(await encode())];
}

/** Other bytes in the segment of a marker, `at` bytes from its beginning. */
const inSegment = (marker: number, at: number, bytes: Uint8Array | string) => (file: Buffer) =>
  overwrite(file, find(file, marker) + at, bytes);
const withoutSegment = (marker: number) => (file: Buffer) => {
  const at = find(file, marker);
  return join(file.subarray(0, at), file.subarray(at + 2 + file.readUInt16BE(at + 2)));
};
const withSegment = (marker: number, content: Uint8Array | string) => (file: Buffer) =>
  insert(file, START, segment(marker, content));
const segment = (marker: number, content: Uint8Array | string): Buffer =>
  join(0xff, marker, be16(join(content).length + 2), content);
const exif = (content: Uint8Array): ((file: Buffer) => Uint8Array) =>
  withSegment(0xe1, join('Exif\0\0', content));

const DAMAGED: ImageRow[] = [
  ['two bytes', 'refused', '\xff\xd8'],
  ['its first marker alone', 'refused', '\xff\xd8\xff'],
  changed('cut in its tables', 'refused', (file) => file.subarray(0, 60)),
  changed('cut in its pixels', 'refused', (file) => file.subarray(0, file.length - 30)),
  changed('no end', 'refused', (file) => file.subarray(0, file.length - 2)),
  changed('ten bytes zero among its pixels', 'refused', (file) => overwrite(file, -40, Buffer.alloc(10))),
  changed('stray bytes before its first table', 'refused', (file) => insert(file, START, 'stray')),
  changed('two pictures, one after the other', unchanged, (file) => join(file, file)),
  changed('a page of the web behind it', unchanged, (file) => join(file, '<script>alert(1)</script>')),
  changed('no quantisation tables', 'refused', (file) => withoutSegment(MARKER.quantization)(file)),
  changed('no Huffman tables', 'refused', (file) => withoutSegment(MARKER.huffman)(file)),
  changed('no frame', 'refused', (file) => withoutSegment(MARKER.frame)(file)),
  changed('no scan', 'refused', (file) => file.subarray(0, find(file, MARKER.scan))),
  changed('a Huffman table that is too full', 'refused', inSegment(MARKER.huffman, 5, '\xff\xff\xff')),
  changed('a table of length 0', 'refused', inSegment(MARKER.huffman, 2, be16(0))),
  changed('a table of length 1', 'refused', inSegment(MARKER.huffman, 2, be16(1))),
  changed('a table beyond the end', 'refused', inSegment(MARKER.huffman, 2, be16(0xffff))),
  changed('ten thousand comments', unchanged, (file) =>
    insert(file, START, join(...Array<Buffer>(10_000).fill(segment(0xfe, 'x')))),
  ),
  changed('a comment of 64 kB, a thousand times', unchanged, (file) =>
    insert(file, START, join(...Array<Buffer>(1000).fill(segment(0xfe, Buffer.alloc(65533))))),
  ),
  changed('a megabyte of fill bytes', unchanged, (file) => insert(file, START, Buffer.alloc(2 ** 20, 0xff))),
];

const FRAMES: ImageRow[] = [
  changed('65535 × 65535', 'refused', inSegment(MARKER.frame, 5, join(be16(65535), be16(65535)))),
  changed('no width', 'refused', inSegment(MARKER.frame, 7, be16(0))),
  changed('no height, which a later segment would say', 'refused', inSegment(MARKER.frame, 5, be16(0))),
  changed('a thousand times as high', 'refused', inSegment(MARKER.frame, 5, be16(6000))),
  changed('a thousand times as wide', 'refused', inSegment(MARKER.frame, 7, be16(8000))),
  changed(
    '10000 × 10000 with the pixels of 8 × 6',
    'refused',
    inSegment(MARKER.frame, 5, join(be16(10_000), be16(10_000))),
  ),
  changed('12 bits', 'refused', inSegment(MARKER.frame, 4, '\x0c')),
  changed('16 bits', 'refused', inSegment(MARKER.frame, 4, '\x10')),
  changed('no components', 'refused', inSegment(MARKER.frame, 9, '\0')),
  changed('255 components', 'refused', inSegment(MARKER.frame, 9, '\xff')),
  changed('samples taken at no pixel', 'refused', inSegment(MARKER.frame, 11, '\0')),
  changed('samples taken 15 times', 'refused', inSegment(MARKER.frame, 11, '\xff')),
  changed('a quantisation table that there is not', 'refused', inSegment(MARKER.frame, 12, '\x07')),
  changed('two components of one name', 'refused', inSegment(MARKER.frame, 13, '\x01')),
  changed('two frames', 'refused', (file) => {
    const at = find(file, MARKER.frame);
    return insert(file, at, file.subarray(at, at + 2 + file.readUInt16BE(at + 2)));
  }),
  changed(
    'the name of arithmetic coding',
    byPillow('1248deca223c0f320448bc768ad949fd4f5d07d7ae212f69e955bb17286704a3'),
    inSegment(MARKER.frame, 1, '\xc9'),
  ),
  changed('lossless coding', 'refused', inSegment(MARKER.frame, 1, '\xc3')),
  changed('a frame of frames', 'refused', inSegment(MARKER.frame, 1, '\xc5')),
  changed('a restart after every block, of which there is one', unchanged, (file) =>
    insert(file, find(file, MARKER.scan), segment(0xdd, be16(1))),
  ),
  [
    'progressive, cut after its first scan',
    'refused',
    async () => {
      const file = await encode(true);
      const first = file.indexOf('\xff\xda', 0, 'latin1');
      return file.subarray(0, file.indexOf('\xff\xda', first + 2, 'latin1'));
    },
  ],
  ['progressive, ten million pixels in a thousand empty scans', 'refused', async () => bombOfScans(1000)],
  ['progressive, ten million pixels in ninety empty scans', 'refused', async () => bombOfScans(90)],
];

/** A progressive frame of 3200 × 3200 whose scans say of all blocks at once that they are empty. */
async function bombOfScans(count: number): Promise<Buffer> {
  const file = await encode(true);
  const frameAt = find(file, 0xc2);
  const scanAt = find(file, MARKER.scan);
  const large = overwrite(file.subarray(0, scanAt), frameAt + 5, join(be16(3200), be16(3200)));
  // Of the first component the coefficients 1 to 63; the codes that follow run out at once.
  const scan = join(segment(MARKER.scan, '\x01\x01\x00\x01\x3f\x00'), Buffer.alloc(4));
  return join(large, file.subarray(scanAt, file.length - 2), ...Array<Buffer>(count).fill(scan), '\xff\xd9');
}

const LAUGHS = `<!DOCTYPE x [<!ENTITY a "ha">${'bcdefghij'
  .split('')
  .map((name, at) => `<!ENTITY ${name} "${`&${'abcdefghij'[at]};`.repeat(10)}">`)
  .join('')}]><x>&j;</x>`;

const NOTES: ImageRow[] = [
  changed('EXIF whose directory is its own next', unchanged, exif(join('MM\0*', be32(8), be16(0), be32(8)))),
  changed(
    'EXIF whose inner directory is the outer',
    unchanged,
    exif(join('MM\0*', be32(8), be16(1), be16(0x8769), be16(4), be32(1), be32(8), be32(0))),
  ),
  changed('EXIF that points beyond its end', unchanged, exif(join('MM\0*', be32(0x7fffffff)))),
  changed('EXIF of 65535 entries that are not there', unchanged, exif(join('MM\0*', be32(8), be16(0xffff)))),
  changed(
    'EXIF of an orientation that there is not',
    unchanged,
    exif(join('MM\0*', be32(8), be16(1), be16(0x0112), be16(3), be32(1), be16(99), be16(0), be32(0))),
  ),
  changed(
    'EXIF with an orientation of four billion values',
    unchanged,
    exif(join('MM\0*', be32(8), be16(1), be16(0x0112), be16(3), be32(0xffffffff), be32(8), be32(0))),
  ),
  changed(
    'one part of a colour profile in 255',
    unchanged,
    withSegment(0xe2, 'ICC_PROFILE\0\x01\xffrubbish'),
  ),
  changed(
    'a colour profile of rubbish',
    unchanged,
    withSegment(0xe2, join('ICC_PROFILE\0\x01\x01', Buffer.alloc(60_000, 7))),
  ),
  changed(
    'Photoshop’s note with a length that lies',
    unchanged,
    withSegment(0xed, join('Photoshop 3.0\x008BIM', Buffer.alloc(20, 0xff))),
  ),
  changed(
    'XMP of a billion laughs',
    unchanged,
    withSegment(0xe1, join('http://ns.adobe.com/xap/1.0/\0', LAUGHS)),
  ),
];

const INKS: ImageRow[] = [
  ['four inks', shownAsInks, () => encodeInks()],
  [
    'four inks whose colour transform there is not',
    byPillow('9a1983d31dd4432287784be228ce367f6a107cf888c8496c3077a81097d73f85'),
    async () => {
      const file = await encodeInks();
      return overwrite(file, file.indexOf('Adobe', 0, 'latin1') + 11, '\x09');
    },
  ],
  ['four inks, cut', 'refused', async () => (await encodeInks()).subarray(0, -60)],
];

const encodeInks = (): Promise<Buffer> => draw().toColourspace('cmyk').jpeg().toBuffer();

/** Pillow's way from inks to light, computed by its formula on libvips' own inks. */
async function shownAsInks() {
  const { default: sharp } = await import('sharp');
  const { data, info } = await sharp(await encodeInks(), { ignoreIcc: true })
    .pipelineColourspace('cmyk')
    .toColourspace('cmyk')
    .raw()
    .toBuffer({ resolveWithObject: true });
  const rgb = new Uint8Array(info.width * info.height * 3);
  for (let at = 0; at < rgb.length; at++) {
    const [pixel, channel] = [Math.floor(at / 3), at % 3];
    const light = 255 - data[pixel * 4 + 3]!;
    rgb[at] = light - Math.round((data[pixel * 4 + channel]! * light) / 255);
  }
  return { width: info.width, height: info.height, data: rgb };
}

/** All of them. */
export const HOSTILE_JPEGS: HostileImage[] = toHostileFiles('JPEG', 'image.jpg', [
  ...DAMAGED,
  ...FRAMES,
  ...NOTES,
  ...INKS,
]);
