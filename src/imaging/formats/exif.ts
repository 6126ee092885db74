/**
 * The first directory of EXIF data, which is a small TIFF: where it begins in, values of single tags out.
 * Follows no pointer to other directories; whatever leads out of the data counts as absent.
 */

/** Tags of the first directory. */
export const EXIF_TAG = { make: 0x010f, model: 0x0110, orientation: 0x0112, software: 0x0131 } as const;

/** A TIFF in memory, from its byte order on. */
export interface ExifBlock {
  view: DataView;
  start: number;
  end: number;
}

const ASCII = 2;

/** 1 to 8; null where it is absent or something else. */
export function readExifOrientation(block: ExifBlock): number | null {
  const entry = findEntry(block, EXIF_TAG.orientation);
  if (entry === null) return null;
  const orientation = block.view.getUint16(entry.offset + 8, entry.littleEndian);
  return orientation >= 1 && orientation <= 8 ? orientation : null;
}

/** A text without its end and the space around it; null where it is absent or empty. */
export function readExifText(block: ExifBlock, tag: number): string | null {
  const { view, start, end } = block;
  const entry = findEntry(block, tag);
  if (entry === null) return null;
  const { offset, littleEndian } = entry;
  const length = view.getUint32(offset + 4, littleEndian);
  // Four bytes fit into the entry itself.
  const from = length <= 4 ? offset + 8 : start + view.getUint32(offset + 8, littleEndian);
  if (view.getUint16(offset + 2, littleEndian) !== ASCII || from + length > end) return null;
  const bytes = new Uint8Array(view.buffer, view.byteOffset + from, length);
  const text = new TextDecoder('latin1').decode(bytes).split('\0', 1)[0]!.trim();
  return text === '' ? null : text;
}

function findEntry(
  { view, start, end }: ExifBlock,
  tag: number,
): { offset: number; littleEndian: boolean } | null {
  if (start + 8 > end) return null;
  const littleEndian = view.getUint16(start) === 0x4949;
  const directory = start + view.getUint32(start + 4, littleEndian);
  if (directory + 2 > end) return null;
  const entryCount = view.getUint16(directory, littleEndian);
  for (let index = 0; index < entryCount; index += 1) {
    const offset = directory + 2 + index * 12;
    if (offset + 12 > end) return null;
    if (view.getUint16(offset, littleEndian) === tag) return { offset, littleEndian };
  }
  return null;
}
