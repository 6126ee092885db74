/**
 * Feature attacks (paper I.2): images changed step by step so that one feature fires more and more.
 * In: pixels in [0,1], a feature per image, a session on an attack model. Out: the attacked images and how far each feature rose.
 * The step itself, x ← clip(x + s · g / (‖g‖₂ + 1e-10), 0, 1), is inside the model (`onnx` builds it).
 */
import { assertNotCancelled, type Observer } from '../../base/observer.js';
import type { ModelSession, Tensor } from '../../inference/index.js';

/** Steps of an attack (paper: 100). */
export const DEFAULT_ATTACK_STEPS = 100;
/** Length of a step for images of `STEP_SIZE_SIDE` pixels; scaled by the side for others (SPEC section 2). */
export const DEFAULT_STEP_SIZE = 10;
const STEP_SIZE_SIDE = 224;

/** Step length for images of a given side, in ℓ2 over all pixels of [0,1]. */
export function computeStepSize(side: number): number {
  return (DEFAULT_STEP_SIZE * side) / STEP_SIZE_SIDE;
}

/** Names of the attack model's inputs and outputs. */
export interface AttackNames {
  image: string;
  featureIndex: string;
  stepSize: string;
  features: string;
  attacked: string;
}

export interface AttackInput {
  /** Float32Array, [imageCount, 3, height, width], RGB in [0,1]. */
  images: Float32Array;
  imageCount: number;
  width: number;
  height: number;
  /** The feature to raise, per image. */
  features: readonly number[];
  session: Pick<ModelSession, 'run'>;
  names: AttackNames;
}

export interface AttackResult {
  /** As `images`, after the last step. */
  images: Float32Array;
  /** Activation of each image's feature before the first step. */
  before: Float32Array;
  /** And before the last one: the model gives the activation of what enters a step. */
  after: Float32Array;
}

/**
 * Attacks a batch of images, each on its own feature. Deterministic: nothing is drawn at random.
 * Rejects with CancelledError between steps, or with what the session rejects with.
 */
export async function attackFeatures(
  input: AttackInput,
  options: { steps: number; stepSize: number },
  observer: Observer,
  onStep: () => void = () => {},
): Promise<AttackResult> {
  const { session, names, features, imageCount } = input;
  const dims = [imageCount, 3, input.height, input.width];
  const fixed: Record<string, Tensor> = {
    [names.featureIndex]: { dtype: 'int64', dims: [imageCount], data: BigInt64Array.from(features, BigInt) },
    [names.stepSize]: { dtype: 'float32', dims: [], data: Float32Array.of(options.stepSize) },
  };
  const result: AttackResult = {
    images: input.images,
    before: new Float32Array(imageCount),
    after: new Float32Array(imageCount),
  };
  for (let step = 0; step < options.steps; step++) {
    assertNotCancelled(observer);
    const image: Tensor = { dtype: 'float32', dims, data: result.images };
    const output = await session.run({ ...fixed, [names.image]: image }, [names.attacked, names.features]);
    result.images = output[names.attacked]!.data as Float32Array;
    result.after = pickFeatures(output[names.features]!, features);
    if (step === 0) result.before = result.after;
    onStep();
  }
  return result;
}

function pickFeatures({ data, dims }: Tensor, features: readonly number[]): Float32Array {
  const featureCount = dims[1]!;
  return Float32Array.from(features, (feature, row) => (data as Float32Array)[row * featureCount + feature]!);
}
