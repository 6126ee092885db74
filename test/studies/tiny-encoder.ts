/**
 * An encoder small enough for tests: one 1×1 convolution, ReLU and a spatial mean; no head.
 * Real ONNX, run by the real runtime; its features are colours, so that two colours of pictures are two easy classes.
 */
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  attributeCodec,
  DATA_TYPE,
  dimensionCodec,
  formatModel,
  graphCodec,
  modelCodec,
  nodeCodec,
  operatorSetIdCodec,
  tensorShapeCodec,
  tensorTypeCodec,
  toTensorProto,
  typeCodec,
  valueInfoCodec,
} from '../../src/onnx/index.js';

/** Mixtures of red, green and blue. */
const FILTERS = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
  [1, 1, 0],
  [1, -1, 0],
  [-1, 1, 0],
  [1, 0, -1],
  [0.3, 0.6, 0.1],
];
const SIDE = 16;

/**
 * Writes `card.json` and `model.onnx` into a new folder; returns the folder.
 * @param fixedSide Height and width that the network insists on; any where left out.
 */
export async function writeTinyEncoder(folder: string, fixedSide?: number): Promise<string> {
  const model = buildModel(fixedSide);
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'model.onnx'), model);
  const card = {
    cardVersion: 1,
    name: 'tiny-colours',
    title: 'Eight mixtures of colours',
    model: 'model.onnx',
    modelSha256: createHash('sha256').update(model).digest('hex'),
    input: 'image',
    outputs: { featureMap: 'map', features: 'features', logits: null },
    featureCount: FILTERS.length,
    preprocessing: {
      resize: { kind: 'shorter-side', size: SIDE },
      crop: { width: SIDE, height: SIDE },
      interpolation: 'bilinear',
      mean: null,
      std: null,
    },
    classes: [],
    robust: false,
    provenance: 'Made by a test.',
    licence: 'Apache-2.0',
  };
  await writeFile(path.join(folder, 'card.json'), JSON.stringify(card));
  return folder;
}

function buildModel(fixedSide: number | undefined): Uint8Array {
  const axis = attributeCodec.create({ name: 'axis', type: 2, i: 1n });
  const filters = {
    dtype: 'float32' as const,
    dims: [FILTERS.length, 3, 1, 1],
    data: Float32Array.from(FILTERS.flat()),
  };
  return formatModel(
    modelCodec.create({
      irVersion: 8,
      opsetImport: [operatorSetIdCodec.create({ version: 17 })],
      graph: graphCodec.create({
        name: 'tiny-colours',
        initializer: [toTensorProto(filters, 'filters')],
        node: [
          nodeCodec.create({ opType: 'Conv', input: ['image', 'filters'], output: ['mixed'] }),
          nodeCodec.create({ opType: 'Relu', input: ['mixed'], output: ['map'] }),
          nodeCodec.create({ opType: 'GlobalAveragePool', input: ['map'], output: ['mean'] }),
          nodeCodec.create({ opType: 'Flatten', input: ['mean'], output: ['features'], attribute: [axis] }),
        ],
        input: [describeValue('image', ['n', 3, fixedSide ?? 'h', fixedSide ?? 'w'])],
        output: [
          describeValue('map', ['n', FILTERS.length, fixedSide ?? 'h', fixedSide ?? 'w']),
          describeValue('features', ['n', FILTERS.length]),
        ],
      }),
    }),
  );
}

function describeValue(name: string, dims: readonly (string | number)[]) {
  const dim = dims.map((size) =>
    dimensionCodec.create(typeof size === 'number' ? { dimValue: size } : { dimParam: size }),
  );
  const shape = tensorShapeCodec.create({ dim });
  const tensorType = tensorTypeCodec.create({ elemType: DATA_TYPE.float32, shape });
  return valueInfoCodec.create({ name, type: typeCodec.create({ tensorType }) });
}
