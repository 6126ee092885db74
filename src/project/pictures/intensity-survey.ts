/**
 * What the images of a data set hold where they have more than 8 bits.
 * In: an open data set, a choice. Out: a range for each type of sample. Reads some images of each kind of file, for `minmax` all of them.
 */
import { ImageError } from '../../base/errors.js';
import { assertNotCancelled, type Observer, SILENT_OBSERVER } from '../../base/observer.js';
import { decodeSamples } from '../../imaging/index.js';
import { chooseEvenly } from '../../numeric/index.js';
import type { ImageRecord, ImageRoot } from '../../records/dataset.js';
import type { SampleType } from '../../records/intensity.js';
import {
  type ChosenRanges,
  chooseRanges,
  type IntensityChoice,
  type SampleSurvey,
} from '../../stages/features/index.js';
import { readImageBytes } from '../../storage/index.js';
import type { OpenDataset } from '../workspace/index.js';

/** Images looked at of each extension: they come from one source as a rule, and few show its bits. */
const LOOKED_AT = 64;
/** Images decoded at once. */
const READ_AT_ONCE = 8;
/** Files of these names hold 8 bits. */
const SHALLOW = new Set(['jpg', 'jpeg', 'jpe', 'jfif', 'gif', 'webp', 'bmp']);

/** The range of each type of sample in a data set; the same on every machine, because the same images are looked at. */
export async function surveyIntensity(
  dataset: Pick<OpenDataset, 'images' | 'root' | 'followsLinks'>,
  choice: IntensityChoice,
  observer: Observer = SILENT_OBSERVER,
): Promise<ChosenRanges> {
  const { images } = dataset;
  const surveys = new Map<SampleType, SampleSurvey>();
  const chosen = listDeepCandidates(images, choice === 'minmax' ? images.length : LOOKED_AT);
  for (let start = 0; start < chosen.length; start += READ_AT_ONCE) {
    assertNotCancelled(observer);
    const read = chosen.slice(start, start + READ_AT_ONCE).map((image) => surveyImage(dataset, image));
    for (const survey of await Promise.all(read)) {
      if (survey === null) continue;
      const known = surveys.get(survey.type) ?? { ...survey, imageCount: 0 };
      surveys.set(survey.type, {
        type: survey.type,
        imageCount: known.imageCount + 1,
        lowest: Math.min(known.lowest, survey.lowest),
        highest: Math.max(known.highest, survey.highest),
      });
    }
  }
  return chooseRanges([...surveys.values()], choice);
}

/** Images of each extension that may have more than 8 bits, spread evenly over the data set. */
function listDeepCandidates(images: readonly ImageRecord[], count: number): ImageRecord[] {
  const byExtension = new Map<string, ImageRecord[]>();
  for (const image of images) {
    const extension = (/\.([^./\\]+)$/.exec(image.path)?.[1] ?? '').toLowerCase();
    if (image.location === null || SHALLOW.has(extension)) continue;
    const group = byExtension.get(extension);
    if (group) group.push(image);
    else byExtension.set(extension, [image]);
  }
  return [...byExtension.values()].flatMap((group) => chooseEvenly(group, count));
}

/** Null for 8 bits, and for images that cannot be read: extraction says so of each. */
async function surveyImage(from: ImageRoot, { location }: ImageRecord): Promise<SampleSurvey | null> {
  try {
    const samples = await decodeSamples(await readImageBytes(from, location!));
    if (samples === null) return null;
    let [lowest, highest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const value of samples.data) {
      if (!Number.isFinite(value)) continue;
      if (value < lowest) lowest = value;
      if (value > highest) highest = value;
    }
    return lowest > highest ? null : { type: samples.type, imageCount: 1, lowest, highest };
  } catch (error) {
    if (error instanceof ImageError) return null;
    throw error;
  }
}
