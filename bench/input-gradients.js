/**
 * Input gradients of a ResNet-50 at 224×224, batch 4: our gradient graph in onnxruntime beside PyTorch's autograd, both on the same threads,
 * turn by turn in one run. Needs a python3 with torch and torchvision; says so and stops where there is none.
 *
 *   node bench/input-gradients.js [--rounds 10] [--batch 4] [--side 224] [--threads 2] [--python python3]
 */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildEncoderModel, openCheckpoint, openWeightSource } from '../dist/checkpoint/index.js';
import { openSession } from '../dist/inference/index.js';
import {
  buildFeatureGradientModel,
  FEATURE_MODEL_NAMES,
  fixImageSize,
  formatModel,
} from '../dist/onnx/index.js';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '10' },
    batch: { type: 'string', default: '4' },
    side: { type: 'string', default: '224' },
    threads: { type: 'string', default: '2' },
    python: { type: 'string', default: 'python3' },
  },
});
const [rounds, batch, side, threads] = ['rounds', 'batch', 'side', 'threads'].map((name) =>
  Number(values[name]),
);

const folder = await mkdtemp(join(tmpdir(), 'spuriosity-bench-'));
const checkpointPath = join(folder, 'resnet50.pt');
const script = fileURLToPath(new URL('input-gradients.py', import.meta.url));
const python = spawn(values.python, [script, checkpointPath, threads, batch, side].map(String), {
  stdio: ['pipe', 'pipe', 'ignore'],
});
python.on('error', () => {});
const lines = createInterface({ input: python.stdout })[Symbol.asyncIterator]();

try {
  if ((await lines.next()).value !== 'ready') {
    console.log(`skipped: ${values.python} has no torch and torchvision (name another with --python)`);
  } else {
    await compare();
  }
} finally {
  python.kill();
  await rm(folder, { recursive: true, force: true });
}

async function compare() {
  const source = await openWeightSource(checkpointPath);
  const { model } = await buildEncoderModel(await openCheckpoint(source, 'resnet50.pt'));
  await source.close();
  const dims = [batch, 3, side, side];
  const sized = fixImageSize(model, 'image', { width: side, height: side });
  const gradient = buildFeatureGradientModel(sized, { features: 'features', image: 'image' });
  const session = await openSession(formatModel(gradient), { device: 'cpu', threadCount: threads });
  const feeds = {
    image: {
      dtype: 'float32',
      dims,
      data: Float32Array.from({ length: batch * 3 * side * side }, Math.random),
    },
    [FEATURE_MODEL_NAMES.featureIndex]: {
      dtype: 'int64',
      dims: [batch],
      data: new BigInt64Array(batch).fill(7n),
    },
  };
  const runOurs = async () => {
    const start = performance.now();
    await session.run(feeds, [FEATURE_MODEL_NAMES.gradient]);
    return (performance.now() - start) / 1000;
  };
  const runTheirs = async () => {
    python.stdin.write('\n');
    return Number((await lines.next()).value);
  };
  await runOurs();
  const times = { ours: [], theirs: [] };
  for (let round = 0; round < rounds; round++) {
    times.ours.push(await runOurs());
    times.theirs.push(await runTheirs());
  }
  await session.close();
  const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
  const [ours, theirs] = [median(times.ours), median(times.theirs)];
  const ratios = times.theirs.map((seconds, round) => seconds / times.ours[round]);
  console.log(`spuriosity: ${(batch / ours).toFixed(2)} images/s (median of ${rounds} batches of ${batch})`);
  console.log(`PyTorch:    ${(batch / theirs).toFixed(2)} images/s`);
  console.log(`ratio:      ${median(ratios).toFixed(2)} (median of the rounds' ratios; target 1.5)`);
  console.log(
    `${threads} threads, ${cpus()[0].model}, load ${loadavg()[0].toFixed(1)}, Node ${process.version}`,
  );
}
