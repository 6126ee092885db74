/**
 * Fitting a linear head: ours as `discover` does it, from the start of its process and with the accuracies after every epoch, against
 * PyTorch with the same recipe on the same features. The sides take turns in one run: PyTorch trains a quarter of its epochs between two
 * whole fits of ours, so that the machine's other work hits both alike. Prints times, accuracies and two ratios: against PyTorch doing
 * the same work, and against its steps alone.
 * PyTorch is that of /usr/bin/python3 (Debian's python3-torch) or else of python3; without one its side is skipped and said to be.
 *
 *   node bench/head-fitting.js [--images 20000] [--features 2048] [--classes 100] [--recipe authors-code|paper] [--threads N]
 *
 * The recipe `paper` (Adam at 0.1) does not settle on such features: its accuracy jumps from epoch to epoch on both sides, and only times
 * compare. `--threads` is for PyTorch; as many as the machine has by default.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { openSession } from '../dist/inference/index.js';
import { createRandom } from '../dist/numeric/index.js';
import { fitHead, HEAD_RECIPES, HEAD_TRAINING_THREADS } from '../dist/stages/features/index.js';

const PYTHONS = ['/usr/bin/python3', 'python3'];
const PHASES = 4;
/** Spread of class centres beside features of unit spread: classes overlap, so that accuracies differ where training does. */
const CENTRE_SPREAD = 0.13;
const VALIDATION_SHARE = 0.2;
const TARGET_RATIO = 2;
const TARGET_POINTS = 0.5;

const { values: options } = parseArgs({
  options: {
    images: { type: 'string', default: '20000' },
    features: { type: 'string', default: '2048' },
    classes: { type: 'string', default: '100' },
    recipe: { type: 'string', default: 'authors-code' },
    threads: { type: 'string', default: String(cpus().length) },
  },
});
const trainCount = Number(options.images);
const featureCount = Number(options.features);
const classCount = Number(options.classes);
const threads = Number(options.threads);
const validationCount = Math.round(trainCount * VALIDATION_SHARE);
const recipe = HEAD_RECIPES[options.recipe];
const silent = { signal: undefined, progress() {}, info() {}, warn: (message) => console.error(message) };

/** Features as after a ReLU, one centre per class. */
function createData() {
  const random = createRandom(1);
  const centres = Float32Array.from(
    { length: classCount * featureCount },
    () => CENTRE_SPREAD * random.gaussian(),
  );
  const imageCount = trainCount + validationCount;
  const labels = Int32Array.from({ length: imageCount }, () => random.integer(classCount));
  const features = new Float32Array(imageCount * featureCount);
  for (let image = 0; image < imageCount; image++) {
    for (let feature = 0; feature < featureCount; feature++) {
      const centre = centres[labels[image] * featureCount + feature];
      features[image * featureCount + feature] = Math.max(0, centre + random.gaussian());
    }
  }
  return { features, labels };
}

async function fitOurs({ features, labels }) {
  const rows = Int32Array.from(labels.keys());
  const input = {
    ...{ features, labels, featureCount, classCount },
    rows: rows.subarray(0, trainCount),
    validationRows: rows.subarray(trainCount),
  };
  const startMs = performance.now();
  const { head, curve } = await fitHead(input, { ...recipe, seed: 0 }, silent, (model) =>
    openSession(model, { device: 'cpu', threadCount: HEAD_TRAINING_THREADS }),
  );
  return { elapsedMs: performance.now() - startMs, head, accuracy: curve.at(-1).validationAccuracy };
}

function findPython() {
  return PYTHONS.find((python) => spawnSync(python, ['-c', 'import torch']).status === 0);
}

/** Starts PyTorch's side; the result sends it a command and resolves to the answer. */
async function startTorch(python, { features, labels }) {
  const folder = await mkdtemp(join(tmpdir(), 'spuriosity-bench-'));
  await writeFile(join(folder, 'features.f32'), features);
  await writeFile(join(folder, 'labels.i32'), labels);
  const { optimizer, batchSize } = recipe;
  const settings = { trainCount, validationCount, featureCount, classCount, threads, batchSize, optimizer };
  const script = fileURLToPath(new URL('head-fitting.py', import.meta.url));
  const side = spawn(python, [script, folder, JSON.stringify(settings)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const answers = createInterface({ input: side.stdout })[Symbol.asyncIterator]();
  const nextAnswer = async () => {
    const { value, done } = await answers.next();
    if (done) throw new Error('the PyTorch side ended');
    return JSON.parse(value);
  };
  const { torch } = await nextAnswer();
  return {
    version: torch,
    ask(command) {
      side.stdin.write(`${JSON.stringify(command)}\n`);
      return nextAnswer();
    },
    async stop() {
      side.stdin.end();
      await rm(folder, { recursive: true });
    },
  };
}

const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;
const percent = (fraction) => `${(fraction * 100).toFixed(2)}%`;

const data = createData();
const python = findPython();
const torch = python && (await startTorch(python, data));
const ours = [await fitOurs(data)];
const torchMs = { training: 0, measuring: 0 };
for (let phase = 0; torch && phase < PHASES; phase++) {
  const { trainingMs, measuringMs } = await torch.ask({ epochs: recipe.epochs / PHASES });
  torchMs.training += trainingMs;
  torchMs.measuring += measuringMs;
  ours.push(await fitOurs(data));
  console.log(
    `phase ${phase + 1}: a quarter of PyTorch ${seconds(trainingMs)} + ${seconds(measuringMs)}, the whole of ours ${seconds(ours.at(-1).elapsedMs)}`,
  );
}
const oursMs = ours.reduce((sum, { elapsedMs }) => sum + elapsedMs, 0) / ours.length;
const [{ head, accuracy }] = ours;
const agreement = ours.every((fit) => isDeepStrictEqual(fit.head, head)) ? 'identical' : 'DIFFERENT';
console.log(
  `ours:     ${seconds(oursMs)}, mean of ${ours.length} with ${agreement} weights; validation accuracy ${percent(accuracy)}`,
);
if (torch) {
  const { validationAccuracy } = await torch.ask({ measure: true });
  await torch.stop();
  const { training, measuring } = torchMs;
  console.log(
    `PyTorch:  ${seconds(training)} steps + ${seconds(measuring)} accuracies (${torch.version}, ${python}); validation accuracy ${percent(validationAccuracy)}`,
  );
  console.log(
    `ratio:    ${((training + measuring) / oursMs).toFixed(1)}, to its steps alone ${(training / oursMs).toFixed(1)} (target ${TARGET_RATIO}); accuracies ${((accuracy - validationAccuracy) * 100).toFixed(2)} points apart (target ${TARGET_POINTS})`,
  );
} else {
  console.log('PyTorch:  skipped, no python3 with torch found.');
}
console.log(
  `${trainCount} × ${featureCount} features, ${classCount} classes, ${recipe.epochs} epochs, recipe ${options.recipe}, threads ${HEAD_TRAINING_THREADS} and ${threads}, ${cpus().length} × ${cpus()[0]?.model.trim()}, load ${loadavg()[0].toFixed(1)}, Node ${process.version}`,
);
