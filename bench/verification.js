/**
 * What it costs to verify bytes before they are believed: the commands `rank` and `gap` from start to end, beside the checksums of every shard,
 * receipt and prediction and the look at every page of the database that they do in it. Processor time of both sides, which other work on the
 * machine does not stretch; the sides alternate, medians.
 *
 *   node bench/verification.js [--workspace FOLDER] [--repeats 5]
 *
 * Without a workspace one of 27,500 images × 512 features and three models is made up.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openProject } from '../dist/project/index.js';
import { computeFileChecksum, computeFileHash } from '../dist/storage/files/file-hash.js';
import { assertListedBytes } from '../dist/storage/index.js';
import { makeWorkspace } from './made-up-workspace.js';

const LIMIT_PERCENT = 3;
const PROGRAM = fileURLToPath(new URL('../bin/spuriosity.js', import.meta.url));
const SIZE = { models: 3, classes: 50, val: 50, train: 500, features: 512, pairs: 5 };

const { values: options } = parseArgs({
  options: { workspace: { type: 'string' }, repeats: { type: 'string', default: '5' } },
});

const CPU_KEY = 'processor µs:';
const REPORT_CPU = `process.on('exit', () => { const { user, system } = process.cpuUsage(); console.error('${CPU_KEY}', user + system) })`;

/** Processor seconds of a command as a user runs it. */
function timeCommand(command, folder) {
  const inspect = ['--import', `data:text/javascript,${encodeURIComponent(REPORT_CPU)}`];
  const child = spawn(process.execPath, [...inspect, PROGRAM, command, '-w', folder], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    errors += text;
  });
  return new Promise((resolve, reject) => {
    child.once('close', (code) => {
      const used = new RegExp(`${CPU_KEY} (\\d+)`).exec(errors);
      if (code === 0 && used !== null) resolve(Number(used[1]) / 1e6);
      else reject(new Error(errors));
    });
  });
}

/** Processor seconds of everything that is verified when all of a workspace is read once. */
async function timeVerification(folder) {
  const project = await openProject(folder);
  try {
    const store = await project.openFeatureStore();
    const before = process.cpuUsage();
    for (const { file, crc32 } of await store.readReceipts()) {
      await (crc32 === undefined ? computeFileHash : computeFileChecksum)(join(store.folder, file));
    }
    for (const name of await readdir(project.layout.models).catch(() => [])) {
      if (name.endsWith('.sha256')) await assertListedBytes(project.layout.models, name, { what: name });
    }
    project.database.checkPages();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1e6;
  } finally {
    project.close();
  }
}

const toMedian = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

const made =
  options.workspace === undefined ? await mkdtemp(join(tmpdir(), 'spuriosity-verification-')) : null;
try {
  if (made !== null) await makeWorkspace(made, SIZE);
  const folder = made ?? options.workspace;
  const seconds = { rank: [], gap: [], verification: [] };
  for (let repeat = 0; repeat < Number(options.repeats); repeat++) {
    for (const command of ['rank', 'gap']) {
      seconds[command].push(await timeCommand(command, folder));
      seconds.verification.push(await timeVerification(folder));
    }
  }
  const verification = toMedian(seconds.verification);
  console.log(`verification: ${(verification * 1000).toFixed(0)} ms`);
  for (const command of ['rank', 'gap']) {
    const whole = toMedian(seconds[command]);
    console.log(
      `${command}: ${whole.toFixed(2)} s, verification ${((verification / whole) * 100).toFixed(1)}% of it (limit ${LIMIT_PERCENT}%)`,
    );
  }
  console.log(
    `${cpus().length} × ${cpus()[0]?.model.trim()}, load ${loadavg()[0].toFixed(1)}, Node ${process.version}`,
  );
} finally {
  if (made !== null) await rm(made, { recursive: true });
}
