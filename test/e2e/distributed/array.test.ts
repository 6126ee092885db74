/**
 * Arrays of jobs: the job files of `examples/cluster/` run with the variables that their schedulers set, members are killed and come back,
 * and what is brought together is what one undisturbed extraction makes.
 */
import { execFile } from 'node:child_process';
import { chmodSync, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { runJson } from '../../command.js';
import { countReceipts, findFeatureFolder, listFeatures } from '../../feature-folders.js';
import { toCommandEnvironment } from '../../runners.js';
import { useTrialFolder, writeTree } from '../../trees.js';
import { listTables, makeSmallFleet, SHARD_COUNT, type SmallFleet } from './small-fleet.js';

const CLUSTER = fileURLToPath(new URL('../../../examples/cluster/', import.meta.url));
const PROGRAM = fileURLToPath(new URL('../../../bin/spuriosity.js', import.meta.url));
const MEMBERS = 4;
/** Rule C1 of docs/formats/command-line.md. */
const FINAL_EXIT_CODES = { usage: 2, skippedUnderStrict: 3, poisonShard: 4 };

const at = useTrialFolder();
let fleet: SmallFleet;

beforeAll(async () => {
  fleet = await makeSmallFleet(at('fleet'));
});

/** Programs by the names that the job file calls them; the first runs of members 1 and 2 are killed at one of their commits. */
async function writePrograms(): Promise<string> {
  const folder = await writeTree({
    // Since 22.05 srun gives a step one processor unless it is told otherwise.
    srun: '#!/bin/bash\n[[ " $* " == *" --cpus-per-task=1 "* ]] || exit 2\nwhile [[ $1 == --* ]]; do shift; done\nexec "$@"\n',
    spuriosity: `#!/bin/bash
mark="$MARKS/killed-$SLURM_ARRAY_TASK_ID"
if [[ $SLURM_ARRAY_TASK_ID == [12] && ! -e $mark ]]; then
  touch "$mark"
  export SPURIOSITY_TEST_STEPS="kill 12"
fi
exec "${process.execPath}" "${PROGRAM}" "$@"
`,
  });
  for (const name of ['srun', 'spuriosity']) chmodSync(path.join(folder, name), 0o755);
  return folder;
}

function runMember(programs: string, workspace: string, member: number): Promise<string> {
  const env = toCommandEnvironment({
    PATH: `${programs}:${process.env.PATH}`,
    MARKS: programs,
    WORKSPACE: workspace,
    EXTRACT_OPTIONS: `--encoder ${fleet.encoder}`,
    PARTS: String(MEMBERS),
    RETRY_SECONDS: '0',
    SLURM_CPUS_PER_TASK: '1',
    SLURM_ARRAY_TASK_ID: String(member),
    SLURM_ARRAY_TASK_MIN: '0',
    SLURM_ARRAY_TASK_COUNT: String(MEMBERS),
  });
  return new Promise((resolve, reject) => {
    execFile('bash', [path.join(CLUSTER, 'extract.slurm')], { env }, (error, _stdout, stderr) =>
      error === null ? resolve(stderr) : reject(error),
    );
  });
}

test('the Slurm script: of four members two are killed and come back; features and tables are those of an undisturbed run', async () => {
  const workspace = await fleet.start('slurm.spuriosity');
  const programs = await writePrograms();
  const said = await Promise.all(
    Array.from({ length: MEMBERS }, (_, member) => runMember(programs, workspace, member)),
  );
  expect(said.map((stderr) => /exit code 137/.test(stderr))).toEqual([false, true, true, false]);
  const { gaps } = await runJson(['merge', '--verify', '-w', workspace]);
  expect(gaps).toEqual([]);
  expect(listFeatures(workspace)).toEqual(fleet.features);
  expect(await listTables(workspace)).toEqual(fleet.tables);
});

test('the arguments of the Kubernetes and Batch jobs compute the parts that their indices name; what another try would not change is not tried again', async () => {
  const job = parseYaml(readFileSync(path.join(CLUSTER, 'kubernetes.yaml'), 'utf8')).spec;
  const batch = JSON.parse(readFileSync(path.join(CLUSTER, 'batch.json'), 'utf8'));
  const final = Object.values(FINAL_EXIT_CODES);
  const [disruptions, own] = job.podFailurePolicy.rules;
  expect(disruptions).toEqual({ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget' }] });
  expect(own).toMatchObject({ action: 'FailIndex', onExitCodes: { values: final } });
  const [again, ...others] = batch.retryStrategy.evaluateOnExit.reverse();
  expect(again).toEqual({ onReason: '*', action: 'RETRY' });
  expect(others).toEqual(final.map((code) => ({ onExitCode: String(code), action: 'EXIT' })));

  const workspace = await fleet.start('indexed.spuriosity');
  const toArgs = (args: string[]) => [
    ...args.map((word) => (word === '/shared/photos.spuriosity' ? workspace : word)),
    ...['--encoder', fleet.encoder],
  ];
  const [container] = job.template.spec.containers;
  expect(container.args).toContain(`auto/${job.completions}`);
  await runJson(toArgs(container.args), { env: { JOB_COMPLETION_INDEX: '5' } });
  await runJson(toArgs(batch.containerOverrides.command), {
    env: { AWS_BATCH_JOB_ARRAY_INDEX: '1', AWS_BATCH_JOB_ARRAY_SIZE: String(SHARD_COUNT) },
  });
  const receipt = (shard: number) =>
    existsSync(path.join(findFeatureFolder(workspace)!, 'receipts', `0000${shard}.json`));
  expect([1, 5].map(receipt)).toEqual([true, true]);
  expect(countReceipts(workspace)).toBe(2);
});
