/**
 * Every command that writes, killed at steps of its commits (`src/storage/files/steps.ts`) and given again: tables, files and rows of the
 * database are those of a run that nobody disturbed. The killed runs are real processes; what comes before and after runs in this one.
 * A few steps of each command, spread evenly; SPURIOSITY_TEST_ALL=1 takes all of them, which is a matter of half an hour.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import path from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { beforeAll, expect, test } from 'vitest';
import { attachHead, formatModel, parseModel } from '../../src/onnx/index.js';
import { toNpy } from '../arrays.js';
import { runCommand } from '../command.js';
import { drawClasses } from '../pictures.js';
import { runCommand as runHere, runWell } from '../program.js';
import { noise } from '../studies/small-classifier.js';
import { toAnswers } from '../studies/study.js';
import { writeTinyEncoder } from '../studies/tiny-encoder.js';
import { readResults, toCsv } from '../tables.js';
import { useTrialFolder, writeTree } from '../trees.js';

/** Steps of a command at which it is killed, at most. */
const KILLS_PER_COMMAND = process.env.SPURIOSITY_TEST_ALL === '1' ? Number.POSITIVE_INFINITY : 2;
const TUNING = [
  '--recipe',
  'paper',
  '--images-per-class',
  '4',
  '--k',
  '3',
  '--trials',
  '1',
  '--stop-gap',
  '-0.99',
];

let killCount = 0;
const at = useTrialFolder();
/** What holds everything that commands write: copied before each of them. */
const world = () => at('world');

beforeAll(async () => {
  await writeTinyEncoder(at('tiny'));
  const encoder = parseModel(readFileSync(at('tiny', 'model.onnx')));
  const layer = { featureCount: 8, classCount: 2, weights: noise(16, 3), bias: noise(2, 5) };
  const own = attachHead(encoder, layer, { features: 'features', logits: 'scores' });
  writeFileSync(at('own.onnx'), formatModel(own));
  const data = await writeTree({
    ...(await drawClasses(['fire', 'water'], 18, 'train')),
    ...(await drawClasses(['fire', 'water'], 8, 'val')),
  });
  await cp(data, at('data'), { recursive: true });
  writeFileSync(
    at('features.npy'),
    toNpy(
      '<f4',
      [52, 3],
      Array.from({ length: 156 }, (_, i) => (i * 37) % 11),
    ),
  );
  const images = ['train', 'val'].flatMap((split) =>
    ['fire', 'water'].flatMap((name) =>
      readdirSync(at('data', split, name)).map((file) => `${split}/${name}/${file}`),
    ),
  );
  writeFileSync(
    at('predictions.csv'),
    toCsv(
      ['image', 'prediction'],
      images.map((image, n) => [image, n % 2]),
    ),
  );
  writeFileSync(
    at('decisions.csv'),
    toCsv(['image', 'decision', 'new_class'], [[images[0]!, 'relabel', 'water']]),
  );
});

/** What is known of the discovered pairs becomes answers: every pair of class 0 spurious, of class 1 core. */
function writeAnswers(): void {
  const pairs = readResults(at('world', 'study'), 'important-features').map(({ class_index, feature }) => ({
    classIndex: Number(class_index),
    feature: Number(feature),
    votes: class_index === '0' ? 3 : 0,
    of: 3,
  }));
  writeFileSync(at('answers.csv'), toAnswers(pairs));
}

/** In the order in which they build on each other. */
const COMMANDS: [name: string, toArgs: (study: string) => string[], prepare?: () => void][] = [
  ['encoder import', () => ['encoder', 'import', at('own.onnx'), '--side', '16']],
  ['init', (study) => ['init', at('data'), '-w', study]],
  ['extract', (study) => ['extract', '--encoder', at('tiny'), '-w', study]],
  ['discover', (study) => ['discover', '--top-features', '2', '--attacks', '1', '-w', study]],
  ['annotate auto', (study) => ['annotate', 'auto', '-w', study]],
  ['annotate import', (study) => ['annotate', 'import', at('answers.csv'), '-w', study], writeAnswers],
  [
    'annotate answer',
    (study) => ['annotate', 'answer', '1', '0', 'main_object', '--worker', 'eve', '-w', study],
  ],
  ['attack', (study) => ['attack', '--class', '0', '--steps', '2', '-w', study]],
  ['rank', (study) => ['rank', '-w', study]],
  [
    'model add, predictions',
    (study) => ['model', 'add', 'told', '--predictions', at('predictions.csv'), '-w', study],
  ],
  [
    'model add, network',
    (study) => ['model', 'add', 'run', '--onnx', at('own.onnx'), '--side', '16', '-w', study],
  ],
  ['gap', (study) => ['gap', '--k', '3', '--interventions', '-w', study]],
  ['corrupt', (study) => ['corrupt', '-w', study]],
  ['mitigate', (study) => ['mitigate', ...TUNING, '-w', study]],
  ['mitigate --sweep', (study) => ['mitigate', '--sweep', 'images-per-class=3,4', ...TUNING, '-w', study]],
  ['export model', (study) => ['export', 'model', `${study}-exported`, '-w', study]],
  ['noise', (study) => ['noise', '--k', '3', '-w', study]],
  ['noise --apply', (study) => ['noise', '--apply', at('decisions.csv'), '--decided-by', 'eve', '-w', study]],
  ['crop', (study) => ['crop', '--all', '-w', study]],
  ['segment', (study) => ['segment', '-w', study]],
  ['duplicates', (study) => ['duplicates', '-w', study]],
  ['report', (study) => ['report', '--k', '3', '-w', study]],
  ['features import', (study) => ['features', 'import', at('features.npy'), '-w', study]],
  ['init again', (study) => ['init', at('data'), '-w', study]],
  ['relocate', (study) => ['relocate', at('data'), '-w', study]],
  ['model remove', (study) => ['model', 'remove', 'told', '-w', study]],
];

test.each(COMMANDS)('%s', async (_, toArgs, prepare) => {
  prepare?.();
  const log = at('steps.txt');
  writeFileSync(log, '');
  rmSync(at('before'), { recursive: true, force: true });
  if (existsSync(world())) await copy(world(), at('before'));
  const run = (root: string) => toArgs(path.join(root, 'study'));
  /** The user's cache is below the root, too. */
  const toEnv = (root: string) => ({ XDG_CACHE_HOME: path.join(root, 'home') });
  await runWell(run(world()), { env: { ...toEnv(world()), SPURIOSITY_TEST_STEPS: `log ${log}` } });
  const steps = readFileSync(log, 'utf8').split('\n').slice(0, -1);
  expect(steps.length, 'it writes').toBeGreaterThan(0);
  const undisturbed = describeWorld(world());

  for (const number of chooseSteps(steps.length)) {
    // A place of its own: a process removes only once what others left in a folder.
    const root = at(`killed-${++killCount}`);
    if (existsSync(at('before'))) await copy(at('before'), root);
    const args = run(root);
    const env = toEnv(root);
    const { signal } = await runCommand(args, { env: { ...env, SPURIOSITY_TEST_STEPS: `kill ${number}` } });
    const step = `step ${number} of ${steps.length}: ${steps[number - 1]}`;
    expect(signal, step).toBe('SIGKILL');
    const again = await runHere(args, { env });
    // What was removed before the end came cannot be removed again.
    if (again.code !== 0)
      expect([args[1], step], again.stderr).toEqual(['remove', expect.stringContaining('after rows')]);
    expect(describeWorld(root), step).toEqual(undisturbed);
    rmSync(root, { recursive: true });
  }
});

/** Without the empty log beside a closed database and its index, which go when the driver is done with them. */
function copy(from: string, to: string): Promise<void> {
  return cp(from, to, {
    recursive: true,
    preserveTimestamps: true,
    filter: (file) => !/-(shm|wal)$/.test(file),
  });
}

/** Numbers of steps from 1, spread evenly; other commands begin elsewhere by their number of steps. */
function chooseSteps(count: number): number[] {
  const chosen = Math.min(count, KILLS_PER_COMMAND);
  return Array.from({ length: chosen }, (_, n) => Math.ceil(((n + 0.5) * count) / chosen));
}

/**
 * Every file by its hash and every row of the database; without what tells of time, of this folder, or is a cache.
 */
function describeWorld(root: string): Record<string, unknown> {
  const described: Record<string, unknown> = {};
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    const name = path.relative(root, file);
    if (!entry.isFile() || /^study\/cache\//.test(name) || /-(wal|shm)$/.test(name)) continue;
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
