/**
 * Hostile WebPs and AVIFs, formats that are not read, and things that are no images at all, by whatever way they lie in a folder.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { be32, join, le32, overwrite } from '../bytes.js';
import { type HostileFile, toHostileFiles } from '../hostile-files.js';
import { draw, type HostileImage, type ImageRight, type ImageRow, picture } from './pixels.js';

const encodeWebp = (): Promise<Buffer> => draw().webp({ lossless: true }).toBuffer();
const encodePng = (): Promise<Buffer> => draw().png().toBuffer();
/** The extended header of WebP: flags, then width and height less one in three bytes each. */
const extended = (flags: number, size: string, ...chunks: Uint8Array[]): Buffer => {
  const body = join('WEBPVP8X', le32(10), flags, '\0\0\0', size, ...chunks);
  return join('RIFF', le32(body.length), body);
};
const BITSTREAM_AT = 20;

const WEBPS: ImageRow[] = [
  ['its signature alone', 'refused', 'RIFF\0\0\0\0WEBP'],
  ['cut in its pixels', 'refused', async () => (await encodeWebp()).subarray(0, -30)],
  ['a length of 4 GB', 'refused', async () => overwrite(await encodeWebp(), 4, le32(-1))],
  ['a chunk of 4 GB', 'refused', async () => overwrite(await encodeWebp(), 16, le32(-1))],
  ['no pixels', 'refused', join('RIFF', le32(12), 'WEBPVP8L', le32(0))],
  [
    '16384 × 16384 by its header',
    'refused',
    async () => overwrite(await encodeWebp(), BITSTREAM_AT + 1, '\xff\xff\xff\x0f'),
  ],
  [
    'rubbish for pixels',
    'refused',
    async () => overwrite(await encodeWebp(), BITSTREAM_AT + 5, Buffer.alloc(20, 0x55)),
  ],
  ['a canvas of 2^24 pixels at either side', 'refused', extended(0, '\xff\xff\xff\xff\xff\xff')],
  [
    'an animation without frames',
    'refused',
    extended(2, '\x07\0\0\x05\0\0', join('ANIM', le32(6), Buffer.alloc(6))),
  ],
  [
    'EXIF that points beyond its end',
    picture,
    async () => {
      const inner = (await encodeWebp()).subarray(12);
      return extended(8, '\x07\0\0\x05\0\0', inner, join('EXIF', le32(8), 'MM\0*', be32(0x7fffffff)));
    },
  ],
];

const AVIFS: ImageRow[] = [
  ['its first box alone', 'refused', join(be32(20), 'ftypavif', be32(0), 'avif')],
  [
    'a box of length 0 that holds everything',
    'refused',
    join(be32(20), 'ftypavif', be32(0), 'avif', be32(0), 'meta'),
  ],
  [
    'a box of 2^63 bytes',
    'refused',
    join(be32(20), 'ftypavif', be32(0), 'avif', be32(1), 'meta', be32(0x80000000), be32(0)),
  ],
  [
    'boxes within boxes, a thousand deep',
    'refused',
    () => {
      let box: Uint8Array = new Uint8Array();
      for (let depth = 0; depth < 1000; depth++) box = join(be32(box.length + 8), 'meta', box);
      return join(be32(20), 'ftypavif', be32(0), 'avif', box);
    },
  ],
  ['cut in its pixels', 'refused', async () => (await draw().avif().toBuffer()).subarray(0, -20)],
];

const FOREIGN: ImageRow[] = [
  ['an SVG', 'refused', '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="6"/>'],
  [
    'an SVG that names a file of the reader',
    'refused',
    '<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/hostname">]><svg xmlns="http://www.w3.org/2000/svg">&x;</svg>',
  ],
  ['a page of the web', 'refused', '<!doctype html><p>Not found'],
  ['a PDF', 'refused', '%PDF-1.7\n'],
  ['a film', 'refused', join(be32(20), 'ftypmp42', be32(0), 'mp42')],
  ['an icon', 'refused', '\0\0\x01\0\x01\0'],
  ['a zip archive', 'refused', 'PK\x03\x04'],
  ['nothing', 'refused', ''],
  ['one byte', 'refused', '\xff'],
  ['ten megabytes of zeros', 'refused', () => Buffer.alloc(10_000_000)],
  ['a pointer of Git LFS', 'refused', 'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n'],
];

const special = (
  what: string,
  arrange: (filePath: string) => void,
  file = 'image.png',
): HostileFile<ImageRight> => ({
  what: `file: ${what}`,
  file,
  expected: 'refused',
  isCostly: false,
  make: (filePath) => {
    arrange(filePath);
    return undefined;
  },
});
const named = (what: string, file: string): HostileFile<ImageRight> => ({
  what: `name: ${what}`,
  file,
  expected: picture,
  isCostly: false,
  make: encodePng,
});

const PLACES: HostileImage[] = [
  special('a pipe', (filePath) => execFileSync('mkfifo', [filePath])),
  special('a folder', (filePath) => mkdirSync(filePath), 'folder.jpg'),
  special('a link to an endless device', (filePath) => symlinkSync('/dev/zero', filePath)),
  special('a link to a terminal', (filePath) => symlinkSync('/dev/tty', filePath)),
  special('a link to itself', (filePath) => symlinkSync(path.basename(filePath), filePath)),
  special('a link to nothing', (filePath) => symlinkSync('absent', filePath)),
  special('a link to a pipe', (filePath) => {
    execFileSync('mkfifo', [`${filePath}.pipe`]);
    symlinkSync(`${path.basename(filePath)}.pipe`, filePath);
  }),
  special('five gigabytes of nothing', (filePath) => {
    writeFileSync(filePath, '');
    truncateSync(filePath, 5 * 2 ** 30);
  }),
  special('not there', () => {}),
  named('a line break', 'line\nbreak.png'),
  named('as long as a name may be', `${'x'.repeat(251)}.png`),
  named('an option', '--json'),
  named('a formula', '=cmd|.png'),
  named('right to left', '\u202egnp.exe'),
  named('percent signs and braces', '%2e%2e{0..9}.png'),
];

/** All of them. */
export const OTHER_IMAGES: HostileImage[] = [
  ...toHostileFiles('WebP', 'image.webp', WEBPS),
  ...toHostileFiles('AVIF', 'image.avif', AVIFS),
  ...toHostileFiles('content', 'image.jpg', FOREIGN),
  ...PLACES,
];
