/**
 * One 512-byte tar header, and the PAX records that override it.
 * Formats: POSIX ustar and pax (IEEE 1003.1), GNU's long names and base-256 numbers.
 */
export const TAR_BLOCK_BYTES = 512;

/** What later headers inherit: from a PAX record or a GNU long name. */
export interface TarOverrides {
  name?: string;
  sizeBytes?: number;
}

/** What a header says of the member that follows. */
export interface TarHeader {
  kind: 'file' | 'pax' | 'pax-global' | 'long-name' | 'other';
  name: string;
  sizeBytes: number;
}

/** Field positions of POSIX ustar: [start, end). */
const NAME = [0, 100] as const;
const SIZE = [124, 136] as const;
const CHECKSUM = [148, 156] as const;
const KIND_AT = 156;
const MAGIC = [257, 263] as const;
const PREFIX = [345, 500] as const;

const KINDS: Record<string, TarHeader['kind']> = {
  '\0': 'file',
  '0': 'file',
  '7': 'file',
  x: 'pax',
  g: 'pax-global',
  L: 'long-name',
};

/** Whether a block of bytes is all zeros: two of them end an archive. */
export function isZeroBlock(block: Uint8Array): boolean {
  return block.every((byte) => byte === 0);
}

/** Null when the checksum does not fit: then this is no tar header. */
export function parseTarHeader(block: Uint8Array): TarHeader | null {
  if (parseNumber(block, CHECKSUM) !== computeChecksum(block)) return null;
  const name = parseText(block, NAME);
  // Only POSIX ustar ("ustar\0") has a prefix; GNU ("ustar  \0") keeps times there.
  const isPosix = parseText(block, MAGIC) === 'ustar';
  const prefix = isPosix ? parseText(block, PREFIX) : '';
  return {
    kind: KINDS[String.fromCharCode(block[KIND_AT]!)] ?? 'other',
    name: prefix === '' ? name : `${prefix}/${name}`,
    sizeBytes: parseNumber(block, SIZE),
  };
}

/** Adds the `path` and `size` records ("LENGTH KEY=VALUE\n", LENGTH in bytes and including itself) of a PAX member. */
export function applyPax(overrides: TarOverrides, content: Uint8Array): TarOverrides {
  const decoder = new TextDecoder();
  const result = { ...overrides };
  for (let at = 0; at < content.length; ) {
    const space = content.indexOf(0x20, at);
    const length = space < 0 ? Number.NaN : Number(decoder.decode(content.subarray(at, space)));
    if (!(length > 0)) break;
    const record = decoder.decode(content.subarray(space + 1, at + length - 1));
    const equals = record.indexOf('=');
    const [key, value] = [record.slice(0, equals), record.slice(equals + 1)];
    if (key === 'path') result.name = value;
    if (key === 'size') result.sizeBytes = Number(value);
    at += length;
  }
  return result;
}

function parseText(block: Uint8Array, [start, end]: readonly [number, number]): string {
  const field = block.subarray(start, end);
  const stop = field.indexOf(0);
  return new TextDecoder().decode(stop < 0 ? field : field.subarray(0, stop));
}

/** Octal text, or base-256 with the top bit of the first byte set (GNU, for sizes from 8 GiB). */
function parseNumber(block: Uint8Array, [start, end]: readonly [number, number]): number {
  if ((block[start]! & 0x80) === 0) return Number.parseInt(parseText(block, [start, end]).trim() || '0', 8);
  let value = block[start]! & 0x7f;
  for (let at = start + 1; at < end; at++) value = value * 256 + block[at]!;
  return value;
}

/** Sum of all bytes, with the checksum's own field taken as spaces. */
function computeChecksum(block: Uint8Array): number {
  let sum = 0;
  for (let at = 0; at < TAR_BLOCK_BYTES; at++) {
    sum += at >= CHECKSUM[0] && at < CHECKSUM[1] ? 0x20 : block[at]!;
  }
  return sum;
}
