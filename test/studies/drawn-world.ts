/**
 * Drawn features of five classes with planted spurious cues, and the head fitted to them. In: a seed. Out: what mitigation takes.
 * No pictures, no workspace.
 */
import { SILENT_OBSERVER } from '../../src/base/observer.js';
import { createRandom } from '../../src/numeric/index.js';
import type { ClassRanking } from '../../src/records/bias.js';
import type { SplitName } from '../../src/records/dataset.js';
import { DEFAULT_HEAD_RECIPE, fitHead, HEAD_RECIPES } from '../../src/stages/features/index.js';
import type { MitigationInput } from '../../src/stages/mitigation/mitigation.js';

/** The cues of the drawn world; each raises a random third of the features. */
const CUES = ['waterbird', 'landbird', 'sailboat', 'water', 'forest'] as const;
const FEATURE_COUNT = 96;
const TRAIN_PER_CLASS = 220;
const VALIDATION_PER_CLASS = 120;
const BIRDS = [0, 1];

interface Sample {
  classIndex: number;
  split: SplitName;
  features: Float32Array;
  /** How strongly the background shows that usually comes with the class. */
  usualBackground: number;
}

/**
 * Features of five classes, waterbird, landbird, sailboat, lake and forest: the birds' own cue is weak, their background
 * strong, and it agrees with the class in 95% of the training images and in half of the validation images.
 */
function drawSamples(seed: number): Sample[] {
  const random = createRandom(seed);
  const mixing = CUES.map(() =>
    Float32Array.from({ length: FEATURE_COUNT }, () =>
      random.next() < 0.3 ? Math.abs(random.gaussian()) : 0,
    ),
  );
  const drawSample = (split: SplitName, classIndex: number): Sample => {
    const isBird = BIRDS.includes(classIndex);
    const agrees = random.next() < (split === 'train' ? 0.95 : 0.5);
    const onWater = isBird ? agrees === (classIndex === 0) : classIndex !== 4;
    const background = (isBird ? 2 : 2.6) * (1 + 0.2 * random.gaussian());
    const cues = [0, 0, 0, onWater ? background : 0, onWater ? 0 : background];
    if (isBird) cues[classIndex] = 0.5 * (1 + 0.3 * random.gaussian());
    if (classIndex === 2) cues[2] = 1;
    const features = new Float32Array(FEATURE_COUNT);
    for (let feature = 0; feature < FEATURE_COUNT; feature++) {
      const signal = cues.reduce((sum, cue, index) => sum + cue * mixing[index]![feature]!, 0);
      features[feature] = Math.max(0, signal + 0.6 * random.gaussian());
    }
    return { classIndex, split, features, usualBackground: agrees ? background : 0 };
  };
  const drawSplit = (split: SplitName, perClass: number) =>
    CUES.flatMap((_, classIndex) => Array.from({ length: perClass }, () => drawSample(split, classIndex)));
  return [...drawSplit('train', TRAIN_PER_CLASS), ...drawSplit('val', VALIDATION_PER_CLASS)];
}

function rankBirds(samples: Sample[], split: SplitName): ClassRanking[] {
  return BIRDS.map((classIndex) => {
    const images = samples.flatMap((sample, image) =>
      sample.split === split && sample.classIndex === classIndex ? image : [],
    );
    const measure = (image: number) => samples[image]!.usualBackground;
    images.sort((a, b) => measure(a) - measure(b) || a - b);
    return { classIndex, split, images, spuriosity: images.map(measure) };
  });
}

/** A world of 1100 training and 600 validation images with 96 features, which `seed` decides; its head is fitted here. */
export async function createWorld(seed: number): Promise<MitigationInput> {
  const samples = drawSamples(seed);
  const listRows = (split: SplitName) =>
    Int32Array.from(samples.flatMap((sample, image) => (sample.split === split ? image : [])));
  const features = new Float32Array(samples.length * FEATURE_COUNT);
  for (const [image, sample] of samples.entries()) features.set(sample.features, image * FEATURE_COUNT);
  const data = {
    features,
    featureCount: FEATURE_COUNT,
    labels: Int32Array.from(samples.map((sample) => sample.classIndex)),
    classCount: CUES.length,
    classNames: CUES,
  };
  const trainRows = listRows('train');
  const recipe = { ...HEAD_RECIPES[DEFAULT_HEAD_RECIPE], seed };
  const { head } = await fitHead({ ...data, rows: trainRows }, recipe, SILENT_OBSERVER);
  return {
    ...data,
    model: 'head',
    head,
    trainRows,
    validationRows: listRows('val'),
    trainRankings: rankBirds(samples, 'train'),
    validationRankings: rankBirds(samples, 'val'),
    pairs: null,
  };
}
