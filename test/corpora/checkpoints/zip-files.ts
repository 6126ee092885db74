/**
 * Zip archives that lie: members with sizes, checksums and places of one's choosing.
 */
import { crc32 } from 'node:zlib';
import { join, le16, le32 } from '../bytes.js';

export interface ZipPart {
  name: string;
  data: Uint8Array;
  /** 0: stored; 8: deflated, and then `data` is what was packed. */
  method?: number;
  /** What the archive says, where that is not so. */
  sizeBytes?: number;
  packedBytes?: number;
  crc?: number;
  flags?: number;
  /** Of its local header, as the directory says. */
  offset?: number;
  localName?: string;
}

export interface ZipEnd {
  memberCount?: number;
  directoryOffset?: number;
  directoryBytes?: number;
  disk?: number;
  comment?: Uint8Array | string;
  /** Bytes before the first member; places count from the archive's own beginning. */
  before?: Uint8Array | string;
}

/** An archive of these members. Checksums are right unless they are named; those of packed members must be. */
export function zip(parts: readonly ZipPart[], end: ZipEnd = {}): Buffer {
  const before = join(end.before ?? '');
  const chunks: Buffer[] = [before];
  const directory: Buffer[] = [];
  let at = before.length;
  for (const part of parts) {
    const { name, data, method = 0, flags = 0, localName = name } = part;
    const fields = join(
      le16(20),
      le16(flags),
      le16(method),
      le32(0),
      le32(part.crc ?? crc32(data)),
      le32(part.packedBytes ?? data.length),
      le32(part.sizeBytes ?? data.length),
    );
    const local = join('PK\x03\x04', fields, le16(localName.length), le16(0), localName, data);
    directory.push(
      join(
        'PK\x01\x02',
        le16(20),
        fields,
        le16(name.length),
        Buffer.alloc(12),
        le32(part.offset ?? at),
        name,
      ),
    );
    chunks.push(local);
    at += local.length;
  }
  const list = Buffer.concat(directory);
  const {
    memberCount = parts.length,
    directoryBytes = list.length,
    directoryOffset = at,
    disk = 0,
    comment = '',
  } = end;
  const counts = join(le16(disk), le16(0), le16(memberCount), le16(memberCount));
  const last = join(
    'PK\x05\x06',
    counts,
    le32(directoryBytes),
    le32(directoryOffset),
    le16(join(comment).length),
    comment,
  );
  return Buffer.concat([...chunks, list, last]);
}
