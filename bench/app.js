/**
 * How fast the app's numbers follow a judgement: a made-up workspace is written straight into storage, then opened cold and warm,
 * each in a process of its own, and judged a hundred times. Prints times, peak memory, and what they are of their limits.
 * In small sizes also the ratio to computing everything from scratch, as the commands do.
 *
 *   node bench/app.js [--imagenet] [--classes 50] [--train 500] [--val 50] [--features 512] [--models 3] [--folder DIR] [--keep]
 */
import { fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createRandom } from '../dist/numeric/index.js';
import { adjudicate, measureBias, openProject } from '../dist/project/index.js';
import { openLive } from '../dist/project/live/index.js';
import { buildModelsResponse, buildPairsResponse } from '../dist/server/responses/index.js';
import { makeWorkspace } from './made-up-workspace.js';

const SMALL = { classes: 50, train: 500, val: 50, features: 512, models: 3, pairs: 5 };
/** 1.28 million training and 50,000 validation images, as many features and models as in the paper. */
const IMAGENET = { classes: 1000, train: 1281, val: 50, features: 2048, models: 89, pairs: 5 };
const JUDGEMENTS = 100;
const SEED = 4;
/** From scratch every column is held in memory: not tried beyond this many values. */
const MOST_SCRATCH_VALUES = 5e7;
const LIMITS = { verdictMs: { small: 200, imagenet: 1000 }, memoryMiB: 1536 };

const { values: options } = parseArgs({
  options: {
    imagenet: { type: 'boolean', default: false },
    classes: { type: 'string' },
    train: { type: 'string' },
    val: { type: 'string' },
    features: { type: 'string' },
    models: { type: 'string' },
    folder: { type: 'string' },
    keep: { type: 'boolean', default: false },
    role: { type: 'string' },
  },
});
const size = Object.fromEntries(
  Object.entries(options.imagenet ? IMAGENET : SMALL).map(([name, value]) => [
    name,
    Number(options[name] ?? value),
  ]),
);

async function timeIt(action) {
  const startMs = performance.now();
  const result = await action();
  return { result, elapsedMs: performance.now() - startMs };
}

/** Turns a pair over, as a person in the app does, and waits for everything that follows. */
async function judgeOnce(project, live, { classIndex, feature }) {
  const verdict = live.verdicts.find({ classIndex, feature })?.verdict === 'spurious' ? 'core' : 'spurious';
  const decision = { classIndex, feature, verdict, decidedBy: 'bench', reason: '' };
  const stored = await timeIt(() => adjudicate(project, decision));
  const effect = await timeIt(() => live.applyJudgement(classIndex, feature));
  return { storeMs: stored.elapsedMs, effectMs: effect.elapsedMs };
}

async function measure(folder) {
  const project = await openProject(folder);
  const opened = await timeIt(() => openLive(project));
  const live = opened.result;
  const random = createRandom(SEED);
  const { pairs } = live.facts.discovery;
  const times = [];
  for (let n = 0; n < JUDGEMENTS; n++) {
    times.push(await judgeOnce(project, live, pairs[random.integer(pairs.length)]));
  }
  const respond = async (build) => {
    await judgeOnce(project, live, pairs[0]);
    const { result, elapsedMs } = await timeIt(() => JSON.stringify(build(live)));
    return { elapsedMs, sizeBytes: result.length };
  };
  const responses = { pairs: await respond(buildPairsResponse), models: await respond(buildModelsResponse) };
  const peakMiB = Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1024;
  const scratch =
    live.facts.dataset.images.length * size.features > MOST_SCRATCH_VALUES
      ? null
      : (await timeIt(() => measureBias(project))).elapsedMs;
  project.close();
  return { openMs: opened.elapsedMs, times, responses, peakMiB, scratch };
}

function runMeasure(folder) {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(import.meta.url), [
      ...process.argv.slice(2),
      ...['--role', 'measure', '--folder', folder],
    ]);
    child.once('message', resolve);
    child.once('exit', (code) => reject(new Error(`measuring ended with exit code ${code}`)));
  });
}

/** "median 2.1 ms, at most 8.0 ms" */
function formatTimes(times) {
  const sorted = [...times].sort((a, b) => a - b);
  return `median ${sorted[sorted.length >> 1].toFixed(1)} ms, at most ${sorted.at(-1).toFixed(1)} ms`;
}

function print(cold, warm) {
  const limitMs = options.imagenet ? LIMITS.verdictMs.imagenet : LIMITS.verdictMs.small;
  const effects = warm.times.map(({ effectMs }) => effectMs);
  const worst = Math.max(...effects);
  console.log(
    `opening, cold cache:    ${(cold.openMs / 1000).toFixed(2)} s, peak memory ${cold.peakMiB.toFixed(0)} MiB`,
  );
  console.log(
    `opening, warm cache:    ${(warm.openMs / 1000).toFixed(2)} s, peak memory ${warm.peakMiB.toFixed(0)} MiB`,
  );
  console.log(`storing a verdict:      ${formatTimes(warm.times.map(({ storeMs }) => storeMs))}`);
  console.log(
    `effect of a verdict:    ${formatTimes(effects)} (limit ${limitMs} ms, ratio ${(worst / limitMs).toFixed(3)})`,
  );
  for (const [name, { elapsedMs, sizeBytes }] of Object.entries(warm.responses)) {
    const label = `/api/${name} after it:`.padEnd(24);
    console.log(`${label}${elapsedMs.toFixed(0)} ms, ${(sizeBytes / 1024).toFixed(0)} KiB of JSON`);
  }
  const peakMiB = Math.max(cold.peakMiB, warm.peakMiB);
  console.log(
    `memory against limit:   ratio ${(peakMiB / LIMITS.memoryMiB).toFixed(2)} of ${LIMITS.memoryMiB} MiB`,
  );
  if (warm.scratch !== null) {
    const ratio = warm.scratch / Math.max(...effects);
    console.log(
      `gaps from scratch:      ${warm.scratch.toFixed(0)} ms, ${ratio.toFixed(0)} times the slowest effect`,
    );
  }
  console.log(
    `${cpus().length} × ${cpus()[0]?.model.trim()}, load ${loadavg()[0].toFixed(1)}, Node ${process.version}`,
  );
}

async function compare() {
  const { classes, train, val, features, models, pairs } = size;
  console.log(
    `${classes} classes, ${classes * (train + val)} images × ${features} features, ${models} models, ${classes * pairs} pairs`,
  );
  const folder = await mkdtemp(join(options.folder ?? tmpdir(), 'spuriosity-bench-'));
  try {
    const made = await timeIt(() => makeWorkspace(folder, size));
    console.log(`made in ${(made.elapsedMs / 1000).toFixed(0)} s below ${folder}`);
    const cold = await runMeasure(folder);
    print(cold, await runMeasure(folder));
  } finally {
    if (!options.keep) await rm(folder, { recursive: true, force: true });
  }
}

if (options.role === 'measure') process.send(await measure(options.folder), () => process.exit());
else await compare();
