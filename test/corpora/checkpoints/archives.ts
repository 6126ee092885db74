/**
 * Checkpoints whose archive lies, and files that are none.
 */
import { crc32 as crcOf, deflateRawSync } from 'node:zlib';
import { BOMB_BYTES, packZeros } from '../bombs.js';
import { join, le32, le64, overwrite } from '../bytes.js';
import { toHostileFiles } from '../hostile-files.js';
import { type CheckpointRow, type HostileCheckpoint, isPickle, repack } from './plain-checkpoint.js';
import { type ZipPart, zip } from './zip-files.js';

const changed = (
  isMeant: (part: ZipPart) => boolean,
  lie: Partial<ZipPart> | ((part: ZipPart) => Partial<ZipPart>),
) =>
  repack((parts) => {
    const place = parts.findIndex(isMeant);
    const part = parts[place]!;
    return parts.with(place, { ...part, ...(typeof lie === 'function' ? lie(part) : lie) });
  });
const isStorage = ({ name, data }: ZipPart): boolean => /\/data\/\d+$/.test(name) && data.length > 1000;
const deflate = ({ data }: ZipPart): Partial<ZipPart> => {
  const packed = deflateRawSync(data);
  return { data: packed, method: 8, sizeBytes: data.length, crc: crcOf(data) };
};

const ARCHIVES: CheckpointRow[] = [
  ['as it should be', 'as-plain', repack()],
  ['its description packed', 'as-plain', changed(isPickle, deflate)],
  ['its weights packed', 'as-plain', changed(isStorage, deflate)],
  [
    'a description that inflates to three gigabytes, as it says',
    'refused',
    changed(isPickle, () => ({ data: packZeros('raw', BOMB_BYTES), method: 8, sizeBytes: BOMB_BYTES })),
  ],
  [
    'a description that inflates to three gigabytes, and says less',
    'refused',
    changed(isPickle, () => ({ data: packZeros('raw', BOMB_BYTES), method: 8, sizeBytes: 1000 })),
  ],
  [
    'weights that inflate to three gigabytes, as they say',
    'refused',
    changed(isStorage, () => ({ data: packZeros('raw', BOMB_BYTES), method: 8, sizeBytes: BOMB_BYTES })),
  ],
  [
    'weights that inflate to three gigabytes, and say less',
    'refused',
    changed(isStorage, ({ data }) => ({
      data: packZeros('raw', BOMB_BYTES),
      method: 8,
      sizeBytes: data.length,
    })),
  ],
  [
    'a wrong checksum of its packed weights',
    'refused',
    changed(isStorage, (part) => ({ ...deflate(part), crc: 1 })),
  ],
  ['a wrong checksum of its description', 'refused', changed(isPickle, { crc: 1 })],
  [
    'a changed byte among its weights',
    'refused',
    changed(isStorage, ({ data }) => ({ data: overwrite(data, 100, '\x55\x55'), crc: crcOf(data) })),
  ],
  ['two sizes of one member', 'refused', changed(isPickle, ({ data }) => ({ sizeBytes: data.length + 5 }))],
  [
    'a member of 4 GB by its size',
    'refused',
    changed(isStorage, { sizeBytes: 0xfffffff0, packedBytes: 0xfffffff0 }),
  ],
  ['a member beyond the end', 'refused', changed(isStorage, { offset: 0x7fffffff })],
  ['members on top of each other', 'refused', changed(isStorage, { offset: 0 })],
  [
    'a member of another name inside',
    'as-plain',
    changed(isPickle, ({ name }) => ({ localName: name.replace('data', 'evil') })),
  ],
  ['an encrypted member', 'refused', changed(isPickle, { flags: 1 })],
  ['a compression that there is not', 'refused', changed(isPickle, { method: 99 })],
  [
    'two descriptions',
    'refused',
    repack((parts) => [...parts, { ...parts.find(isPickle)!, name: 'other/data.pkl' }]),
  ],
  ['one member twice', 'refused', repack((parts) => [...parts, parts.find(isStorage)!])],
  ['no description', 'refused', repack((parts) => parts.filter((part) => !isPickle(part)))],
  ['no weights', 'refused', repack((parts) => parts.filter((part) => !isStorage(part)))],
  [
    'weights that are too short',
    'refused',
    changed(isStorage, ({ data }) => ({ data: data.subarray(0, 40) })),
  ],
  [
    'names that lead out',
    'as-plain',
    repack((parts) => [...parts, { name: '../../../etc/evil', data: join('x') }]),
  ],
  ['65,534 members by its count', 'refused', repack(undefined, { memberCount: 65_534 })],
  ['a list of members beyond the end', 'refused', repack(undefined, { directoryOffset: 0x7fffffff })],
  ['a list of members in the middle of them', 'refused', repack(undefined, { directoryOffset: 10 })],
  ['a list of members of 4 GB', 'refused', repack(undefined, { directoryBytes: 0xfffffff0 })],
  ['no list of members', 'refused', () => repack()().subarray(0, -22)],
  ['one part of several', 'refused', repack(undefined, { disk: 3 })],
  [
    'an end within its comment',
    'refused',
    repack(undefined, { comment: zip([{ name: 'x/data.pkl', data: join('N.') }]) }),
  ],
  ['rubbish before it', 'refused', repack(undefined, { before: Buffer.alloc(1000, 0x41) })],
  ['rubbish behind it', 'as-plain', () => join(repack()(), Buffer.alloc(1000, 0x41))],
  ['an archive in an archive', 'refused', () => zip([{ name: 'checkpoint.pt', data: repack()() }])],
  [
    '64-bit records that are not there',
    'refused',
    repack(undefined, { directoryOffset: 0xffffffff, memberCount: 0xffff }),
  ],
  [
    '64-bit records of 2^63 members',
    'refused',
    () => {
      const sound = repack()();
      const end64 = join(
        'PK\x06\x06',
        le64(44n),
        Buffer.alloc(4),
        Buffer.alloc(8),
        le64(2n ** 63n),
        le64(2n ** 63n),
        le64(2n ** 63n),
        le64(2n ** 63n),
      );
      const locator = join('PK\x06\x07', le32(0), le64(BigInt(sound.length - 22)), le32(1));
      const end = overwrite(sound.subarray(-22), 8, join(Buffer.alloc(12, 0xff)));
      return join(sound.subarray(0, -22), end64, locator, end);
    },
  ],
  [
    'fifty thousand members',
    'as-plain',
    repack((parts) => [
      ...parts,
      ...Array.from({ length: 50_000 }, (_, at) => ({ name: `more/${at}`, data: join('') })),
    ]),
  ],
  ['cut in the middle', 'refused', () => repack()().subarray(0, 50_000)],
];

const tar = (name: string, content: string): Buffer => {
  const header = Buffer.alloc(512);
  header.write(name);
  header.write('0000644\0', 100);
  header.write(content.length.toString(8).padStart(11, '0'), 124);
  header.write('ustar\x0000', 257);
  header.write('        ', 148);
  header.write(
    `${header
      .reduce((sum, byte) => sum + byte, 0)
      .toString(8)
      .padStart(6, '0')}\0 `,
    148,
  );
  return join(header, content.padEnd(512, '\0'), Buffer.alloc(1024));
};

const FOREIGN: CheckpointRow[] = [
  ['nothing', 'refused', ''],
  ['text', 'refused', 'weights'],
  ['a page of the web', 'refused', '<!DOCTYPE html><p>Sign in'],
  ['a pointer of Git LFS', 'refused', 'version https://git-lfs.github.com/spec/v1\n'],
  ['a tar archive, as torch wrote before 2017', 'refused', tar('sys_info', '\x80\x02}q\0.')],
  ['HDF5', 'refused', '\x89HDF\r\n\x1a\n'],
  ['a program', 'refused', '\x7fELF\x02\x01\x01'],
  ['a zip archive of nothing', 'refused', () => zip([])],
  ['a zip archive of text', 'refused', () => zip([{ name: 'readme.txt', data: join('hello') }])],
];

/** All of them. */
export const HOSTILE_ARCHIVES: HostileCheckpoint[] = [
  ...toHostileFiles('archive', 'checkpoint.pt', ARCHIVES),
  ...toHostileFiles('content', 'checkpoint.pt', FOREIGN),
];
