/**
 * An array of images through a session, a batch at a time.
 * In: images and an open session. Out: the outputs of all of them, joined. A network for a fixed number of images gets that many, the last
 * batch filled up with zeros that are cut off again.
 */
import { assertNotCancelled, type Observer } from '../../base/observer.js';
import type { ModelSession, Tensor } from '../../inference/index.js';

/** Float32Array, [n, 3, h, w], RGB. */
export interface Images {
  dims: [number, number, number, number];
  data: Float32Array;
}

export interface BatchPlan {
  /** Name of the image input. */
  image: string;
  batchSize: number;
  /** Float32 outputs whose first axis is the images. */
  outputNames: string[];
  /** Feeds besides the images, for a batch of `count`. */
  toFeeds?: (count: number) => Record<string, Tensor>;
}

/** Runs all images; reports progress where `task` names it. */
export async function runBatches(
  session: ModelSession,
  { dims: [count, ...imageDims], data }: Images,
  { image, batchSize, outputNames, toFeeds = () => ({}) }: BatchPlan,
  observer: Observer,
  task?: string,
): Promise<Record<string, Tensor>> {
  const imageLength = imageDims.reduce((product, length) => product * length, 1);
  const fixed = session.inputs.find(({ name }) => name === image)?.dims[0];
  const step = typeof fixed === 'number' ? fixed : batchSize;
  const parts: Record<string, Tensor>[] = [];
  for (let rowStart = 0; rowStart < count; rowStart += step) {
    assertNotCancelled(observer);
    const rowCount = Math.min(step, count - rowStart);
    const runCount = typeof fixed === 'number' ? fixed : rowCount;
    const batch = new Float32Array(runCount * imageLength);
    batch.set(data.subarray(rowStart * imageLength, (rowStart + rowCount) * imageLength));
    const images: Tensor = { dtype: 'float32', dims: [runCount, ...imageDims], data: batch };
    const result = await session.run({ [image]: images, ...toFeeds(runCount) }, outputNames);
    parts.push(Object.fromEntries(outputNames.map((name) => [name, keepRows(result[name]!, rowCount)])));
    if (task !== undefined)
      observer.progress({ task, done: rowStart + rowCount, total: count, unit: 'images' });
  }
  return Object.fromEntries(outputNames.map((name) => [name, joinRows(parts.map((part) => part[name]!))]));
}

function keepRows(tensor: Tensor, rowCount: number): Tensor {
  const [rows, ...rest] = tensor.dims as [number, ...number[]];
  if (rows === rowCount) return tensor;
  const data = (tensor.data as Float32Array).slice(0, (tensor.data.length / rows) * rowCount);
  return { dtype: 'float32', dims: [rowCount, ...rest], data };
}

function joinRows(parts: readonly Tensor[]): Tensor {
  const [first] = parts as [Tensor, ...Tensor[]];
  if (parts.length === 1) return first;
  const data = new Float32Array(parts.reduce((sum, part) => sum + part.data.length, 0));
  let offset = 0;
  for (const part of parts) {
    data.set(part.data as Float32Array, offset);
    offset += part.data.length;
  }
  return {
    dtype: 'float32',
    dims: [parts.reduce((sum, { dims }) => sum + dims[0]!, 0), ...first.dims.slice(1)],
    data,
  };
}
