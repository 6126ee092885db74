/**
 * Hostile PNGs: put together chunk by chunk, so that each lies in one place only.
 */
import { crc32, deflateSync } from 'node:zlib';
import { BOMB_BYTES, packZeros } from '../bombs.js';
import { be16, be32, join, overwrite } from '../bytes.js';
import { toHostileFiles } from '../hostile-files.js';
import { HEIGHT, type HostileImage, type ImageRow, PICTURE, picture, plain, WIDTH } from './pixels.js';

const SIGNATURE = '\x89PNG\r\n\x1a\n';
const END = chunk('IEND', '');

function chunk(
  name: string,
  data: Uint8Array | string,
  { lie = {} as { length?: number; crc?: number } } = {},
) {
  const body = join(name, data);
  return join(be32(lie.length ?? body.length - 4), body, be32(lie.crc ?? crc32(body)));
}

interface Header {
  width?: number;
  height?: number;
  bits?: number;
  color?: number;
  compression?: number;
  filter?: number;
  interlace?: number;
}

function header({
  width = WIDTH,
  height = HEIGHT,
  bits = 8,
  color = 2,
  compression = 0,
  filter = 0,
  interlace = 0,
}: Header = {}): Buffer {
  return chunk('IHDR', join(be32(width), be32(height), bits, color, compression, filter, interlace));
}

/** Rows of the picture, each after the byte that names its filter. */
function filteredRows(filter = 0): Buffer {
  const stride = WIDTH * 3;
  const rows = Array.from({ length: HEIGHT }, (_, row) => [
    Buffer.of(filter),
    PICTURE.data.subarray(row * stride, (row + 1) * stride),
  ]);
  return Buffer.concat(rows.flat());
}

const packed = deflateSync(filteredRows());
const pixels = chunk('IDAT', packed);
/** The picture's file with other chunks between header and pixels. */
const withChunks = (...chunks: Uint8Array[]): Buffer => join(SIGNATURE, header(), ...chunks, pixels, END);
const withHeader = (fields: Header, data: Uint8Array = packed): Buffer =>
  join(SIGNATURE, header(fields), chunk('IDAT', data), END);
const sound = withChunks();
const indexed = (palette: Uint8Array | null, index: number, bits = 8): Buffer =>
  join(
    SIGNATURE,
    header({ bits, color: 3 }),
    palette === null ? '' : chunk('PLTE', palette),
    chunk('IDAT', deflateSync(Buffer.alloc(HEIGHT * (WIDTH + 1), index).fill(0, 0, 1))),
    END,
  );

const DAMAGED: ImageRow[] = [
  ['nothing after the signature', 'refused', SIGNATURE],
  ['cut in its header', 'refused', sound.subarray(0, 20)],
  ['cut in its pixels', 'refused', sound.subarray(0, sound.length - 40)],
  ['no end', picture, join(SIGNATURE, header(), pixels)],
  ['line breaks of the signature translated', 'refused', join('\x89PNG\n\x1a\n', sound.subarray(8))],
  ['wrong checksum of the header', 'refused', overwrite(sound, 29, be32(1))],
  [
    'wrong checksum of the pixels, which are whole',
    picture,
    join(SIGNATURE, header(), chunk('IDAT', packed, { lie: { crc: 1 } }), END),
  ],
  ['wrong checksum of a note', picture, withChunks(chunk('tEXt', 'a\0b', { lie: { crc: 1 } }))],
  [
    'a changed byte among packed pixels',
    'refused',
    join(SIGNATURE, header(), chunk('IDAT', overwrite(packed, 40, '\xff\xff')), END),
  ],
  [
    'a wrong sum of zlib',
    'refused',
    join(SIGNATURE, header(), chunk('IDAT', overwrite(packed, -4, be32(7))), END),
  ],
  ['pixels that inflate to a row less', 'refused', withHeader({}, deflateSync(filteredRows().subarray(25)))],
  [
    'pixels that inflate to more than the picture',
    picture,
    withHeader({}, deflateSync(join(filteredRows(), Buffer.alloc(5000)))),
  ],
  ['no pixels', 'refused', join(SIGNATURE, header(), END)],
  ['pixels before the header', picture, join(SIGNATURE, pixels, header(), END)],
  ['two headers that differ', 'refused', join(SIGNATURE, header(), header({ width: 4 }), pixels, END)],
  ['a filter that there is not', 'refused', withHeader({}, deflateSync(filteredRows(9)))],
  ['a window of zlib that there is not', 'refused', withHeader({}, overwrite(packed, 0, '\xf8'))],
  ['a dictionary of zlib that nobody has', 'refused', withHeader({}, overwrite(packed, 0, '\x78\xbb'))],
  ['rubbish after its end', picture, join(sound, 'PK\x03\x04'.repeat(100))],
  [
    'a chunk of 4 GB by its length',
    picture,
    join(SIGNATURE, header(), chunk('IDAT', packed, { lie: { length: 0xffffffff } }), END),
  ],
  [
    'a note of 2 GB by its length',
    'refused',
    withChunks(chunk('tEXt', 'a', { lie: { length: 0x7fffffff } })),
  ],
  ['a chunk that readers must know and nobody does', picture, withChunks(chunk('ABCD', 'x'))],
];

const SIZES: ImageRow[] = [
  ['65535 × 65535', 'refused', withHeader({ width: 65535, height: 65535 })],
  ['2147483647 pixels at either side', 'refused', withHeader({ width: 0x7fffffff, height: 0x7fffffff })],
  ['4294967295 pixels at either side', 'refused', withHeader({ width: 0xffffffff, height: 0xffffffff })],
  ['no width', 'refused', withHeader({ width: 0 })],
  ['no height', 'refused', withHeader({ height: 0 })],
  ['twice as high as its pixels', 'refused', withHeader({ height: 2 * HEIGHT })],
  [
    'the largest size, of one bit',
    plain(10_000, 10_000, [0, 0, 0]),
    () => withHeader({ width: 10_000, height: 10_000, bits: 1, color: 0 }, packZeros('zlib', 10_000 * 1251)),
  ],
  [
    'the largest size, without its checksum',
    plain(10_000, 10_000, [0, 0, 0]),
    () =>
      join(
        SIGNATURE,
        header({ width: 10_000, height: 10_000, bits: 1, color: 0 }),
        chunk('IDAT', packZeros('zlib', 10_000 * 1251), { lie: { crc: 1 } }),
        END,
      ),
  ],
  [
    'the largest size, of four channels of 16 bits',
    'refused',
    () =>
      withHeader({ width: 10_000, height: 10_000, bits: 16, color: 6 }, packZeros('zlib', 10_000 * 80_001)),
  ],
  [
    'a line of a hundred million pixels and one',
    'refused',
    withHeader({ width: 100_000_001, height: 1, bits: 1, color: 0 }),
  ],
  [
    'a line of fifty million pixels',
    'refused',
    withHeader({ width: 50_000_000, height: 1, bits: 1, color: 0 }),
  ],
  [
    'a column of fifty million pixels',
    'refused',
    withHeader({ width: 1, height: 50_000_000, bits: 1, color: 0 }),
  ],
  [
    'the longest line',
    plain(65_535, 1, [0, 0, 0]),
    withHeader({ width: 65_535, height: 1, bits: 1, color: 0 }, packZeros('zlib', 8193)),
  ],
  [
    'fifty thousand lines of ten pixels, interlaced',
    'refused',
    withHeader({ width: 10, height: 50_000, interlace: 1 }),
  ],
  ['three bits', 'refused', withHeader({ bits: 3 })],
  ['a colour type that there is not', 'refused', withHeader({ color: 5 })],
  ['colours of one bit', 'refused', withHeader({ bits: 1 })],
  ['a compression that there is not', 'refused', withHeader({ compression: 1 })],
  ['a filter method that there is not', 'refused', withHeader({ filter: 1 })],
  ['an interlacing that there is not', 'refused', withHeader({ interlace: 2 })],
];

const BOMBS: ImageRow[] = [
  [
    'pixels that inflate to three gigabytes',
    picture,
    () => withHeader({}, packZeros('zlib', BOMB_BYTES, filteredRows())),
  ],
  [
    'a note that inflates to three gigabytes',
    picture,
    () => withChunks(chunk('zTXt', join('a\0\0', packZeros('zlib', BOMB_BYTES)))),
  ],
  [
    'an international note that inflates to three gigabytes',
    picture,
    () => withChunks(chunk('iTXt', join('a\0\x01\0\0\0', packZeros('zlib', BOMB_BYTES)))),
  ],
  [
    'a colour profile that inflates to three gigabytes',
    picture,
    () => withChunks(chunk('iCCP', join('a\0\0', packZeros('zlib', BOMB_BYTES)))),
  ],
  ['a colour profile of rubbish', picture, withChunks(chunk('iCCP', join('a\0\0', deflateSync('rubbish'))))],
  ['fifty thousand notes', picture, () => withChunks(...Array<Buffer>(50_000).fill(chunk('tEXt', 'a\0b')))],
  [
    'a hundred thousand chunks of pixels',
    picture,
    () => join(SIGNATURE, header(), ...Array<Buffer>(100_000).fill(chunk('IDAT', '')), pixels, END),
  ],
  ['an animation without end', picture, withChunks(chunk('acTL', join(be32(0x7fffffff), be32(0))))],
  [
    'EXIF whose directory is its own next',
    picture,
    withChunks(chunk('eXIf', join('MM\0*', be32(8), be16(0), be32(8)))),
  ],
  ['EXIF that points beyond its end', picture, withChunks(chunk('eXIf', join('MM\0*', be32(0x7fffffff))))],
  ['a gamma of nothing', picture, withChunks(chunk('gAMA', be32(0)))],
];

const PALETTES: ImageRow[] = [
  ['a palette that is missing', 'refused', indexed(null, 0)],
  ['a palette of no colours', 'refused', indexed(Buffer.alloc(0), 0)],
  ['a palette of half a colour', 'refused', indexed(Buffer.alloc(4), 0)],
  ['a palette of 257 colours', 'refused', indexed(Buffer.alloc(771), 0)],
  ['colours beyond its palette', 'refused', indexed(Buffer.alloc(6), 0xfe)],
];

/** All of them. */
export const HOSTILE_PNGS: HostileImage[] = toHostileFiles('PNG', 'image.png', [
  ...DAMAGED,
  ...SIZES,
  ...BOMBS,
  ...PALETTES,
]);
