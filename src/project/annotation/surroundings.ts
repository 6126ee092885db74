/**
 * Top images of pairs put together anew by their object masks, as the encoder sees them.
 * In: an open project and pairs with their top images. Out: activations per pair; no picture is kept.
 */
import { ImageError } from '../../base/errors.js';
import type { Observer } from '../../base/observer.js';
import { blendByMask, type RgbImage, weakenRegion } from '../../imaging/index.js';
import { createRandom, deriveSeed } from '../../numeric/index.js';
import type { Pair } from '../../records/annotation.js';
import type { Preprocessing } from '../../records/networks/encoder.js';
import { type ComposedActivations, toPairKey } from '../../stages/annotation/index.js';
import { listTrainingRows } from '../discovery/index.js';
import { openRequiredEncoder } from '../encoders/index.js';
import { readPairColumns } from '../features/index.js';
import {
  type ChangedOutputs,
  type ImageChange,
  type ObjectMasks,
  openObjectMasks,
  runChangedImages,
} from '../pictures/index.js';
import type { Project } from '../workspace/index.js';

/** A pair with the images of its class that activate it most, strongest first. */
export interface ExemplarPair extends Pair {
  top: readonly number[];
}

/** What is made of an image and one of another class, in the order of the passes through the encoder. */
const COMPOSITIONS = ['other', 'object', 'surroundings', 'painted'] as const;
type Composition = (typeof COMPOSITIONS)[number];

/** An image is beside the same other one in every run. */
const SEED = 0;
/** Images drawn from a class; the error of a mean over them is a sixth of their spread. */
const USUAL_IMAGES = 40;

/** Of a pair, image by image. */
export interface SurroundingsOfPair {
  /** Over its top images. */
  strongest: ComposedActivations;
  /** Over training images of its class drawn at random: an importance is a mean over them all (M10). */
  usual: ComposedActivations;
}

/**
 * By pair key; pairs none of whose images could be read are missing, and so are all where there are no masks or no other class.
 * Every top image needs a mask. A class at a time is in memory: [4 · images, features] floats.
 */
export async function measureSurroundings(
  project: Project,
  pairs: readonly ExemplarPair[],
  observer: Observer,
): Promise<Map<string, SurroundingsOfPair>> {
  const measured = new Map<string, SurroundingsOfPair>();
  const rowsOfClass = await listTrainingRows(project);
  const masks = await openObjectMasks(project);
  if (masks === null) return measured;
  if (rowsOfClass.filter(({ length }) => length > 0).length < 2) return measured;
  const classes = [...new Set(pairs.map(({ classIndex }) => classIndex))].sort((a, b) => a - b);
  const ofClass = classes.map((classIndex) => pairs.filter((pair) => pair.classIndex === classIndex));
  const usual = classes.map((classIndex) =>
    drawUsualRows(project, classIndex, rowsOfClass[classIndex]!, masks),
  );
  const rows = ofClass.map((own, n) =>
    [...new Set([...own.flatMap(({ top }) => top), ...usual[n]!])].sort((a, b) => a - b),
  );
  const { readActivations } = await readPairColumns(project, pairs, observer);
  const encoder = await openRequiredEncoder(project);
  const compose = createComposer(project, masks, encoder.card.preprocessing);
  const groups = classes.map((classIndex, n) => {
    const others = rowsOfClass.flatMap((own, other) => (other === classIndex ? [] : own));
    return rows[n]!.flatMap((row) => {
      const other = others[createRandom(deriveSeed(SEED, row)).integer(others.length)]!;
      return COMPOSITIONS.map((composition) => compose(row, other, composition));
    });
  });
  const take = (group: number, { data, skipped }: ChangedOutputs) => {
    const failed = new Set(skipped.map((place) => Math.floor(place / COMPOSITIONS.length)));
    const placeOf = new Map(rows[group]!.map((row, place) => [row, place]));
    const isRead = (row: number) => !failed.has(placeOf.get(row)!);
    for (const pair of ofClass[group]!) {
      const gather = (wanted: readonly number[]): ComposedActivations => {
        const places = wanted.map((row) => placeOf.get(row)!);
        return {
          whole: [...readActivations(pair, wanted)],
          ...gatherCompositions(data, places, encoder.card.featureCount, pair.feature),
        };
      };
      const top = pair.top.filter(isRead);
      if (top.length === 0) continue;
      measured.set(toPairKey(pair), { strongest: gather(top), usual: gather(usual[group]!.filter(isRead)) });
    }
  };
  const said: Observer = {
    ...observer,
    progress: (event) => observer.progress({ ...event, task: 'composing images' }),
  };
  await runChangedImages(project, encoder, groups, take, said);
  return measured;
}

/** Training images of a class that may have a mask (`ObjectMasks`), the same in every run. */
export function drawUsualRows(
  project: Project,
  classIndex: number,
  rows: readonly number[],
  { mayHave }: Pick<ObjectMasks, 'mayHave'>,
): number[] {
  const { images } = project.readDataset();
  const masked = rows.filter((row) => mayHave(images[row]!));
  const count = Math.min(USUAL_IMAGES, masked.length);
  const places = createRandom(deriveSeed(SEED, 'usual', classIndex)).sample(masked.length, count);
  return places.map((place) => masked[place]!);
}

/** One feature over images by what was made of them. `data`: [images · compositions, width]. */
function gatherCompositions(
  data: Float32Array,
  places: readonly number[],
  width: number,
  feature: number,
): Record<Composition, number[]> {
  const read = (composition: Composition) => {
    const at = COMPOSITIONS.indexOf(composition);
    return places.map((place) => data[(place * COMPOSITIONS.length + at) * width + feature]!);
  };
  return {
    other: read('other'),
    object: read('object'),
    surroundings: read('surroundings'),
    painted: read('painted'),
  };
}

/**
 * Changes of one image by its mask and another image. A box stays a box, other than in maps: background in its corners then goes with the
 * object, which can only acquit.
 */
function createComposer(project: Project, masks: ObjectMasks, preprocessing: Preprocessing) {
  const { images } = project.readDataset();
  const readMask = async (row: number): Promise<Float32Array> => {
    const image = images[row]!;
    const mask = await masks.read(image, preprocessing);
    if (mask === null) throw new ImageError('no-mask', { what: `There is no object mask of ${image.path}.` });
    return Float32Array.from(mask.data, (value) => value / 255);
  };
  return (row: number, other: number, composition: Composition): ImageChange => ({
    row,
    change: async (image, readOther): Promise<RgbImage> => {
      if (composition === 'other') return readOther(other);
      const object = await readMask(row);
      if (composition === 'surroundings') return blendByMask(image, await readOther(other), object);
      const around = object.map((share) => 1 - share);
      return composition === 'object'
        ? blendByMask(image, await readOther(other), around)
        : weakenRegion(image, around, 'fill');
    },
  });
}
