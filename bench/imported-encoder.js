/**
 * A ResNet-50 imported from a PyTorch checkpoint beside the same network exported by torch.onnx.export: images per second, both in
 * onnxruntime on the same threads, turn by turn in one run. Needs a python3 with torch and torchvision; says so and stops where there is none.
 *
 *   node bench/imported-encoder.js [--rounds 20] [--batch 8] [--side 224] [--threads 2] [--python python3]
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { buildEncoderModel, openCheckpoint, openWeightSource } from '../dist/checkpoint/index.js';
import { openSession } from '../dist/inference/index.js';
import { fixImageSize, formatModel } from '../dist/onnx/index.js';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '20' },
    batch: { type: 'string', default: '8' },
    side: { type: 'string', default: '224' },
    threads: { type: 'string', default: '2' },
    python: { type: 'string', default: 'python3' },
  },
});
const [rounds, batch, side, threads] = ['rounds', 'batch', 'side', 'threads'].map((name) =>
  Number(values[name]),
);

const folder = await mkdtemp(join(tmpdir(), 'spuriosity-bench-'));
const [checkpointPath, exportedPath] = ['resnet50.pt', 'resnet50.onnx'].map((name) => join(folder, name));
try {
  if (await exportNetwork()) await compare();
  else console.log(`skipped: ${values.python} has no torch and torchvision (name another with --python)`);
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function exportNetwork() {
  const script = fileURLToPath(new URL('imported-encoder.py', import.meta.url));
  try {
    const { stdout } = await promisify(execFile)(
      values.python,
      [script, checkpointPath, exportedPath, side].map(String),
    );
    return stdout.includes('ready');
  } catch {
    return false;
  }
}

async function importNetwork() {
  const source = await openWeightSource(checkpointPath);
  const { model } = await buildEncoderModel(await openCheckpoint(source, 'resnet50.pt'));
  await source.close();
  // As the product opens it; the exported file has its size fixed, too.
  return formatModel(fixImageSize(model, 'image', { width: side, height: side }));
}

async function compare() {
  const options = { device: 'cpu', threadCount: threads };
  const sessions = {
    imported: await openSession(await importNetwork(), options),
    exported: await openSession(await readFile(exportedPath), options),
  };
  const data = Float32Array.from({ length: batch * 3 * side * side }, Math.random);
  const feeds = { image: { dtype: 'float32', dims: [batch, 3, side, side], data } };
  const runOnce = async (name) => {
    const start = performance.now();
    const { logits } = await sessions[name].run(feeds, ['logits']);
    return { seconds: (performance.now() - start) / 1000, logits: logits.data };
  };
  const [a, b] = [(await runOnce('imported')).logits, (await runOnce('exported')).logits];
  const times = { imported: [], exported: [] };
  for (let round = 0; round < rounds; round++) {
    // Either goes first in turn: whatever follows a run finds the caches in another state.
    const order = round % 2 === 0 ? ['imported', 'exported'] : ['exported', 'imported'];
    for (const name of order) times[name].push((await runOnce(name)).seconds);
  }
  await Promise.all(Object.values(sessions).map((session) => session.close()));
  const median = (list) => [...list].sort((x, y) => x - y)[Math.floor(list.length / 2)];
  for (const [name, seconds] of Object.entries(times)) {
    console.log(
      `${name}: ${(batch / median(seconds)).toFixed(2)} images/s (median of ${rounds} batches of ${batch})`,
    );
  }
  const ratios = times.exported.map((seconds, round) => seconds / times.imported[round]);
  console.log(`ratio:    ${median(ratios).toFixed(3)} (median of the rounds' ratios; target 0.95)`);
  const difference = Math.hypot(...a.map((value, k) => value - b[k])) / Math.hypot(...b);
  console.log(`logits differ by ${difference.toExponential(1)} (relative ℓ2 norm)`);
  console.log(
    `${threads} threads, ${cpus()[0].model}, load ${loadavg()[0].toFixed(1)}, Node ${process.version}`,
  );
}
