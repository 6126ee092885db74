import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { openSession } from '../../inference/index.js';
import { findLinearHead, formatModel, parseModel } from '../../onnx/index.js';
import { parseNpy } from '../../storage/index.js';
import { type Checkpoint, openCheckpoint } from '../checkpoint.js';
import { openWeightSource } from '../source.js';
import type { LazyTensor } from '../tensor.js';
import { buildEncoderModel, type EncoderModel } from './encoder-model.js';

const fixtures = fileURLToPath(new URL('../../../fixtures/checkpoint/', import.meta.url));
const oracles = fileURLToPath(new URL('../../../../shared/oracles/', import.meta.url));

/** Float32 sums of up to 4608 products in another order; the largest seen is 3e-6. */
const RELATIVE_TOLERANCE = 1e-4;

interface Expected {
  family: string;
  description: string;
  inputSide: number;
  noteStart?: string;
}

const STORED_NOTE = 'The mean and deviation stored as';
const networks: Record<string, Expected> = {
  'resnext-legacy': {
    family: 'resnet',
    description: 'ResNet of bottleneck blocks 1-2-1-1, 2 groups of width 2',
    inputSide: 224,
    noteStart: STORED_NOTE,
  },
  'wide-resnet-deflated': {
    family: 'resnet',
    description: 'ResNet of bottleneck blocks 1-1-1-1, width 8',
    inputSide: 224,
  },
  'resnet-cifar': {
    family: 'resnet',
    description: 'ResNet of basic blocks 2-1-1-1, width 4 with 3×3 stem',
    inputSide: 32,
  },
  'vgg-bn': { family: 'vgg', description: 'VGG-7 with batch norm', inputSide: 224 },
  'vgg-module': { family: 'vgg', description: 'VGG-4', inputSide: 224 },
  densenet: {
    family: 'densenet',
    description: 'DenseNet-16 (dense blocks of 2-2-2 layers)',
    inputSide: 224,
    noteStart: STORED_NOTE,
  },
  'mobilenet-v2': {
    family: 'mobilenet-v2',
    description: 'MobileNet-v2 (17 blocks, 48 features)',
    inputSide: 224,
  },
};

test.each(Object.entries(networks))('%s gives the outputs that torch gives', async (name, expected) => {
  const { architecture, notes, differences } = await compareWithTorch(`${fixtures}${name}/`);
  expect(architecture).toMatchObject({
    family: expected.family,
    description: expected.description,
    inputSide: expected.inputSide,
    classCount: 5,
  });
  expect(notes[0]).toMatch(expected.noteStart ?? 'The file stores no mean and deviation');
  for (const difference of Object.values(differences)) expect(difference).toBeLessThan(RELATIVE_TOLERANCE);
});

const oracleTest = test.skipIf(!existsSync(oracles));
oracleTest.each([
  ['bottleneck-legacy', 'ResNet of bottleneck blocks 1-1-1-1, width 8'],
  ['basicblock-zip-fp16', 'ResNet of basic blocks 1-1-1-1, width 64'],
])(
  '%s of the shared oracles gives its outputs (skipped where ../shared is absent)',
  async (name, description) => {
    const { architecture, differences } = await compareWithTorch(`${oracles}${name}/`);
    expect(architecture.description).toBe(description);
    for (const difference of Object.values(differences)) expect(difference).toBeLessThan(RELATIVE_TOLERANCE);
  },
);

test('the head can be found again in the written model', async () => {
  const model = await withCheckpoint(
    'densenet',
    async (checkpoint) => (await buildEncoderModel(checkpoint)).model,
  );
  const head = findLinearHead(parseModel(formatModel(model)), { features: 'features', logits: 'logits' });
  expect(head).toMatchObject({ classCount: 5 });
});

test.each([
  [
    'densenet',
    (name: string) => name.replace(/(denselayer\d+\.(?:norm|conv))(\d)/, '$1.$2'),
    'norm.1.weight',
  ],
  ['mobilenet-v2', toOldMobilenetName, 'features.2.conv.3.weight'],
])('the older names of %s give the same network', async (name, toOldName, oldName) => {
  await withCheckpoint(name, async (checkpoint) => {
    const older = new Map([...checkpoint.tensors].map(([key, tensor]) => [toOldName(key), tensor]));
    expect([...older.keys()].some((key) => key.endsWith(oldName))).toBe(true);
    const built = await buildEncoderModel({ ...checkpoint, tensors: older });
    const expected = await buildEncoderModel(checkpoint);
    expect(built.architecture).toEqual(expected.architecture);
    expect(readInitializers(built)).toEqual(readInitializers(expected));
  });
});

type Damage = (tensors: Map<string, LazyTensor>) => void;

test.each<[string, Damage, RegExp]>([
  ['no tensors', (tensors) => tensors.clear(), /it holds no tensors/],
  [
    'foreign names',
    (tensors) => rename(tensors, /^net\./, 'other-'),
    /its tensors are named other-conv1\.weight/,
  ],
  ['a missing norm', (tensors) => tensors.delete('net.bn1.running_var'), /it lacks bn1\.running_var/],
  [
    'an extra layer',
    (tensors) => rename(tensors, /layer1.0.conv1.weight/, '$&|net.fc2.weight'),
    /it also has fc2\.weight/,
  ],
  [
    'a missing layer',
    (tensors) => rename(tensors, /layer3/, 'skipped'),
    /linear\.weight of shape \[5,32\] does not fit/,
  ],
  [
    'a stem of another size',
    (tensors) => swap(tensors, 'net.conv1.weight', 'net.layer2.0.shortcut.0.weight'),
    /kernel of 1/,
  ],
  [
    'a block of other widths',
    (tensors) => swap(tensors, 'net.layer1.0.conv1.weight', 'net.layer3.0.conv2.weight'),
    /layer1\.0\.conv1/,
  ],
])('weights with %s are refused', async (_, damage, message) => {
  await withCheckpoint('resnet-cifar', async (checkpoint) => {
    const tensors = new Map(checkpoint.tensors);
    damage(tensors);
    const built = buildEncoderModel({ ...checkpoint, tensors });
    await expect(built).rejects.toMatchObject({ code: 'unrecognised-architecture' });
    await expect(built).rejects.toThrow(message);
    await expect(built).rejects.toThrow('torch.onnx.export');
  });
});

test('weights that are not finite are refused', async () => {
  await withCheckpoint('resnet-cifar', async (checkpoint) => {
    const bias = checkpoint.tensors.get('net.linear.bias')!;
    const broken: LazyTensor = {
      ...bias,
      read: async () => ({ dtype: 'float32', dims: [5], data: new Float32Array(5).fill(Number.NaN) }),
    };
    const tensors = new Map(checkpoint.tensors).set('net.linear.bias', broken);
    const built = buildEncoderModel({ ...checkpoint, tensors });
    await expect(built).rejects.toMatchObject({ code: 'weights-not-finite' });
  });
});

async function compareWithTorch(folder: string) {
  const source = await openWeightSource(`${folder}checkpoint.pt`);
  try {
    const { model, architecture, notes } = await buildEncoderModel(
      await openCheckpoint(source, 'checkpoint.pt'),
    );
    const session = await openSession(formatModel(model), { device: 'cpu', threadCount: 1 });
    try {
      const names = ['feature_map', 'features', 'logits'];
      const outputs = await session.run({ image: readFloats(`${folder}input.npy`) }, names);
      const differences = Object.fromEntries(
        names.map((name) => {
          const wanted = readFloats(`${folder}${name}.npy`);
          expect(outputs[name]!.dims).toEqual(wanted.dims);
          return [name, computeDifference(outputs[name]!.data as Float32Array, wanted.data)];
        }),
      );
      return { architecture, notes, differences };
    } finally {
      await session.close();
    }
  } finally {
    await source.close();
  }
}

/** ‖a − b‖ / ‖b‖. */
function computeDifference(a: Float32Array, b: Float32Array): number {
  const norm = (values: Float32Array): number => Math.hypot(...values);
  return norm(a.map((value, i) => value - b[i]!)) / norm(b);
}

function readFloats(path: string) {
  const { shape, data } = parseNpy(readFileSync(path));
  return { dtype: 'float32' as const, dims: shape, data: data as Float32Array };
}

async function withCheckpoint<T>(name: string, use: (checkpoint: Checkpoint) => Promise<T>): Promise<T> {
  const source = await openWeightSource(`${fixtures}${name}/checkpoint.pt`);
  try {
    return await use(await openCheckpoint(source, name));
  } finally {
    await source.close();
  }
}

function readInitializers({ model }: EncoderModel): (Uint8Array | undefined)[] {
  return model.graph.initializer.map((tensor) => tensor.rawData);
}

/** Renames in place; `a|b` as replacement keeps a tensor under both names. */
function rename(tensors: Map<string, LazyTensor>, pattern: RegExp, replacement: string): void {
  for (const [name, tensor] of [...tensors]) {
    tensors.delete(name);
    for (const newName of name.replace(pattern, replacement).split('|')) tensors.set(newName, tensor);
  }
}

function swap(tensors: Map<string, LazyTensor>, name: string, other: string): void {
  const [tensor, otherTensor] = [tensors.get(name)!, tensors.get(other)!];
  tensors.set(name, otherTensor).set(other, tensor);
}

/** Before torchvision 0.4 a block was one flat sequence: convolution, norm, ReLU6, and so on. */
function toOldMobilenetName(name: string): string {
  return name.replace(/(features\.\d+\.conv)\.(\d)(?:\.(\d))?\./, (_, block, unit, part) => {
    const isShort = block === 'features.1.conv';
    const projection = isShort ? 1 : 2;
    const at =
      part !== undefined ? 3 * Number(unit) + Number(part) : 3 * projection + Number(unit) - projection;
    return `${block}.${at}.`;
  });
}
