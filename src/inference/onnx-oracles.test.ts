import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import {
  DATA_TYPE,
  findLinearHead,
  formatModel,
  type ModelProto,
  parseModel,
  tensorTypeCodec,
  typeCodec,
  valueInfoCodec,
} from '../onnx/index.js';
import { bundledEncoderFolder } from './encoder.js';
import { openSession } from './session.js';
import type { Tensor } from './types.js';

const oracles = fileURLToPath(new URL('../../../shared/oracles/', import.meta.url));
const bundled = join(bundledEncoderFolder(), 'model.onnx');
const exported = ['mobilenet-v2', 'shufflenet-v2', 'densenet', 'vit'].map((name) =>
  join(oracles, name, 'model.onnx'),
);

/** Runs a network on a fixed image of noise and returns everything it gives. */
async function runOnNoise(model: Uint8Array): Promise<Record<string, Tensor>> {
  const session = await openSession(model, { device: 'cpu', threadCount: 1 });
  const [input] = session.inputs;
  const dims = input!.dims.map((dim, axis) => (typeof dim === 'number' ? dim : axis === 0 ? 2 : 64));
  const data = Float32Array.from(
    { length: dims.reduce((a, b) => a * b) },
    (_, i) => ((i * 7919) % 1009) / 1009,
  );
  const outputs = await session.run(
    { [input!.name]: { dtype: 'float32', dims, data } },
    session.outputs.map(({ name }) => name),
  );
  await session.close();
  return outputs;
}

/** Makes the input of the last Gemm an output of the network, where it is none yet, and returns its name. */
function exposeFeatures({ graph }: ModelProto): string {
  const [name] = graph.node.findLast(({ opType }) => opType === 'Gemm')!.input as [string];
  if (!graph.output.some((output) => output.name === name)) {
    const type = typeCodec.create({ tensorType: tensorTypeCodec.create({ elemType: DATA_TYPE.float32 }) });
    graph.output.push(valueInfoCodec.create({ name, type }));
  }
  return name;
}

describe.each([bundled, ...exported])('%s', (path) => {
  const name = path.split(/[\\/]/).at(-2);
  const present = existsSync(path);

  it.skipIf(!present)(
    `${name} (skipped where ../shared/oracles is absent) runs the same after a round trip`,
    async () => {
      const bytes = await readFile(path);
      const written = formatModel(parseModel(bytes));
      expect(Buffer.compare(formatModel(parseModel(written)), written)).toBe(0);
      expect(await runOnNoise(written)).toEqual(await runOnNoise(bytes));
    },
  );

  it.skipIf(!present)(
    `${name} (skipped where ../shared/oracles is absent) has a head that gives its logits`,
    async () => {
      const model = parseModel(await readFile(path));
      const logitsName = model.graph.output.at(-1)!.name;
      const featuresName = exposeFeatures(model);
      const head = findLinearHead(model, { features: featuresName, logits: logitsName });
      const outputs = await runOnNoise(formatModel(model));
      const features = outputs[featuresName]!.data as Float32Array;
      const logits = outputs[logitsName]!.data as Float32Array;
      expect(logits.length).toBeGreaterThan(0);
      for (const [position, logit] of logits.entries()) {
        const row = Math.floor(position / head!.classCount);
        const c = position % head!.classCount;
        let sum = head!.bias[c]!;
        for (let i = 0; i < head!.featureCount; i++) {
          sum += head!.weights[c * head!.featureCount + i]! * features[row * head!.featureCount + i]!;
        }
        // The runtime rounds each of some hundred products of size around 1 to float32 (2^-24).
        expect(Math.abs(sum - logit)).toBeLessThan(1e-4);
      }
    },
  );
});
