/**
 * Targeted corruptions on disk: the images that activate a pair's feature most, with colour, texture or shape taken out of the
 * region where it fires. In: features, verdicts, models that can be run. Out: `sensitivities.json` and its table, and pictures of what was done.
 */
import { join } from 'node:path';
import { StageError } from '../../base/errors.js';
import { type Observer, SILENT_OBSERVER } from '../../base/observer.js';
import {
  type Corruption,
  corruptImage,
  encodeJpeg,
  enlargeForDisplay,
  normalizeMap,
  protectCore,
  type RgbImage,
  resizeMap,
} from '../../imaging/index.js';
import { createRandom, deriveSeed, topIndices } from '../../numeric/index.js';
import type { Verdict } from '../../records/annotation.js';
import type { SplitName } from '../../records/dataset.js';
import type { Sensitivity } from '../../records/sensitivity.js';
import type { FrameMap } from '../../stages/annotation/index.js';
import {
  computeSensitivity,
  correlateSensitivities,
  countCorruptedImages,
  DEFAULT_CORRUPTED_SHARE,
  type SensitivityAgreement,
} from '../../stages/bias/index.js';
import { openRequiredEncoder } from '../encoders/index.js';
import { readPairColumns } from '../features/index.js';
import {
  createImageReader,
  type ImageChange,
  readImageDecoding,
  readMaps,
  toClassFolder,
  VISUAL_SIDE,
  writePicture,
} from '../pictures/index.js';
import { formatCommand, listUsableRows, type Project, readParts, readVerdicts } from '../workspace/index.js';
import { TABLE_PARTS } from './bias-parts.js';
import { predictChangedImages } from './changed-predictions.js';
import { writeSensitivities } from './sensitivities.js';

/** Those of the paper; noise is the older metric and asked for by name. */
export const DEFAULT_CORRUPTIONS: readonly Corruption[] = ['grey', 'blur', 'rotate'];

export interface CorruptOptions {
  corruptions: readonly Corruption[];
  /** Pairs of this class only. */
  classIndex?: number;
  feature?: number;
  split: SplitName;
  /** Share of the class's images that are corrupted. */
  share: number;
  seed: number;
}

export interface CorruptSummary {
  sensitivities: Sensitivity[];
  agreements: SensitivityAgreement[];
  /** Folder of the pictures: for each pair its top image under every corruption. */
  pictures: string;
}

/** The images of one pair that are corrupted, strongest first. */
interface PairImages extends Pick<Verdict, 'classIndex' | 'feature' | 'verdict'> {
  rows: number[];
  /** Core features of the class: their region is kept when the pair is spurious. */
  coreFeatures: number[];
}

/** One image of a pair under one corruption, or as it is. */
interface PairChange extends ImageChange {
  pair: PairImages;
  corruption: Corruption | null;
  change(image: RgbImage): RgbImage;
}

/** Measures how much each model that can be run loses under each corruption, for every pair with a verdict. Throws `no-annotated-pairs`, `no-encoder`. */
export async function corruptProject(
  project: Project,
  options: CorruptOptions,
  observer: Observer = SILENT_OBSERVER,
): Promise<CorruptSummary> {
  const restsOn = await readParts(project, TABLE_PARTS, ['features', 'data', 'verdicts', 'head', 'models']);
  const pairs = await choosePairImages(project, options);
  const maps = await readPairMaps(project, pairs, observer);
  const pictures = join(project.folder, 'corruptions');
  const changes = pairs.flatMap((pair, place) =>
    pair.rows.flatMap((row) =>
      [null, ...options.corruptions].map(
        (corruption): PairChange => ({
          row,
          pair,
          corruption,
          change: (image) =>
            corruption === null
              ? image
              : corrupt(image, maps[place]!.get(row)!, pair, corruption, row, options),
        }),
      ),
    ),
  );
  await drawExamples(project, pairs, changes, pictures);
  const predictions = await predictChangedImages(project, changes, observer);
  const sensitivities = predictions.flatMap(({ model, labels }) =>
    pairs.flatMap((pair) => {
      const measure = (corruption: Corruption | null) => {
        const places = [...changes.keys()].filter(
          (n) => changes[n]!.pair === pair && changes[n]!.corruption === corruption && labels[n]! >= 0,
        );
        const right = places.filter((n) => labels[n] === pair.classIndex).length;
        return { imageCount: places.length, accuracy: right / places.length };
      };
      const before = measure(null);
      return options.corruptions.map((corruption): Sensitivity => {
        const { accuracy } = measure(corruption);
        return {
          model,
          classIndex: pair.classIndex,
          feature: pair.feature,
          corruption,
          imageCount: before.imageCount,
          accuracyBefore: before.accuracy,
          accuracyAfter: accuracy,
          sensitivity: computeSensitivity(before.accuracy, accuracy),
        };
      });
    }),
  );
  await writeSensitivities(project, sensitivities, pairs, { ...describeCorruption(options), restsOn });
  return { sensitivities, agreements: correlateSensitivities(sensitivities), pictures };
}

/** The options that decide the sensitivities, and the command that has them. */
function describeCorruption({ corruptions, classIndex, feature, split, share, seed }: CorruptOptions) {
  return {
    command: formatCommand('corrupt', {
      class: [classIndex],
      feature: [feature],
      corruption: [corruptions.join(), DEFAULT_CORRUPTIONS.join()],
      split: [split, 'train'],
      share: [share, DEFAULT_CORRUPTED_SHARE],
      seed: [seed, 0],
    }),
    options: {
      ...{ split, share, seed, corruptions: [...corruptions] },
      ...{ classIndex: classIndex ?? null, feature: feature ?? null },
    },
  };
}

/** Pairs with a verdict, and the images of their class that activate the feature most. */
async function choosePairImages(project: Project, options: CorruptOptions): Promise<PairImages[]> {
  const verdicts = readVerdicts(project);
  const wanted = verdicts.filter(
    ({ classIndex, feature }) =>
      (options.classIndex === undefined || classIndex === options.classIndex) &&
      (options.feature === undefined || feature === options.feature),
  );
  if (wanted.length === 0) {
    throw new StageError('no-annotated-pairs', {
      what: 'No (class, feature) pair with a verdict is meant.',
      why: 'Whether the core is kept from a corruption depends on what is core and what is spurious.',
      next: 'Run `spuriosity annotate auto`, import answers, or name another class or feature.',
    });
  }
  const source = await project.openFeatures();
  const dataset = project.readDataset();
  const { readActivations } = await readPairColumns(project, wanted);
  const usable = listUsableRows(dataset, source.valid, options.split);
  return wanted
    .map(({ classIndex, feature, verdict }) => {
      const rows = [...usable].filter((row) => dataset.images[row]!.classIndex === classIndex);
      const activations = readActivations({ classIndex, feature }, rows);
      const top = topIndices(activations, countCorruptedImages(rows.length, options.share));
      return {
        classIndex,
        feature,
        verdict,
        rows: Array.from(top, (place) => rows[place]!),
        coreFeatures: verdicts
          .filter((other) => other.classIndex === classIndex && other.verdict === 'core')
          .map((other) => other.feature),
      };
    })
    .filter(({ rows }) => rows.length > 0);
}

/** By pair and row, the maps of the pair's feature and of the class's core features. */
async function readPairMaps(
  project: Project,
  pairs: readonly PairImages[],
  observer: Observer,
): Promise<Map<number, Map<number, FrameMap>>[]> {
  const requests = pairs.flatMap(({ rows, feature, coreFeatures }) =>
    rows.map((row) => ({ row, features: [feature, ...coreFeatures] })),
  );
  const answers: Map<number, FrameMap>[] = [];
  await readMaps(project, requests, ({ maps }) => void answers.push(maps), { masks: false }, observer);
  let place = 0;
  return pairs.map(({ rows }) => new Map(rows.map((row) => [row, answers[place++]!])));
}

/** The image as the pair's mask and the corruption make it; the same for every model, up to the size of its images. */
function corrupt(
  image: RgbImage,
  maps: Map<number, FrameMap>,
  { feature, verdict, coreFeatures, classIndex }: PairImages,
  corruption: Corruption,
  row: number,
  { seed }: CorruptOptions,
): RgbImage {
  const toMask = (one: number) => {
    const { values, width, height } = maps.get(one)!;
    return resizeMap(normalizeMap(values), width, height, image.width, image.height);
  };
  const own = toMask(feature);
  const mask = verdict === 'spurious' ? protectCore(own, coreFeatures.map(toMask)) : own;
  const random = createRandom(deriveSeed(seed, 'corruption', corruption, classIndex, feature, row));
  return corruptImage(image, mask, corruption, random);
}

/** For every pair its strongest image, as it is and under every corruption. */
async function drawExamples(
  project: Project,
  pairs: readonly PairImages[],
  changes: readonly PairChange[],
  folder: string,
): Promise<void> {
  const dataset = project.readDataset();
  const { card } = await openRequiredEncoder(project);
  const readImage = createImageReader(dataset, card.preprocessing, await readImageDecoding(project));
  for (const pair of pairs) {
    const image = await readImage(dataset.images[pair.rows[0]!]!);
    for (const { corruption, change } of changes.filter(
      (one) => one.pair === pair && one.row === pair.rows[0],
    )) {
      const picture = enlargeForDisplay(change(image), VISUAL_SIDE);
      const name = `feature-${pair.feature}-${corruption ?? 'original'}.jpg`;
      await writePicture(
        join(folder, toClassFolder(dataset.classes[pair.classIndex]!), name),
        await encodeJpeg(picture),
      );
    }
  }
}
