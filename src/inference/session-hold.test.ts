import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  DATA_TYPE,
  formatModel,
  graphCodec,
  modelCodec,
  nodeCodec,
  operatorSetIdCodec,
  toValueInfo,
} from '../onnx/index.js';
import { openSession } from './session.js';
import type { ModelSession, Tensor } from './types.js';

/** z = x − y, vectors. */
const vector = (name: string) => toValueInfo(name, { dataType: DATA_TYPE.float32, dims: ['n'] });
const model = modelCodec.create({
  irVersion: 8,
  opsetImport: [operatorSetIdCodec.create({ version: 17 })],
  graph: graphCodec.create({
    name: 'difference',
    node: [nodeCodec.create({ opType: 'Sub', input: ['x', 'y'], output: ['z'] })],
    input: [vector('x'), vector('y')],
    output: [vector('z')],
  }),
});

function tensor(...values: number[]): Tensor {
  return { dtype: 'float32', dims: [values.length], data: Float32Array.from(values) };
}

let session: ModelSession;
beforeAll(async () => {
  session = await openSession(formatModel(model), { device: 'cpu' });
});
afterAll(() => session.close());

it('keeps inputs between runs; a run may bring its own', async () => {
  await expect(session.run({ y: tensor(1, 2) }, ['z'])).rejects.toMatchObject({ code: 'missing-input' });
  const x = tensor(5, 6);
  await session.hold({ x });
  (x.data as Float32Array).fill(0);
  for (let run = 0; run < 2; run++) {
    expect(await session.run({ y: tensor(1, 2) }, ['z'])).toEqual({ z: tensor(4, 4) });
  }
  expect(await session.run({ x: tensor(1, 1), y: tensor(1, 2) }, ['z'])).toEqual({ z: tensor(0, -1) });
  expect(await session.run({ y: tensor(1, 2) }, ['z'])).toEqual({ z: tensor(4, 4) });
  await session.hold({ x: tensor(7), y: tensor(2) });
  expect(await session.run({}, ['z'])).toEqual({ z: tensor(5) });
});

it('refuses to hold what the network does not take', async () => {
  await expect(session.hold({ w: tensor(1) })).rejects.toMatchObject({ code: 'unknown-input' });
  await expect(session.hold({ x: { ...tensor(1), dims: [2] } })).rejects.toMatchObject({
    code: 'wrong-input-size',
  });
});

it('holds tensors of more than one message', async () => {
  // 40 MiB: one piece and a quarter.
  const length = 10 * 2 ** 20;
  const large = Float32Array.from({ length }, (_, index) => index % 1009);
  await session.hold({ x: { dtype: 'float32', dims: [length], data: large } });
  const { z } = await session.run({ y: tensor(1) }, ['z']);
  expect(z!.data.every((value, index) => value === (index % 1009) - 1)).toBe(true);
});
