/**
 * The self-test: known cues planted into a copy of a part of the user's data, and what the program then sees of them.
 * In: DATA, cues, correlations. Out: `selftest.json`, `selftest.csv`, examples as PNG; studies that are done are not done again.
 * Never writes to the user's data. What a study does is `study.ts`'s.
 */
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { assertNotCancelled, type Observer, SILENT_OBSERVER } from '../../base/observer.js';
import { encodePng } from '../../imaging/index.js';
import {
  chooseCueLook,
  drawCue,
  PLANTED_CUES,
  type PlantedCue,
  type PlantingOptions,
} from '../../planting/index.js';
import { type SelfTest, type SelfTestStudy, selfTestStudySchema } from '../../records/selftest/selftest.js';
import { DEFAULT_K } from '../../stages/bias/index.js';
import type { DatasetOptions } from '../../stages/dataset/index.js';
import { closeArchives, formatRecord, readOptionalRecord } from '../../storage/index.js';
import { classifyStudy, describeSelfTest, describeStudy } from '../../words/index.js';
import { writePictureFile, writePlantedDataset } from '../dataset/index.js';
import { openNamedEncoder } from '../encoders/index.js';
import { DEFAULT_EXTRACT_OPTIONS, type ExtractOptions } from '../features/index.js';
import { hashPart, PROGRAM_VERSION } from '../workspace/index.js';
import { createStudyObserver } from './progress.js';
import { writeSelfTest } from './selftest-files.js';
import { choosePictures, type PictureSources } from './sources.js';
import { runStudy } from './study.js';

/** What is planted, and in what. */
export interface SelfTestOptions {
  cues: readonly PlantedCue[];
  /** Shares of the first class's training images with the cue, each above 0.5 and up to 1. */
  correlations: readonly number[];
  /** The class that carries the cue, and another; null for the two with the most images. */
  classes: readonly [string, string] | null;
  /** Of each class, over all splits. */
  imageCount: number;
  seed: number;
  extract: ExtractOptions;
  /** Whether planted pictures and their workspaces are kept. */
  keep: boolean;
}

/** Half to learn from, two tenths to measure gaps and choose on, the rest for what nothing is chosen by. */
const SHARES = { train: 0.5, val: 0.2 } as const;

/** What `selftest` does untold. */
export const DEFAULT_SELF_TEST_OPTIONS: SelfTestOptions = {
  cues: PLANTED_CUES,
  correlations: [0.95],
  classes: null,
  imageCount: 200,
  seed: 0,
  extract: DEFAULT_EXTRACT_OPTIONS,
  keep: false,
};

/** The folder of a self-test inside a workspace's. */
export function toSelfTestFolder(workspaceFolder: string): string {
  return join(workspaceFolder, 'selftest');
}

/** Runs what is missing of the studies asked for, and writes the results of all of these. Throws what `choosePictures` and the stages throw. */
export async function runSelfTest(
  dataPath: string,
  folder: string,
  reading: DatasetOptions,
  options: SelfTestOptions,
  observer: Observer = SILENT_OBSERVER,
): Promise<SelfTest> {
  const encoder = await openNamedEncoder(options.extract.encoder, dirname(folder));
  const extract = { ...options.extract, encoder: dirname(encoder.modelPath), part: undefined };
  const { classes, imageCount, seed } = options;
  try {
    const sources = await choosePictures(dataPath, reading, { classes, imageCount, seed }, observer);
    const wanted = options.cues.flatMap((cue) =>
      options.correlations.map((correlation) => ({ cue, correlation })),
    );
    const studies: SelfTestStudy[] = [];
    for (const [done, { cue, correlation }] of wanted.entries()) {
      const planting = toPlanting(cue, correlation, sources.pools[0].pictures.length, seed);
      const basis = {
        planting,
        classNames: sources.pools.map(({ className }) => className),
        content: sources.contentHash,
        model: encoder.card.modelSha256,
      };
      const place = toPlace(folder, basis, planting);
      const watch = createStudyObserver(observer, { done, total: wanted.length });
      const known = await readOptionalRecord(place.result, selfTestStudySchema, () => {});
      const study = known ?? (await makeStudy(place, sources, planting, { ...options, extract }, watch));
      studies.push(study);
      // Also what a run left that was stopped between its result and this.
      if (!options.keep) await rm(place.work, { recursive: true, force: true });
      watch.finish();
      await writeExample(folder, sources, study, seed);
      assertNotCancelled(observer);
    }
    const result: SelfTest = {
      selfTestVersion: 1,
      data: dataPath,
      encoder: encoder.card.name,
      seed,
      imageCount: sources.pools[0].pictures.length * sources.pools.length,
      studies: studies.map((study) => ({
        ...study,
        outcome: classifyStudy(study),
        sentence: describeStudy(study),
      })),
      sentences: describeSelfTest(studies),
    };
    await writeSelfTest(folder, result);
    return result;
  } finally {
    await closeArchives();
  }
}

/** Where a study lies: by name for people, by a hash of all that it rests on for the program. */
function toPlace(folder: string, basis: object, { cue, correlation }: PlantingOptions) {
  const name = `${cue}-${correlation.train}-${hashPart([basis, PROGRAM_VERSION])}`;
  return {
    result: join(folder, 'studies', `${name}.json`),
    planted: join(folder, 'work', name, 'planted'),
    workspace: join(folder, 'work', name, 'workspace'),
    work: join(folder, 'work', name),
  };
}

function toPlanting(cue: PlantedCue, train: number, imageCount: number, seed: number): PlantingOptions {
  const [trainCount, valCount] = [SHARES.train, SHARES.val].map((share) => Math.round(share * imageCount));
  return {
    cue,
    seed,
    imagesPerClass: { train: trainCount!, val: valCount!, test: imageCount - trainCount! - valCount! },
    correlation: { train, val: 0.5, test: 0.5 },
  };
}

async function makeStudy(
  place: ReturnType<typeof toPlace>,
  { pools, readPicture }: PictureSources,
  planting: PlantingOptions,
  options: SelfTestOptions,
  observer: Observer,
): Promise<SelfTestStudy> {
  const { manifestPath, look } = await writePlantedDataset(
    place.planted,
    pools,
    planting,
    observer,
    readPicture,
  );
  const classNames: [string, string] = [pools[0].className, pools[1].className];
  const measures = await runStudy(
    {
      manifestPath,
      workspace: place.workspace,
      classNames,
      extract: options.extract,
      seed: options.seed,
      k: DEFAULT_K,
    },
    observer,
  );
  const study: SelfTestStudy = {
    cue: planting.cue,
    correlation: planting.correlation.train,
    look: { colour: [...look.colour], corner: look.corner },
    classNames,
    imagesPerClass: planting.imagesPerClass,
    ...measures,
  };
  await writePictureFile(place.result, Buffer.from(formatRecord(study)));
  return study;
}

/** The same picture without and with the cue, beside the results. */
async function writeExample(
  folder: string,
  { pools, readPicture }: PictureSources,
  { cue }: SelfTestStudy,
  seed: number,
): Promise<void> {
  const image = await readPicture(pools[0].pictures[0]!);
  const drawn = await drawCue(image, chooseCueLook(cue as PlantedCue, seed));
  await writePictureFile(join(folder, 'examples', 'without.png'), await encodePng(image));
  await writePictureFile(join(folder, 'examples', `${cue}.png`), await encodePng(drawn));
}
