/**
 * A model that trains a linear head: an epoch of steps, or part of one, in a single run.
 * In: sizes and an optimiser. Out: a model with the features, a row order and the state before as inputs, the state after and the losses as
 * outputs. Whoever runs it shuffles, keeps the state between runs and decides when to stop.
 */
import type { OptimizerSettings } from '../../numeric/index.js';
import { appendGradients } from '../autodiff/index.js';
import { GraphBuilder, toValueInfo } from '../graph/builder.js';
import { graphCodec, modelCodec, operatorSetIdCodec } from '../schema/codecs.js';
import { DATA_TYPE, type TensorDtype } from '../schema/data-type.js';
import type { ModelProto } from '../schema/messages.js';
import { IR_VERSION } from '../schema/model.js';
import { addBatchLoops, type CarriedValue } from './batch-loop.js';
import { createStep, type GraphParameter, OPTIMIZER_STATE } from './optimizers.js';

/** The dialect of the autodiff rules, and the file format version that goes with it. */
const OPSET = 18;

/** Rows whose predictions are counted at a time: a few megabytes of features. */
const MEASURED_BATCH_SIZE = 512;

/** Sizes that are fixed in the model. */
export interface HeadTrainingSizes {
  featureCount: number;
  classCount: number;
  batchSize: number;
}

/** Names of inputs and outputs; the optimiser's are in `HeadTrainingModel.state`. */
export const HEAD_TRAINING_NAMES = {
  /** Input, float32 `[n, featureCount]`. */
  features: 'features',
  /** Input, int64 `[n]`. */
  labels: 'labels',
  /** Input, int64 `[rows]`: rows to train on, in order; cut into batches of `batchSize`, the last one smaller. Empty: no training. */
  order: 'order',
  /** Input, int64 `[rows]`: rows to count correct predictions of, with the head as it is before training. */
  measured: 'measured',
  /** Inputs that are part of the state: float32 `[classCount, featureCount]` and `[classCount]`. */
  weights: 'weights',
  bias: 'bias',
  /** Output, float32 `[batches]`: the mean cross-entropy of each batch before its step. */
  losses: 'losses',
  /** Output, int64 `[batches]`: parts of the number of `measured` rows whose label is the first class with the highest logit. */
  correct: 'correct',
} as const;

/** A part of the training state: fed as `name`, returned after the run as `outputName`. */
export interface HeadTrainingState {
  name: string;
  outputName: string;
  dtype: TensorDtype;
  dims: number[];
}

/** The model, and what of its state travels from run to run. */
export interface HeadTrainingModel {
  model: ModelProto;
  /** `weights` and `bias` first; then the optimiser's, which starts with zeros. */
  state: HeadTrainingState[];
}

/** Builds the model; the gradient of the cross-entropy is taken by autodiff (docs/decisions/0012). */
export function buildHeadTrainingModel(
  { featureCount, classCount, batchSize }: HeadTrainingSizes,
  optimizer: OptimizerSettings,
): HeadTrainingModel {
  const names = HEAD_TRAINING_NAMES;
  const graph = new GraphBuilder(graphCodec.create({}));
  graph.addInput(names.features, { dataType: DATA_TYPE.float32, dims: ['n', featureCount] });
  graph.addInput(names.labels, { dataType: DATA_TYPE.int64, dims: ['n'] });
  graph.addInput(names.order, { dataType: DATA_TYPE.int64, dims: ['trained'] });
  graph.addInput(names.measured, { dataType: DATA_TYPE.int64, dims: ['measured'] });
  const state = listState({ featureCount, classCount }, optimizer.kind);
  const carried = state.map((part): CarriedValue => ({ ...part, dataType: DATA_TYPE[part.dtype] }));
  for (const { name, dataType, dims } of carried) graph.addInput(name, { dataType, dims });

  addBatchLoops(graph, [
    {
      rows: names.order,
      batchSize,
      carried,
      scannedName: names.losses,
      addBody: (body, batch, before) => addTrainingStep(body, batch, before, optimizer),
    },
    {
      rows: names.measured,
      batchSize: MEASURED_BATCH_SIZE,
      carried: [],
      scannedName: names.correct,
      addBody: (body, batch) => ({ carried: [], scanned: addCorrectCount(body, batch) }),
    },
  ]);

  const output = [
    ...carried.map(({ outputName, dataType, dims }) => toValueInfo(outputName, { dataType, dims })),
    toValueInfo(names.losses, { dataType: DATA_TYPE.float32, dims: ['steps'] }),
    toValueInfo(names.correct, { dataType: DATA_TYPE.int64, dims: ['parts'] }),
  ];
  const { nodes: node, initializers: initializer, inputs: input } = graph;
  const model = modelCodec.create({
    irVersion: IR_VERSION,
    opsetImport: [operatorSetIdCodec.create({ version: OPSET })],
    graph: graphCodec.create({ name: 'head training', node, initializer, input, output }),
  });
  return { model, state };
}

/** Parameters, then the optimiser's state of each parameter in turn, then the number of steps taken. */
function listState(
  { featureCount, classCount }: Omit<HeadTrainingSizes, 'batchSize'>,
  optimizer: OptimizerSettings['kind'],
): HeadTrainingState[] {
  const parameters: [string, number[]][] = [
    [HEAD_TRAINING_NAMES.weights, [classCount, featureCount]],
    [HEAD_TRAINING_NAMES.bias, [classCount]],
  ];
  const create = (name: string, dtype: TensorDtype, dims: number[]): HeadTrainingState => ({
    name,
    outputName: `next_${name}`,
    dtype,
    dims,
  });
  return [
    ...parameters.map(([name, dims]) => create(name, 'float32', dims)),
    ...parameters.flatMap(([name, dims]) =>
      OPTIMIZER_STATE[optimizer].map((kind) => create(`${name}_${kind}`, 'float32', dims)),
    ),
    create('step_count', 'int64', []),
  ];
}

/** Forward, loss, gradient and update of one batch; `before` in the order of `listState`. */
function addTrainingStep(
  body: GraphBuilder,
  batch: string,
  before: readonly string[],
  optimizer: OptimizerSettings,
): { carried: readonly string[]; scanned: string } {
  const { op } = body;
  const [weights, bias] = before as [string, string];
  const stepCount = before.at(-1)!;
  const logits = addLogits(body, batch, weights, bias);
  const loss = addCrossEntropy(body, logits, op('Gather', HEAD_TRAINING_NAMES.labels, batch));
  const seed = body.addScalar(1, loss);
  const gradients = appendGradients(body, new Map([[loss, seed]]), [weights, bias]);

  const addStep = createStep(body, optimizer, stepCount);
  const stateSize = OPTIMIZER_STATE[optimizer.kind].length;
  const after = [weights, bias].map((value, index): GraphParameter => {
    const start = 2 + index * stateSize;
    return addStep({ value, state: before.slice(start, start + stateSize) }, gradients[index]!);
  });
  return {
    carried: [
      ...after.map(({ value }) => value),
      ...after.flatMap(({ state }) => state),
      op('Add', stepCount, 1),
    ],
    scanned: loss,
  };
}

function addLogits(body: GraphBuilder, batch: string, weights: string, bias: string): string {
  const rows = body.op('Gather', HEAD_TRAINING_NAMES.features, batch);
  return body.op('Gemm', rows, weights, bias, { transB: 1 });
}

/** Mean over the batch of −log softmax(logits)[label]. */
function addCrossEntropy(body: GraphBuilder, logits: string, labels: string): string {
  const { op } = body;
  const classCount = body.factsOf(logits).dims?.[1] as number;
  const offAndOn = op('Concat', ...[0, 1].map((value) => op('Reshape', body.addScalar(value, logits), [1])), {
    axis: 0,
  });
  const target = op('OneHot', labels, body.addInt(classCount), offAndOn);
  const logLikelihoods = op('Mul', target, op('LogSoftmax', logits, { axis: -1 }));
  const batchSize = op('Cast', op('Size', labels), { to: DATA_TYPE.float32 });
  return op('Neg', op('Div', op('ReduceSum', logLikelihoods, { keepdims: 0 }), batchSize));
}

function addCorrectCount(body: GraphBuilder, batch: string): string {
  const { op } = body;
  const logits = addLogits(body, batch, HEAD_TRAINING_NAMES.weights, HEAD_TRAINING_NAMES.bias);
  const predicted = op('ArgMax', logits, { axis: 1, keepdims: 0 });
  const hits = op('Equal', predicted, op('Gather', HEAD_TRAINING_NAMES.labels, batch));
  return op('ReduceSum', op('Cast', hits, { to: DATA_TYPE.int64 }), { keepdims: 0 });
}
