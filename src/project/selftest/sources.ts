/**
 * The part of a user's data that a self-test is made of: two classes, and of each as many pictures as it takes.
 * In: DATA as `init` reads it. Out: pools of pictures that can be read, and the hash of their bytes. Writes nothing.
 */
import { createHash } from 'node:crypto';
import { StageError, UsageError } from '../../base/errors.js';
import { assertNotCancelled, type Observer } from '../../base/observer.js';
import { decodeImage, type RgbImage } from '../../imaging/index.js';
import { createRandom, deriveSeed } from '../../numeric/index.js';
import type { PicturePool } from '../../planting/index.js';
import type { Dataset } from '../../records/dataset.js';
import { type DatasetOptions, readDataset } from '../../stages/dataset/index.js';
import { openFileTree } from '../../storage/index.js';
import { nullIfUnreadable, readLocatedBytes } from '../pictures/index.js';
import { findClass } from '../workspace/index.js';

/** Of each class. Fewer say nothing: of a fifth of them half carry the cue. */
export const LEAST_SELF_TEST_IMAGES = 20;

/** Pictures by class, the carrying class first; names are the data set's own paths. */
export interface PictureSources {
  pools: [PicturePool, PicturePool];
  /** Of the pictures' bytes, in order. */
  contentHash: string;
  /** Throws `ImageError`. */
  readPicture(path: string): Promise<RgbImage>;
}

/**
 * Up to `imageCount` pictures of each of two classes, chosen by the seed among those that can be read; both as many. `classes` are two
 * names or indices, or null for the two with the most images. Throws what `initProject` throws, `class-unknown`, `selftest-classes` for the
 * same class twice, and `selftest-images` for a class with fewer than `LEAST_SELF_TEST_IMAGES`.
 */
export async function choosePictures(
  dataPath: string,
  options: DatasetOptions,
  choice: { classes: readonly [string, string] | null; imageCount: number; seed: number },
  observer: Observer,
): Promise<PictureSources> {
  const tree = await openFileTree(dataPath, options);
  const dataset = await readDataset(tree, options, observer);
  const root = { root: tree.rootPath, followsLinks: options.followLinks };
  const imageOfPath = new Map(dataset.images.map((image) => [image.path, image]));
  const hash = createHash('sha256');
  const pools: PicturePool[] = [];
  for (const classIndex of chooseClasses(dataset, choice.classes, observer)) {
    const { name } = dataset.classes[classIndex]!;
    const own = dataset.images.filter((image) => image.classIndex === classIndex);
    createRandom(deriveSeed(choice.seed, 'selftest', name)).shuffle(own);
    const pictures: string[] = [];
    for (const image of own) {
      if (pictures.length === choice.imageCount) break;
      assertNotCancelled(observer);
      const bytes = await readLocatedBytes(root, image).catch(nullIfUnreadable);
      if (bytes === null || (await decodeImage(bytes).catch(nullIfUnreadable)) === null) continue;
      hash.update(bytes);
      pictures.push(image.path);
    }
    assertEnough(name, pictures.length);
    pools.push({ className: name, pictures });
  }
  const count = Math.min(...pools.map(({ pictures }) => pictures.length));
  const [first, second] = pools.map((pool) => ({ ...pool, pictures: pool.pictures.slice(0, count) }));
  return {
    pools: [first!, second!],
    contentHash: hash.digest('hex'),
    readPicture: async (path) => decodeImage(await readLocatedBytes(root, imageOfPath.get(path)!)),
  };
}

function chooseClasses(
  dataset: Dataset,
  named: readonly [string, string] | null,
  observer: Observer,
): number[] {
  if (named !== null) return findClasses(dataset, named, observer);
  const counts = new Int32Array(dataset.classes.length);
  for (const { classIndex } of dataset.images) counts[classIndex]! += 1;
  return dataset.classes
    .map(({ index }) => index)
    .sort((a, b) => counts[b]! - counts[a]! || a - b)
    .slice(0, 2);
}

function findClasses(dataset: Dataset, named: readonly [string, string], observer: Observer): number[] {
  const [carrier, other] = named.map((text) => findClass(dataset, text, { observer }));
  if (carrier!.index !== other!.index) return [carrier!.index, other!.index];
  throw new UsageError('selftest-classes', {
    what: `${named[0]} and ${named[1]} are the same class, ${carrier!.name}.`,
    why: 'One class usually carries the cue, another does not.',
    next: 'Name two classes: --classes A,B.',
  });
}

function assertEnough(name: string, count: number): void {
  if (count >= LEAST_SELF_TEST_IMAGES) return;
  throw new StageError('selftest-images', {
    what: `The class ${name} has ${count} pictures that can be read; a self-test needs ${LEAST_SELF_TEST_IMAGES}.`,
    why: 'They are divided into training, validation and test images, with and without the cue.',
    next: 'Name two classes with more images: --classes A,B.',
  });
}
