import { describe, expect, test } from 'vitest';
import {
  CHANNELS,
  classifier,
  floats,
  gemm,
  integers,
  noise,
  pooled,
  run,
} from '../../../test/studies/small-classifier.js';
import { graphCodec, type ModelProto, type NodeProto, type TensorProto, toTensorProto } from '../index.js';
import { attributeCodec } from '../schema/codecs.js';
import { createNode as node } from './edit.js';
import { toEvaluationMode } from './evaluation-mode.js';

const positive = noise(CHANNELS, 3).map((value) => 1 + value * value);
const statistics = (mean = noise(CHANNELS, 2), variance = positive): TensorProto[] => [
  floats('bn.scale', [CHANNELS]),
  floats('bn.shift', [CHANNELS]),
  floats('bn.mean', [CHANNELS], mean),
  floats('bn.var', [CHANNELS], variance),
];
const NORM_INPUTS = ['map', 'bn.scale', 'bn.shift', 'bn.mean', 'bn.var'];
const flag = (value: boolean): TensorProto =>
  toTensorProto({ dtype: 'bool', dims: [], data: Uint8Array.of(Number(value)) }, 'training');

/** A node of batch normalisation that trains: by attribute, or before opset 14 by its further outputs. */
function trainingNorm(opset: number): NodeProto {
  const norm = node('BatchNormalization', NORM_INPUTS, 'normed', opset >= 14 ? { training_mode: 1 } : {});
  const further = opset >= 14 ? ['new.mean', 'new.var'] : ['new.mean', 'new.var', 'saved.mean', 'saved.var'];
  return { ...norm, name: 'bn1', output: ['normed', ...further] };
}

function withNorm(norm: NodeProto, opset: number, constants = statistics()): ModelProto {
  const [pool, flatten] = pooled as [NodeProto, NodeProto];
  return classifier({
    nodes: [norm, { ...pool, input: ['normed'] }, flatten, { ...gemm, output: ['out'] }],
    constants,
    opset,
  });
}

describe('batch normalisation in training mode', () => {
  test.each([17, 15, 14, 13, 9])(
    'uses its running statistics afterwards (operator set %i)',
    async (opset) => {
      const { model, notes } = toEvaluationMode(withNorm(trainingNorm(opset), opset));
      expect(notes).toEqual([expect.stringContaining('BatchNormalization "bn1"')]);
      const evaluated = withNorm(node('BatchNormalization', NORM_INPUTS, 'normed'), opset);
      expect(await run(model)).toEqual(await run(evaluated));
      expect(toEvaluationMode(evaluated)).toEqual({ model: evaluated, notes: [] });
    },
  );

  test('is refused where its statistics were never moved, or are computed, or are read elsewhere', () => {
    const fresh = statistics(new Float32Array(CHANNELS), new Float32Array(CHANNELS).fill(1));
    const computed = trainingNorm(17);
    computed.input[3] = 'conv';
    const read = withNorm(trainingNorm(17), 17);
    read.graph.node.push(node('Relu', ['new.mean'], 'relu.mean'));
    for (const model of [withNorm(trainingNorm(17), 17, fresh), withNorm(computed, 17), read]) {
      expect(() => toEvaluationMode(model)).toThrow(
        expect.objectContaining({ code: 'training-mode', what: expect.stringContaining('"bn1"') }),
      );
    }
  });
});

describe('dropout in training mode', () => {
  const dropout = (constants: TensorProto[], further: NodeProto[] = []): ModelProto =>
    classifier({
      nodes: [
        ...pooled,
        ...further,
        { ...node('Dropout', ['flat', 'ratio', 'training'], 'dropped'), output: ['dropped', 'mask'] },
        { ...gemm, input: ['dropped', 'fc.weight', 'fc.bias'], output: ['out'] },
      ],
      constants: [floats('ratio', [], Float32Array.of(0.5)), ...constants],
    });

  test('is off afterwards', async () => {
    const { model, notes } = toEvaluationMode(dropout([flag(true)]));
    expect(notes[0]).toContain('Dropout "dropped"');
    expect(await run(model)).toEqual(await run(dropout([flag(false)])));
    expect(toEvaluationMode(dropout([flag(false)])).notes).toEqual([]);
  });

  test('is refused where its mode is computed, or its mask is used', () => {
    const computed = dropout(
      [integers('zero', [0])],
      [node('Cast', ['zero'], 'z', { to: 9 }), node('Not', ['z'], 'training')],
    );
    const masked = dropout([flag(true)]);
    masked.graph.node.push(node('Not', ['mask'], 'kept'));
    for (const model of [computed, masked]) {
      expect(() => toEvaluationMode(model)).toThrow(expect.objectContaining({ code: 'training-mode' }));
    }
  });
});

describe('random operators', () => {
  test.each(['RandomNormalLike', 'RandomUniformLike', 'Bernoulli', 'Multinomial'])(
    '%s is refused by name',
    (opType) => {
      const model = classifier({
        nodes: [...pooled, node(opType, ['flat'], 'noise'), node('Add', ['flat', 'noise'], 'noisy'), gemm],
        output: 'scores',
      });
      expect(() => toEvaluationMode(model)).toThrow(
        expect.objectContaining({
          code: 'random-operator',
          what: expect.stringContaining(`${opType} "noise"`),
        }),
      );
    },
  );

  test('scales of eight bits from the whole batch are refused by name', () => {
    const quantise = { ...node('DynamicQuantizeLinear', ['flat'], 'q'), output: ['q', 's', 'z'] };
    const model = classifier({
      nodes: [...pooled, quantise, node('DequantizeLinear', ['q', 's', 'z'], 'again'), gemm],
      output: 'scores',
    });
    expect(() => toEvaluationMode(model)).toThrow(/DynamicQuantizeLinear "q"/);
  });

  test('inside a branch, too; and so is training there', () => {
    for (const inner of [node('RandomNormal', [], 'drawn', { shape: [1] }), trainingNorm(17)]) {
      const branch = graphCodec.create({ node: [inner] });
      const model = classifier({
        nodes: [...pooled, node('If', ['flat'], 'chosen'), gemm],
        output: 'scores',
      });
      const choice = model.graph.node.find(({ opType }) => opType === 'If')!;
      choice.attribute = [attributeCodec.create({ name: 'then_branch', type: 5, g: branch })];
      expect(() => toEvaluationMode(model)).toThrow(/RandomNormal "drawn"|BatchNormalization "bn1"/);
    }
  });
});
