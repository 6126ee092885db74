/** Numbers in bytes. In: a part of a buffer. Out: a view of that part alone. */

/** Access to the numbers in `bytes`, which may begin anywhere in their buffer. */
export function toDataView(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
