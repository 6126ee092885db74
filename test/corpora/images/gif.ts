/**
 * Hostile GIFs: put together block by block.
 */
import { join, le16 } from '../bytes.js';
import { toHostileFiles } from '../hostile-files.js';
import { type HostileImage, type ImageRow, plain } from './pixels.js';

const SIDE = 4;
/** Red, then black. */
const PALETTE = '\xff\0\0\0\0\0';
const red = plain(SIDE, SIDE, [255, 0, 0]);
/** Codes of three bits for two colours: clear, then one red pixel after the other, clear in time, end. */
const RED_PIXELS = packCodes([4, ...Array<number[]>(8).fill([0, 0, 4]).flat(), 5]);

/** Codes of three bits, lowest bit first. */
function packCodes(codes: readonly number[]): Buffer {
  const bits = codes.flatMap((code) => [code & 1, (code >> 1) & 1, (code >> 2) & 1]);
  const bytes = Buffer.alloc(Math.ceil(bits.length / 8));
  for (const [at, bit] of bits.entries()) bytes[at >> 3]! |= bit << (at & 7);
  return bytes;
}

const subBlocks = (data: Uint8Array): Buffer => {
  const blocks: Buffer[] = [];
  for (let at = 0; at < data.length; at += 255) {
    const part = data.subarray(at, at + 255);
    blocks.push(join(part.length, part));
  }
  return join(...blocks, 0);
};

interface Frame {
  left?: number;
  top?: number;
  width?: number;
  height?: number;
  flags?: number;
  codeBits?: number;
  data?: Uint8Array;
}

const frame = ({
  left = 0,
  top = 0,
  width = SIDE,
  height = SIDE,
  flags = 0,
  codeBits = 2,
  data = RED_PIXELS,
}: Frame = {}) =>
  join(',', le16(left), le16(top), le16(width), le16(height), flags, codeBits, subBlocks(data));
const screen = (width = SIDE, height = SIDE, flags = 0x80): Buffer =>
  join('GIF89a', le16(width), le16(height), flags, 0, 0, flags & 0x80 ? PALETTE : '');
const file = (...blocks: Uint8Array[]): Buffer => join(screen(), ...blocks, ';');
const extension = (label: number, data: Uint8Array | string): Buffer =>
  join('!', label, subBlocks(join(data)));

const ROWS: ImageRow[] = [
  ['its signature alone', 'refused', 'GIF89a'],
  ['cut in its screen', 'refused', 'GIF89a\x04\0'],
  ['cut in its palette', 'refused', screen().subarray(0, 15)],
  ['no frame', 'refused', file()],
  ['cut in its pixels', 'refused', file(frame()).subarray(0, 30)],
  ['no end', red, join(screen(), frame())],
  ['a version that there is not', red, join('GIF88a', file(frame()).subarray(6))],
  ['a screen of nothing', red, join(screen(0, 0), frame(), ';')],
  ['a frame of no width', 'refused', file(frame({ width: 0 }))],
  ['a screen of 65535 × 65535', 'refused', join(screen(65535, 65535), frame(), ';')],
  ['a frame of 65535 × 65535', 'refused', file(frame({ width: 65535, height: 65535 }))],
  [
    'a frame that begins outside of its screen',
    'refused',
    file(frame({ left: 65535, top: 65535, width: 65535, height: 65535 })),
  ],
  ['no palette at all', plain(SIDE, SIDE, [0, 0, 0]), join(screen(SIDE, SIDE, 0), frame(), ';')],
  ['a local palette that is cut off', 'refused', join(screen(), frame({ flags: 0x87 }))],
  ['codes of no bits', red, file(frame({ codeBits: 0 }))],
  ['codes of 13 bits', 'refused', file(frame({ codeBits: 13 }))],
  ['codes of 255 bits', 'refused', file(frame({ codeBits: 255 }))],
  ['a code beyond its table', 'refused', file(frame({ data: packCodes([4, 7, 7, 7, 7]) }))],
  [
    'codes without end that clear and clear',
    'refused',
    () => file(frame({ data: Buffer.alloc(2 ** 20, packCodes(Array<number>(8).fill(4))) })),
  ],
  [
    'pixels beyond its frame',
    red,
    file(frame({ data: packCodes([4, ...Array<number[]>(500).fill([0, 0, 4]).flat(), 5]) })),
  ],
  ['an end in the middle of its pixels', 'refused', file(frame({ data: packCodes([4, 0, 0, 4, 0, 5]) }))],
  ['a hundred thousand frames', red, () => file(Buffer.concat(Array<Buffer>(100_000).fill(frame())))],
  ['a loop of 65535 rounds', red, file(join('!', 0xff, '\x0bNETSCAPE2.0\x03\x01\xff\xff\0'), frame())],
  ['a comment of ten megabytes', red, () => file(extension(0xfe, Buffer.alloc(10_000_000)), frame())],
  [
    'a hundred thousand extensions that there are not',
    red,
    () => file(Buffer.concat(Array<Buffer>(100_000).fill(extension(0x42, 'x'))), frame()),
  ],
  ['an extension without end', 'refused', join(screen(), '!\xfe\xff')],
  ['a block that there is not', 'refused', file(join('?', Buffer.alloc(20)))],
  [
    'a screen of ten thousand pixels at either side, one frame of one',
    'refused',
    join(screen(10_001, 10_000), frame(), ';'),
  ],
];

/** All of them. */
export const HOSTILE_GIFS: HostileImage[] = toHostileFiles('GIF', 'image.gif', ROWS);
