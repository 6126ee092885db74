/**
 * Checks gradient graphs against central differences of the forward graph, both run by onnxruntime.
 * In: a graph of a few nodes, the shapes of its inputs. Out: the largest error. Inputs are drawn so that no two values and no value and 0 come
 * closer than the differences' step: kinks and ties are tested where their side is known, not by chance.
 */
import { InferenceSession, Tensor } from 'onnxruntime-node';
import {
  buildGradientModel,
  DATA_TYPE,
  formatModel,
  GraphBuilder,
  graphCodec,
  type ModelProto,
  modelCodec,
  operatorSetIdCodec,
  type TensorProto,
  toTensorProto,
  toValueInfo,
} from '../src/onnx/index.js';

/** Step of the central differences. */
const STEP = 1e-2;
/** Distance of the values from each other; of 0, half of it, which is still more than a step. */
const SPACING = 2.5 * STEP;

export interface GradientCase {
  /** Shapes of the inputs to differentiate by. */
  inputs: Readonly<Record<string, readonly number[]>>;
  /** Tensors with given values. */
  constants?: readonly TensorProto[];
  /** Adds the nodes to test and names their result. */
  build: (graph: GraphBuilder) => string;
  /** Values of the inputs lie around 0, or from 0.5 on. */
  domain?: 'around-zero' | 'positive';
  opset?: number;
  /** The graph knows the ranks only, not the lengths of the axes. */
  isDynamic?: boolean;
  seed: number;
}

/** A sequence of numbers in [0, 1) that is the same for the same seed (Park and Miller's generator). */
export function createNumbers(seed: number): () => number {
  let state = (Math.abs(seed) % 2147483646) + 1;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

/** Values in random order, all at least `SPACING` apart. */
function drawValues(count: number, next: () => number, domain: GradientCase['domain']): Float32Array {
  const order = Array.from({ length: count }, (_, rank) => ({ rank, key: next() })).sort(
    (a, b) => a.key - b.key,
  );
  const first = domain === 'positive' ? 0.5 : (-Math.floor(count / 2) + 0.5) * SPACING;
  return Float32Array.from(order, ({ rank }) => first + rank * SPACING);
}

function countOf(dims: readonly number[]): number {
  return dims.reduce((product, length) => product * length, 1);
}

/** The forward model of a case, with output `y`. */
export function buildForwardModel({
  inputs,
  constants,
  build,
  isDynamic,
  opset = 18,
}: GradientCase): ModelProto {
  const declared = Object.entries(inputs).map(([name, dims]) =>
    toValueInfo(name, {
      dataType: DATA_TYPE.float32,
      dims: isDynamic ? dims.map((_, axis) => `${name}${axis}`) : dims,
    }),
  );
  const empty = graphCodec.create({ name: 'case', input: declared, initializer: [...(constants ?? [])] });
  const builder = new GraphBuilder(empty);
  builder.alias(build(builder), 'y');
  return modelCodec.create({
    irVersion: 9,
    opsetImport: [operatorSetIdCodec.create({ version: opset })],
    graph: {
      ...empty,
      node: builder.nodes,
      initializer: builder.initializers,
      output: [toValueInfo('y', { dataType: DATA_TYPE.float32, dims: null })],
    },
  });
}

/**
 * The largest |analytic − numeric| / max(1, |numeric|) over all elements of all inputs, for Σ weights · y with random weights. Float32
 * results of size about 1 are rounded by 6e-8; over a step of 1e-2 that is 1e-5 per output, and the differences' own error is of
 * order step². Tests allow a few thousandths.
 */
export async function measureGradientError(gradientCase: GradientCase): Promise<number> {
  const next = createNumbers(gradientCase.seed);
  const names = Object.keys(gradientCase.inputs);
  const model = buildForwardModel(gradientCase);
  const gradientModel = buildGradientModel(model, {
    of: { output: 'y', weights: 'weights' },
    withRespectTo: names,
  });
  const forward = await InferenceSession.create(formatModel(model), { intraOpNumThreads: 1 });
  const backward = await InferenceSession.create(formatModel(gradientModel), { intraOpNumThreads: 1 });
  const feeds = Object.fromEntries(
    Object.entries(gradientCase.inputs).map(([name, dims]) => [
      name,
      new Tensor('float32', drawValues(countOf(dims), next, gradientCase.domain), dims),
    ]),
  );
  const y = (await forward.run(feeds)).y!;
  const weights = new Tensor(
    'float32',
    Float32Array.from(y.data as Float32Array, () => next() - 0.5),
    y.dims,
  );
  const used = backward.inputNames;
  const all: Record<string, Tensor> = { ...feeds, weights };
  const gradients = await backward.run(Object.fromEntries(used.map((name) => [name, all[name]!])));

  const evaluate = async (name: string, index: number, delta: number): Promise<number> => {
    const moved = Float32Array.from(feeds[name]!.data as Float32Array);
    moved[index]! += delta;
    const result = await forward.run({ ...feeds, [name]: new Tensor('float32', moved, feeds[name]!.dims) });
    const values = result.y!.data as Float32Array;
    return values.reduce((sum, value, k) => sum + value * (weights.data[k] as number), 0);
  };
  let worst = 0;
  for (const name of names) {
    const gradient = gradients[`${name}_gradient`]!;
    if (gradient.dims.join() !== feeds[name]!.dims.join()) return Number.POSITIVE_INFINITY;
    for (let index = 0; index < gradient.data.length; index++) {
      const rise = (await evaluate(name, index, STEP)) - (await evaluate(name, index, -STEP));
      const numeric = rise / (2 * STEP);
      const error = Math.abs((gradient.data[index] as number) - numeric) / Math.max(1, Math.abs(numeric));
      worst = Number.isNaN(error) ? Number.POSITIVE_INFINITY : Math.max(worst, error);
    }
  }
  await Promise.all([forward.release(), backward.release()]);
  return worst;
}

/** A constant tensor of small random weights. */
export function drawConstant(name: string, dims: readonly number[], seed: number): TensorProto {
  const next = createNumbers(seed + 7);
  return toTensorProto(
    {
      dtype: 'float32',
      dims: [...dims],
      data: Float32Array.from({ length: countOf(dims) }, () => next() - 0.5),
    },
    name,
  );
}
