/**
 * Commands that are stopped while native code runs: by one signal or two, to the process or to its whole group, or by force.
 * They never report success, and leave no process behind. How long they take is measured by `bench/stopping.js`.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { formatModel } from '../../../src/onnx/index.js';
import { writeNpy } from '../../../src/storage/index.js';
import { runBadly, runJson, startCommand } from '../../command.js';
import { waitUntilGone } from '../../processes.js';
import { getJson, postJson, serve } from '../../servers/serving.js';
import { buildChain, buildHugeExpand, buildLoop } from '../../studies/endless-networks.js';
import { makePicturedStudy } from '../../studies/pictured-study.js';
import { image } from '../../studies/small-classifier.js';
import { useTrialFolder } from '../../trees.js';

const at = useTrialFolder();
const runEndless = () => ['encoder', 'run', at('loop.onnx'), '--input', at('x.npy'), '--out', at('out')];

beforeAll(async () => {
  writeFileSync(at('loop.onnx'), formatModel(buildLoop()));
  writeFileSync(at('huge.onnx'), formatModel(buildHugeExpand()));
  writeFileSync(at('chain.onnx'), formatModel(buildChain(20_000)));
  const { dims, data } = image;
  await writeNpy(at('x.npy'), { dtype: 'float32', shape: [...dims], data: data as Float32Array });
});

/** Processes by their parent, from /proc. */
function listChildren(processId: number): number[] {
  return readdirSync('/proc').flatMap((name) => {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'latin1');
      const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
      return parent === processId ? [Number(name)] : [];
    } catch {
      return [];
    }
  });
}

async function waitForChildren(processId: number): Promise<number[]> {
  for (;;) {
    const children = listChildren(processId);
    if (children.length > 0) return children;
    await sleep(20);
  }
}

describe.skipIf(!existsSync('/proc/self/stat'))('stopped (skipped without /proc)', () => {
  test.each<[string, NodeJS.Signals[], 'process' | 'group', number]>([
    ['SIGINT to the group, as Ctrl-C sends it', ['SIGINT'], 'group', 130],
    ['SIGTERM to the process', ['SIGTERM'], 'process', 143],
    ['SIGTERM to the group, and again', ['SIGTERM', 'SIGTERM'], 'group', 143],
  ])('by %s, an endless run ends and says so', async (_, signals, whom, expected) => {
    const { child, outcome } = startCommand([...runEndless(), '--json'], { detached: true });
    const children = await waitForChildren(child.pid!);
    for (const signal of signals) process.kill(whom === 'group' ? -child.pid! : child.pid!, signal);
    const { code, stdout, stderr } = await outcome;
    expect(code, stderr).toBe(expected);
    expect(JSON.parse(stdout).error.code).toBe('cancelled');
    await waitUntilGone(...children);
  });

  test('by force, it takes its children along', async () => {
    const { child, outcome } = startCommand(runEndless());
    const children = await waitForChildren(child.pid!);
    child.kill('SIGKILL');
    expect((await outcome).signal).toBe('SIGKILL');
    await waitUntilGone(...children);
  });

  test('while features are attacked, it does not end well with attacks left out', async () => {
    const { workspace } = await makePicturedStudy();
    const attack = ['attack', '-w', workspace];
    const { child, outcome } = startCommand([...attack, '--preset', 'paper', '--steps', '100000'], {
      detached: true,
    });
    const children = await waitForChildren(child.pid!);
    process.kill(-child.pid!, 'SIGTERM');
    const { code, stdout, stderr } = await outcome;
    expect([code, stdout], stderr).toEqual([143, '']);
    await waitUntilGone(...children);
    expect((await runJson([...attack, '--steps', '2'])).pairCount).toBe(4);
  });

  test('by force, a server takes its jobs along, and what those run', async () => {
    const { workspace } = await makePicturedStudy();
    const { child, url } = await serve(workspace);
    const job = await postJson(url, '/api/jobs', {
      kind: 'attack',
      options: { preset: 'paper', steps: 1000 },
    });
    expect(await job.json()).toMatchObject({ kind: 'attack' });
    const [jobProcess] = await waitForChildren(child.pid!);
    const processes = [jobProcess!, ...(await waitForChildren(jobProcess!))];
    expect((await getJson(url, '/api/jobs')).jobs[0].state).toBe('running');
    child.kill('SIGKILL');
    await waitUntilGone(...processes);
  });
});

describe('a network that is imported', () => {
  test.each([
    [
      'loop',
      'network-too-slow',
      '1 Loop (repeats as often as the network says)',
      { SPURIOSITY_BATCH_SECONDS: '3' },
    ],
    ['huge', 'network-too-large', '1 Expand (may make much out of little)', { SPURIOSITY_MEMORY_GIB: '1' }],
    ['chain', 'network-too-slow', '20,005 nodes in all', { SPURIOSITY_BATCH_SECONDS: '0.2' }],
  ])('%s: refused at its limits, and nothing of it stays', async (name, code, suspects, limits) => {
    const cache = at(`cache-${name}`);
    const env = { ...limits, XDG_CACHE_HOME: cache };
    const error = await runBadly(1, ['encoder', 'import', at(`${name}.onnx`), '--side', '6'], { env });
    expect(error).toMatchObject({ code, message: expect.stringContaining(suspects) });
    expect(readdirSync(path.join(cache, 'spuriosity', 'encoders'))).toEqual([]);
  });
});
