import { describe, expect, it } from 'vitest';
import { attributeCodec, graphCodec, modelCodec, nodeCodec } from '../schema/codecs.js';
import { ATTRIBUTE_TYPE, type AttributeProto, type NodeProto, type TensorProto } from '../schema/messages.js';
import { findLinearHead } from './linear-head.js';
import { toTensorProto } from './tensor.js';

const outputs = { features: 'features', logits: 'logits' };

function matrix(name: string, dims: number[], values: number[]): TensorProto {
  return toTensorProto({ dtype: 'float32', dims, data: Float32Array.from(values) }, name);
}

function node(opType: string, input: string[], output: string, ...attribute: AttributeProto[]): NodeProto {
  return nodeCodec.create({ opType, input, output: [output], attribute });
}

function intAttribute(name: string, value: number): AttributeProto {
  return attributeCodec.create({ name, type: ATTRIBUTE_TYPE.int, i: BigInt(value) });
}

function floatAttribute(name: string, value: number): AttributeProto {
  return attributeCodec.create({ name, type: ATTRIBUTE_TYPE.float, f: value });
}

function findHead(nodes: NodeProto[], initializer: TensorProto[]) {
  const graph = graphCodec.create({ node: nodes, initializer });
  return findLinearHead(modelCodec.create({ irVersion: 8, graph }), outputs);
}

// Two classes, three features.
const rowMajor = [1, 2, 3, 4, 5, 6];
const columnMajor = [1, 4, 2, 5, 3, 6];
const expected = {
  classCount: 2,
  featureCount: 3,
  weights: Float32Array.from(rowMajor),
  bias: Float32Array.of(10, 20),
};
const bias = matrix('b', [2], [10, 20]);

describe('findLinearHead', () => {
  it('reads a Gemm, transposed or not', () => {
    const transposed = [node('Gemm', ['features', 'w', 'b'], 'logits', intAttribute('transB', 1))];
    expect(findHead(transposed, [matrix('w', [2, 3], rowMajor), bias])).toEqual(expected);
    const plain = [node('Gemm', ['features', 'w', 'b'], 'logits')];
    expect(findHead(plain, [matrix('w', [3, 2], columnMajor), bias])).toEqual(expected);
  });

  it('applies alpha and beta', () => {
    const attributes = [intAttribute('transB', 1), floatAttribute('alpha', 2), floatAttribute('beta', 0.5)];
    const head = findHead(
      [node('Gemm', ['features', 'w', 'b'], 'logits', ...attributes)],
      [matrix('w', [2, 3], rowMajor), bias],
    );
    expect(head?.weights).toEqual(Float32Array.of(2, 4, 6, 8, 10, 12));
    expect(head?.bias).toEqual(Float32Array.of(5, 10));
  });

  it('reads MatMul and Add in either order, and MatMul alone', () => {
    const weights = matrix('w', [3, 2], columnMajor);
    const product = node('MatMul', ['features', 'w'], 'product');
    expect(findHead([product, node('Add', ['product', 'b'], 'logits')], [weights, bias])).toEqual(expected);
    expect(findHead([product, node('Add', ['b', 'product'], 'logits')], [weights, bias])).toEqual(expected);
    expect(findHead([node('MatMul', ['features', 'w'], 'logits')], [weights])).toEqual({
      ...expected,
      bias: new Float32Array(2),
    });
  });

  it('looks through casts and transposes of weights, reshapes of features and aliases of outputs', () => {
    const half = toTensorProto(
      {
        dtype: 'float16',
        dims: [2, 3],
        data: Uint16Array.of(0x3c00, 0x4000, 0x4200, 0x4400, 0x4500, 0x4600),
      },
      'h',
    );
    const nodes = [
      node('Cast', ['h'], 'w', intAttribute('to', 1)),
      node('Transpose', ['w'], 'wt'),
      node('Flatten', ['features'], 'flat'),
      node('Dropout', ['flat'], 'kept'),
      node('MatMul', ['kept', 'wt'], 'product'),
      node('Add', ['product', 'b'], 'sum'),
      node('Identity', ['sum'], 'logits'),
    ];
    expect(findHead(nodes, [half, bias])).toEqual(expected);
  });

  it('finds nothing where the layer is not linear in the features', () => {
    const weights = matrix('w', [3, 2], columnMajor);
    const softmax = [node('MatMul', ['features', 'w'], 'x'), node('Softmax', ['x'], 'logits')];
    expect(findHead(softmax, [weights])).toBeNull();
    const relu = [node('Relu', ['features'], 'r'), node('MatMul', ['r', 'w'], 'logits')];
    expect(findHead(relu, [weights])).toBeNull();
    expect(findHead([node('MatMul', ['features', 'other'], 'logits')], [weights])).toBeNull();
    expect(
      findHead([node('Gemm', ['features', 'w', 'b'], 'logits')], [weights, matrix('b', [3], [1, 2, 3])]),
    ).toBeNull();
  });

  it('ends on graphs with cycles', () => {
    const cycle = [
      node('Identity', ['b'], 'a'),
      node('Identity', ['a'], 'b'),
      node('MatMul', ['features', 'a'], 'logits'),
    ];
    expect(findHead(cycle, [])).toBeNull();
  });
});
