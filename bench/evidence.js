/**
 * All the evidence of all models at the size of the paper's study: 357 classes of 50 validation images, 89 models, 5 important features and 20
 * random ones a class, 1000 draws of every permutation. Prints the seconds with their limit, those of the
 * pass over the features, and those that the plain gaps with their intervals take.
 *
 *   node bench/evidence.js [--models 89] [--classes 357] [--val 50] [--train 100] [--features 2048] [--draws 1000]
 */
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { createRandom } from '../dist/numeric/index.js';
import {
  computeClassGaps,
  computeGapIntervals,
  gatherClassValues,
  measureEvidence,
} from '../dist/stages/bias/index.js';

const LIMIT_SECONDS = 20;
const IMPORTANT = 5;
const RANDOM_FEATURES = 20;
const BLOCK_ROWS = 4096;

const { values } = parseArgs({
  options: {
    models: { type: 'string', default: '89' },
    classes: { type: 'string', default: '357' },
    val: { type: 'string', default: '50' },
    train: { type: 'string', default: '100' },
    features: { type: 'string', default: '2048' },
    draws: { type: 'string', default: '1000' },
  },
});
const size = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, Number(value)]));

const random = createRandom(0);
const images = Array.from({ length: size.classes * (size.train + size.val) }, (_, row) => ({
  classIndex: row % size.classes,
  split: row < size.classes * size.train ? 'train' : 'val',
}));
const labels = Int32Array.from(images, ({ classIndex }) => classIndex);
const block = Float32Array.from({ length: BLOCK_ROWS * size.features }, () => random.next());
const source = {
  rowCount: images.length,
  featureCount: size.features,
  valid: new Uint8Array(images.length).fill(1),
  // The same values again and again: making others would take longer than reading them.
  async *blocks() {
    for (let rowStart = 0; rowStart < images.length; rowStart += BLOCK_ROWS)
      yield {
        rowStart,
        data: block.subarray(0, Math.min(BLOCK_ROWS, images.length - rowStart) * size.features),
      };
  },
};
const plans = Array.from({ length: size.classes }, (_, classIndex) => {
  const chosen = random.sample(size.features, IMPORTANT + RANDOM_FEATURES);
  return {
    classIndex,
    features: chosen.slice(0, IMPORTANT).sort((a, b) => a - b),
    randomFeatures: chosen.slice(IMPORTANT),
    headRow: Float32Array.from({ length: size.features }, () => random.next()),
  };
});
const verdicts = plans.flatMap(({ classIndex, features }) =>
  features.map((feature, place) => ({ classIndex, feature, verdict: place < 2 ? 'spurious' : 'core' })),
);
const predictions = Array.from({ length: size.models }, (_, model) => ({
  model: `model-${model}`,
  labels: labels.map((label) => (random.next() < 0.7 ? label : (label + 1) % size.classes)),
}));

const startMs = performance.now();
const classes = await gatherClassValues(source, images, plans, 'val');
const readMs = performance.now();
const { models } = measureEvidence({ classes, verdicts, predictions }, { seed: 0, draws: size.draws });
const endMs = performance.now();
const rankings = classes.map(({ plan, measured }) => ({
  classIndex: plan.classIndex,
  split: 'val',
  images: measured.images,
  spuriosity: measured.features[0],
}));
for (const one of predictions) computeGapIntervals(computeClassGaps(rankings, one, labels));
const gapsMs = performance.now() - endMs;

const seconds = (endMs - startMs) / 1000;
console.log(`${models.length} models × ${size.classes} classes × ${size.val} images, ${size.draws} draws`);
console.log(`time:   ${seconds.toFixed(1)} s, ${(seconds / LIMIT_SECONDS).toFixed(2)} of the limit`);
console.log(`of it reading ${size.features} features: ${((readMs - startMs) / 1000).toFixed(1)} s`);
console.log(`the gaps and their intervals alone: ${(gapsMs / 1000).toFixed(2)} s`);
console.log(
  `${cpus().length} × ${cpus()[0]?.model.trim()}, load ${loadavg()[0].toFixed(1)}, Node ${process.version}`,
);
