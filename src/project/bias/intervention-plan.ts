/**
 * Which images an intervention changes, and how (docs/method.md, M70 and M71).
 * In: rankings, verdicts and activation maps. Out: changes of pixels for `predictChangedImages`, each with what it is for.
 */
import {
  blendByMask,
  type CueMap,
  type CueMasks,
  findCueMasks,
  type RgbImage,
  resizeMap,
  WEAKENINGS,
  weakenRegion,
} from '../../imaging/index.js';
import { computeMean } from '../../numeric/index.js';
import type { Verdict } from '../../records/annotation.js';
import type { ClassRanking } from '../../records/bias.js';
import type { FrameMap } from '../../stages/annotation/index.js';
import type { ImageChange } from '../pictures/index.js';

/** The images of one class and the features that say where its cues are. */
export interface ClassIntervention {
  classIndex: number;
  /** The k most spurious images, the most spurious first. */
  top: number[];
  /** The k least spurious ones, the least spurious first. */
  bottom: number[];
  spurious: number[];
  core: number[];
}

/** What was done to an image, as the columns of a result. */
export const TREATMENTS = ['untouched', 'cue', 'control', 'pasted', 'pastedControl'] as const;
export type Treatment = (typeof TREATMENTS)[number];

export interface PlannedChange extends ImageChange {
  classIndex: number;
  treatment: Treatment;
  /** Place of the image among those of its treatment. */
  place: number;
}

export interface ClassChanges {
  changes: PlannedChange[];
  /** Mean share of the controls' mass that lies on cue or core; null without images. */
  overlap: number | null;
}

/** One per ranked class of two images or more; a class with fewer than 2k images gives ⌊n/2⌋ to either end. */
export function planInterventions(
  rankings: readonly ClassRanking[],
  verdicts: readonly Pick<Verdict, 'classIndex' | 'feature' | 'verdict'>[],
  askedK: number,
): ClassIntervention[] {
  return rankings.flatMap(({ classIndex, images }) => {
    const k = Math.min(askedK, Math.floor(images.length / 2));
    if (k === 0) return [];
    const listFeatures = (wanted: Verdict['verdict']) =>
      verdicts
        .filter((one) => one.classIndex === classIndex && one.verdict === wanted)
        .map(({ feature }) => feature)
        .sort((a, b) => a - b);
    return {
      classIndex,
      top: images.slice(-k).reverse(),
      bottom: images.slice(0, k),
      spurious: listFeatures('spurious'),
      core: listFeatures('core'),
    };
  });
}

/**
 * The changes of one class. `maps` holds the features' maps by row. Images in which nothing of the cue lies outside the core are left
 * out of treatment and control alike. What is put into an image is the region of the cue; its control is the same region of another
 * of the least spurious images, so that both bear the traces of being put in.
 */
export function listChanges(
  { classIndex, top, bottom, spurious, core }: ClassIntervention,
  maps: ReadonlyMap<number, ReadonlyMap<number, FrameMap>>,
): ClassChanges {
  const findMasks = (row: number): CueMasks | null => {
    const ofRow = maps.get(row);
    if (ofRow === undefined) return null;
    const pick = (features: readonly number[]): CueMap[] => features.map((feature) => ofRow.get(feature)!);
    return findCueMasks(pick(spurious), pick(core));
  };
  const weakened = top.flatMap((row) => {
    const masks = findMasks(row);
    return masks === null ? [] : { row, ...masks };
  });
  const pasted = bottom.flatMap((row, place) => {
    const source = top[place]!;
    const other = bottom[(place + 1) % bottom.length]!;
    const masks = findMasks(source);
    return masks === null || other === row ? [] : { row, source, other, mask: masks.cue };
  });
  const changes = [
    ...weakened.flatMap(({ row, cue, control }, place): PlannedChange[] => [
      { row, classIndex, place, treatment: 'untouched', change: (image) => image },
      ...WEAKENINGS.flatMap((weakening): PlannedChange[] => [
        {
          ...{ row, classIndex, place, treatment: 'cue' },
          change: (image) => weakenRegion(image, fit(cue, image), weakening),
        },
        {
          ...{ row, classIndex, place, treatment: 'control' },
          change: (image) => weakenRegion(image, fit(control, image), weakening),
        },
      ]),
    ]),
    ...pasted.flatMap(({ row, source, other, mask }, place): PlannedChange[] => [
      {
        ...{ row, classIndex, place, treatment: 'pasted' },
        change: async (image, readOther) => blendByMask(image, await readOther(source), fit(mask, image)),
      },
      {
        ...{ row, classIndex, place, treatment: 'pastedControl' },
        change: async (image, readOther) => blendByMask(image, await readOther(other), fit(mask, image)),
      },
    ]),
  ];
  return {
    changes,
    overlap: weakened.length === 0 ? null : computeMean(weakened.map((one) => one.overlap)),
  };
}

/** The mask at the size of an image. */
function fit({ values, width, height }: CueMap, image: RgbImage): Float32Array {
  return resizeMap(values, width, height, image.width, image.height);
}
