import { beforeAll, expect, test } from 'vitest';
import {
  makeLiveStudy,
  STUDY_IMAGES,
  STUDY_TOP_FEATURES,
  settle,
  withCopy,
} from '../../../test/studies/live-study.js';
import { measureAuroc, rankBySpuriosity } from '../../../test/studies/study.js';
import { SILENT_OBSERVER } from '../../base/observer.js';
import { writeReport } from '../../report/index.js';
import {
  annotateAutomatically,
  DEFAULT_DISCOVER_OPTIONS,
  discoverProject,
  measureBias,
  mitigateProject,
  type Project,
  predictAll,
  rankProject,
  readMitigation,
  removeModel,
  writeResultTables,
} from '../index.js';

/** Feature that follows the place in the pictures. */
const WATER = 4;

let folder: string;
beforeAll(async () => {
  folder = await makeLiveStudy();
});

/** Passes over the features that are begun from now on. */
async function countPasses(project: Project): Promise<() => number> {
  const source = await project.openFeatures();
  let count = 0;
  const counting: typeof source = {
    ...source,
    blocks: (range) => {
      count += 1;
      return source.blocks(range);
    },
  };
  project.openFeatures = async () => counting;
  return () => {
    const counted = count;
    count = 0;
    return counted;
  };
}

test('a run passes over the features six times, once for its tables; a repair that held costs the report one more', async () => {
  await withCopy(folder, async (project) => {
    const takeCount = await countPasses(project);
    const options = { ...DEFAULT_DISCOVER_OPTIONS, topFeatures: STUDY_TOP_FEATURES, visuals: false };
    await discoverProject(project, options, SILENT_OBSERVER);
    // The head is fitted, and predicts; importances; the pairs' own columns.
    expect(takeCount()).toBe(4);
    await annotateAutomatically(project);
    await writeResultTables(project, { k: 5 });
    // What the evidence re-ranks.
    expect(takeCount()).toBe(1);
    await writeResultTables(project, { k: 3 });
    expect(takeCount()).toBe(0);
    await mitigateProject(project, { k: 5, seed: 0, trials: 1 }, SILENT_OBSERVER);
    // Tuning holds all features in memory.
    expect(takeCount()).toBe(1);
    await writeReport(project, { k: 5, writtenOn: new Date(0), figures: null });
    // Predictions of the repaired head are shown where it held; here it did not.
    expect((await readMitigation(project))!.report.recommendation.isBorneOut).toBe(false);
    expect(takeCount()).toBe(0);
  });
});

test('what is kept follows verdicts, models and features', async () => {
  await withCopy(folder, async (project) => {
    settle(project, 0, WATER, 'spurious');
    const [before] = await rankProject(project, ['val']);
    expect(await rankProject(project, ['val'])).toEqual([before]);
    expect((await rankProject(project, ['val']))[0]).toBe(before);
    settle(project, 2, WATER, 'spurious');
    expect((await rankProject(project, ['val'])).map(({ classIndex }) => classIndex)).toEqual([0, 2]);

    const report = await measureBias(project, { k: 5 });
    expect(await measureBias(project, { k: 5 })).toBe(report);
    expect((await predictAll(project)).predictions).toBe(report.predictions);
    removeModel(project, 'guess');
    const fewer = await measureBias(project, { k: 5 });
    expect(fewer.models.map(({ model }) => model)).toEqual(['head', 'by-water']);
    expect(fewer.predictions[1]).toBe(report.predictions[1]);

    const takeCount = await countPasses(project);
    project.forget();
    await measureBias(project, { k: 5 });
    // Columns and the head's predictions, anew.
    expect(takeCount()).toBe(2);
  });
});

test('the AUROC against groups is that of the split that was asked for', async () => {
  await withCopy(folder, async (project) => {
    settle(project, 1, WATER, 'spurious');
    for (const split of ['train', 'val'] as const) {
      const ranked = rankBySpuriosity(STUDY_IMAGES, 1, split, [WATER]);
      const spuriosityOf = (place: string) =>
        ranked.filter(({ image }) => image.place === place).map(({ spuriosity }) => spuriosity);
      const { groupAuroc } = await measureBias(project, { k: 5, split });
      // Bees are mostly on land, where the feature is low.
      expect(groupAuroc).toHaveLength(1);
      expect(groupAuroc[0]!.auroc).toBeCloseTo(measureAuroc(spuriosityOf('land'), spuriosityOf('water')), 12);
      expect(groupAuroc[0]!.imageCount).toBe(ranked.length);
    }
  });
});
