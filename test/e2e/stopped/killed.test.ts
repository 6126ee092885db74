/**
 * Every command that writes, killed at steps of its commits (`src/storage/files/steps.ts`) and given again: tables, files and rows of the
 * database are those of a run that nobody disturbed. The killed runs are real processes; what comes before and after runs in this one.
 * One step of each command, early in some and late in others; SPURIOSITY_TEST_ALL=1 takes all of them, which is a matter of hours
 * (`bench/README.md`).
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { DatabaseSync } from '@photostructure/sqlite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCommand, runProgram } from '../../command.js';
import { runCommand as runHere } from '../../program.js';
import type { CommandOptions, Outcome } from '../../runners.js';
import { useTrialFolder } from '../../trees.js';
import {
  KILLED_ELSEWHERE,
  listCommands,
  listHubFiles,
  READING_COMMANDS,
  writeGivenFiles,
} from './killed-commands.js';

const TAKES_ALL = process.env.SPURIOSITY_TEST_ALL === '1';
const DRAWING = fileURLToPath(new URL('draw-data-set.js', import.meta.url));
/** Multiples of it spread evenly over a circle, however many there are. */
const GOLDEN_RATIO = (Math.sqrt(5) - 1) / 2;

let killCount = 0;
let hub: http.Server;
const at = useTrialFolder();
/** What holds everything that commands write: copied before each of them. */
const world = () => at('world');
const toStudy = (root: string) => path.join(root, 'study');

beforeAll(async () => {
  await writeGivenFiles(at);
  const files = listHubFiles(at);
  hub = http.createServer(({ url = '' }, response) => {
    const content = files[url];
    if (content === undefined) response.writeHead(404).end();
    else response.writeHead(200, { 'Content-Length': content.length }).end(content);
  });
  await new Promise<void>((resolve) => hub.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  hub.closeAllConnections();
  hub.close();
});

/** The user's cache is below the root, too. */
const toEnv = (root: string) => ({
  XDG_CACHE_HOME: path.join(root, 'home'),
  HF_ENDPOINT: `http://127.0.0.1:${(hub.address() as AddressInfo).port}`,
  NO_PROXY: '127.0.0.1',
});

/** Runs something in a world, in this process or in one of its own. */
type RunIn = (root: string, options: CommandOptions) => Promise<Outcome>;

/**
 * Runs it undisturbed, with a log of its steps, and again in copies of the world before it: killed at a step, then to its end.
 * @param place where to kill, 0..1, unless at every step
 */
async function expectSameWhenKilled(place: number, runHereIn: RunIn, runApartIn: RunIn): Promise<void> {
  const log = at('steps.txt');
  writeFileSync(log, '');
  rmSync(at('before'), { recursive: true, force: true });
  if (existsSync(world())) await copy(world(), at('before'));
  const env = { ...toEnv(world()), SPURIOSITY_TEST_STEPS: `log ${log}` };
  const undisturbedRun = await runHereIn(world(), { env });
  expect(undisturbedRun.code, undisturbedRun.stderr).toBe(0);
  const steps = readFileSync(log, 'utf8').split('\n').slice(0, -1);
  expect(steps.length, 'it writes').toBeGreaterThan(0);
  const undisturbed = describeWorld(world());

  for (const number of chooseSteps(steps.length, place)) {
    // A place of its own: a process removes only once what others left in a folder.
    const root = at(`killed-${++killCount}`);
    if (existsSync(at('before'))) await copy(at('before'), root);
    const killed = { env: { ...toEnv(root), SPURIOSITY_TEST_STEPS: `kill ${number}` } };
    const step = `step ${number} of ${steps.length}: ${steps[number - 1]}`;
    expect((await runApartIn(root, killed)).signal, step).toBe('SIGKILL');
    const again = await runHereIn(root, { env: toEnv(root) });
    // A model that was removed before the end came cannot be removed again.
    if (!again.stderr.includes('no model')) expect(again.code, `${step}\n${again.stderr}`).toBe(0);
    expect(describeWorld(root), step).toEqual(undisturbed);
    rmSync(root, { recursive: true });
  }
}

/** Numbers of steps from 1. */
function chooseSteps(count: number, place: number): number[] {
  return TAKES_ALL ? Array.from({ length: count }, (_, index) => index + 1) : [1 + Math.floor(place * count)];
}

describe('killed and given again', () => {
  const commands = listCommands(at);
  test.each(commands.map((command, index) => ({ name: command[0], command, index })))(
    '$name',
    async ({ command: [, toArgs, prepare], index, name }) => {
      prepare?.();
      // The built app lies beside the compiled program.
      const run = name === 'export site' ? runCommand : runHere;
      await expectSameWhenKilled(
        ((index + 1) * GOLDEN_RATIO) % 1,
        (root, options) => run(toArgs(toStudy(root)), options),
        (root, options) => runCommand(toArgs(toStudy(root)), options),
      );
    },
  );

  test.each([
    ['the demo’s pictures', ['demo'], 0.7],
    ['pictures with a planted cue', ['planted'], 0.4],
  ])('%s', async (_, [kind], place) => {
    const run: RunIn = (root, options) =>
      runProgram(DRAWING, [kind!, path.join(root, kind!), at('data', 'train')], options);
    await expectSameWhenKilled(place, run, run);
  });
});

describe('all commands', () => {
  test('are killed, or write nothing', async () => {
    const lines = [
      ...listCommands(at).map(([, toArgs]) => toArgs(toStudy(world()))),
      ...READING_COMMANDS,
      ...KILLED_ELSEWHERE,
    ];
    const known = (words: string[]) => lines.some((line) => words.every((word, n) => line[n] === word));
    const leaves = await listLeaves([]);
    expect(leaves.length).toBeGreaterThan(30);
    expect(leaves.filter((words) => !known(words))).toEqual([]);
  });

  test.each(READING_COMMANDS.map((words) => [words.join(' '), words] as const))(
    '%s writes nothing',
    async (_, words) => {
      const before = describeWorld(world());
      const log = at('steps.txt');
      writeFileSync(log, '');
      const env = { ...toEnv(world()), SPURIOSITY_TEST_STEPS: `log ${log}` };
      const { code, stderr } = await runHere([...words, '-w', `${toStudy(world())}-whole`], { env });
      expect(code, stderr).toBe(0);
      expect(readFileSync(log, 'utf8')).toBe('');
      expect(describeWorld(world())).toEqual(before);
    },
  );
});

/** Words of every command that has no commands below it, as --help lists them. */
async function listLeaves(words: string[]): Promise<string[][]> {
  const { stdout } = await runHere([...words, '--help']);
  const [, list = ''] = /^Commands:\n((?: .*\n)+)/m.exec(stdout) ?? [];
  const names = [...list.matchAll(/^ {2}([a-z-]+)/gm)]
    .map(([, name]) => name!)
    .filter((name) => name !== 'help');
  if (names.length === 0) return [words];
  const leaves: string[][] = [];
  for (const name of names) leaves.push(...(await listLeaves([...words, name])));
  return leaves;
}

/** Without the empty log beside a closed database and its index, which go when the driver is done with them. */
function copy(from: string, to: string): Promise<void> {
  return cp(from, to, {
    recursive: true,
    preserveTimestamps: true,
    filter: (file) => !/-(shm|wal)$/.test(file),
  });
}

/**
 * Every file by its hash and every row of the database; without what tells of time, of this folder, or is a cache.
 */
function describeWorld(root: string): Record<string, unknown> {
  const described: Record<string, unknown> = {};
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    const name = path.relative(root, file);
    if (!entry.isFile() || /^study[^/]*\/cache\//.test(name) || /-(wal|shm)$/.test(name)) continue;
    if (entry.name === 'workspace.sqlite') described[name] = readRows(file);
    else described[name] = describeFile(file, root);
  }
  return described;
}

function describeFile(file: string, root: string): string {
  const bytes = readFileSync(file);
  const isText = /\.(json|csv|html|txt|svg)$/.test(file);
  const content = isText ? forgetMoment(bytes.toString('utf8'), root) : bytes;
  return createHash('sha256').update(content).digest('hex');
}

function readRows(file: string): Record<string, string[]> {
  const database = new DatabaseSync(file);
  try {
    const tables = database
      .prepare(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
      )
      .all() as { name: string }[];
    return Object.fromEntries(
      tables.map(({ name }) => {
        const rows = database.prepare(`SELECT * FROM "${name}"`).all();
        const root = path.dirname(path.dirname(file));
        return [name, rows.map((row) => forgetMoment(JSON.stringify(row), root)).sort()];
      }),
    );
  } finally {
    database.close();
  }
}

function forgetMoment(text: string, root: string): string {
  return text.replaceAll(root, '<root>').replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>');
}
