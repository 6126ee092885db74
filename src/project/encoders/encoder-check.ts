/**
 * Runs a network before it is kept: it must work, and give an image the same features in any batch.
 * In: the model's path and its card. Out: nothing, or a ModelError with the measured difference. The images are noise.
 */
import { stat } from 'node:fs/promises';
import { ModelError } from '../../base/errors.js';
import { describeNotFinite } from '../../base/not-finite.js';
import type { Observer } from '../../base/observer.js';
import { IMAGENET_SIDE } from '../../checkpoint/index.js';
import {
  type ModelSession,
  openSession,
  readImportLimits,
  type Tensor,
  toDataPath,
} from '../../inference/index.js';
import { DATA_TYPE, findLinearHead, type ModelProto } from '../../onnx/index.js';
import type { EncoderCard } from '../../records/networks/encoder.js';

/**
 * Largest difference of an image's outputs between two batches, as a part of their largest value. Runtimes add up in another order for
 * other batches, which moves sums of float32 by 10⁻⁶ and, in half precision or eight bits, single values to the next step. Batch
 * statistics and random masks move them by 10⁻² and more.
 */
const TOLERANCE = 1e-3;
const COARSE_TOLERANCE = 1e-2;
const COARSE_TYPES: ReadonlySet<number> = new Set([
  DATA_TYPE.float16,
  DATA_TYPE.bfloat16,
  DATA_TYPE.int8,
  DATA_TYPE.uint8,
]);

/** Floor and height of the noise of one image; the second and third stand beside the first, bright and dark. */
const IMAGES = [
  { from: 0, height: 1 },
  { from: 0.8, height: 0.2 },
  { from: 0, height: 0.1 },
] as const;

/** Places in `IMAGES`. */
type Batch = readonly number[];

/** ModelError `weights-not-finite`, `import-fails-to-run`, `not-repeatable`, `batch-dependent`, or what sessions reject with. */
export async function checkEncoder(
  modelPath: string,
  model: ModelProto,
  card: EncoderCard,
  { signal }: Observer,
): Promise<void> {
  assertFiniteLastLayer(model, card);
  const isCoarse = model.graph.initializer.some(({ dataType }) => COARSE_TYPES.has(dataType));
  const tolerance = isCoarse ? COARSE_TOLERANCE : TOLERANCE;
  const limits = readImportLimits(await measureModel(modelPath));
  const session = await openSession(modelPath, { device: 'cpu', signal, limits });
  try {
    const [fixed] = session.inputs[0]!.dims;
    const [alone, others] = chooseBatches(typeof fixed === 'number' ? fixed : null);
    const first = await runImage(session, card, alone);
    assertWorks(first, card);
    const second = await runImage(session, card, alone);
    assertSame(first, second, tolerance, card, 'not-repeatable');
    if (others) assertSame(first, await runImage(session, card, others), tolerance, card, 'batch-dependent');
  } finally {
    await session.close();
  }
}

/** ModelError `weights-not-finite` naming row (class) and column (feature) of the linear last layer, where there is one. */
function assertFiniteLastLayer(model: ModelProto, { name, outputs }: EncoderCard): void {
  const { features, logits } = outputs;
  const head = logits === null ? null : findLinearHead(model, { features, logits });
  if (head === null) return;
  for (const [part, values, columnCount] of [
    ['weights', head.weights, head.featureCount] as const,
    ['bias', head.bias, 1] as const,
  ]) {
    const problem = describeNotFinite(values, columnCount);
    if (problem === null) continue;
    throw new ModelError('weights-not-finite', {
      what: `The last layer of ${name} has a ${part === 'bias' ? 'bias' : 'weight'} that is not finite: ${problem}.`,
      why: 'Its logits would be NaN for every image.',
      next: 'Use the network from before its training diverged.',
    });
  }
}

/** Bytes of a model's file and of the weights beside it. */
async function measureModel(path: string): Promise<number> {
  const beside = await stat(toDataPath(path)).catch(() => null);
  return (await stat(path)).size + (beside?.size ?? 0);
}

/** The first image alone and beside others; in a network for a fixed number at another place beside others; for one at a time alone only. */
function chooseBatches(fixed: number | null): [Batch, Batch?] {
  if (fixed === null) return [[0], [1, 0, 2]];
  if (fixed === 1) return [[0]];
  return [
    [0, ...new Array<number>(fixed - 1).fill(1)],
    [...new Array<number>(fixed - 1).fill(2), 0],
  ];
}

/** The outputs of the first image in a batch, one row each. */
async function runImage(
  session: ModelSession,
  { preprocessing, input, outputs }: EncoderCard,
  batch: Batch,
): Promise<Record<string, Tensor>> {
  const { width, height } = preprocessing.crop ?? { width: IMAGENET_SIDE, height: IMAGENET_SIDE };
  const length = 3 * height * width;
  const data = new Float32Array(batch.length * length);
  for (const [row, place] of batch.entries()) {
    const { from, height: range } = IMAGES[place]!;
    for (let i = 0; i < length; i++) data[row * length + i] = from + range * (((i * 7919) % 1009) / 1009);
  }
  const names = [outputs.features, ...(outputs.logits === null ? [] : [outputs.logits])];
  const result = await session.run(
    { [input]: { dtype: 'float32', dims: [batch.length, 3, height, width], data } },
    names,
  );
  return Object.fromEntries(
    names.map((name) => [name, takeRow(result[name]!, batch.indexOf(0), batch.length)]),
  );
}

function takeRow({ dims, data }: Tensor, row: number, count: number): Tensor {
  const width = data.length / count;
  const values = (data as Float32Array).slice(row * width, (row + 1) * width);
  return { dtype: 'float32', dims: [...dims], data: values };
}

function assertWorks(result: Record<string, Tensor>, { featureCount, outputs }: EncoderCard): void {
  const { dims, data } = result[outputs.features]!;
  if (dims.at(-1) === featureCount && (data as Float32Array).every(Number.isFinite)) return;
  throw new ModelError('import-fails-to-run', {
    what: `On an image of noise the network gives features of shape [${dims}] that are not ${featureCount} finite numbers.`,
    next: 'Check that the file is whole, and that --side is the size that the network was trained at.',
  });
}

function assertSame(
  first: Record<string, Tensor>,
  second: Record<string, Tensor>,
  tolerance: number,
  { outputs }: EncoderCard,
  code: 'not-repeatable' | 'batch-dependent',
): void {
  for (const [name, tensor] of Object.entries(first)) {
    const values = tensor.data as Float32Array;
    const others = second[name]!.data as Float32Array;
    const difference = values.reduce((most, value, i) => Math.max(most, Math.abs(value - others[i]!)), 0);
    const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    if (difference <= tolerance * largest) continue;
    const what = name === outputs.features ? 'features' : 'logits';
    const measured = `by up to ${difference.toPrecision(2)}, where the largest is ${largest.toPrecision(2)}`;
    throw code === 'not-repeatable'
      ? new ModelError(code, {
          what: `The network gives the same image other ${what} in every run: they differ ${measured}.`,
          why: 'It draws random numbers, as networks do in training.',
          next: 'Call model.eval() before torch.onnx.export, and export again.',
        })
      : new ModelError(code, {
          what: `The network gives the same image other ${what} beside other images: they differ ${measured}.`,
          why: 'Normalisation by the batch does that, as in networks that are being trained.',
          next: 'Call model.eval() before torch.onnx.export, and export again.',
        });
  }
}
