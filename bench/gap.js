/**
 * The command `gap` end to end at the size of the paper's study: gaps, intervals, 1000 permutations, controls and correlations of 89 models over
 * 357 classes and 50,000 validation images, from opening the workspace to the last table. Prints time and peak memory of the process, each
 * with its limit, and how often all predictions can be read from disk in that time.
 *
 *   node bench/gap.js [--models 89] [--classes 357] [--val 140] [--train 20] [--resamples 1000]
 */
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { makeWorkspace } from './made-up-workspace.js';

const LIMITS = { seconds: 20, memoryMiB: 1000 };
const PROGRAM = fileURLToPath(new URL('../bin/spuriosity.js', import.meta.url));
const PEAK_KEY = 'peak KiB:';
const REPORT_PEAK = `process.on('exit', () => console.error('${PEAK_KEY}', process.resourceUsage().maxRSS))`;

const { values: options } = parseArgs({
  options: {
    models: { type: 'string', default: '89' },
    classes: { type: 'string', default: '357' },
    val: { type: 'string', default: '140' },
    train: { type: 'string', default: '20' },
    resamples: { type: 'string', default: '1000' },
  },
});

/** Runs the command as a user does. */
function runGap(folder) {
  const startMs = performance.now();
  const inspect = ['--import', `data:text/javascript,${encodeURIComponent(REPORT_PEAK)}`];
  const args = ['gap', '--workspace', folder, '--k', '10', '--resamples', options.resamples];
  const child = spawn(process.execPath, [...inspect, PROGRAM, ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    errors += text;
  });
  return new Promise((resolve, reject) => {
    child.once('close', (code) => {
      const peak = new RegExp(`${PEAK_KEY} (\\d+)`).exec(errors);
      if (code !== 0 || peak === null) reject(new Error(errors));
      else resolve({ seconds: (performance.now() - startMs) / 1000, peakMiB: Number(peak[1]) / 1024 });
    });
  });
}

async function readPredictions(folder) {
  const startMs = performance.now();
  for (const name of await readdir(join(folder, 'models'))) await readFile(join(folder, 'models', name));
  return (performance.now() - startMs) / 1000;
}

const folder = await mkdtemp(join(tmpdir(), 'spuriosity-gap-'));
try {
  const { models, classes, val, train } = Object.fromEntries(
    Object.entries(options).map(([name, value]) => [name, Number(value)]),
  );
  await makeWorkspace(folder, { models, classes, val, train, features: 512, pairs: 5 });
  const readSeconds = await readPredictions(folder);
  const { seconds, peakMiB } = await runGap(folder);
  console.log(
    `${models} models × ${classes} classes × ${classes * val} validation images, ${options.resamples} resamples`,
  );
  console.log(`time:   ${seconds.toFixed(1)} s, ${(seconds / LIMITS.seconds).toFixed(2)} of the limit`);
  console.log(`memory: ${peakMiB.toFixed(0)} MiB, ${(peakMiB / LIMITS.memoryMiB).toFixed(2)} of the limit`);
  console.log(
    `reading the predictions alone: ${readSeconds.toFixed(2)} s, a ${(seconds / readSeconds).toFixed(0)}th`,
  );
  console.log(
    `${cpus().length} × ${cpus()[0]?.model.trim()}, load ${loadavg()[0].toFixed(1)}, Node ${process.version}`,
  );
} finally {
  await rm(folder, { recursive: true });
}
