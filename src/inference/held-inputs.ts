/**
 * Inputs that a session's process keeps from run to run, and the pieces in which they travel there.
 * In: a tensor on one side. Out: an equal tensor on the other. One message with gigabytes would be held several times over on both sides,
 * and beyond 4 GiB its length would not fit.
 */
import type { HoldRequest } from './messages.js';
import type { Tensor } from './types.js';

const PIECE_SIZE_BYTES = 32 * 2 ** 20;

type Piece = Pick<HoldRequest, 'dtype' | 'dims' | 'elementStart' | 'data'>;

/** Views of the tensor's values, in order; at least one. `sizeBytes`: of the largest piece. */
export function* cutIntoPieces(
  { dtype, dims, data }: Tensor,
  sizeBytes = PIECE_SIZE_BYTES,
): Generator<Piece> {
  const length = Math.max(1, Math.floor(sizeBytes / data.BYTES_PER_ELEMENT));
  let elementStart = 0;
  do {
    yield { dtype, dims, elementStart, data: data.subarray(elementStart, elementStart + length) };
    elementStart += length;
  } while (elementStart < data.length);
}

/** Inputs that are kept from run to run, by name. */
export interface HeldInputs {
  readonly tensors: Readonly<Record<string, Tensor>>;
  /** Takes a piece; the first one of a name makes room for the whole tensor, in place of one held before. */
  add(piece: Piece & { name: string }): void;
}

/** Holds nothing yet. */
export function createHeldInputs(): HeldInputs {
  const tensors: Record<string, Tensor> = {};
  return {
    tensors,
    add({ name, dtype, dims, elementStart, data }) {
      if (elementStart === 0) {
        const elementCount = dims.reduce((product, dim) => product * dim, 1);
        const Values = data.constructor as new (length: number) => Tensor['data'];
        tensors[name] = { dtype, dims: [...dims], data: new Values(elementCount) } as Tensor;
      }
      tensors[name]!.data.set(data as never, elementStart);
    },
  };
}
