import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { waitUntilGone } from '../../test/processes.js';
import { buildChain, buildHugeExpand, buildLoop } from '../../test/studies/endless-networks.js';
import { image } from '../../test/studies/small-classifier.js';
import { formatModel, type ModelProto } from '../onnx/index.js';
import { readImportLimits, readLimits, toBatchLimitMs } from './limits.js';
import { openSession } from './session.js';
import { describeSuspects } from './suspects.js';
import type { SessionOptions } from './types.js';

const builtSession = fileURLToPath(new URL('../../dist/inference/index.js', import.meta.url));
const GIBIBYTE = 2 ** 30;
const hasProc = existsSync('/proc/self/stat');

let folder: string;
let loopPath: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'spuriosity-limits-'));
  loopPath = join(folder, 'loop.onnx');
  writeFileSync(loopPath, formatModel(buildLoop()));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function open(model: ModelProto, options: Omit<SessionOptions, 'device'>) {
  return await openSession(formatModel(model), { device: 'cpu', threadCount: 1, ...options });
}

describe('a network that', () => {
  test('never ends is ended, and its loop is named', async () => {
    const limits = { ...readLimits(), stepMs: 2_000 };
    const session = await open(buildLoop(), { limits });
    const runs = [session.run({ x: image }, ['out']), session.run({ x: image }, ['out'])];
    for (const run of runs) {
      await expect(run).rejects.toMatchObject({
        code: 'network-too-slow',
        message: expect.stringMatching(/1 Loop .*SPURIOSITY_BATCH_SECONDS to more than 2\./),
      });
    }
    await waitUntilGone(session.processId);
  });

  test('takes its time in several steps is ended by what all of them may take', async () => {
    const limits = { ...readLimits(), stepMs: 600_000, totalMs: 2_000 };
    const session = await open(buildLoop(100_000), { limits });
    const runUntilEnded = async () => {
      for (;;) await session.run({ x: image }, ['out']);
    };
    await expect(runUntilEnded()).rejects.toMatchObject({
      code: 'network-too-slow',
      message: expect.stringMatching(
        /all batches may take 2\.0 seconds.*SPURIOSITY_BATCH_SECONDS to more than 2\./,
      ),
    });
  });

  test('takes the whole memory is ended, and what grows is named', async () => {
    const limits = { ...readLimits(), memoryBytes: GIBIBYTE };
    const session = await open(buildHugeExpand(), { limits });
    await expect(session.run({ x: image }, ['out'])).rejects.toMatchObject({
      code: 'network-too-large',
      message: expect.stringMatching(/1\.0 GiB are allowed\. .*1 Expand .*SPURIOSITY_MEMORY_GIB/),
    });
    await waitUntilGone(session.processId);
  });

  test('does not even open in time is ended; 20,000 nodes are why', async () => {
    const limits = { ...readLimits(), stepMs: 200 };
    await expect(open(buildChain(20_000), { limits })).rejects.toMatchObject({
      code: 'network-too-slow',
      message: expect.stringContaining('20,005 nodes'),
    });
  });
});

test('suspects are the kinds that repeat or grow, else the commonest; a file that cannot be read has none', () => {
  const describeModel = (model: ModelProto) => describeSuspects(() => formatModel(model));
  expect(describeModel(buildLoop())).toBe(
    'Likely causes among its nodes: 1 Loop (repeats as often as the network says).',
  );
  expect(describeModel(buildChain(3))).toBe(
    'None of its nodes (8) repeats or grows by itself; most are Add, Conv, Relu.',
  );
  expect(describeSuspects(() => new Uint8Array(9))).toBe('Its nodes cannot be read.');
});

describe('a signal', () => {
  test('ends an endless run at once; what waits is cancelled', async () => {
    const abort = new AbortController();
    const session = await open(buildLoop(), { signal: abort.signal });
    const runs = [session.run({ x: image }, ['out']), session.run({ x: image }, ['out'])];
    const outcome = Promise.all(runs.map((run) => expect(run).rejects.toMatchObject({ code: 'cancelled' })));
    abort.abort();
    await outcome;
    await waitUntilGone(session.processId);
    await session.close();
    await expect(open(buildChain(3), { signal: abort.signal })).rejects.toMatchObject({ code: 'cancelled' });
  });

  test('ends the opening of a large network', async () => {
    const abort = new AbortController();
    const opening = open(buildChain(20_000), { signal: abort.signal });
    abort.abort();
    await expect(opening).rejects.toMatchObject({ code: 'cancelled' });
  });

  test.skipIf(process.platform === 'win32')('sent to the process itself is the parent’s matter', async () => {
    const session = await open(buildChain(3), {});
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.kill(session.processId, signal);
    expect((await session.run({ x: image }, ['out'])).out!.dims).toEqual([2, 3]);
    await session.close();
  });
});

/** A program whose session is inside native code that never ends; says its process's number. */
function startEndless() {
  const source = `import { openSession } from ${JSON.stringify(builtSession)};
    const session = await openSession(${JSON.stringify(loopPath)}, { device: 'cpu', threadCount: 1 });
    const data = new Float32Array(${image.data.length});
    void session.run({ x: { dtype: 'float32', dims: ${JSON.stringify(image.dims)}, data } }, ['out']);
    process.stdout.write(String(session.processId));`;
  return spawn(process.execPath, ['--input-type=module', '-e', source], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** Processor time of a process in ticks of 10 ms (Linux). */
function readTicks(processId: number): number {
  const stat = readFileSync(`/proc/${processId}/stat`, 'latin1');
  const [user, system] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13);
  return Number(user) + Number(system);
}

/** Resolves after a second of work that is not its start: it is in the loop. */
async function waitUntilInside(processId: number): Promise<void> {
  const before = readTicks(processId);
  await expect.poll(() => readTicks(processId) - before, { timeout: 60_000 }).toBeGreaterThan(100);
}

test.skipIf(!hasProc)(
  'a process whose parent is killed ends, inside native code too (skipped without /proc)',
  async () => {
    const program = startEndless();
    const processId = Number((await once(program.stdout, 'data'))[0]);
    await waitUntilInside(processId);
    program.kill('SIGKILL');
    await waitUntilGone(processId);
  },
);

describe('a supervisor that', () => {
  /** What every Node process that starts from here runs first, in each of its threads. */
  const inSupervisor = (name: string, statement: string) => {
    const file = join(folder, `${name}.cjs`);
    writeFileSync(file, `if (!require('node:worker_threads').isMainThread) { ${statement} }`);
    vi.stubEnv('NODE_OPTIONS', `--require ${JSON.stringify(file)}`);
  };
  afterEach(() => vi.unstubAllEnvs());

  test('cannot start takes its process along before anything native runs', async () => {
    inSupervisor('absent', "throw new Error('no threads here')");
    await expect(open(buildLoop(), {})).rejects.toMatchObject({
      code: 'inference-crashed',
      message: expect.stringMatching(/watches its time and memory is not there\. .*no threads here/),
    });
  });

  test.skipIf(!hasProc)(
    'ends is missed by the parent, while the process is inside native code too (skipped without /proc)',
    async () => {
      const order = join(folder, 'end');
      inSupervisor(
        'brief',
        `setInterval(() => require('node:fs').existsSync(${JSON.stringify(order)}) && process.exit(), 20);`,
      );
      const session = await open(buildLoop(), {});
      const run = session.run({ x: image }, ['out']);
      const outcome = expect(run).rejects.toMatchObject({
        code: 'inference-crashed',
        message: expect.stringContaining('watches its time and memory is not there'),
      });
      await waitUntilInside(session.processId);
      writeFileSync(order, '');
      await outcome;
      await waitUntilGone(session.processId);
    },
  );
});

describe('limits', () => {
  test('follow the environment, which goes before what an import allows', () => {
    expect(readLimits({}).stepMs).toBe(600_000);
    const env = { SPURIOSITY_BATCH_SECONDS: '2.5', SPURIOSITY_MEMORY_GIB: '3' };
    expect(readLimits(env)).toEqual({ stepMs: 2_500, memoryBytes: 3 * GIBIBYTE });
    expect(readImportLimits(1e12, env)).toEqual(readLimits(env));
    expect(readImportLimits(0, {})).toEqual({ stepMs: 30_000, totalMs: 30_000, memoryBytes: GIBIBYTE });
    expect(readImportLimits(GIBIBYTE, {}).totalMs).toBe(90_000);
    expect(readImportLimits(1e15, {})).toEqual({ ...readLimits({}), totalMs: 600_000 });
  });

  test.each(['0', '-1', 'much', '1e999x'])('%j is refused', (text) => {
    expect(() => readLimits({ SPURIOSITY_MEMORY_GIB: text })).toThrow(`SPURIOSITY_MEMORY_GIB is "${text}"`);
  });

  test('of a batch are many times the slowest before it, between a minute and the ceiling', () => {
    expect(toBatchLimitMs(600_000, null)).toBe(600_000);
    expect(toBatchLimitMs(600_000, 100)).toBe(60_000);
    expect(toBatchLimitMs(600_000, 10_000)).toBe(200_000);
    expect(toBatchLimitMs(600_000, 100_000)).toBe(600_000);
    expect(toBatchLimitMs(2_000, 100)).toBe(2_000);
  });
});
