/**
 * What answers are worth, at ImageNet's size: a made-up workspace (1000 classes × 5 pairs, 50 validation images a class) is opened and
 * the value of every open pair computed: the first time, again, and after each of a hundred answers. Prints times of the processor, which other
 * work on the machine does not lengthen, and their limits.
 *
 *   node bench/answer-values.js [--classes 1000] [--train 100] [--val 50] [--features 64] [--pairs 5] [--folder DIR]
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createRandom } from '../dist/numeric/index.js';
import { openProject } from '../dist/project/index.js';
import { openLive, valueAnswers } from '../dist/project/live/index.js';
import { makeWorkspace } from './made-up-workspace.js';

/** Training images and features beyond these cost disk and nothing else here. */
const SIZE = { classes: 1000, train: 100, val: 50, features: 64, models: 1, pairs: 5 };
const ANSWERS = 100;
const SEED = 5;
const LIMITS = { firstMs: 1000, answerMs: 200 };

const { values: options } = parseArgs({
  options: {
    ...Object.fromEntries(Object.keys(SIZE).map((name) => [name, { type: 'string' }])),
    folder: { type: 'string' },
  },
});
const size = Object.fromEntries(
  Object.entries(SIZE).map(([name, value]) => [name, Number(options[name] ?? value)]),
);

/** Processor time, all threads. */
async function measureMs(action) {
  const start = process.cpuUsage();
  await action();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

function computeMedian(values) {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}

/** The verdicts with one turned over by a person. */
function answerOne(verdicts, place) {
  const verdict = verdicts[place].verdict === 'spurious' ? 'core' : 'spurious';
  const votes = { votesCore: Number(verdict === 'core'), votesSpurious: Number(verdict === 'spurious') };
  return verdicts.with(place, { ...verdicts[place], verdict, ...votes, source: 'people' });
}

const folder = await mkdtemp(join(options.folder ?? tmpdir(), 'spuriosity-values-'));
try {
  await makeWorkspace(folder, size);
  const project = await openProject(folder);
  const live = await openLive(project);
  let verdicts = live.verdicts.list();
  const firstMs = await measureMs(() => valueAnswers(live, verdicts));
  const againMs = await measureMs(() => valueAnswers(live, verdicts));
  const random = createRandom(SEED);
  const times = [];
  for (let n = 0; n < ANSWERS; n++) {
    verdicts = answerOne(verdicts, random.integer(verdicts.length));
    times.push(await measureMs(() => valueAnswers(live, verdicts)));
  }
  project.close();
  console.log(`${size.classes} classes, ${verdicts.length} pairs, ${size.val} validation images a class`);
  console.log(
    `all values, the first time: ${firstMs.toFixed(0)} ms (limit ${LIMITS.firstMs} ms); once more: ${againMs.toFixed(1)} ms`,
  );
  console.log(
    `all values after an answer: median ${computeMedian(times).toFixed(1)} ms, at most ${Math.max(...times).toFixed(1)} ms (limit ${LIMITS.answerMs} ms)`,
  );
  console.log(
    `${cpus().length} × ${cpus()[0]?.model.trim()}, load ${loadavg()[0].toFixed(1)}, Node ${process.version}`,
  );
} finally {
  await rm(folder, { recursive: true });
}
