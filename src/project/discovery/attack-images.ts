/**
 * Images of a workspace attacked, on a session that its owner opens and closes.
 * In: rows of the data set with a feature each. Out: pictures, and how far each feature rose. Writes no file.
 */
import { type Observer, SILENT_OBSERVER } from '../../base/observer.js';
import { enlargeForDisplay, type RgbImage } from '../../imaging/index.js';
import {
  type DeviceName,
  type ModelSession,
  type OpenedEncoder,
  openModelSession,
  readModelFile,
} from '../../inference/index.js';
import {
  buildAttackModel,
  FEATURE_MODEL_NAMES,
  fixImageSize,
  insertNormalization,
} from '../../onnx/index.js';
import type { EncoderCard } from '../../records/networks/encoder.js';
import {
  type AttackNames,
  type AttackPreset,
  type AttackStrength,
  attackFeatures,
  computeAttackStrength,
  DEFAULT_ATTACK_PRESET,
} from '../../stages/discovery/index.js';
import { createImageReader, type ImageDecoding, readImageDecoding, VISUAL_SIDE } from '../pictures/index.js';
import type { OpenDataset, Project } from '../workspace/index.js';

/** Images attacked at once: enough to keep the processor busy, few enough for progress to move and 224×224 to fit. */
export const ATTACK_BATCH_SIZE = 8;

/** A session on the attack model of an encoder, and what its values are called. */
export interface AttackSession {
  session: ModelSession;
  names: AttackNames;
}

/** Builds the attack model of an encoder and opens it; normalisation that the card asks for goes inside. */
export async function openAttackSession(
  { card, modelPath }: Pick<OpenedEncoder, 'card' | 'modelPath'>,
  { device = 'auto', signal }: { device?: DeviceName; signal?: AbortSignal } = {},
): Promise<AttackSession> {
  const { mean, std, crop } = card.preprocessing;
  const stored = await readModelFile(modelPath);
  const network = crop === null ? stored : fixImageSize(stored, card.input, crop);
  const model = mean === null || std === null ? network : insertNormalization(network, mean, std);
  const attack = buildAttackModel(model, { features: card.outputs.features, image: card.input });
  return {
    session: await openModelSession(attack, modelPath, { device, signal }),
    names: listAttackNames(card),
  };
}

/** What the inputs and outputs of an encoder's attack model are called. */
function listAttackNames({ input, outputs }: EncoderCard): AttackNames {
  return {
    image: input,
    featureIndex: FEATURE_MODEL_NAMES.featureIndex,
    stepSize: FEATURE_MODEL_NAMES.stepSize,
    features: outputs.features,
    attacked: FEATURE_MODEL_NAMES.attacked,
  };
}

/** An image and the feature to raise on it. */
export interface AttackTarget {
  row: number;
  feature: number;
  /** The feature's activation on the strongest image of the pair; 0 where it is unknown or silent. */
  strongest: number;
}

/** How far to go; `steps` instead of the preset's. */
export interface AttackOptions {
  preset?: AttackPreset;
  steps?: number;
  device?: DeviceName;
}

/** How far attacks go on images of a side; without one, on those of the encoder's crop. */
export function chooseStrength(
  { card }: Pick<OpenedEncoder, 'card'>,
  { preset = DEFAULT_ATTACK_PRESET, steps }: AttackOptions,
  side?: number,
): AttackStrength {
  const { crop } = card.preprocessing;
  const cropSide = crop === null ? VISUAL_SIDE : Math.min(crop.width, crop.height);
  return computeAttackStrength(preset, side ?? cropSide, card, steps);
}

/** An attacked image at the size of the pictures, and how its feature rose. */
export interface AttackedImage {
  picture: RgbImage;
  before: number;
  after: number;
}

/** Attacks some images together, in the order given; at most `ATTACK_BATCH_SIZE` of them. */
export async function attackImages(
  project: Project,
  encoder: OpenedEncoder,
  session: Pick<ModelSession, 'run'>,
  targets: readonly AttackTarget[],
  options: AttackOptions = {},
  observer: Observer = SILENT_OBSERVER,
  onStep?: (movingCount: number) => void,
): Promise<AttackedImage[]> {
  const pixels = await readPixels(project.readDataset(), encoder, targets, await readImageDecoding(project));
  const { width, height } = pixels[0]!;
  const result = await attackFeatures(
    {
      images: toPlanes(pixels),
      imageCount: targets.length,
      width,
      height,
      features: targets.map(({ feature }) => feature),
      strongest: targets.map(({ strongest }) => strongest),
      session,
      names: listAttackNames(encoder.card),
    },
    chooseStrength(encoder, options, Math.min(width, height)),
    observer,
    onStep,
  );
  return targets.map((_, n) => ({
    picture: enlargeForDisplay(fromPlanes(result.images, n, width, height), VISUAL_SIDE),
    before: result.before[n]!,
    after: result.after[n]!,
  }));
}

function readPixels(
  dataset: OpenDataset,
  { card }: OpenedEncoder,
  batch: readonly AttackTarget[],
  decoding: ImageDecoding,
): Promise<RgbImage[]> {
  const readImage = createImageReader(dataset, card.preprocessing, decoding);
  return Promise.all(batch.map(({ row }) => readImage(dataset.images[row]!)));
}

/** Images of one size as float32 [n, 3, h, w] in [0,1]. */
function toPlanes(images: readonly RgbImage[]): Float32Array {
  const size = images[0]!.width * images[0]!.height;
  const planes = new Float32Array(images.length * 3 * size);
  images.forEach(({ data }, n) => {
    for (let channel = 0; channel < 3; channel++) {
      const offset = (n * 3 + channel) * size;
      for (let pixel = 0; pixel < size; pixel++) planes[offset + pixel] = data[pixel * 3 + channel]! / 255;
    }
  });
  return planes;
}

/** Image `n` of float32 planes as bytes. */
function fromPlanes(planes: Float32Array, n: number, width: number, height: number): RgbImage {
  const size = width * height;
  const data = new Uint8Array(size * 3);
  for (let channel = 0; channel < 3; channel++) {
    const offset = (n * 3 + channel) * size;
    for (let pixel = 0; pixel < size; pixel++)
      data[pixel * 3 + channel] = Math.round(planes[offset + pixel]! * 255);
  }
  return { width, height, data };
}
