/**
 * Head training by onnxruntime: an epoch is one run of a graph that loops over the batches.
 * In: data, an initial head, a recipe, a way to open a session. Out: an `EpochTrainer`. Features and labels are sent once; the head and the
 * optimiser's state, small beside them, travel with every epoch, so that the session itself has no state worth keeping.
 */
import { assertNotCancelled } from '../../base/observer.js';
import type { Tensor } from '../../inference/index.js';
import {
  buildHeadTrainingModel,
  formatModel,
  type HeadTrainingState,
  HEAD_TRAINING_NAMES as NAMES,
} from '../../onnx/index.js';
import type { LinearHead } from '../../records/networks/encoder.js';
import type { OpenTrainingSession } from './capabilities.js';
import type { EpochTrainer, HeadFitting } from './head-trainers.js';
import { assertConverging, cutIntoBatches } from './head-training.js';

/**
 * Threads of a training session. onnxruntime cuts matrix products by its number of threads, which changes their rounding: a fixed number
 * gives the same head on every machine with the same kind of processor. Batches of 128 rows keep few more than these busy.
 */
export const HEAD_TRAINING_THREADS = 4;

/** Tensors that a run takes and leaves, by the names of its inputs. */
type State = Record<string, Tensor>;

/** Opens a session and sends it the data; an interrupt ends it at once, in the middle of an epoch, with a CancelledError. */
export async function openSessionTrainer(
  { data, initial, recipe, observer }: HeadFitting,
  openSession: OpenTrainingSession,
): Promise<EpochTrainer> {
  const sizes = {
    featureCount: data.featureCount,
    classCount: initial.classCount,
    batchSize: recipe.batchSize,
  };
  const { model, state: parts } = buildHeadTrainingModel(sizes, recipe.optimizer);
  assertNotCancelled(observer);
  const session = await openSession(formatModel(model), observer.signal);
  for (const note of session.notes) observer.warn(note);
  let state = createState(parts, initial);

  async function trainEpoch(order: Int32Array): Promise<number> {
    const feeds = { ...state, [NAMES.order]: toInt64(order), [NAMES.measured]: toInt64([]) };
    const outputNames = [...parts.map(({ outputName }) => outputName), NAMES.losses];
    const outputs = await session.run(feeds, outputNames);
    const losses = outputs[NAMES.losses]!.data as Float32Array;
    losses.forEach(assertConverging);
    state = Object.fromEntries(parts.map(({ name, outputName }) => [name, outputs[outputName]!]));
    const batches = cutIntoBatches(order, recipe.batchSize);
    return batches.reduce((sum, { length }, step) => sum + losses[step]! * length, 0) / order.length;
  }

  async function countCorrect(rows: Int32Array): Promise<number> {
    const feeds = { ...state, [NAMES.order]: toInt64([]), [NAMES.measured]: toInt64(rows) };
    const outputs = await session.run(feeds, [NAMES.correct]);
    const counts = outputs[NAMES.correct]!.data as BigInt64Array;
    return counts.reduce((sum, count) => sum + Number(count), 0);
  }

  try {
    await session.hold({
      [NAMES.features]: {
        dtype: 'float32',
        dims: [data.labels.length, data.featureCount],
        data: data.features,
      },
      [NAMES.labels]: toInt64(data.labels),
    });
  } catch (error) {
    await session.close();
    throw error;
  }
  return {
    get head(): LinearHead {
      // Copies: what a session returns are views of a whole message.
      const [weights, bias] = [NAMES.weights, NAMES.bias].map((name) =>
        (state[name]!.data as Float32Array).slice(),
      );
      return { ...initial, weights: weights!, bias: bias! };
    },
    trainEpoch,
    countCorrect,
    close: session.close,
  };
}

function createState(parts: readonly HeadTrainingState[], initial: LinearHead): State {
  const given: Record<string, Float32Array> = {
    [NAMES.weights]: initial.weights,
    [NAMES.bias]: initial.bias,
  };
  return Object.fromEntries(
    parts.map(({ name, dtype, dims }) => {
      const length = dims.reduce((product, dim) => product * dim, 1);
      const data = given[name] ?? (dtype === 'int64' ? new BigInt64Array(length) : new Float32Array(length));
      return [name, { dtype, dims, data } as Tensor];
    }),
  );
}

function toInt64(values: Int32Array | []): Tensor {
  return { dtype: 'int64', dims: [values.length], data: BigInt64Array.from(values, BigInt) };
}
