// How long commands take to end after Ctrl-C, which reaches their whole group of processes: at several moments of each command, on copies of
// a workspace that has features. Prints the longest per command, with what was still alive.
//   node bench/stopping.js WORKSPACE [SECONDS …]
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const [source, ...moments] = process.argv.slice(2);
if (source === undefined) throw new Error('Name a workspace that has features.');
const PROGRAM = fileURLToPath(new URL('../bin/spuriosity.js', import.meta.url));
/** Seconds after the start of a command at which it is stopped. */
const MOMENTS = moments.length > 0 ? moments.map(Number) : [0.8, 1.5, 3, 6];
/** The aim. */
const LIMIT_MS = 2_000;

const folder = await mkdtemp(join(tmpdir(), 'spuriosity-stopping-'));
const workspace = join(folder, 'copy.spuriosity');
await cp(source, workspace, { recursive: true });
const inWorkspace = (...args) => [...args, '-w', workspace];
const COMMANDS = [
  inWorkspace('extract', '--encoder', 'robust-tiny-imagenet-64', '--exif-orient'),
  inWorkspace('discover', '--head', 'fitted', '--attacks', '0'),
  inWorkspace('discover', '--attacks', '8'),
  inWorkspace('attack', '--steps', '2000'),
  inWorkspace('annotate', 'auto'),
  inWorkspace('rank'),
  inWorkspace('gap', '--interventions'),
  inWorkspace('corrupt'),
  inWorkspace('mitigate'),
  inWorkspace('noise'),
  inWorkspace('duplicates'),
  inWorkspace('report'),
  inWorkspace('serve', '--port', '0'),
  ['demo', join(folder, 'demo'), '--no-serve'],
];

let worstMs = 0;
for (const args of COMMANDS) {
  const times = [];
  for (const seconds of MOMENTS) {
    const stopped = await stopAfter(args, seconds);
    if (stopped === null) break;
    times.push(stopped.ms);
    // A program that is still being loaded ends by the signal itself.
    const isStopped = stopped.code === 130 || stopped.signal === 'SIGINT' || args[0] === 'serve';
    if (!isStopped) throw new Error(`${args[0]} ended with ${stopped.code}`);
  }
  const name = args.filter((arg) => !arg.startsWith('/') && arg !== '-w').join(' ');
  console.log(`${name}: ${times.map((ms) => `${ms.toFixed(0)} ms`).join(', ') || 'was done before'}`);
  worstMs = Math.max(worstMs, ...times);
}
await rm(folder, { recursive: true });
console.log(`longest ${worstMs.toFixed(0)} ms (limit ${LIMIT_MS}); load ${loadavg()[0].toFixed(1)}`);
process.exitCode = worstMs > LIMIT_MS ? 1 : 0;

/** Starts a command, interrupts its group, and waits until none of the group is left; null when it had ended by itself. */
async function stopAfter(args, seconds) {
  const child = spawn(process.execPath, [PROGRAM, ...args], { detached: true, stdio: 'ignore' });
  const ended = once(child, 'exit');
  await Promise.race([sleep(seconds * 1000), ended]);
  if (child.exitCode !== null) return null;
  const started = performance.now();
  process.kill(-child.pid, 'SIGINT');
  const [code, signal] = await ended;
  while (isGroupAlive(child.pid)) await sleep(10);
  return { ms: performance.now() - started, code, signal };
}

function isGroupAlive(group) {
  try {
    process.kill(-group, 0);
    return true;
  } catch {
    return false;
  }
}
