/**
 * Feature attacks (docs/method.md, M14; paper I.2): images changed step by step so that one feature fires more and more.
 * In: pixels in [0,1], a feature per image, a session on an attack model. Out: the attacked images and how far each feature rose.
 * The step itself, x ← clip(x + s · g / (‖g‖₂ + 1e-10), 0, 1), is inside the model (`onnx` builds it).
 */
import { assertNotCancelled, type Observer } from '../../base/observer.js';
import type { ModelSession, Tensor } from '../../inference/index.js';
import type { EncoderCard } from '../../records/networks/encoder.js';

/** `amplify` keeps the picture recognisable; `paper` goes on for all of its steps, whatever becomes of it. */
export const ATTACK_PRESETS = ['amplify', 'paper'] as const;
export type AttackPreset = (typeof ATTACK_PRESETS)[number];
/** What people judge by must still show what it was. */
export const DEFAULT_ATTACK_PRESET: AttackPreset = 'amplify';

/** Steps of the paper's attack. */
export const PAPER_ATTACK_STEPS = 100;
/** Length of its steps for images of `PAPER_SIDE` pixels; scaled by the side for others. */
const PAPER_STEP_SIZE = 10;
const PAPER_SIDE = 224;

/** What was measured for the bundled encoder (docs/method.md, M14), for encoders whose card says nothing; scaled by the side. */
const AMPLIFY = { stepSize: 0.5, maxDistance: 10, riseMultiple: 3 };
const AMPLIFY_SIDE = 64;
/** Steps after which an attack ends that gets nowhere: three times those that its budget takes in a straight line. */
const WINDING = 3;

/** How far an attack goes; lengths in ℓ2 over all pixels of [0,1]. */
export interface AttackStrength {
  stepSize: number;
  maxSteps: number;
  /** An image is left as it is once it is so far from where it began. */
  maxDistance: number;
  /** Or once its feature fires so many times as much as on the pair's strongest image. */
  riseMultiple: number;
}

/** A preset for images of a given side; `steps` instead of its own. */
export function computeAttackStrength(
  preset: AttackPreset,
  side: number,
  card: Pick<EncoderCard, 'attack'> = {},
  steps?: number,
): AttackStrength {
  if (preset === 'paper') {
    return {
      stepSize: (PAPER_STEP_SIZE * side) / PAPER_SIDE,
      maxSteps: steps ?? PAPER_ATTACK_STEPS,
      maxDistance: Number.POSITIVE_INFINITY,
      riseMultiple: Number.POSITIVE_INFINITY,
    };
  }
  const { stepSize, maxDistance, riseMultiple } = card.attack ?? {
    stepSize: (AMPLIFY.stepSize * side) / AMPLIFY_SIDE,
    maxDistance: (AMPLIFY.maxDistance * side) / AMPLIFY_SIDE,
    riseMultiple: AMPLIFY.riseMultiple,
  };
  const maxSteps = steps ?? Math.ceil((WINDING * maxDistance) / stepSize);
  return { stepSize, maxSteps, maxDistance, riseMultiple };
}

/** Names of the attack model's inputs and outputs. */
export interface AttackNames {
  image: string;
  featureIndex: string;
  stepSize: string;
  features: string;
  attacked: string;
}

/** Images of one size, the feature to raise on each, and the model that does it. */
export interface AttackInput {
  /** Float32Array, [imageCount, 3, height, width], RGB in [0,1]. */
  images: Float32Array;
  imageCount: number;
  width: number;
  height: number;
  /** The feature to raise, per image. */
  features: readonly number[];
  /** Activation of that feature on the strongest image of the pair, per image. */
  strongest: readonly number[];
  session: Pick<ModelSession, 'run'>;
  names: AttackNames;
}

/** The attacked images, and how far each feature rose; one entry per image. */
export interface AttackResult {
  /** As `images`, after each one's last step. */
  images: Float32Array;
  /** Activation of each image's feature before the first step. */
  before: Float32Array;
  /** And before the last one: the model gives the activation of what enters a step. */
  after: Float32Array;
}

/**
 * Attacks a batch of images, each on its own feature and until it has gone far enough. Deterministic: nothing is drawn at random.
 * Rejects with CancelledError between steps, or with what the session rejects with.
 * @param onStep hears how many images are still under way
 */
export async function attackFeatures(
  input: AttackInput,
  { stepSize, maxSteps, maxDistance, riseMultiple }: AttackStrength,
  observer: Observer,
  onStep: (movingCount: number) => void = () => {},
): Promise<AttackResult> {
  const { session, names, features, imageCount, strongest } = input;
  const dims = [imageCount, 3, input.height, input.width];
  const size = 3 * input.height * input.width;
  const fixed: Record<string, Tensor> = {
    [names.featureIndex]: { dtype: 'int64', dims: [imageCount], data: BigInt64Array.from(features, BigInt) },
    [names.stepSize]: { dtype: 'float32', dims: [], data: Float32Array.of(stepSize) },
  };
  const images = input.images.slice();
  const before = new Float32Array(imageCount);
  const after = new Float32Array(imageCount);
  let moving = Array.from(features.keys());
  for (let step = 0; step < maxSteps && moving.length > 0; step++) {
    assertNotCancelled(observer);
    const image: Tensor = { dtype: 'float32', dims, data: images };
    const output = await session.run({ ...fixed, [names.image]: image }, [names.attacked, names.features]);
    const activations = pickFeatures(output[names.features]!, features);
    if (step === 0) before.set(activations);
    const attacked = output[names.attacked]!.data as Float32Array;
    moving = moving.filter((n) => {
      after[n] = activations[n]!;
      const goal = riseMultiple * strongest[n]!;
      // A feature that is silent on every image has nothing to be a multiple of.
      if (goal > 0 && after[n]! >= goal) return false;
      const [start, end] = [n * size, (n + 1) * size];
      images.set(attacked.subarray(start, end), start);
      return computeDistance(images.subarray(start, end), input.images.subarray(start, end)) < maxDistance;
    });
    onStep(moving.length);
  }
  return { images, before, after };
}

/** ‖a − b‖₂ */
function computeDistance(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let n = 0; n < a.length; n++) sum += (a[n]! - b[n]!) ** 2;
  return Math.sqrt(sum);
}

function pickFeatures({ data, dims }: Tensor, features: readonly number[]): Float32Array {
  const featureCount = dims[1]!;
  return Float32Array.from(features, (feature, row) => (data as Float32Array)[row * featureCount + feature]!);
}
