/**
 * Shapes that several operators share: the first input's, broadcasting, the rank alone.
 * In: what is known of a node's inputs. Out: the lengths of its result, named ones kept as names, null where unknown.
 */
import type { Dims, DimsRule, Length } from './operator.js';

/** The shape of the first input. */
export const sameDims: DimsRule = ({ inputs }) => inputs[0]?.dims ?? null;

/** The rank of the first input, no more. */
export const sameRank: DimsRule = ({ inputs }) => toUnknownLengths(inputs[0]?.dims?.length);

/** The inputs broadcast against each other. */
export const broadcastInputs: DimsRule = ({ inputs }) => broadcastDims(inputs.map(({ dims }) => dims));

/** numpy's rule for shapes that meet in an elementwise operator. */
export function broadcastDims(shapes: readonly Dims[]): Dims {
  const known = shapes.filter((dims) => dims !== null);
  if (known.length < shapes.length) return null;
  const rank = Math.max(...known.map((dims) => dims.length));
  return Array.from({ length: rank }, (_, axis) => {
    const lengths = known.map((dims) => (axis < rank - dims.length ? 1 : dims[axis - rank + dims.length]!));
    const others = [...new Set(lengths.filter((length) => length !== 1))];
    if (others.length === 0) return 1;
    // A number other than 1 wins: a partner of unknown length must be equal or 1.
    return others.length === 1 ? others[0]! : (others.find((length) => typeof length === 'number') ?? null);
  });
}

/** As many unknown lengths as `rank` says; null where it is not a number. */
export function toUnknownLengths(rank: Length | undefined): null[] | null {
  return typeof rank === 'number' ? Array.from({ length: rank }, () => null) : null;
}
