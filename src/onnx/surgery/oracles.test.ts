import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { bundledEncoderFolder, openSession, type Tensor } from '../../inference/index.js';
import { parseNpy } from '../../storage/index.js';
import { findLinearHead, formatModel, type ModelProto, parseModel } from '../index.js';
import { exposeOutputs } from './expose.js';
import { inspectModel } from './inspect.js';
import { replaceHead } from './replace-head.js';

const oracles = fileURLToPath(new URL('../../../../shared/oracles/', import.meta.url));
const absent = ' (skipped where ../shared/oracles is absent)';

/** Sums of up to some thousand float32 products in another order; the contract's bound for outputs. */
const RELATIVE_TOLERANCE = 1e-4;

function readOracle(name: string, array: string): Tensor {
  const { shape, data } = parseNpy(readFileSync(join(oracles, name, `${array}.npy`)));
  return { dtype: 'float32', dims: shape, data: data as Float32Array };
}

async function run(model: ModelProto, image: Tensor): Promise<Record<string, Tensor>> {
  const session = await openSession(formatModel(model), { device: 'cpu', threadCount: 1 });
  const outputs = await session.run(
    { [session.inputs[0]!.name]: image },
    session.outputs.map(({ name }) => name),
  );
  await session.close();
  return outputs;
}

/** ‖a − b‖ / ‖b‖ */
function computeDifference(actual: Tensor, expected: Tensor): number {
  expect(actual.dims).toEqual(expected.dims);
  const [a, b] = [actual.data as Float32Array, expected.data as Float32Array];
  return Math.hypot(...a.map((value, i) => value - b[i]!)) / Math.hypot(...b);
}

const networks = {
  'mobilenet-v2': { featureCount: 1280, map: 'map' },
  'shufflenet-v2': { featureCount: 1024, map: 'map' },
  densenet: { featureCount: 32, map: 'map' },
  vit: { featureCount: 64, map: 'tokens' },
} as const;

describe.each(Object.entries(networks))('%s', (name, { featureCount, map }) => {
  const path = join(oracles, name, 'model.onnx');
  const present = existsSync(path);

  it.skipIf(!present)(`${name} gives the features, logits and map that PyTorch gives${absent}`, async () => {
    const model = parseModel(await readFile(path));
    expect(inspectModel(model)).toMatchObject({
      isNormalized: true,
      head: { classCount: 10, featureCount },
      featureMap: { kind: map, channelCount: featureCount },
    });
    const exposed = exposeOutputs(model);
    const outputs = await run(exposed, readOracle(name, 'input'));
    expect(computeDifference(outputs.features!, readOracle(name, 'features'))).toBeLessThan(
      RELATIVE_TOLERANCE,
    );
    expect(computeDifference(outputs.logits!, readOracle(name, 'logits'))).toBeLessThan(RELATIVE_TOLERANCE);
    if (map === 'map') {
      const expected = readOracle(name, 'feature_map');
      expect(computeDifference(outputs.feature_map!, expected)).toBeLessThan(RELATIVE_TOLERANCE);
    } else {
      expect(outputs.feature_map!.dims).toEqual([4, featureCount, 8, 8]);
    }
    const head = findLinearHead(exposed, { features: 'features', logits: 'logits' });
    expect(head).toMatchObject({ classCount: 10, featureCount });
  });

  it.skipIf(!present)(`${name} takes a new last layer${absent}`, async () => {
    const model = parseModel(await readFile(path));
    const weights = new Float32Array(10 * featureCount);
    for (let c = 0; c < 10; c++) weights[c * featureCount + c] = 2;
    const bias = Float32Array.from({ length: 10 }, (_, c) => c);
    const replaced = replaceHead(model, { classCount: 10, featureCount, weights, bias });
    const { logits } = await run(replaced, readOracle(name, 'input'));
    const features = readOracle(name, 'features');
    const expected = Float32Array.from(logits!.data as Float32Array, (_, at) => {
      const feature = Math.floor(at / 10) * featureCount + (at % 10);
      return 2 * Number(features.data[feature]) + (at % 10);
    });
    expect(computeDifference(logits!, { dtype: 'float32', dims: [4, 10], data: expected })).toBeLessThan(
      RELATIVE_TOLERANCE,
    );
  });

  it.skipIf(!present)(`${name} exposed twice is the same network${absent}`, async () => {
    const once = exposeOutputs(parseModel(await readFile(path)));
    const twice = exposeOutputs(once);
    const image = readOracle(name, 'input');
    expect(await run(twice, image)).toEqual(await run(once, image));
  });
});

it('the bundled encoder is exposed as it stands', async () => {
  const model = parseModel(await readFile(join(bundledEncoderFolder(), 'model.onnx')));
  const image: Tensor = {
    dtype: 'float32',
    dims: [2, 3, 64, 64],
    data: Float32Array.from({ length: 2 * 3 * 64 * 64 }, (_, i) => ((i * 7919) % 1009) / 1009),
  };
  const inspection = inspectModel(model);
  expect(inspection).toMatchObject({
    features: 'features',
    featureMap: { value: 'feature_map', channelCount: 512 },
    head: { classCount: 200, featureCount: 512 },
    isNormalized: true,
    notes: [],
  });
  expect(await run(exposeOutputs(model), image)).toEqual(await run(model, image));
});
