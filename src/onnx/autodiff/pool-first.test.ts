import { InferenceSession, Tensor } from 'onnxruntime-node';
import { expect, it } from 'vitest';
import { buildForwardModel, createNumbers } from '../../../test/finite-differences.js';
import { buildGradientModel, formatModel, type GraphBuilder, type ModelProto } from '../index.js';

const DIMS = [2, 3, 9, 9] as const;
const WINDOWS = { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] };

const build = (build: (graph: GraphBuilder) => string) =>
  buildForwardModel({ inputs: { x: DIMS }, build, seed: 0 });
const differentiate = (model: ModelProto, keepOutputs: string[] = []) =>
  buildGradientModel(model, { of: { output: 'y' }, withRespectTo: ['x'], keepOutputs });
const listOperators = ({ graph }: ModelProto) => graph.node.map(({ opType }) => opType);

/** Whole numbers from −2 to 2: many windows hold their maximum twice, some of them 0 or less. */
async function runOnTies(model: ModelProto): Promise<Record<string, Tensor>> {
  const next = createNumbers(7);
  const values = Float32Array.from({ length: 486 }, () => Math.floor(5 * next()) - 2);
  const session = await InferenceSession.create(formatModel(model), { intraOpNumThreads: 1 });
  const outputs = await session.run({ x: new Tensor('float32', values, DIMS) });
  await session.release();
  return outputs as Record<string, Tensor>;
}

it('the maximum is taken before ReLU; values and gradients stay the same, ties too', async () => {
  const model = build(({ op }) => op('MaxPool', op('Relu', 'x'), WINDOWS));
  const moved = differentiate(model, ['y']);
  const operators = listOperators(moved);
  expect(operators.indexOf('MaxPool')).toBeLessThan(operators.indexOf('Relu'));
  const activated = model.graph.node.find(({ opType }) => opType === 'Relu')!.output[0]!;
  const kept = differentiate(model, ['y', activated]);
  expect(listOperators(kept).indexOf('Relu')).toBeLessThan(listOperators(kept).indexOf('MaxPool'));
  const [before, after] = [await runOnTies(kept), await runOnTies(moved)];
  for (const name of ['y', 'x_gradient']) expect(after[name]!.data).toEqual(before[name]!.data);
  expect(after.x_gradient!.data.some((value) => Number(value) > 1)).toBe(true);
});

it('activations that something else reads stay where they are', () => {
  const model = build(({ op }) => {
    const activated = op('Relu', 'x');
    return op('Add', op('MaxPool', activated, WINDOWS), op('ReduceMax', activated, [2, 3]));
  });
  const operators = listOperators(differentiate(model));
  expect(operators.indexOf('Relu')).toBeLessThan(operators.indexOf('MaxPool'));
});
