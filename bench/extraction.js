/**
 * How much of bare onnxruntime's rate the whole extraction reaches: decode, prepare, run, commit, against `run` alone
 * on the same batches ready in memory. Both alternate in one run, each in a process of its own, so that the machine's
 * other work hits both alike. Prints rates, the ratio, and the peak memory of the extraction with its inference process.
 * Bare onnxruntime keeps its default of spinning threads, which lose more than ours on busy cores: on a loaded machine the
 * ratio flatters and scatters (0.79 to 1.47 was seen for the same code). Only a run on idle cores settles the target.
 *
 *   node bench/extraction.js [--images 6000] [--phase 1000] [--batch 64] [--threads N] [--data FOLDER]
 */
import { fork } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import ort from 'onnxruntime-node';
import { bundledEncoderFolder, openEncoder, openSession } from '../dist/inference/index.js';
import { createImageReader } from '../dist/project/pictures/index.js';
import { FEATURE_LIBRARIES } from '../dist/project/workspace/index.js';
import { extractFeatures } from '../dist/stages/features/index.js';
import { computeImageListHash, createPlan, openFeatureStore } from '../dist/storage/index.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const DEFAULT_DATA = join(ROOT, '.cache', 'datasets', 'tiny-imagenet-50');
/** Batches that each side runs before its first phase, to warm up. */
const WARM_UP_BATCHES = 2;

const { values: options } = parseArgs({
  options: {
    images: { type: 'string', default: '6000' },
    phase: { type: 'string', default: '1000' },
    batch: { type: 'string', default: '64' },
    threads: { type: 'string' },
    data: { type: 'string', default: DEFAULT_DATA },
    role: { type: 'string' },
  },
});
const batchSize = Number(options.batch);
const threadCount = options.threads === undefined ? undefined : Number(options.threads);

/** The first `count` image files of the folder, spread over its classes. */
async function listImages(count) {
  const entries = await readdir(options.data, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && /\.jpe?g$/i.test(entry.name))
    .map((entry) => relative(options.data, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort();
  const stride = Math.max(1, Math.floor(paths.length / count));
  return paths
    .filter((_, i) => i % stride === 0)
    .slice(0, count)
    .map((path, index) => ({
      index,
      path,
      location: { kind: 'file', path },
      classIndex: 0,
      split: 'train',
      columns: {},
    }));
}

/** Bare onnxruntime in this process: its own defaults, batches as float tensors in memory, one `run` after another. */
async function createBareSide() {
  const { card, modelPath } = await openEncoder(bundledEncoderFolder());
  const read = createImageReader(options.data, card.preprocessing);
  const session = await ort.InferenceSession.create(
    modelPath,
    threadCount === undefined ? {} : { intraOpNumThreads: threadCount },
  );
  return async (images) => {
    const batches = [];
    for (let start = 0; start < images.length; start += batchSize) {
      const decoded = await Promise.all(images.slice(start, start + batchSize).map(read));
      const { width, height } = decoded[0];
      const floats = new Float32Array(decoded.length * 3 * width * height);
      for (const [n, { data }] of decoded.entries()) {
        for (let i = 0; i < data.length; i++) {
          floats[(n * 3 + (i % 3)) * width * height + Math.floor(i / 3)] = data[i] / 255;
        }
      }
      batches.push(new ort.Tensor('float32', floats, [decoded.length, 3, height, width]));
    }
    const startMs = performance.now();
    for (const batch of batches) await session.run({ [card.input]: batch }, [card.outputs.features]);
    return { elapsedMs: performance.now() - startMs };
  };
}

/** The real extraction, one shard per phase, on a session that stays open. */
async function createPipelineSide() {
  const { card, modelPath } = await openEncoder(bundledEncoderFolder());
  const session = await openSession(modelPath, { device: 'cpu', threadCount });
  const parent = await mkdtemp(join(tmpdir(), 'spuriosity-bench-'));
  process.on('disconnect', () => void rm(parent, { recursive: true }).finally(() => process.exit()));
  return async (images) => {
    const plan = createPlan({
      encoder: card.name,
      imageListSha256: computeImageListHash(images),
      modelSha256: card.modelSha256,
      preprocessing: card.preprocessing,
      orientByExif: false,
      libraries: FEATURE_LIBRARIES,
      deviceClass: 'cpu',
      imageCount: images.length,
      featureCount: card.featureCount,
    });
    const store = await openFeatureStore(parent, plan);
    const startMs = performance.now();
    await extractFeatures(
      {
        images,
        shards: [{ shard: 0, rowStart: 0, rowEnd: images.length }],
        encoder: card,
        readImage: createImageReader(options.data, card.preprocessing),
        openSession: async () => ({ ...session, close: async () => {} }),
        commitShard: async ({ shard }, { data, skipped, exifOriented }) => {
          await store.commitShard(shard, data, skipped, exifOriented);
        },
      },
      { batchSize },
      { signal: undefined, progress() {}, info() {}, warn: (message) => console.error(message) },
    );
    return {
      elapsedMs: performance.now() - startMs,
      peakBytes: readPeakBytes('self') + readPeakBytes(session.processId),
    };
  };
}

/** Peak resident size of a process; NaN where the system does not tell it of other processes. */
function readPeakBytes(processId) {
  const file = `/proc/${processId}/status`;
  if (!existsSync(file)) return Number.NaN;
  return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(file, 'utf8'))?.[1]) * 1024;
}

async function serveRole(role) {
  const measure = role === 'bare' ? await createBareSide() : await createPipelineSide();
  process.on('message', async (images) => process.send(await measure(images)));
  process.send('ready');
}

/** Starts a side in its own process; the result measures a list of images. */
async function startSide(role) {
  const side = fork(fileURLToPath(import.meta.url), [...process.argv.slice(2), '--role', role]);
  const nextMessage = () =>
    new Promise((resolve, reject) => {
      side.once('message', resolve);
      side.once('exit', (code) => reject(new Error(`the ${role} side ended with exit code ${code}`)));
    });
  await nextMessage();
  return {
    measure(images) {
      side.send(images);
      return nextMessage();
    },
    stop: () => side.disconnect(),
  };
}

async function compare() {
  const images = await listImages(Number(options.images));
  const sides = { bare: await startSide('bare'), pipeline: await startSide('pipeline') };
  const totalsMs = { bare: 0, pipeline: 0 };
  const phaseRatios = [];
  let peakBytes = 0;
  for (const side of Object.values(sides)) await side.measure(images.slice(0, WARM_UP_BATCHES * batchSize));
  const phaseSize = Number(options.phase);
  for (let start = 0, phase = 0; start < images.length; start += phaseSize, phase++) {
    const part = images.slice(start, start + phaseSize);
    const order = phase % 2 === 0 ? ['bare', 'pipeline'] : ['pipeline', 'bare'];
    const rates = {};
    for (const name of order) {
      const result = await sides[name].measure(part);
      totalsMs[name] += result.elapsedMs;
      rates[name] = (part.length / result.elapsedMs) * 1000;
      peakBytes = Math.max(peakBytes, result.peakBytes ?? 0);
    }
    phaseRatios.push(rates.pipeline / rates.bare);
    console.log(
      `images ${start}-${start + part.length}: bare ${rates.bare.toFixed(0)}/s, extraction ${rates.pipeline.toFixed(0)}/s, ratio ${(rates.pipeline / rates.bare).toFixed(3)}`,
    );
  }
  for (const side of Object.values(sides)) side.stop();
  const rate = (name) => `${((images.length / totalsMs[name]) * 1000).toFixed(1)} images/s`;
  console.log(`bare onnxruntime: ${rate('bare')}`);
  console.log(`extraction:       ${rate('pipeline')}`);
  const ratios = phaseRatios.map((ratio) => ratio.toFixed(2)).sort();
  console.log(
    `ratio:            ${(totalsMs.bare / totalsMs.pipeline).toFixed(3)} (target 0.85; phases ${ratios[0]} to ${ratios.at(-1)})`,
  );
  console.log(
    `peak memory:      ${(peakBytes / 2 ** 20).toFixed(0)} MiB, extraction and its inference process`,
  );
  console.log(
    `${images.length} images, batches of ${batchSize}, ${cpus().length} × ${cpus()[0]?.model.trim()}, load ${loadavg()[0].toFixed(1)}, Node ${process.version}`,
  );
}

if (options.role !== undefined) await serveRole(options.role);
else if (existsSync(options.data)) await compare();
else console.log(`Skipped: no images at ${options.data}; give a folder of images with --data.`);
