/**
 * Extraction that is stopped in the middle, by Ctrl-C or by force, or divided over machines: what was finished stays, the next
 * run goes on, and the features are the same bytes as those of an extraction that nobody disturbed.
 */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, expect, test } from 'vitest';
import { runJson, runWell, startCommand } from '../../command.js';
import { countReceipts, listFeatures } from '../../feature-folders.js';
import { drawClasses } from '../../pictures.js';
import { writeTinyEncoder } from '../../studies/tiny-encoder.js';
import { useTrialFolder, writeTree } from '../../trees.js';

/** Enough for several shards of 64. */
const IMAGES_PER_CLASS = 450;
const SHARD_COUNT = 15;

let data: string;
let encoder: string;
let undisturbed: string[];
/** Names of the steps of its commits (`src/storage/files/steps.ts`). */
let steps: string[];

const at = useTrialFolder();
/** One image a batch: slow enough to be caught in the middle. */
const extract = (workspace: string, ...more: string[]) => [
  'extract',
  '--encoder',
  encoder,
  '--batch',
  '1',
  '-w',
  workspace,
  ...more,
];

async function startStudy(name: string): Promise<string> {
  await runWell(['init', data, '-w', at(name)]);
  return at(name);
}

beforeAll(async () => {
  encoder = await writeTinyEncoder(at('tiny'));
  data = await writeTree(await drawClasses(['a', 'b'], IMAGES_PER_CLASS));
  const workspace = await startStudy('undisturbed');
  await runWell(extract(workspace), { env: { SPURIOSITY_TEST_STEPS: `log ${at('steps.txt')}` } });
  steps = readFileSync(at('steps.txt'), 'utf8').split('\n');
  undisturbed = listFeatures(workspace);
  expect(countReceipts(workspace)).toBe(SHARD_COUNT);
});

test.each(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)(
  '%s in the middle loses no finished shard',
  async (signal) => {
    const workspace = await startStudy(signal);
    const { child, outcome } = startCommand(extract(workspace));
    while (countReceipts(workspace) < 2 && child.exitCode === null) await sleep(5);
    child.kill(signal);
    const { code, stderr, signal: endedBy } = await outcome;
    const finished = countReceipts(workspace);
    expect(finished).toBeGreaterThanOrEqual(2);
    expect(finished, 'stopped before the end').toBeLessThan(SHARD_COUNT);
    if (signal === 'SIGKILL') expect(endedBy).toBe('SIGKILL');
    else {
      expect(code, stderr).toBe(signal === 'SIGINT' ? 130 : 143);
      expect(stderr).toContain('Run the same command again');
      expect(stderr).not.toMatch(/^\s+at /m);
    }

    const { extractedCount, missingShards } = await runJson(extract(workspace));
    expect(missingShards).toBe(0);
    expect(extractedCount).toBeLessThanOrEqual(2 * IMAGES_PER_CLASS - finished * 64 + 64);
    expect(extractedCount).toBeLessThan(2 * IMAGES_PER_CLASS);
    expect(listFeatures(workspace)).toEqual(undisturbed);
  },
);

test.each(['before', 'after'])(
  'killed %s its claim of a shard is in place: nothing of it stays',
  async (moment) => {
    const workspace = await startStudy(`claim-${moment}`);
    const number = steps.indexOf(`${moment} shard-00000.json`) + 1;
    expect(number, steps.join()).toBeGreaterThan(0);
    const { outcome } = startCommand(extract(workspace), {
      env: { SPURIOSITY_TEST_STEPS: `kill ${number}` },
    });
    expect((await outcome).signal).toBe('SIGKILL');
    expect(listFeatures(workspace).filter((line) => /^locks.*\.tmp /.test(line))).toHaveLength(1);
    await runWell(extract(workspace));
    expect(listFeatures(workspace)).toEqual(undisturbed);
  },
);

test('two parts of the work, each by its own process at the same time, make the same whole', async () => {
  const workspace = await startStudy('parts');
  const [one, two] = await Promise.all([
    runJson(extract(workspace, '--shard', '0/2')),
    runJson(extract(workspace, '--shard', '1/2')),
  ]);
  expect(one.extractedCount + two.extractedCount).toBe(2 * IMAGES_PER_CLASS);
  expect(Math.abs(one.extractedCount - two.extractedCount)).toBeLessThanOrEqual(64);
  expect(listFeatures(workspace)).toEqual(undisturbed);
});

test('one part alone says what is missing, and what needs features says so too', async () => {
  const workspace = await startStudy('half');
  const { stdout } = await runWell(['extract', '--encoder', encoder, '-w', workspace], {
    env: { SLURM_ARRAY_TASK_ID: '1', SLURM_ARRAY_TASK_COUNT: '2', SLURM_ARRAY_TASK_MIN: '1' },
  });
  expect(stdout).toContain('7 shards of other parts still missing');
  const { code, stderr } = await startCommand(['discover', '-w', workspace]).outcome;
  expect(code).toBe(1);
  expect(stderr).toContain('7 of 15 shards');
  expect(stderr).toContain('Run extract again');
});

test('the batch size does not change a bit', async () => {
  const workspace = await startStudy('batches');
  await runWell(['extract', '--encoder', encoder, '--batch', '37', '--threads', '1', '-w', workspace]);
  expect(listFeatures(workspace)).toEqual(undisturbed);
});
