/**
 * Feature attacks of a workspace's pairs, as pictures beside the heatmaps.
 * In: pairs. Out: `attack-<n>.jpg` in each pair's folder. Attacks take a hundred runs forwards and back per image, so they are made for the
 * pairs asked for, once, and kept.
 */
import { readFile } from 'node:fs/promises';
import { ModelError, StageError } from '../base/errors.js';
import { type Observer, SILENT_OBSERVER } from '../base/observer.js';
import { encodeJpeg, enlargeForDisplay, type RgbImage } from '../imaging/index.js';
import { type DeviceName, type ModelSession, type OpenedEncoder, openSession } from '../inference/index.js';
import {
  buildAttackModel,
  FEATURE_MODEL_NAMES,
  fixImageSize,
  formatModel,
  insertNormalization,
  parseModel,
} from '../onnx/index.js';
import type { Discovery } from '../records/discovery.js';
import type { EncoderCard } from '../records/encoder.js';
import {
  type AttackNames,
  attackFeatures,
  computeStepSize,
  DEFAULT_ATTACK_STEPS,
} from '../stages/discovery/index.js';
import { openProjectEncoder } from './encoders.js';
import { createImageReader, fileExists } from './images.js';
import type { OpenDataset, Project } from './project.js';
import { listPairVisuals, VISUAL_SIDE, writePicture } from './visuals.js';

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
  device: DeviceName = 'auto',
): Promise<AttackSession> {
  const { mean, std, crop } = card.preprocessing;
  const stored = parseModel(await readFile(modelPath));
  const network = crop === null ? stored : fixImageSize(stored, card.input, crop);
  const model = mean === null || std === null ? network : insertNormalization(network, mean, std);
  const attack = buildAttackModel(model, { features: card.outputs.features, image: card.input });
  return { session: await openSession(formatModel(attack), { device }), names: listAttackNames(card) };
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

export interface AttackSummary {
  /** Pairs whose attacks are there now. */
  pairCount: number;
  /** Images attacked by this call; the others were there. */
  attackedCount: number;
  /** How many of these raised their feature. */
  raisedCount: number;
  /** Median over these of the activation after over the activation before; null without any. */
  medianRise: number | null;
}

/** An image and the feature to raise on it. */
export interface AttackTarget {
  row: number;
  feature: number;
}

interface AttackJob extends AttackTarget {
  path: string;
}

/** An attacked image at the size of the pictures, and how its feature rose. */
export interface AttackedImage {
  picture: RgbImage;
  before: number;
  after: number;
}

/** Draws the attacks that are missing for the given pairs. */
export async function drawAttacks(
  project: Project,
  { pairs, exemplars }: Discovery,
  places: readonly number[],
  options: { steps?: number; device?: DeviceName } = {},
  observer: Observer = SILENT_OBSERVER,
): Promise<AttackSummary> {
  const encoder = await openProjectEncoder(project);
  if (encoder === null) {
    throw new StageError('no-encoder', {
      what: 'The features of this workspace were imported, so there is no network to attack.',
      next: 'Extract features with an encoder first.',
    });
  }
  const jobs: AttackJob[] = [];
  for (const place of places) {
    const { top, feature } = exemplars[place]!;
    const { attacks } = listPairVisuals(project, exemplars[place]!, pairs[place]!.rank);
    for (const [n, row] of top.entries()) {
      if (!(await fileExists(attacks[n]!))) jobs.push({ row, feature, path: attacks[n]! });
    }
  }
  const rises = jobs.length === 0 ? [] : await runJobs(project, encoder, jobs, options, observer);
  const sorted = [...rises].sort((a, b) => a - b);
  return {
    pairCount: places.length,
    attackedCount: rises.length,
    raisedCount: rises.filter((rise) => rise > 1).length,
    medianRise: sorted[Math.floor(sorted.length / 2)] ?? null,
  };
}

/** Attacks and draws; returns by how much each feature rose, as a factor. */
async function runJobs(
  project: Project,
  encoder: OpenedEncoder,
  jobs: readonly AttackJob[],
  { steps = DEFAULT_ATTACK_STEPS, device }: { steps?: number; device?: DeviceName },
  observer: Observer,
): Promise<number[]> {
  const { session } = await openAttackSession(encoder, device);
  const rises: number[] = [];
  let doneSteps = 0;
  try {
    for (let from = 0; from < jobs.length; from += ATTACK_BATCH_SIZE) {
      const batch = jobs.slice(from, from + ATTACK_BATCH_SIZE);
      const attacked = await attackImages(project, encoder, session, batch, { steps }, observer, () => {
        doneSteps += batch.length;
        const done = Math.floor(doneSteps / steps);
        observer.progress({ task: 'attacking features', done, total: jobs.length, unit: 'images' });
      });
      for (const [n, { picture, before, after }] of attacked.entries()) {
        await writePicture(batch[n]!.path, await encodeJpeg(picture));
        rises.push(after / Math.max(before, Number.EPSILON));
      }
    }
    return rises;
  } finally {
    await session.close();
  }
}

/** Attacks some images together, in the order given; at most `ATTACK_BATCH_SIZE` of them. */
export async function attackImages(
  project: Project,
  encoder: OpenedEncoder,
  session: Pick<ModelSession, 'run'>,
  targets: readonly AttackTarget[],
  { steps = DEFAULT_ATTACK_STEPS }: { steps?: number } = {},
  observer: Observer = SILENT_OBSERVER,
  onStep?: () => void,
): Promise<AttackedImage[]> {
  const { orientByExif } = (await project.openFeatureStore()).plan;
  const pixels = await readPixels(project.readDataset(), encoder, targets, orientByExif);
  const { width, height } = pixels[0]!;
  const result = await attackFeatures(
    {
      images: toPlanes(pixels),
      imageCount: targets.length,
      width,
      height,
      features: targets.map(({ feature }) => feature),
      session,
      names: listAttackNames(encoder.card),
    },
    { steps, stepSize: computeStepSize(Math.min(width, height)) },
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
  orientByExif: boolean,
): Promise<RgbImage[]> {
  const readImage = createImageReader(dataset.root, card.preprocessing, {
    applyExifOrientation: orientByExif,
  });
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

/** As `drawAttacks`; a network that cannot be differentiated is noted, and null returned, because attacks are not all there is. */
export async function drawAttacksWherePossible(
  ...[project, discovery, places, options, observer = SILENT_OBSERVER]: Parameters<typeof drawAttacks>
): Promise<AttackSummary | null> {
  try {
    return await drawAttacks(project, discovery, places, options, observer);
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    observer.warn(`Feature attacks were left out. ${error.message}`);
    return null;
  }
}

/** The first `count` pairs by importance: what `discover` attacks when nobody names a pair. */
export function chooseImportantPairs({ pairs }: Discovery, count: number): number[] {
  return [...pairs.keys()]
    .sort((a, b) => pairs[b]!.importance - pairs[a]!.importance || a - b)
    .slice(0, count);
}
