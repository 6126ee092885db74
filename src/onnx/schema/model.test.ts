import { describe, expect, it } from 'vitest';
import fc from '../../../test/properties.js';
import { ModelError } from '../../base/errors.js';
import { findLinearHead } from '../graph/linear-head.js';
import { toTensorProto } from '../graph/tensor.js';
import { attributeCodec, graphCodec, modelCodec, nodeCodec, operatorSetIdCodec } from './codecs.js';
import { formatModel, parseModel } from './model.js';

/** A head behind a cast, with an attribute of every kind. */
function buildModel() {
  const weights = toTensorProto(
    { dtype: 'float16', dims: [2, 3], data: new Uint16Array(6).fill(0x3c00) },
    'half',
  );
  const attributes = [
    attributeCodec.create({ name: 'to', type: 2, i: 1n }),
    attributeCodec.create({ name: 'last', type: 2, i: 2n ** 63n - 1n }),
    attributeCodec.create({ name: 'perm', type: 7, ints: [1n, 0n, -1n] }),
    attributeCodec.create({ name: 'ratio', type: 1, f: 0.5 }),
    attributeCodec.create({ name: 'scales', type: 6, floats: [1, 2, 3] }),
    attributeCodec.create({ name: 'mode', type: 3, s: Uint8Array.of(0xff, 0x00) }),
    attributeCodec.create({ name: 'value', type: 4, t: weights }),
    attributeCodec.create({ name: 'body', type: 5, g: graphCodec.create({ name: 'inner' }) }),
  ];
  return modelCodec.create({
    irVersion: 8,
    producerName: 'test',
    modelVersion: -1n,
    opsetImport: [operatorSetIdCodec.create({ version: 17 })],
    functions: [Uint8Array.of(1, 2, 3)],
    graph: graphCodec.create({
      name: 'g',
      node: [
        nodeCodec.create({ opType: 'Cast', input: ['half'], output: ['w'], attribute: attributes }),
        nodeCodec.create({ opType: 'Gemm', input: ['features', 'w', ''], output: ['logits'] }),
      ],
      initializer: [weights],
    }),
  });
}

describe('model files', () => {
  it('round-trip with every kind of attribute', () => {
    const model = buildModel();
    expect(parseModel(formatModel(model))).toEqual(model);
  });

  it('of other kinds are refused', () => {
    for (const bytes of [
      new Uint8Array(),
      Uint8Array.of(8, 7),
      formatModel(modelCodec.create({ irVersion: 8 })),
    ]) {
      expect(() => parseModel(bytes)).toThrow(expect.objectContaining({ code: 'not-an-onnx-model' }));
    }
  });

  it('of more nodes than any classifier, inner graphs included, are refused', () => {
    const large = buildModel();
    const node = Array.from({ length: 50_000 }, () => nodeCodec.create({ opType: 'Relu' }));
    const body = attributeCodec.create({ name: 'body', type: 5, g: graphCodec.create({ node }) });
    large.graph.node.push(nodeCodec.create({ opType: 'Loop', attribute: [body] }));
    expect(() => parseModel(formatModel(large))).toThrow(
      expect.objectContaining({ code: 'model-too-large', what: expect.stringContaining('50003 nodes') }),
    );
  });

  it('that say one thing twice are refused', () => {
    const twice = buildModel();
    twice.graph.initializer.push(twice.graph.initializer[0]!);
    const sets = buildModel();
    sets.opsetImport.push(operatorSetIdCodec.create({ domain: 'ai.onnx', version: 7 }));
    for (const model of [twice, sets]) {
      expect(() => parseModel(formatModel(model))).toThrow(
        expect.objectContaining({ code: 'ambiguous-model' }),
      );
    }
  });

  it('that are damaged give a model or a ModelError, never anything else', () => {
    const bytes = formatModel(buildModel());
    const damage = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(damage, fc.nat(bytes.length), (changes, length) => {
        const damaged = bytes.slice(0, length || bytes.length);
        for (const [at, value] of changes) if (at < damaged.length) damaged[at] = value;
        try {
          findLinearHead(parseModel(damaged), { features: 'features', logits: 'logits' });
        } catch (error) {
          expect(error).toBeInstanceOf(ModelError);
        }
      }),
      { numRuns: 3000 },
    );
  });
});
