/**
 * Networks as people bring them, under the names that the guide's table gives them (docs/guide/encoders.md), in one folder.
 */
import { writeFileSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { formatSafetensors, openCheckpoint, openWeightSource } from '../../src/checkpoint/index.js';
import {
  formatModel,
  type ModelProto,
  type NodeProto,
  type TensorProto,
  toTensorProto,
} from '../../src/onnx/index.js';
import { createValueInfo, createNode as node } from '../../src/onnx/surgery/edit.js';
import { writeWithExternalWeights } from './external-weights.js';
import { CHANNELS, CLASSES, classifier, floats, gemm, integers, pooled } from './small-classifier.js';

const CHECKPOINT = fileURLToPath(
  new URL('../../fixtures/checkpoint/resnet-cifar/checkpoint.pt', import.meta.url),
);
const [pool, flatten] = pooled as [NodeProto, NodeProto];

/** Writes them all into `folder`, with `classes.txt` (three names) and `two.txt`. */
export async function writeBroughtNetworks(folder: string): Promise<void> {
  const at = (name: string): string => path.join(folder, name);
  const write = (name: string, model: ModelProto): void => writeFileSync(at(name), formatModel(model));
  writeFileSync(at('classes.txt'), 'robin\nwren\nfinch\n');
  writeFileSync(at('two.txt'), 'no\nyes\n');
  const last = { ...gemm, output: ['out'] };
  write('model.onnx', classifier({ nodes: [...pooled, last] }));
  write('plain.onnx', classifier({ nodes: [...pooled, last] }));
  writeWithExternalWeights(at('exported.onnx'), buildDynamoExport());
  write('faces.onnx', withOutputs(['smiling', CLASSES], ['blond', CLASSES]));
  write('auxiliary.onnx', withOutputs(['aux', CLASSES + 2], ['main', CLASSES]));
  write(
    'binary.onnx',
    classifier({
      nodes: [
        ...pooled,
        node('Gemm', ['flat', 'one.weight'], 'z', { transB: 1 }),
        node('Sigmoid', ['z'], 'out'),
      ],
      constants: [floats('one.weight', [1, CHANNELS])],
    }),
  );
  write('multilabel.onnx', classifier({ nodes: [...pooled, gemm, node('Sigmoid', ['scores'], 'out')] }));
  write('training.onnx', buildTraining(last));
  write('quantised.onnx', buildQuantised());
  await copyFile(CHECKPOINT, at('trained.pth'));
  writeFileSync(at('averaged.safetensors'), await doubleCheckpoint());
}

/**
 * What `torch.onnx.export(dynamo=True)` writes of such a network: operator set 18, names of the traced program, pooling as a mean over the
 * last axes, and a view to a shape that is put together from the batch's.
 */
export function buildDynamoExport(): ModelProto {
  const model = classifier({ nodes: [], opset: 18 });
  model.irVersion = 10;
  model.producerName = 'pytorch';
  model.producerVersion = '2.9.0';
  model.graph.name = 'main_graph';
  const [kernel, weight, , bias] = model.graph.initializer as [
    TensorProto,
    TensorProto,
    TensorProto,
    TensorProto,
  ];
  model.graph.initializer = [
    { ...kernel, name: 'conv.weight' },
    weight,
    bias,
    integers('val_1', [-1, -2]),
    integers('val_4', [CHANNELS]),
  ];
  const named = (name: string, one: NodeProto): NodeProto => ({ ...one, name });
  model.graph.node = [
    named(
      'node_conv2d',
      node('Conv', ['x', 'conv.weight'], 'conv2d', { strides: [1, 1], pads: [0, 0, 0, 0] }),
    ),
    named('node_relu', node('Relu', ['conv2d'], 'relu')),
    named(
      'node_mean',
      node('ReduceMean', ['relu', 'val_1'], 'mean', { keepdims: 1, noop_with_empty_axes: 0 }),
    ),
    named('node_Shape_2', node('Shape', ['mean'], 'val_2', { start: 0, end: 1 })),
    named('node_Concat_5', node('Concat', ['val_2', 'val_4'], 'val_5', { axis: 0 })),
    named('node_view', node('Reshape', ['mean', 'val_5'], 'view', { allowzero: 1 })),
    named('node_linear', node('Gemm', ['view', 'fc.weight', 'fc.bias'], 'logits', { transB: 1 })),
  ];
  model.graph.output = [createValueInfo('logits', ['n', CLASSES])];
  return model;
}

function withOutputs(...outputs: [string, number][]): ModelProto {
  const model = classifier({
    nodes: [
      ...pooled,
      ...outputs.map(([name]) => node('Gemm', ['flat', `${name}.weight`], name, { transB: 1 })),
    ],
    constants: outputs.map(([name, count]) => floats(`${name}.weight`, [count, CHANNELS])),
  });
  model.graph.output = outputs.map(([name, count]) => createValueInfo(name, ['n', count]));
  return model;
}

function buildTraining(last: NodeProto): ModelProto {
  const inputs = ['map', 'bn.scale', 'bn.shift', 'bn.mean', 'bn.var'];
  const norm = node('BatchNormalization', inputs, 'normed', { training_mode: 1 });
  return classifier({
    nodes: [{ ...norm, output: ['normed', 'mean', 'var'] }, { ...pool, input: ['normed'] }, flatten, last],
    constants: [
      ...['bn.scale', 'bn.shift', 'bn.mean'].map((name) => floats(name, [CHANNELS])),
      floats('bn.var', [CHANNELS], Float32Array.of(0.5, 1, 1.5, 2)),
    ],
  });
}

/** The last layer's weights in eight bits, and what enters it through eight bits and back. */
function buildQuantised(): ModelProto {
  const quanta = Int8Array.from({ length: CLASSES * CHANNELS }, (_, i) => 20 * i - 120);
  const zero = toTensorProto({ dtype: 'uint8', dims: [], data: Uint8Array.of(0) }, 'zero');
  return classifier({
    nodes: [
      ...pooled,
      node('QuantizeLinear', ['flat', 'step', 'zero'], 'flat.q'),
      node('DequantizeLinear', ['flat.q', 'step', 'zero'], 'flat.qdq'),
      node('DequantizeLinear', ['weight.q', 'weight.step'], 'weight', { axis: 0 }),
      node('Gemm', ['flat.qdq', 'weight'], 'out', { transB: 1 }),
    ],
    constants: [
      zero,
      floats('step', [], Float32Array.of(0.01)),
      floats('weight.step', [CLASSES], Float32Array.of(0.01, 0.02, 0.03)),
      toTensorProto({ dtype: 'int8', dims: [CLASSES, CHANNELS], data: quanta }, 'weight.q'),
    ],
  });
}

/** A checkpoint's weights twice: as they are under `model`, and under `model_ema`. */
async function doubleCheckpoint(): Promise<Uint8Array> {
  const source = await openWeightSource(CHECKPOINT);
  try {
    const { tensors } = await openCheckpoint(source, 'checkpoint.pt');
    const entries: Record<string, { shape: number[]; data: Float32Array }> = {};
    for (const [name, tensor] of tensors) {
      const { dims, data } = await tensor.read();
      if (!(data instanceof Float32Array) || !name.startsWith('net.')) continue;
      for (const set of ['model', 'model_ema']) entries[name.replace(/^net/, set)] = { shape: dims, data };
    }
    return formatSafetensors(entries);
  } finally {
    await source.close();
  }
}
