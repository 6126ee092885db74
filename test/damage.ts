/**
 * Bytes as they come out of broken disks, cut downloads and ill will: a sound file in, damaged copies of it out, by fast-check.
 */
import fc from './properties.js';

type Damage = (bytes: Uint8Array) => Uint8Array;

/** Places far beyond any file; without bias, or nearly all damage would lie in the first bytes. */
const place = fc.noBias(fc.nat(2 ** 24));
const at = (bytes: Uint8Array, anywhere: number): number => anywhere % Math.max(1, bytes.length);

/** Numbers that formats stumble over: nothing, all ones, the highest bit. */
const ODD_NUMBERS = [0, 0xff, 0x7f, 0x80] as const;
const WIDTHS = [1, 2, 4, 8] as const;

const edit: fc.Arbitrary<Damage> = fc.oneof(
  fc.tuple(place, fc.integer({ min: 1, max: 255 })).map(
    ([where, bits]): Damage =>
      (bytes) => {
        const flipped = bytes.slice();
        if (flipped.length > 0) flipped[at(bytes, where)]! ^= bits;
        return flipped;
      },
  ),
  place.map(
    (where): Damage =>
      (bytes) =>
        bytes.slice(0, at(bytes, where)),
  ),
  fc.tuple(place, fc.uint8Array({ minLength: 1, maxLength: 16 })).map(
    ([where, added]): Damage =>
      (bytes) => {
        const start = at(bytes, where);
        return Uint8Array.of(...bytes.subarray(0, start), ...added, ...bytes.subarray(start));
      },
  ),
  fc.tuple(place, place, fc.integer({ min: 1, max: 16 })).map(
    ([one, other, width]): Damage =>
      (bytes) => {
        const swapped = bytes.slice();
        const [from, to] = [at(bytes, one), at(bytes, other)];
        swapped.set(bytes.subarray(from, Math.min(from + width, from + bytes.length - to)), to);
        swapped.set(bytes.subarray(to, Math.min(to + width, to + bytes.length - from)), from);
        return swapped;
      },
  ),
  fc.tuple(place, fc.constantFrom(...ODD_NUMBERS), fc.constantFrom(...WIDTHS)).map(
    ([where, byte, width]): Damage =>
      (bytes) =>
        bytes.slice().fill(byte, at(bytes, where), at(bytes, where) + width),
  ),
);

/** Copies of one of these files with one to four damages: bytes flipped, cut off, put in, swapped, numbers made too large. */
export function damaged(...files: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> {
  return fc
    .tuple(fc.constantFrom(...files), fc.array(edit, { minLength: 1, maxLength: 4 }))
    .map(([file, edits]) => edits.reduce<Uint8Array>((bytes, change) => change(bytes), new Uint8Array(file)));
}
