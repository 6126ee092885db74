/**
 * One correction to GIF files before they are decoded, so that transparent pixels keep their palette colour.
 * Pillow's convert('RGB') shows that colour; libvips would hand out black for it. Pixels are not decoded here.
 */

const EXTENSION = 0x21;
const GRAPHIC_CONTROL = 0xf9;
const TRANSPARENCY_FLAG = 1;
const PALETTE_FLAG = 0x80;

function skipSubBlocks(bytes: Uint8Array, start: number): number {
  let offset = start;
  while (offset < bytes.length && bytes[offset] !== 0) offset += bytes[offset]! + 1;
  return offset + 1;
}

/** The file with the first frame's transparency switched off; the same bytes when it has none. */
export function toOpaqueGif(bytes: Uint8Array): Uint8Array {
  const packed = bytes[10] ?? 0;
  let offset = 13 + (packed & PALETTE_FLAG ? 3 * 2 ** ((packed & 7) + 1) : 0);
  while (bytes[offset] === EXTENSION) {
    const flags = offset + 3;
    if (bytes[offset + 1] === GRAPHIC_CONTROL && (bytes[flags] ?? 0) & TRANSPARENCY_FLAG) {
      // Not slice(): a Buffer's would share the caller's memory.
      const opaque = new Uint8Array(bytes);
      opaque[flags]! &= ~TRANSPARENCY_FLAG;
      return opaque;
    }
    offset = skipSubBlocks(bytes, offset + 2);
  }
  return bytes;
}
