import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InferenceSession } from 'onnxruntime-node';
import { expect, it } from 'vitest';
import { buildForwardModel, drawConstant } from '../../../test/finite-differences.js';
import { buildGradientModel, formatModel, type GraphBuilder, type ModelProto, parseModel } from '../index.js';

/** The operators that onnxruntime makes of a model, `nchwc.` before those on blocks of channels. */
async function listRuntimeOperators(model: ModelProto): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'spuriosity-layout-'));
  const path = join(folder, 'optimized.onnx');
  try {
    const options = { optimizedModelFilePath: path, logSeverityLevel: 3 } as const;
    await (await InferenceSession.create(formatModel(model), options)).release();
    const { graph } = parseModel(await readFile(path));
    return graph.node.map(({ domain, opType }) => `${domain?.endsWith('nchwc') ? 'nchwc.' : ''}${opType}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A residual block that halves the size, one that keeps it, and the mean: what ResNets are made of. */
function addResidualBlocks({ op }: GraphBuilder): string {
  const relu = (value: string): string => op('Relu', value);
  const conv = (value: string, weights: string, stride = 1): string =>
    op('Conv', value, weights, {
      strides: [stride, stride],
      pads: weights === 'wide' ? [1, 1, 1, 1] : [0, 0, 0, 0],
    });
  const stem = relu(conv('x', 'wide'));
  const halved = relu(op('Add', conv(relu(conv(stem, 'narrow')), 'wide', 2), conv(stem, 'narrow', 2)));
  const kept = relu(op('Add', conv(relu(conv(halved, 'narrow')), 'wide'), halved));
  return op('GlobalAveragePool', kept);
}

it('gradients of residual blocks stay in blocks of channels', async () => {
  const model = buildForwardModel({
    inputs: { x: [2, 16, 8, 8] },
    constants: [drawConstant('wide', [16, 16, 3, 3], 1), drawConstant('narrow', [16, 16, 1, 1], 2)],
    build: addResidualBlocks,
    seed: 0,
  });
  const operators = await listRuntimeOperators(
    buildGradientModel(model, { of: { output: 'y', weights: 'weights' }, withRespectTo: ['x'] }),
  );
  const countOf = (name: string): number => operators.filter((operator) => operator === name).length;
  // Processors for which onnxruntime has no such kernels have nothing to keep.
  if (!operators.some((operator) => operator.startsWith('nchwc.'))) return;
  expect(countOf('ConvTranspose')).toBe(2);
  // Out for the two ConvTranspose and at the end, in for the image, the mean's gradient and behind each ConvTranspose.
  expect(countOf('nchwc.ReorderOutput')).toBeLessThanOrEqual(3);
  expect(countOf('nchwc.ReorderInput')).toBeLessThanOrEqual(4);
  // Every sum of gradients is part of a convolution.
  expect(countOf('Add')).toBeLessThanOrEqual(1);
});
