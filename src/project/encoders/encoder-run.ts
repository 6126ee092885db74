/**
 * Puts an array of images through an encoder, for comparing an import with its origin: features, map, logits, gradients, attacks.
 * In: an encoder by name, folder or network file, and a `.npy` array [n, 3, h, w] of RGB in [0,1]. Out: `.npy` arrays in a folder.
 * No preprocessing: the array is what the network sees.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '../../base/errors.js';
import { type Observer, SILENT_OBSERVER } from '../../base/observer.js';
import {
  type ConcreteDevice,
  type DeviceName,
  type ModelSession,
  openModelSession,
  readModelFile,
  type Tensor,
} from '../../inference/index.js';
import {
  buildAttackModel,
  buildFeatureGradientModel,
  DEFAULT_ENCODER_NAMES,
  FEATURE_MODEL_NAMES,
  fixImageSize,
  insertNormalization,
  type ModelProto,
} from '../../onnx/index.js';
import { PAPER_ATTACK_STEPS } from '../../stages/discovery/index.js';
import { readNpy, writeNpy } from '../../storage/index.js';
import { type Images, runBatches } from './encoder-batches.js';
import { type NetworkChoice, readEncoderSource } from './encoder-source.js';
import { findEncoder } from './encoders.js';

export interface RunOptions {
  input: string;
  outFolder: string;
  device: DeviceName;
  batchSize: number;
  /** Feature to differentiate. */
  gradient?: number;
  /** Feature to attack. */
  attack?: number;
  /** Steps of the attack. */
  stepCount: number;
  /** ℓ2 length of a step; default: 10 for a side of 224, in proportion for others (docs/method.md, M14). */
  stepSize?: number;
  workspaceFolder?: string;
  /** Of a network file that is not imported. */
  choice?: NetworkChoice;
}

export const DEFAULT_RUN_OPTIONS = {
  device: 'auto',
  batchSize: 16,
  stepCount: PAPER_ATTACK_STEPS,
} as const satisfies Partial<RunOptions>;

/** Length of an attack's step per pixel of the image's side. */
const STEP_SIZE_PER_PIXEL = 10 / 224;

export interface RunSummary {
  device: ConcreteDevice;
  /** What was written, in this order: features, feature_map, logits, gradient, attack; only what exists. */
  files: { path: string; shape: number[] }[];
  /** Of the attack, when one was run. */
  stepSize: number | null;
  notes: string[];
}

interface EncoderModel {
  model: ModelProto;
  /** Of the file, beside which weights may stand. */
  path: string;
  image: string;
  features: string;
  /** File names and the outputs that go into them. */
  outputs: [string, string][];
  notes: string[];
}

/** Runs an encoder. UsageError `input-not-images` or `feature-out-of-range`; what opening, gradients and sessions reject with. */
export async function runEncoder(
  nameOrPath: string,
  options: RunOptions,
  observer: Observer = SILENT_OBSERVER,
): Promise<RunSummary> {
  const images = await readImages(options.input);
  const encoder = sizeFor(images, await openModel(nameOrPath, options));
  const run: Run = {
    encoder,
    images,
    options,
    observer,
    summary: { device: 'cpu', files: [], stepSize: null, notes: encoder.notes },
  };
  await mkdir(options.outFolder, { recursive: true });
  const outputs = await runForward(run);
  for (const [name, output] of encoder.outputs) await writeArray(run, name, outputs[output]!);
  for (const feature of [options.gradient, options.attack]) {
    assertFeature(feature, outputs[encoder.features]!.dims[1]!);
  }
  if (options.gradient !== undefined)
    await writeArray(run, 'gradient', await runGradient(run, options.gradient));
  if (options.attack !== undefined) await writeArray(run, 'attack', await runAttack(run, options.attack));
  return run.summary;
}

/** The network for images of this size only, which runs faster. */
function sizeFor({ dims: [, , height, width] }: Images, encoder: EncoderModel): EncoderModel {
  return { ...encoder, model: fixImageSize(encoder.model, encoder.image, { width, height }) };
}

/** All that the steps of one call share. */
interface Run {
  encoder: EncoderModel;
  images: Images;
  options: RunOptions;
  observer: Observer;
  summary: RunSummary;
}

async function writeArray(
  { options, summary }: Run,
  name: string,
  { dims, data }: Images | Tensor,
): Promise<void> {
  const path = join(options.outFolder, `${name}.npy`);
  await writeNpy(path, { dtype: 'float32', shape: [...dims], data: data as Float32Array });
  summary.files.push({ path, shape: [...dims] });
}

function runForward(run: Run): Promise<Record<string, Tensor>> {
  const { encoder, images, options, observer } = run;
  const outputNames = encoder.outputs.map(([, output]) => output);
  const plan = { image: encoder.image, batchSize: options.batchSize, outputNames };
  return withSession(run, encoder.model, (session) =>
    runBatches(session, images, plan, observer, 'running the network'),
  );
}

function runGradient(run: Run, feature: number): Promise<Tensor> {
  const { encoder, images, options, observer } = run;
  const { gradient } = FEATURE_MODEL_NAMES;
  const model = buildFeatureGradientModel(encoder.model, encoder);
  const plan = {
    image: encoder.image,
    batchSize: options.batchSize,
    outputNames: [gradient],
    toFeeds: (count: number) => toFeatureFeed(feature, count),
  };
  return withSession(run, model, async (session) => {
    const outputs = await runBatches(session, images, plan, observer, 'computing gradients');
    return outputs[gradient]!;
  });
}

function runAttack(run: Run, feature: number): Promise<Images> {
  const { encoder, images, options, observer, summary } = run;
  const { attacked, stepSize: stepInput } = FEATURE_MODEL_NAMES;
  summary.stepSize = options.stepSize ?? images.dims[3] * STEP_SIZE_PER_PIXEL;
  const step: Tensor = { dtype: 'float32', dims: [], data: Float32Array.of(summary.stepSize) };
  const plan = {
    image: encoder.image,
    batchSize: options.batchSize,
    outputNames: [attacked],
    toFeeds: (count: number) => ({ ...toFeatureFeed(feature, count), [stepInput]: step }),
  };
  return withSession(run, buildAttackModel(encoder.model, encoder), async (session) => {
    let current = images;
    for (let done = 1; done <= options.stepCount; done++) {
      const outputs = await runBatches(session, current, plan, observer);
      current = { dims: images.dims, data: outputs[attacked]!.data as Float32Array };
      observer.progress({ task: 'attacking', done, total: options.stepCount, unit: 'steps' });
    }
    return current;
  });
}

/** A file that is no encoder's own is read as it is; everything else has a card. */
async function openModel(nameOrPath: string, { workspaceFolder, choice }: RunOptions): Promise<EncoderModel> {
  const found = await findEncoder(nameOrPath, workspaceFolder);
  if (found.kind === 'file') {
    const { model, notes } = await readEncoderSource(found.path, choice);
    const { image, features, featureMap, logits } = DEFAULT_ENCODER_NAMES;
    return {
      model,
      path: found.path,
      image,
      features,
      outputs: listWritten(model, features, featureMap, logits),
      notes: notes.map(({ text }) => text),
    };
  }
  const { card, modelPath } = found.encoder;
  const stored = await readModelFile(modelPath);
  const { mean, std } = card.preprocessing;
  const model = mean && std ? insertNormalization(stored, mean, std) : stored;
  const { features, logits } = card.outputs;
  // A map whose channels are not the features is in no card, but in the model.
  const featureMap = card.outputs.featureMap ?? DEFAULT_ENCODER_NAMES.featureMap;
  return {
    model,
    path: modelPath,
    image: card.input,
    features,
    outputs: listWritten(model, features, featureMap, logits),
    notes: [],
  };
}

/** The outputs that are there, by the names of their files. */
function listWritten(
  model: ModelProto,
  features: string,
  featureMap: string,
  logits: string | null,
): [string, string][] {
  const present = new Set(model.graph.output.map(({ name }) => name));
  const wanted: [string, string | null][] = [
    ['features', features],
    ['feature_map', featureMap],
    ['logits', logits],
  ];
  return wanted.filter((pair): pair is [string, string] => pair[1] !== null && present.has(pair[1]));
}

async function readImages(path: string): Promise<Images> {
  const { dtype, shape, data } = await readNpy(path);
  if (shape.length === 4 && shape[1] === 3 && shape[0]! > 0 && /^float/.test(dtype)) {
    return {
      dims: shape as Images['dims'],
      data: data instanceof Float32Array ? data : Float32Array.from(data as Float64Array),
    };
  }
  throw new UsageError('input-not-images', {
    what: `${path} holds ${dtype} of shape (${shape.join(', ')}); images are float32 of shape (n, 3, height, width).`,
    next: 'Give RGB images in [0,1], as numpy.save writes them.',
  });
}

function assertFeature(feature: number | undefined, featureCount: number): void {
  if (feature === undefined || feature < featureCount) return;
  throw new UsageError('feature-out-of-range', {
    what: `There is no feature ${feature}; the encoder has ${featureCount}, counted from 0.`,
    next: `Choose one from 0 to ${featureCount - 1}.`,
  });
}

function toFeatureFeed(feature: number, count: number): Record<string, Tensor> {
  const data = new BigInt64Array(count).fill(BigInt(feature));
  return { [FEATURE_MODEL_NAMES.featureIndex]: { dtype: 'int64', dims: [count], data } };
}

async function withSession<T>(
  { encoder, options, summary, observer: { signal } }: Run,
  model: ModelProto,
  work: (session: ModelSession) => Promise<T>,
): Promise<T> {
  const session = await openModelSession(model, encoder.path, { device: options.device, signal });
  summary.device = session.device;
  for (const note of session.notes) if (!summary.notes.includes(note)) summary.notes.push(note);
  try {
    return await work(session);
  } finally {
    await session.close();
  }
}
