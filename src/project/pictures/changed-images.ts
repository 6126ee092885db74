/**
 * Images that are changed after they were read, as a network sees them.
 * In: rows of the data set, each with a change of its pixels. Out: the network's answers, group by group; nothing is kept.
 */
import type { Observer } from '../../base/observer.js';
import type { RgbImage } from '../../imaging/index.js';
import { type OpenedEncoder, openEncoderSession } from '../../inference/index.js';
import { extractFeatures } from '../../stages/features/index.js';
import type { Project } from '../workspace/index.js';
import { readImageDecoding } from './image-decoding.js';
import { createImageReader } from './images.js';

/** Another image of the data set, at the size of the one that is changed. */
export type ReadOther = (row: number) => Promise<RgbImage>;

/** One image that is read, changed at the size that a network sees it, and run. */
export interface ImageChange {
  row: number;
  change(image: RgbImage, readOther: ReadOther): RgbImage | Promise<RgbImage>;
}

/** The network's features output for one group of changes. */
export interface ChangedOutputs {
  /** [changes, width]; zeros where an image could not be read. */
  data: Float32Array;
  /** Places of the changes whose images could not be read. */
  skipped: number[];
}

/** Runs every group of changes, which are in memory one group at a time, and hands on its outputs by the group's place. */
export async function runChangedImages(
  project: Project,
  network: Pick<OpenedEncoder, 'card' | 'modelPath'>,
  groups: readonly (readonly ImageChange[])[],
  take: (group: number, outputs: ChangedOutputs) => void,
  observer: Observer,
): Promise<void> {
  const { card } = network;
  const dataset = project.readDataset();
  const readImage = createImageReader(dataset, card.preprocessing, await readImageDecoding(project));
  const readOther = (row: number) => readImage(dataset.images[row]!);
  const changes = groups.flat();
  let rowEnd = 0;
  const shards = groups.map((group, shard) => {
    const rowStart = rowEnd;
    rowEnd += group.length;
    return { shard, rowStart, rowEnd };
  });
  await extractFeatures(
    {
      images: changes.map(({ row }, index) => ({ ...dataset.images[row]!, index })),
      shards: shards.filter(({ rowStart, rowEnd: end }) => rowStart < end),
      encoder: card,
      readImage: async (image) => {
        const read = await readImage(image);
        return { ...read, ...(await changes[image.index]!.change(read, readOther)) };
      },
      openSession: (signal) => openEncoderSession(network, { device: 'auto', signal }),
      commitShard: async ({ shard, rowStart }, { data, skipped }) =>
        take(shard, { data, skipped: skipped.map(({ row }) => row - rowStart) }),
    },
    {},
    observer,
  );
}
