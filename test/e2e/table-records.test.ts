/**
 * Tables beside the record of what they were made with, by real processes: two that write at once, and one that is killed between two
 * tables (docs/formats/results.md, R40 to R44).
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { openProject } from '../../src/project/index.js';
import { runCommand, runWell } from '../command.js';
import { makeLiveStudy, settle } from '../studies/live-study.js';
import { readResults } from '../tables.js';
import { useTrialFolder } from '../trees.js';

/** Of two commands that race; enough for a mixture to show wherever one is possible. */
const ROUNDS = 3;

let workspace: string;
const at = useTrialFolder();
const inStudy = (...args: string[]) => [...args, '-w', workspace];
const readRecord = () =>
  (
    JSON.parse(readFileSync(path.join(workspace, 'results', 'tables.json'), 'utf8')) as {
      tables: Record<string, { command: string; options: Record<string, unknown> }>;
    }
  ).tables;

beforeAll(async () => {
  workspace = await makeLiveStudy();
  const project = await openProject(workspace);
  settle(project, 0, 4, 'spurious');
  settle(project, 1, 5, 'spurious');
  project.close();
});

test('of two commands at once one leaves all of its tables, and the record says which', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const gap = (k: string) => runWell(inStudy('gap', '--k', k, '--resamples', k, '--draws', '10', '-q'));
    await Promise.all([gap('3'), gap('5')]);
    const { models, groups, 'spurious-gaps': gaps, 'model-agreement': agreement } = readRecord();
    const k = gaps!.options.k as number;
    expect([3, 5]).toContain(k);
    expect(gaps).toMatchObject({ command: `spuriosity gap --k ${k} --resamples ${k} --draws 10` });
    for (const other of [models, groups, agreement]) expect(other!.options).toEqual(gaps!.options);
    expect(new Set(readResults(workspace, 'spurious-gaps').map((row) => row.k))).toEqual(new Set([`${k}`]));
    for (const row of readResults(workspace, 'models')) {
      expect(row).toMatchObject({ k: `${k}`, resamples: `${k}` });
    }
  }
  expect((await runWell(inStudy('report', '--no-figures', '--out', at('r.html')))).stderr).not.toContain(
    'In results/',
  );
});

test('a command that is killed between two tables is told from a whole one, until it is given again', async () => {
  const args = inStudy('gap', '--k', '4', '--draws', '10', '-q');
  const log = at('steps.txt');
  await runWell(args, { env: { SPURIOSITY_TEST_STEPS: `log ${log}` } });
  const steps = readFileSync(log, 'utf8').split('\n');
  const between = steps.indexOf('after spurious-gaps.csv') + 1;
  const other = inStudy('gap', '--k', '6', '--draws', '10', '-q');
  const { signal } = await runCommand(other, { env: { SPURIOSITY_TEST_STEPS: `kill ${between}` } });
  expect(signal).toBe('SIGKILL');
  const report = ['report', '--no-figures', '--out', at('r.html')];
  const { stderr } = await runWell(inStudy(...report));
  const sentence =
    'In results/, spurious-gaps.csv is outdated: not as written: edited, or the command was interrupted. `spuriosity gap --k 4 --draws 10` makes it anew.';
  expect(stderr.replace(/\s+/g, ' ')).toContain(sentence);
  expect(readFileSync(at('r.html'), 'utf8')).toContain('not as written');
  await runWell(other);
  expect((await runWell(inStudy(...report))).stderr).not.toContain('In results/');
});
