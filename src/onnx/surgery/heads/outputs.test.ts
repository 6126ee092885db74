import { describe, expect, test } from 'vitest';
import {
  CHANNELS,
  CLASSES,
  classifier,
  expectClose,
  floats,
  gemm,
  pooled,
  run,
  toArray,
} from '../../../../test/studies/small-classifier.js';
import type { ModelProto, NodeProto } from '../../index.js';
import { createValueInfo, createNode as node } from '../edit.js';
import { exposeOutputs } from '../expose.js';
import { inspectModel } from '../inspect.js';
import { listOutputs, selectOutput } from './outputs.js';

const second = floats('second.weight', [CLASSES + 2, CHANNELS]);
const layer = (weight: string, output: string): NodeProto =>
  node('Gemm', ['flat', weight], output, { transB: 1 });

/** A network with these outputs, whose nodes follow the pooled features. */
function withOutputs(nodes: NodeProto[], outputs: [string, (number | string)[]][]): ModelProto {
  const model = classifier({ nodes: [...pooled, ...nodes], constants: [second] });
  model.graph.output = outputs.map(([name, dims]) => createValueInfo(name, dims));
  return model;
}

const twoHeads = withOutputs(
  [gemm, layer('second.weight', 'other')],
  [
    ['scores', ['n', CLASSES]],
    ['other', ['n', CLASSES + 2]],
  ],
);

describe('of two heads', () => {
  test('none is taken unasked, and both are named with their shapes', () => {
    for (const act of [() => selectOutput(twoHeads, {}), () => inspectModel(twoHeads)]) {
      expect(act).toThrow(
        expect.objectContaining({
          code: 'several-outputs',
          what: expect.stringContaining('"scores" [n, 3], "other" [n, 5]'),
        }),
      );
    }
    expect(listOutputs(twoHeads)).toEqual([
      { name: 'scores', dims: ['n', CLASSES], classCount: CLASSES },
      { name: 'other', dims: ['n', CLASSES + 2], classCount: CLASSES + 2 },
    ]);
  });

  test('the named one is taken', async () => {
    const { model, note } = selectOutput(twoHeads, { output: 'other' });
    expect(note).toContain('Taken: "other", as it was named');
    expectClose((await run(exposeOutputs(model))).logits!, toArray((await run(twoHeads)).other!));
  });

  test('the only one with the right number of classes is taken, and it is said', () => {
    const { model, note } = selectOutput(twoHeads, { classCount: CLASSES + 2 });
    expect(model.graph.output.map(({ name }) => name)).toEqual(['other']);
    expect(note).toContain('Taken: "other", the only one with 5 classes');
    expect(model.graph.initializer.map(({ name }) => name)).not.toContain('fc.weight');
  });

  test('a name that no output has is refused with the names there are', () => {
    expect(() => selectOutput(twoHeads, { output: 'third' })).toThrow(/no output "third".*"scores".*"other"/);
  });
});

test('two heads with as many classes: their number chooses none', () => {
  const model = withOutputs(
    [layer('fc.weight', 'a'), layer('fc.weight', 'b')],
    [
      ['a', ['n', CLASSES]],
      ['b', ['n', CLASSES]],
    ],
  );
  expect(() => selectOutput(model, { classCount: CLASSES })).toThrow(
    expect.objectContaining({
      code: 'several-outputs',
      what: expect.stringContaining('2 of them with 3 classes'),
    }),
  );
});

test('an output called logits is none the more the right one', () => {
  const model = withOutputs(
    [layer('fc.weight', 'logits'), layer('second.weight', 'aux_logits')],
    [
      ['logits', ['n', CLASSES]],
      ['aux_logits', ['n', CLASSES + 2]],
    ],
  );
  expect(() => selectOutput(model, {})).toThrow(expect.objectContaining({ code: 'several-outputs' }));
});

test.each<[string, NodeProto[], string]>([
  ['scores and their softmax', [gemm, node('Softmax', ['scores'], 'more')], 'scores'],
  ['the features beside the scores', [gemm, node('Identity', ['flat'], 'more')], 'scores'],
  [
    'a hidden linear layer on the way',
    [layer('second.weight', 'more'), node('Gemm', ['more', 'hidden.weight'], 'scores', { transB: 1 })],
    'scores',
  ],
  [
    'something that is no linear layer',
    [gemm, node('ReduceMax', ['scores'], 'more', { axes: [1] })],
    'scores',
  ],
])('%s: there is one head, and it is said which', (_, nodes, taken) => {
  for (const names of [
    ['scores', 'more'],
    ['more', 'scores'],
  ]) {
    const model = withOutputs(
      nodes,
      names.map((name) => [name, ['n', 'k']]),
    );
    model.graph.initializer.push(floats('hidden.weight', [CLASSES, CLASSES + 2]));
    const { model: selected, note } = selectOutput(model, {});
    expect(selected.graph.output.map(({ name }) => name)).toEqual([taken]);
    expect(note).toContain(`Taken: "${taken}", the only one`);
  }
});

test('an output behind which no linear layer stands cannot be chosen', () => {
  const model = withOutputs(
    [gemm, node('Relu', ['scores'], 'more')],
    [
      ['scores', ['n', CLASSES]],
      ['more', ['n', CLASSES]],
    ],
  );
  expect(() => selectOutput(model, { output: 'more' })).toThrow(
    expect.objectContaining({ code: 'no-linear-layer' }),
  );
});

describe('one score for two classes', () => {
  const single = [floats('single.weight', [1, CHANNELS]), floats('single.bias', [1])];
  const score = node('Gemm', ['flat', 'single.weight', 'single.bias'], 'z', { transB: 1 });

  test.each<[string, NodeProto[]]>([
    ['raw', [node('Identity', ['z'], 'out')]],
    ['behind a sigmoid', [node('Sigmoid', ['z'], 'out')]],
    ['without its axis', [node('Flatten', ['z'], 'out', { axis: 0 })]],
  ])('%s: logits are 0 and z', async (_, nodes) => {
    const model = classifier({ nodes: [...pooled, score, ...nodes], constants: single });
    expect(inspectModel(model)).toMatchObject({ head: { classCount: 2 } });
    expect(inspectModel(model).notes[0]!.text).toMatch(/one score z|scores before Sigmoid/);
    const plain = classifier({ nodes: [...pooled, score], constants: single, output: 'z' });
    const scores = toArray((await run(plain)).z!);
    expectClose(
      (await run(exposeOutputs(model))).logits!,
      scores.flatMap((z) => [0, z]),
    );
  });

  test('1 − σ(z) is not taken for σ(z)', () => {
    const reversed = [node('Sigmoid', ['z'], 'p'), node('Sub', ['one', 'p'], 'out')];
    const model = classifier({
      nodes: [...pooled, score, ...reversed],
      constants: [...single, floats('one', [], Float32Array.of(1))],
    });
    expect(() => inspectModel(model)).toThrow(expect.objectContaining({ code: 'no-linear-layer' }));
  });
});

test('a graph that goes in a circle ends in a sentence', () => {
  const model = classifier({ nodes: [node('Identity', ['b'], 'out'), node('Identity', ['out'], 'b')] });
  expect(() => inspectModel(model)).toThrow(expect.objectContaining({ code: 'no-linear-layer' }));
});
