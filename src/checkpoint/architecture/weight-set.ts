/**
 * The weights of one network inside a checkpoint, by the names its family knows.
 * In: lazy tensors without their prefix. Out: tensors and shapes on demand; remembers which were used, because a tensor
 * that nobody used means that the network is not the one it was taken for.
 */
import { ModelError } from '../../base/errors.js';
import type { LazyTensor } from '../tensor.js';
import { unrecognisedError } from './errors.js';

/** Beside the network: counters of batch norm, copies, normalisers and the optimiser where all share one level. */
const NO_WEIGHTS =
  /(?:^|\.)num_batches_tracked$|^(?:attacker|normalizer|normalize|optimizer|optim|scheduler|ema)\.|^(?:mean|std|mu|sigma)$/;

/** The weights of one network, which remembers those that were used. */
export class WeightSet {
  private readonly used = new Set<string>();

  constructor(
    private readonly tensors: ReadonlyMap<string, LazyTensor>,
    readonly fileName: string,
  ) {}

  has(name: string): boolean {
    return this.tensors.has(name);
  }

  /** The first of `names` that exists with `.weight`; the first of all where none does. */
  findModule(...names: string[]): string {
    return names.find((name) => this.has(`${name}.weight`)) ?? names[0]!;
  }

  /** Every name that matches, in the file's order. */
  listNames(pattern: RegExp): string[] {
    return [...this.tensors.keys()].filter((name) => pattern.test(name));
  }

  /** Without counting the tensor as used; undefined for a name that is absent. */
  rank(name: string): number | undefined {
    return this.tensors.get(name)?.shape.length;
  }

  /** A tensor of this rank, counted as used. ModelError `unrecognised-architecture`. */
  use(name: string, rank: number): LazyTensor {
    const tensor = this.tensors.get(name);
    if (!tensor) throw unrecognisedError(this.fileName, `it lacks ${name}`);
    if (tensor.shape.length !== rank) {
      throw unrecognisedError(this.fileName, `${name} has the shape [${tensor.shape}]`);
    }
    this.used.add(name);
    return tensor;
  }

  /** A vector of known length. */
  useVector(name: string, length: number): LazyTensor {
    const tensor = this.use(name, 1);
    if (tensor.shape[0] === length) return tensor;
    throw unrecognisedError(this.fileName, `${name} has ${tensor.shape[0]} values where ${length} fit`);
  }

  /** ModelError `unrecognised-architecture` when there are weights that the graph does not contain. */
  assertAllUsed(): void {
    const left = [...this.tensors.keys()].filter((name) => !this.used.has(name) && !NO_WEIGHTS.test(name));
    if (left.length === 0) return;
    const shown = left.slice(0, 3).join(', ');
    throw unrecognisedError(
      this.fileName,
      `it also has ${shown}${left.length > 3 ? ` and ${left.length - 3} more` : ''}`,
    );
  }
}

/** The values as float32. ModelError `unsupported-dtype` for integers, `weights-not-finite` for NaN and infinities. */
export async function readWeights(tensor: LazyTensor): Promise<Float32Array> {
  const { dtype, data } = await tensor.read();
  if (dtype !== 'float32' && dtype !== 'float64') {
    throw new ModelError('unsupported-dtype', {
      what: `Weight "${tensor.name}" has element type ${tensor.dtype}.`,
      why: 'Quantised networks have no gradients to work with.',
      next: 'Use the network from before quantisation.',
    });
  }
  const weights = dtype === 'float32' ? data : Float32Array.from(data);
  if (isFiniteThroughout(weights)) return weights;
  throw new ModelError('weights-not-finite', {
    what: `Weight "${tensor.name}" holds values that are not finite.`,
    why: 'Every output of the network would be NaN.',
    next: 'Use a checkpoint from before the training diverged.',
  });
}

/** v − v is 0 for finite numbers and NaN for all others; a sum of them needs no branch per value. */
function isFiniteThroughout(values: Float32Array): boolean {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! - values[i]!;
  return sum === 0;
}
