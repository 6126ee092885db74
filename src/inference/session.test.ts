import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waitUntilGone } from '../../test/processes.js';
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
  typeCodec,
  valueInfoCodec,
} from '../onnx/index.js';
import { isProcessAlive } from '../storage/files/processes.js';
import { listDevices } from './devices.js';
import { bundledEncoderFolder } from './encoder.js';
import { openSession } from './session.js';
import type { ModelSession, PixelBatch } from './types.js';

const modelPath = join(bundledEncoderFolder(), 'model.onnx');
const builtSession = fileURLToPath(new URL('../../dist/inference/index.js', import.meta.url));

function pixels(count: number, seed = 1): PixelBatch {
  const data = Uint8Array.from({ length: count * 64 * 64 * 3 }, (_, i) => (i * 37 * seed + (i >>> 7)) & 0xff);
  return { kind: 'pixels', count, width: 64, height: 64, data, mean: null, std: null };
}

describe('a session', () => {
  let session: ModelSession;
  beforeAll(async () => {
    session = await openSession(modelPath, { device: 'cpu' });
  });
  afterAll(() => session.close());

  it('describes its network', () => {
    expect(session.device).toBe('cpu');
    expect(session.notes).toEqual([]);
    expect(session.inputs).toEqual([{ name: 'image', dtype: 'float32', dims: ['n', 3, 'h', 'w'] }]);
    expect(session.outputs.map(({ name }) => name)).toEqual(['feature_map', 'features', 'logits']);
  });

  it('gives the outputs asked for', async () => {
    const outputs = await session.run({ image: pixels(2) }, ['logits', 'feature_map']);
    expect(Object.keys(outputs).sort()).toEqual(['feature_map', 'logits']);
    expect(outputs.logits).toMatchObject({ dtype: 'float32', dims: [2, 200] });
    expect(outputs.feature_map?.dims).toEqual([2, 512, 8, 8]);
  });

  it('takes floats as well as pixels', async () => {
    const batch = pixels(1);
    const planar = new Float32Array(3 * 64 * 64);
    for (let i = 0; i < 64 * 64; i++) {
      for (let c = 0; c < 3; c++) planar[c * 64 * 64 + i] = batch.data[i * 3 + c]! / 255;
    }
    const [fromPixels, fromFloats] = await Promise.all([
      session.run({ image: batch }, ['features']),
      session.run({ image: { dtype: 'float32', dims: [1, 3, 64, 64], data: planar } }, ['features']),
    ]);
    expect(fromFloats).toEqual(fromPixels);
  });

  it('answers runs that queue up each with its own result', async () => {
    const seeds = [1, 2, 3, 4, 5];
    const queued = await Promise.all(
      seeds.map((seed) => session.run({ image: pixels(1, seed) }, ['features'])),
    );
    for (const [i, seed] of seeds.entries()) {
      expect(queued[i]).toEqual(await session.run({ image: pixels(1, seed) }, ['features']));
    }
    expect(queued[0]).not.toEqual(queued[1]);
  });

  it('refuses what the network does not take, and goes on', async () => {
    const batch = pixels(1);
    const refusals: [Promise<unknown>, string, RegExp][] = [
      [session.run({ picture: batch }, ['features']), 'unknown-input', /it has "image" \[n, 3, h, w\]/],
      [session.run({}, ['features']), 'missing-input', /"image"/],
      [session.run({ image: batch }, ['featurs']), 'unknown-output', /"features" \[n, 512\]/],
      [session.run({ image: { ...batch, count: 2 } }, ['features']), 'wrong-input-size', /24576 values/],
      [
        session.run({ image: { dtype: 'float32', dims: [1, 1, 2, 2], data: new Float32Array(4) } }, [
          'features',
        ]),
        'wrong-input-size',
        /is \[n, 3, h, w\], but \[1, 1, 2, 2\] was given/,
      ],
      [
        session.run({ image: { dtype: 'uint8', dims: [1, 3, 1, 1], data: new Uint8Array(3) } }, ['features']),
        'wrong-input-type',
        /float32, but uint8/,
      ],
      // Too small for the network's strides: only the runtime can know.
      [
        session.run({ image: { ...batch, width: 1, height: 1, data: batch.data.subarray(0, 3) } }, [
          'features',
        ]),
        'inference-failed',
        /onnxruntime/,
      ],
    ];
    for (const [run, code, message] of refusals) {
      await expect(run).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
    }
    expect((await session.run({ image: batch }, ['features'])).features?.dims).toEqual([1, 512]);
  });
});

describe('opening', () => {
  it('says what is wrong with the model', async () => {
    const device = 'cpu';
    await expect(openSession('no/such.onnx', { device })).rejects.toMatchObject({ code: 'model-not-found' });
    await expect(openSession('x'.repeat(5000), { device })).rejects.toMatchObject({
      code: 'model-unreadable',
    });
    await expect(openSession(Uint8Array.of(1, 2, 3), { device })).rejects.toMatchObject({
      code: 'invalid-model',
    });
    const truncated = (await readFile(modelPath)).subarray(0, 100_000);
    await expect(openSession(truncated, { device })).rejects.toMatchObject({ code: 'invalid-model' });
  });

  it.skipIf(process.platform === 'win32')('falls back to the CPU with a note', async () => {
    const session = await openSession(modelPath, { device: 'dml' });
    expect(session.device).toBe('cpu');
    expect(session.notes).toEqual([expect.stringMatching(/^Device dml cannot be used, so the CPU is\./)]);
    await session.close();
  });

  it('takes a model as bytes, with any element type', async () => {
    const type = (elemType: number) =>
      typeCodec.create({
        tensorType: tensorTypeCodec.create({
          elemType,
          shape: tensorShapeCodec.create({ dim: [dimensionCodec.create({ dimParam: 'n' })] }),
        }),
      });
    const cast = nodeCodec.create({
      opType: 'Cast',
      input: ['x'],
      output: ['y'],
      attribute: [attributeCodec.create({ name: 'to', type: 2, i: BigInt(DATA_TYPE.int64) })],
    });
    const model = modelCodec.create({
      irVersion: 8,
      opsetImport: [operatorSetIdCodec.create({ version: 17 })],
      graph: graphCodec.create({
        name: 'cast',
        node: [cast],
        input: [valueInfoCodec.create({ name: 'x', type: type(DATA_TYPE.float64) })],
        output: [valueInfoCodec.create({ name: 'y', type: type(DATA_TYPE.int64) })],
      }),
    });
    const session = await openSession(formatModel(model), { device: 'cpu', threadCount: 1 });
    const x = { dtype: 'float64', dims: [2], data: Float64Array.of(-3, 2 ** 40) } as const;
    const { y } = await session.run({ x: { ...x, dims: [...x.dims] } }, ['y']);
    expect(y).toEqual({ dtype: 'int64', dims: [2], data: BigInt64Array.of(-3n, 2n ** 40n) });
    await session.close();
  });

  it('works on the CPU everywhere, and every device gets a sentence', async () => {
    const reports = await listDevices();
    expect(reports.find(({ device }) => device === 'cpu')).toMatchObject({ works: true });
    for (const { detail } of reports) expect(detail).toMatch(/\.$/);
  });
});

describe("a session's process", () => {
  it('leaves nothing in the cache of the user, where onnxruntime would note who it is that it reports on', async () => {
    const home = await mkdtemp(join(tmpdir(), 'spuriosity-home-'));
    const program = `
      import { openSession } from ${JSON.stringify(pathToFileURL(builtSession).href)};
      const session = await openSession(${JSON.stringify(modelPath)}, { device: 'cpu' });
      await session.close();`;
    // Nothing else, since it reports nothing where it sees that tests run.
    const env = { PATH: process.env.PATH, HOME: home };
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], { env });
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(await readdir(home)).toEqual([]);
    await rm(home, { recursive: true });
  });

  it('may die: runs under way and later ones say so', async () => {
    const session = await openSession(modelPath, { device: 'cpu' });
    const runs = [
      session.run({ image: pixels(64) }, ['features']),
      session.run({ image: pixels(1) }, ['features']),
    ];
    process.kill(session.processId, 'SIGKILL');
    for (const run of runs) {
      await expect(run).rejects.toMatchObject({
        code: 'inference-crashed',
        what: expect.stringContaining('SIGKILL'),
      });
    }
    await expect(session.run({ image: pixels(1) }, ['features'])).rejects.toMatchObject({
      code: 'inference-crashed',
    });
    await session.close();
  });

  it('ends at once when the session is closed, in the middle of a run too', async () => {
    const session = await openSession(modelPath, { device: 'cpu' });
    const run = session.run({ image: pixels(64) }, ['features']);
    const outcome = expect(run).rejects.toMatchObject({ code: 'session-closed' });
    await session.close();
    await outcome;
    expect(isProcessAlive(session.processId)).toBe(false);
    await session.close();
    await expect(session.run({ image: pixels(1) }, ['features'])).rejects.toMatchObject({
      code: 'session-closed',
    });
  });

  /** A program that opens a session, tells the number of its process and does `then`. */
  function startProgram(then: string) {
    const source = `import { openSession } from ${JSON.stringify(builtSession)};
      const session = await openSession(${JSON.stringify(modelPath)}, { device: 'cpu' });
      process.stdout.write(String(session.processId));
      ${then}`;
    return spawn(process.execPath, ['--input-type=module', '-e', source], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  }

  it('ends with a program that forgets to close it', async () => {
    const program = startProgram('');
    const [[processId], [exitCode]] = await Promise.all([
      once(program.stdout, 'data'),
      once(program, 'exit'),
    ]);
    expect(exitCode).toBe(0);
    await waitUntilGone(Number(processId));
  });

  it('ends with a program that is killed', async () => {
    const program = startProgram('setInterval(() => {}, 1000);');
    const [processId] = await once(program.stdout, 'data');
    program.kill('SIGKILL');
    await waitUntilGone(Number(processId));
  });
});
