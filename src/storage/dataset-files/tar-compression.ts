/**
 * Whether a tar file is compressed, and then what to do about it.
 * In: the file's first bytes. Out: nothing, or an error that names the compression, what is packed, and the command.
 */
import path from 'node:path';
import { constants, gunzipSync } from 'node:zlib';
import { DatasetError } from '../../base/errors.js';
import { parseTarHeader, TAR_BLOCK_BYTES } from './tar-header.js';

/** How much of a file is looked at: enough for a few images and the labels beside them. */
export const PEEK_BYTES = 2 ** 20;
const MAX_PEEKED_BYTES = 64 * PEEK_BYTES;

/** First bytes of compressed files, what they are called, and what undoes them. */
const COMPRESSIONS: readonly (readonly [name: string, undo: string, magic: readonly number[]])[] = [
  ['gzip', 'gunzip', [0x1f, 0x8b]],
  ['zstd', 'zstd -d', [0x28, 0xb5, 0x2f, 0xfd]],
  ['xz', 'xz -d', [0xfd, 0x37, 0x7a, 0x58, 0x5a]],
  ['bzip2', 'bzip2 -d', [0x42, 0x5a, 0x68]],
];
/** Members that only samples of WebDataset have. */
const LABEL_MEMBER = /\.(cls|json|jsn)$/i;
const TAR_NAME = /\.(tar\.\w+|tgz|tbz2?|txz)$/i;

/** Throws `archive-compressed`. */
export function assertNotCompressed(start: Uint8Array, archivePath: string): void {
  const found = COMPRESSIONS.find(([, , magic]) => magic.every((byte, i) => start[i] === byte));
  if (found === undefined) return;
  const [name, undo] = found;
  const file = path.basename(archivePath);
  const folder = file.replace(TAR_NAME, '') || 'data';
  const unpack = `mkdir ${folder} && tar -xf ${file} -C ${folder}`;
  const names = name === 'gzip' ? listFirstNames(start) : [];
  const isSamples = names.some((member) => LABEL_MEMBER.test(member) || !member.includes('/'));
  const kind = isSamples ? 'a WebDataset shard' : 'a folder of images in a tar archive';
  throw new DatasetError('archive-compressed', {
    what: `${file} is ${names.length === 0 ? '' : `${kind}, `}compressed with ${name}.`,
    why: 'Images are read from archives in any order, which needs plain tar files; JPEG and PNG do not get smaller anyway.',
    next:
      names.length === 0
        ? `If it holds folders, unpack it and pass the folder: ${unpack}; if it holds samples of WebDataset, decompress it (${undo} ${file}) and pass the .tar file.`
        : isSamples
          ? `Decompress it (${undo} ${file}) and pass the .tar file.`
          : `Unpack it and pass the folder: ${unpack}`,
  });
}

/** Names of the regular members at the beginning of a compressed archive; none where it is no tar file. */
function listFirstNames(start: Uint8Array): string[] {
  let bytes: Uint8Array;
  try {
    // The beginning of a stream has no end to check.
    const options = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: MAX_PEEKED_BYTES };
    bytes = gunzipSync(start, options);
  } catch {
    return [];
  }
  const names: string[] = [];
  for (let at = 0; at + TAR_BLOCK_BYTES <= bytes.length; ) {
    const header = parseTarHeader(bytes.subarray(at, at + TAR_BLOCK_BYTES));
    if (header === null || !(header.sizeBytes >= 0)) break;
    if (header.kind === 'file' && header.name !== '' && !header.name.endsWith('/')) names.push(header.name);
    at += TAR_BLOCK_BYTES + Math.ceil(header.sizeBytes / TAR_BLOCK_BYTES) * TAR_BLOCK_BYTES;
  }
  return names.map((name) => name.replace(/^(\.\/)+/, ''));
}
