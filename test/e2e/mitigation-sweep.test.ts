/**
 * `mitigate --sweep` on a study without pixels: its rows have to be those of as many single mitigations, whether or not it was
 * interrupted, and the tuned head has to stay as it was.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'csv-parse/sync';
import { beforeAll, describe, expect, test } from 'vitest';
import { readHead, writeHead } from '../../src/storage/index.js';
import { toNpy, toNpz } from '../arrays.js';
import { runBadly, runJson, runWell, startCommand } from '../command.js';
import { copyWorkspace } from '../servers/served-app.js';
import { createStudy, FEATURE_COUNT, toAnswers, toManifest } from '../studies/study.js';
import { type Row, readResults } from '../tables.js';
import { writeTree } from '../trees.js';

const COLUMNS =
  'model,images_per_class,stop_gap,method,trial,accuracy_before,accuracy_after,gap_before,gap_after,epochs,steps,images';
const TUNING = [
  ...['--model', 'leaning', '--k', '5', '--trials', '2', '--recipe', 'small-data'],
  ...['--methods', 'low-spuriosity,random,misclassified'],
];
/** A head that takes water for a sign of the first and the third class, land for one of the others. */
const LEANING = [0, 1, 2, 3].map((c) =>
  [0, 1, 2, 3, 4, 5].map((i) => (i === c ? 1 : i === 4 ? 0.8 - 1.6 * (c % 2) : 0)),
);

let workspace: string;
let unswept: string;
const inStudy = (...args: string[]) => [...args, '-w', workspace];
const readFileOf = (folder: string, ...names: string[]) => readFileSync(path.join(folder, ...names), 'utf8');
const readJson = (folder: string) => JSON.parse(readFileOf(folder, 'mitigation-sweep.json'));

function readRows(folder: string): Row[] {
  const text = readFileOf(folder, 'results', 'mitigation-sweep.csv');
  expect(text.split('\n')[0]).toBe(COLUMNS);
  return parse(text, { columns: true });
}

const listValues = (rows: readonly Row[], column: string) => [...new Set(rows.map((row) => row[column]))];

beforeAll(async () => {
  const images = createStudy();
  const values = images.flatMap(({ features }) => features);
  const folder = await writeTree({
    'M.csv': toManifest(images),
    'X.npy': toNpy('<f4', [images.length, FEATURE_COUNT], values),
    'answers.csv': toAnswers([0, 2].map((classIndex) => ({ classIndex, feature: 4, votes: 5, of: 5 }))),
    'leaning.npz': toNpz({
      W: toNpy('<f4', [4, FEATURE_COUNT], LEANING.flat()),
      b: toNpy('<f4', [4], [0, 2.6, 0, 2.6]),
    }),
  });
  workspace = path.join(folder, 'study.spuriosity');
  await runWell(inStudy('init', path.join(folder, 'M.csv'), '--format', 'manifest', '--no-images'));
  await runWell(inStudy('features', 'import', path.join(folder, 'X.npy')));
  await runWell(inStudy('model', 'add', 'leaning', '--head', path.join(folder, 'leaning.npz')));
  await runWell(inStudy('annotate', 'import', path.join(folder, 'answers.csv')));
  await runWell(inStudy('mitigate', ...TUNING));
  unswept = await copyWorkspace(workspace);
});

describe('a sweep', () => {
  test('of both options takes the numbers that leave half of each class, and five goals (R16)', async () => {
    const heads = () => readdirSync(path.join(workspace, 'heads')).sort();
    const before = [heads(), readFileOf(workspace, 'mitigation.json'), readResults(workspace, 'mitigation')];
    const document = await runJson(
      inStudy('mitigate', '--sweep', 'images-per-class', '--sweep', 'stop-gap', ...TUNING),
    );
    expect(document.swept).toEqual({ images_per_class: [5, 10], stop_gap: [0.01, 0.02, 0.05, 0.1, 0.2] });
    const rows = readRows(workspace);
    // Two trials of each of three methods.
    expect(rows).toHaveLength(2 * 5 * 3 * 2);
    expect(document.points).toHaveLength(rows.length);
    expect([heads(), readFileOf(workspace, 'mitigation.json'), readResults(workspace, 'mitigation')]).toEqual(
      before,
    );
  });

  test('has the rows of mitigations with each setting alone', async () => {
    const copy = await copyWorkspace(workspace);
    const sweep = ['--sweep', 'images-per-class=4,share,12', '--sweep', 'stop-gap=0.2,-0.5,0.03'];
    await runWell(inStudy('mitigate', ...sweep, ...TUNING));
    const rows = readRows(workspace);
    expect(listValues(rows, 'images_per_class')).toEqual(['4', 'share', '12']);
    expect(listValues(rows, 'stop_gap')).toEqual(['0.2', '-0.5', '0.03']);
    const ends = new Set<string | undefined>();
    for (const count of ['4', 'share', '12']) {
      for (const goal of ['0.2', '-0.5', '0.03']) {
        const own = rows.filter((row) => row.images_per_class === count && row.stop_gap === goal);
        const images = count === 'share' ? [] : ['--images-per-class', count];
        await runWell(['mitigate', ...images, '--stop-gap', goal, ...TUNING, '-w', copy]);
        const alone = readResults(copy, 'mitigation');
        expect(own).toHaveLength(alone.length);
        const shared = COLUMNS.split(',').filter((column) => column in alone[0]!);
        expect(own.map((row) => shared.map((column) => row[column]))).toEqual(
          alone.map((row) => shared.map((column) => row[column])),
        );
        for (const { steps } of own) ends.add(steps);
      }
    }
    // Otherwise the goals would not have mattered.
    expect(ends.size).toBeGreaterThan(3);
  });

  test('of one option leaves the other as the command says', async () => {
    await runWell(inStudy('mitigate', '--sweep', 'stop-gap=0.1', '--images-per-class', '7', ...TUNING));
    expect(listValues(readRows(workspace), 'images_per_class')).toEqual(['7']);
    await runWell(inStudy('mitigate', '--sweep', 'images-per-class=7', '--stop-gap', '0.3', ...TUNING));
    expect(listValues(readRows(workspace), 'stop_gap')).toEqual(['0.3']);
  });

  test.each([
    ['an option that cannot be swept', ['trials=1,2'], 'sweep-option', 'images-per-class or stop-gap'],
    ['an option twice', ['stop-gap', 'stop-gap=0.1'], 'sweep-twice', 'separated by commas'],
    ['no value at all', ['images-per-class='], 'sweep-values', 'whole numbers'],
    ['half an image', ['images-per-class=2.5'], 'sweep-values', '"2.5"'],
    ['zero images', ['images-per-class=0,5'], 'sweep-values', '"0"'],
    ['a gap in percent', ['stop-gap=5'], 'sweep-values', 'as 0.05'],
    ['a value twice', ['stop-gap=0.1,0.10'], 'sweep-values', 'twice'],
    ['two lists in one', ['stop-gap=0.1=0.2'], 'sweep-option', 'stop-gap=0.1=0.2'],
  ])('of %s is wrong usage', async (_, sweeps, code, words) => {
    const before = readFileOf(workspace, 'results', 'mitigation-sweep.csv');
    const error = await runBadly(
      2,
      inStudy('mitigate', ...sweeps.flatMap((text) => ['--sweep', text]), ...TUNING),
    );
    expect(error.code).toBe(code);
    expect(error.message).toContain(words);
    expect(readFileOf(workspace, 'results', 'mitigation-sweep.csv')).toBe(before);
  });

  test('of more images than a class has is refused before anything is tuned', async () => {
    const error = await runBadly(1, inStudy('mitigate', '--sweep', 'images-per-class=5,31', ...TUNING));
    expect(error.code).toBe('too-few-images');
    expect(error.message).toContain('30 training images, 31');
  });
});

describe('a sweep that was interrupted', () => {
  const COUNTS = Array.from({ length: 12 }, (_, place) => place + 1);
  // Ends below −0.9 are out of reach: every run takes all of its steps.
  const long = [
    'mitigate',
    '--sweep',
    `images-per-class=${COUNTS}`,
    '--sweep',
    'stop-gap=-0.9',
    '--model',
    'leaning',
    '--trials',
    '3',
  ];

  test('goes on with the runs that it finished, and comes to what an undisturbed one comes to', async () => {
    const [copy, undisturbed] = [await copyWorkspace(unswept), await copyWorkspace(unswept)];
    const count = () =>
      existsSync(path.join(copy, 'mitigation-sweep.json')) ? readJson(copy).runs.length : 0;
    const { child, outcome } = startCommand([...long, '-w', copy]);
    while (count() < 2 && child.exitCode === null) await sleep(5);
    child.kill('SIGINT');
    expect((await outcome).code).toBe(130);
    const finished = count();
    expect(finished).toBeGreaterThanOrEqual(2);
    expect(finished, 'stopped before the end').toBeLessThan(COUNTS.length);
    const { stderr } = await runWell([...long, '-w', copy]);
    expect(stderr).toContain('Going on with the runs of an earlier sweep');
    await runWell([...long, '-w', undisturbed]);
    expect(readRows(copy)).toEqual(readRows(undisturbed));
    expect(listValues(readRows(copy), 'images_per_class')).toEqual(COUNTS.map(String));
  });

  test('takes known runs as they are, unless they ended too early or rest on something else', async () => {
    const sweep = (...more: string[]) => runWell(['mitigate', ...more, ...TUNING, '-w', unswept]);
    await sweep('--sweep', 'images-per-class=4,6', '--sweep', 'stop-gap=0.05');
    // What only the stored run says shows where it was used.
    const mark = () => {
      // As of an earlier version: the hash of what was written would tell of the change.
      const { contentSha256: _hash, ...report } = readJson(unswept);
      for (const run of report.runs) for (const point of run.trials[0].curve) point.accuracy = 0.125;
      writeFileSync(path.join(unswept, 'mitigation-sweep.json'), JSON.stringify(report));
    };
    const readMarked = () => readRows(unswept).map((row) => row.accuracy_after === '0.125');
    const isMarked = [true, false, false, false, false, false];
    mark();
    await sweep('--sweep', 'images-per-class=6', '--sweep', 'stop-gap=0.1');
    expect(readMarked()).toEqual(isMarked);
    // The run with four images is still known, though the last sweep had none of it.
    await sweep('--sweep', 'images-per-class=4', '--sweep', 'stop-gap=0.05');
    expect(readMarked()).toEqual(isMarked);
    await sweep('--sweep', 'images-per-class=4', '--sweep', 'stop-gap=0.02');
    expect(readMarked()).not.toContain(true);
    mark();
    await sweep('--sweep', 'images-per-class=4', '--sweep', 'stop-gap=0.05', '--seed', '9');
    expect(readMarked()).not.toContain(true);
    mark();
    const { bias, ...head } = (await readHead(path.join(unswept, 'models'), 'leaning')).head;
    await writeHead(path.join(unswept, 'models'), 'leaning', { ...head, bias: bias.with(3, 0.25) }, {});
    await sweep('--sweep', 'images-per-class=4', '--sweep', 'stop-gap=0.05', '--seed', '9');
    expect(readMarked()).not.toContain(true);
  });
});
