/**
 * A segmenter small enough for tests: a mixture of colours that discs of `pictures.ts` have more of than their grounds, pooled and enlarged to a
 * length that stands in the graph, as ISNet's are. Real ONNX, run by the real runtime.
 */
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DATA_TYPE, formatModel, type ModelProto, toTensorProto, toValueInfo } from '../../src/onnx/index.js';
import { buildForwardModel } from '../finite-differences.js';

/** Of red, green and blue. */
const MIXTURE = [1, 0.3, -0.5];

/** Input `x` [1, 3, side, side], output `y` [1, 1, side, side]. */
export function buildTinySegmenter(side: number): ModelProto {
  const model = buildForwardModel({
    inputs: { x: [1, 3, side, side] },
    constants: [
      toTensorProto({ dtype: 'float32', dims: [1, 3, 1, 1], data: Float32Array.from(MIXTURE) }, 'mixture'),
      toTensorProto(
        { dtype: 'int64', dims: [4], data: BigInt64Array.from([1, 1, side, side], BigInt) },
        'lengths',
      ),
    ],
    build: ({ op }) => {
      const pooled = op('MaxPool', op('Conv', 'x', 'mixture'), { kernel_shape: [2, 2], strides: [2, 2] });
      return op('Resize', pooled, '', '', 'lengths', { mode: 'linear' });
    },
    seed: 0,
  });
  const output = [toValueInfo('y', { dataType: DATA_TYPE.float32, dims: [1, 1, side, side] })];
  return { ...model, graph: { ...model.graph, output } };
}

/** Writes `card.json` and `model.onnx` into a new folder; returns the folder. */
export async function writeTinySegmenter(folder: string, side = 32): Promise<string> {
  const model = formatModel(buildTinySegmenter(side));
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'model.onnx'), model);
  const card = {
    segmenterVersion: 1,
    name: 'tiny-discs',
    title: 'Tiny discs',
    model: 'model.onnx',
    modelSha256: createHash('sha256').update(model).digest('hex'),
    licence: 'Apache-2.0',
    provenance: 'Made by a test.',
    input: 'x',
    output: 'y',
    preprocessing: {
      resize: { kind: 'exact', width: side, height: side },
      crop: null,
      interpolation: 'bilinear',
      mean: null,
      std: null,
    },
    values: 'relative',
  };
  await writeFile(path.join(folder, 'card.json'), JSON.stringify(card));
  return folder;
}
