/**
 * A study whose groups are known and whose features nobody judged: the head is repaired by groups alone, and nothing speaks of a gap.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { openProject, readMitigation } from '../../src/project/index.js';
import { toNpy } from '../arrays.js';
import { runCommand, runJson, runWell } from '../command.js';
import { createNumbers } from '../studies/study.js';
import { readResults, toCsv } from '../tables.js';
import { writeTree } from '../trees.js';

const FEATURE_COUNT = 6;
const IMAGES = { train: 120, val: 80 };
/** How often the place goes with the class. */
const AGREEMENT = { train: 0.9, val: 0.5 };
const RANKLESS = ['dfr', 'afr', 'random', 'misclassified'];
const GAP_COLUMNS = ['gap', 'acc_top', 'acc_bottom', 'absolute_gap'].flatMap((name) => [
  `${name}_before`,
  `${name}_after`,
]);

/** Two birds: features 0 and 1 speak weakly for the class, 2 and 3 strongly for the place, 4 and 5 are noise. */
function createBirds() {
  const next = createNumbers(2024);
  return [0, 1].flatMap((classIndex) =>
    (['train', 'val'] as const).flatMap((split) =>
      Array.from({ length: IMAGES[split] }, (_, n) => {
        const place = next() < AGREEMENT[split] ? classIndex : 1 - classIndex;
        const means = [
          ...[0, 1].map((one) => (one === classIndex ? 0.6 : 0)),
          ...[0, 1].map((one) => (one === place ? 2 : 0)),
          ...[0, 0],
        ];
        return {
          row: [
            `${split}/${classIndex}/${n}.jpg`,
            `bird-${classIndex}`,
            split,
            place === 0 ? 'land' : 'water',
          ],
          features: means.map((mean) => Math.fround(mean + next())),
        };
      }),
    ),
  );
}

let folder: string;
const at = (name: string) => path.join(folder, name);
const inBirds = (...args: string[]) => [...args, '-w', at('birds')];

beforeAll(async () => {
  const birds = createBirds();
  const rows = birds.map(({ row }) => row);
  const features = birds.flatMap((bird) => bird.features);
  folder = await writeTree({
    'birds.csv': toCsv(['path', 'label', 'split', 'place'], rows),
    'plain.csv': toCsv(
      ['path', 'label', 'split'],
      rows.map((row) => row.slice(0, 3)),
    ),
    'features.npy': toNpy('<f4', [birds.length, FEATURE_COUNT], features),
  });
  for (const [table, workspace] of [
    ['birds.csv', 'birds'],
    ['plain.csv', 'plain'],
  ] as const) {
    await runWell(['init', at(table), '--format', 'manifest', '--no-images', '-w', at(workspace)]);
    await runWell(['features', 'import', at('features.npy'), '-w', at(workspace)]);
    await runWell(['discover', '-w', at(workspace)]);
  }
});

test('without groups a verdict is needed', async () => {
  const { code, stderr } = await runCommand(['mitigate', '-w', at('plain')]);
  expect(code).toBe(1);
  expect(stderr).toContain('No (class, feature) pair is annotated as spurious');
});

test('methods that need no ranking run, and the one with the best worst group is recommended', async () => {
  const { methods, recommendation, trials, settings } = await runJson(inBirds('mitigate'));
  const omitted = methods.filter(({ state }: { state: string }) => state === 'omitted');
  expect(omitted.map(({ method }: { method: string }) => method)).toEqual([
    'low-spuriosity',
    'counterexamples',
    'interpolation',
    'muting',
  ]);
  expect(new Set(trials.map(({ method }: { method: string }) => method))).toEqual(new Set(RANKLESS));
  expect(settings.stopBy).toBe('worst-group');
  expect(recommendation).toMatchObject({ goal: 'worst known group', isBorneOut: true });
  const { before, after } = recommendation.measured;
  expect(after.worstGroup - before.worstGroup).toBeGreaterThan(0.06);
  expect(recommendation.sentences.join(' ')).not.toMatch(/gap|spurious|NaN/);
});

test('no cell, sentence or figure tells of a gap', async () => {
  const { stdout } = await runWell(inBirds('mitigate', '--methods', 'dfr,random,muting'));
  expect(stdout).toContain('worst known group');
  expect(stdout).toContain('Muting: no feature was judged spurious, so there is no ranking.');
  expect(stdout).not.toMatch(/gap|least spurious|NaN/i);
  const rows = readResults(at('birds'), 'mitigation');
  expect(rows).toHaveLength(6);
  for (const row of rows) {
    expect(GAP_COLUMNS.map((name) => row[name])).toEqual(GAP_COLUMNS.map(() => ''));
    expect(row.worst_group_after).toMatch(/^[01]/);
  }
  const { path: report } = await runJson(inBirds('report'));
  const section = /<section id="mitigation"[\s\S]*?<\/section>/.exec(readFileSync(report, 'utf8'))![0];
  expect(section).toContain('worst group');
  expect(section).not.toMatch(/gap|NaN|–/);
});

test('the repaired layer goes with a card that speaks of groups', async () => {
  const { stdout } = await runWell(inBirds('export', 'model', at('out'), '--head-only'));
  expect(stdout).toMatch(/Worst known group \d+% \(\d+% to \d+%, \d+ images?\) before, \d+% \(.*\) after/);
  const card = readFileSync(at('out/README.md'), 'utf8');
  expect(card).toContain('repaired by the known groups');
  expect(card).not.toMatch(/spurious gap|NaN/i);
});

test('a sweep of gaps needs a ranking', async () => {
  const { code, stderr } = await runCommand(inBirds('mitigate', '--sweep', 'stop-gap'));
  expect(code).toBe(1);
  expect(stderr).toContain('No class with training images has a feature that was judged spurious');
});

test('another `init` with other groups outdates the repair; the groups it was tuned on bring it back', async () => {
  const init = (table: string) =>
    runWell(['init', at(table), '--format', 'manifest', '--no-images', '-w', at('birds')]);
  await runWell(inBirds('mitigate', '--methods', 'dfr'));
  const isOutdated = async () => {
    const project = await openProject(at('birds'));
    try {
      return (await readMitigation(project))!.isOutdated;
    } finally {
      project.close();
    }
  };
  expect(await isOutdated()).toBe(false);
  const [header, ...rows] = readFileSync(at('birds.csv'), 'utf8').trimEnd().split('\n');
  const turned = rows.map((row) =>
    row.replace(/land$|water$/, (place) => (place === 'land' ? 'water' : 'land')),
  );
  writeFileSync(at('turned.csv'), `${[header, ...turned].join('\n')}\n`);
  await init('turned.csv');
  expect(await isOutdated()).toBe(true);
  await init('birds.csv');
  expect(await isOutdated()).toBe(false);
});
