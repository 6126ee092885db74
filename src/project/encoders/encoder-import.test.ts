import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildLoop } from '../../../test/studies/endless-networks.js';
import { writeWithExternalWeights } from '../../../test/studies/external-weights.js';
import {
  CHANNELS,
  CLASSES,
  classifier,
  expectClose,
  floats,
  gemm,
  integers,
  noise,
  pooled,
  run,
  toArray,
} from '../../../test/studies/small-classifier.js';
import { openEncoder } from '../../inference/index.js';
import {
  buildAttackModel,
  formatModel,
  type ModelProto,
  type NodeProto,
  nodeCodec,
  operatorSetIdCodec,
  parseModel,
} from '../../onnx/index.js';
import { createNode as node } from '../../onnx/surgery/edit.js';
import { WIRE_TYPE } from '../../onnx/wire/reader.js';
import { WireWriter } from '../../onnx/wire/writer.js';
import { importEncoder } from './encoder-import.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'spuriosity-import-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const importModel = async (name: string, model: ModelProto) => {
  const file = join(folder, `${name}.onnx`);
  writeFileSync(file, formatModel(model));
  return importEncoder(file, { name, folder: join(folder, 'encoders') });
};

/** A node of an operator that the model itself defines by these nodes, from `in` to `out`; nobody looks into it. */
function addFunction(model: ModelProto, nodes: readonly NodeProto[]): void {
  const opset = operatorSetIdCodec.create({ version: 17 });
  const writer = new WireWriter();
  const write = (field: number, bytes: Uint8Array): void => {
    writer.writeTag(field, WIRE_TYPE.bytes);
    writer.writeBytes(bytes);
  };
  const text = (value: string) => new TextEncoder().encode(value);
  // onnx.proto, FunctionProto: name 1, input 4, output 5, node 7, opset_import 9, domain 10.
  write(1, text('Hidden'));
  write(4, text('in'));
  write(5, text('out'));
  for (const one of nodes) write(7, nodeCodec.format(one));
  write(9, operatorSetIdCodec.format(opset));
  write(10, text('own'));
  model.functions = [writer.finish()];
  model.opsetImport.push(operatorSetIdCodec.create({ domain: 'own', version: 1 }));
}

const withHidden = (nodes: readonly NodeProto[]): ModelProto => {
  const hidden = { ...node('Hidden', ['flat'], 'hidden'), domain: 'own' };
  const model = classifier({
    nodes: [...pooled, hidden, { ...gemm, input: ['hidden', 'fc.weight', 'fc.bias'], output: ['out'] }],
  });
  addFunction(model, nodes);
  return model;
};

test('a loop that ends is run as it is; gradients through it are refused in words', async () => {
  const imported = await importModel('looped', buildLoop(3));
  const looped = parseModel(readFileSync(join(imported.folder, 'model.onnx')));
  const straight = await run(classifier({ nodes: [...pooled, gemm], output: 'flat' }));
  // Three changes of sign are one.
  const turned = toArray(straight.flat!).map((value) => -value);
  expectClose((await run(looped)).features!, turned);
  expect(() => buildAttackModel(looped, { features: 'features', image: 'image' })).toThrow(
    /\(Loop\).*without control flow/,
  );
});

test('a last layer with NaN or infinity is refused with row and column, and the network that it would replace stays', async () => {
  const withWeights = (change: (weights: Float32Array) => Float32Array) => {
    const model = classifier({ nodes: [...pooled, { ...gemm, output: ['out'] }] });
    const { initializer } = model.graph;
    const place = initializer.findIndex(({ name }) => name === 'fc.weight');
    initializer[place] = floats('fc.weight', [CLASSES, CHANNELS], change(noise(CLASSES * CHANNELS, 3)));
    const file = join(folder, 'layer.onnx');
    writeFileSync(file, formatModel(model));
    return importEncoder(file, { name: 'layer', folder: join(folder, 'encoders'), replace: true });
  };
  const { folder: imported } = await withWeights((weights) => weights);
  const readAll = () => readdirSync(imported).map((name) => readFileSync(join(imported, name)));
  const before = readAll();
  for (const [bad, word] of [
    [Number.NaN, 'NaN'],
    [Number.POSITIVE_INFINITY, '∞'],
  ] as const) {
    await expect(withWeights((weights) => weights.with(CHANNELS + 2, bad))).rejects.toMatchObject({
      code: 'weights-not-finite',
      what: expect.stringContaining(`row 1, column 2 is ${word}`),
    });
  }
  expect(readAll()).toEqual(before);
});

describe('a network that gives an image other features beside other images', () => {
  const centred = [
    node('ReduceMean', ['flat'], 'mean', { axes: [0] }),
    node('Sub', ['flat', 'mean'], 'centred'),
  ];
  const last = { ...gemm, input: ['centred', 'fc.weight', 'fc.bias'], output: ['out'] };

  test.each<[string, ModelProto]>([
    ['subtracts the mean of the batch', classifier({ nodes: [...pooled, ...centred, last] })],
    [
      'divides by the largest of the batch',
      classifier({
        nodes: [
          ...pooled,
          node('ReduceMax', ['flat'], 'top', { keepdims: 0 }),
          node('Div', ['flat', 'top'], 'centred'),
          last,
        ],
      }),
    ],
    [
      'does so for a fixed number of images',
      classifier({ nodes: [...pooled, ...centred, last], image: [3, 3, 6, 6] }),
    ],
    [
      'does so in an operator of its own',
      withHidden([node('ReduceMean', ['in'], 'm', { axes: [0] }), node('Sub', ['in', 'm'], 'out')]),
    ],
  ])('%s: refused with the difference', async (what, model) => {
    await expect(importModel('moved', model), what).rejects.toMatchObject({
      code: 'batch-dependent',
      what: expect.stringMatching(/by up to \d[\d.e-]*, where the largest is \d/),
    });
    expect(readdirSync(join(folder, 'encoders'))).not.toContain('moved');
  });

  test('one that is drawn anew in every run, inside an operator of its own, is refused', async () => {
    const drawn = withHidden([node('RandomNormalLike', ['in'], 'r'), node('Add', ['in', 'r'], 'out')]);
    await expect(importModel('drawn', drawn)).rejects.toMatchObject({ code: 'not-repeatable' });
  });

  test.each<[string, ModelProto]>([
    ['any number of images', classifier({ nodes: [...pooled, { ...gemm, output: ['out'] }] })],
    ['one at a time', classifier({ nodes: [...pooled, { ...gemm, output: ['out'] }], image: [1, 3, 6, 6] })],
    ['an operator of its own', withHidden([node('Tanh', ['in'], 'out')])],
    [
      'a number that cannot be freed',
      classifier({
        nodes: [
          ...pooled,
          node('Reshape', ['flat', 'shape'], 'turned'),
          node('Reshape', ['turned', 'back'], 'centred'),
          last,
        ],
        constants: [integers('shape', [CHANNELS, 2]), integers('back', [2, CHANNELS])],
        image: [2, 3, 6, 6],
      }),
    ],
  ])('%s, each for itself: imported', async (_, model) => {
    const { card } = await importModel(`fine-${model.graph.node.length}-${_.length}`, model);
    expect(card.featureCount).toBe(CHANNELS);
  });
});

test('weights in a second file are in the encoder: it works when both files are gone', async () => {
  const file = join(folder, 'outside.onnx');
  writeWithExternalWeights(file, classifier({ nodes: [...pooled, gemm], output: 'scores' }));
  const { folder: imported } = await importEncoder(file, {
    name: 'outside',
    folder: join(folder, 'encoders'),
  });
  for (const path of [file, `${file}.data`]) rmSync(path);
  expect(readdirSync(imported).sort()).toEqual(['card.json', 'model.onnx']);
  expect((await openEncoder(imported)).head).toMatchObject({ classCount: 3, featureCount: CHANNELS });
});

test('sigmoids of more than one class are remembered; a single one makes two classes', async () => {
  const many = classifier({ nodes: [...pooled, gemm, node('Sigmoid', ['scores'], 'out')] });
  expect((await importModel('many', many)).card.outputs.hasSigmoids).toBe(true);
  const single = classifier({
    nodes: [
      ...pooled,
      node('Gemm', ['flat', 'one.weight'], 'z', { transB: 1 }),
      node('Sigmoid', ['z'], 'out'),
    ],
    constants: [floats('one.weight', [1, CHANNELS])],
  });
  const { card } = await importModel('single', single);
  expect(card.classes).toHaveLength(2);
  expect(card.outputs.hasSigmoids).toBeUndefined();
});

test.each<[string, Uint8Array, string]>([
  ['an empty file', new Uint8Array(), 'not-an-onnx-model'],
  ['noise', Uint8Array.from({ length: 4000 }, (_, i) => (i * 7919) % 256), 'malformed-protobuf'],
  [
    'half a network',
    formatModel(classifier({ nodes: [...pooled, gemm] })).slice(0, 700),
    'malformed-protobuf',
  ],
])('%s gives a sentence and leaves nothing', async (name, bytes, code) => {
  const file = join(folder, 'bad.onnx');
  writeFileSync(file, bytes);
  await expect(importEncoder(file, { name: 'bad', folder: join(folder, 'bad') }), name).rejects.toMatchObject(
    { code },
  );
  expect(existsSync(join(folder, 'bad'))).toBe(false);
  expect(readFileSync(file)).toHaveLength(bytes.length);
});
