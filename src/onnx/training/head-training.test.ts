import { expect, test } from 'vitest';
import type { GraphProto } from '../schema/messages.js';
import { formatModel, parseModel } from '../schema/model.js';
import { buildHeadTrainingModel, HEAD_TRAINING_NAMES } from './head-training.js';

// What the model computes is tested where it runs: src/stages/features/head-trainers.test.ts.

const SIZES = { featureCount: 7, classCount: 5, batchSize: 8 };
const OPTIMIZERS = [
  { kind: 'adam', learningRate: 0.1, weightDecay: 0.003 },
  { kind: 'sgd', learningRate: 0.01, weightDecay: 0, momentum: 0.9 },
] as const;

function listNames({ input, initializer, node }: GraphProto): string[] {
  return [...input, ...initializer].map(({ name }) => name).concat(node.flatMap(({ output }) => output));
}

test.each(OPTIMIZERS)('every state goes in and comes out in its shape: $kind', (optimizer) => {
  const { model, state } = buildHeadTrainingModel(SIZES, optimizer);
  const { graph } = parseModel(formatModel(model));
  const { features, labels, order, measured, losses, correct } = HEAD_TRAINING_NAMES;
  expect(graph.input.map(({ name }) => name)).toEqual([
    ...[features, labels, order, measured],
    ...state.map(({ name }) => name),
  ]);
  expect(graph.output.map(({ name }) => name)).toEqual([
    ...state.map(({ outputName }) => outputName),
    losses,
    correct,
  ]);
  const shapes = Object.fromEntries(state.map(({ name, dims }) => [name, dims]));
  expect(shapes).toMatchObject({ weights: [5, 7], bias: [5], step_count: [] });
  expect(state).toHaveLength(optimizer.kind === 'adam' ? 7 : 5);
});

test.each(OPTIMIZERS)('no name in a loop hides one outside: $kind', (optimizer) => {
  const { graph } = buildHeadTrainingModel(SIZES, optimizer).model;
  const outer = listNames(graph);
  const bodies = graph.node.flatMap(({ attribute }) => attribute.flatMap(({ g }) => g ?? []));
  expect(bodies).toHaveLength(2);
  for (const body of bodies) {
    const names = [...outer, ...listNames(body)];
    expect(new Set(names).size).toBe(names.length);
  }
});
