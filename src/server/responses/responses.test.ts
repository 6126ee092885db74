import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import {
  answer,
  makeLiveStudy,
  STUDY_IMAGES,
  settle,
  withCopy,
  withJudgedStudy,
} from '../../../test/studies/live-study.js';
import { FEATURE_COUNT, rankBySpuriosity } from '../../../test/studies/study.js';
import { toCsv } from '../../../test/tables.js';
import { writeTree } from '../../../test/trees.js';
import { SILENT_OBSERVER } from '../../base/observer.js';
import {
  actOnImages,
  addPredictions,
  decideLabel,
  findNoise,
  measureBias,
  mitigateProject,
  openProject,
  removeModel,
} from '../../project/index.js';
import { openLive } from '../../project/live/index.js';
import {
  buildAnnotationProgress,
  buildAnnotationTask,
  buildFeatureRankingResponse,
  buildMitigationResponse,
  buildModelsResponse,
  buildNoiseResponse,
  buildPairResponse,
  buildRankingResponse,
  buildValidationTask,
  buildWorkspaceResponse,
} from './index.js';

let folder: string;

beforeAll(async () => {
  folder = await makeLiveStudy();
});

const PAIR = { classIndex: 0, feature: 4 };

test('rankings are those of the definition, with paths, groups and scores', () =>
  withJudgedStudy(folder, async (live) => {
    const response = buildRankingResponse(live, 0, 'val');
    const expected = rankBySpuriosity(STUDY_IMAGES, 0, 'val', [4, 5]);
    expect(response).toMatchObject({ kind: 'spuriosity', features: [4, 5] });
    expect(response.paths).toEqual(expected.map(({ image }) => image.path));
    expect(response.groups).toEqual({ place: expected.map(({ image }) => image.place) });
    for (const [place, { spuriosity }] of expected.entries()) {
      expect(response.scores[place]).toBeCloseTo(spuriosity, 9);
    }
    const byFeature = await buildFeatureRankingResponse(live, 3, 'train', 1);
    expect(byFeature.scores).toEqual([...byFeature.scores].sort((a, b) => a - b));
    expect(byFeature.scores).toEqual(byFeature.images.map((image) => STUDY_IMAGES[image]!.features[1]));
    expect(buildRankingResponse(live, 2, 'val')).toMatchObject({ features: [], images: [] });
  }));

test('the pair page shows the ends of the class, accuracy along the feature, and what people said', () =>
  withJudgedStudy(folder, async (live) => {
    answer(live.project, 'bo', 'background', PAIR);
    answer(live.project, 'bo', 'main_object', PAIR);
    await live.applyJudgement(0, 4);
    const page = await buildPairResponse(live, 0, 4);
    const training = STUDY_IMAGES.filter(({ classIndex, split }) => classIndex === 0 && split === 'train');
    const falling = training.map(({ features }) => features[4]!).sort((a, b) => b! - a!);
    expect(page.top.map(({ activation }) => activation)).toEqual(falling.slice(0, 5));
    expect(page.bottom.map(({ activation }) => activation)).toEqual(falling.slice(-10).reverse());
    expect(page.answers.map(({ main, state, origin }) => [main, state, origin])).toEqual([
      ['background', 'replaced', 'app'],
      ['main_object', 'current', 'app'],
    ]);
    expect(page.adjudications).toMatchObject([{ verdict: 'spurious', decidedBy: 'ada', isCurrent: true }]);
    expect(page).toMatchObject({ source: 'adjudicated', votesCore: 1, isDisputed: false, isCollision: true });
    expect(page.accuracy).toMatchObject({ split: 'val', model: 'head' });
    expect(page.accuracy!.bins.reduce((sum, { imageCount }) => sum + imageCount, 0)).toBe(26);
    expect(page.elsewhere.map(({ classIndex }) => classIndex)).not.toContain(0);
    expect(page.siblings.map(({ feature }) => feature)).not.toContain(4);
    await expect(buildPairResponse(live, 9, 4)).rejects.toMatchObject({ code: 'class-unknown' });
    await expect(buildPairResponse(live, 0, FEATURE_COUNT)).rejects.toMatchObject({
      code: 'feature-unknown',
    });
  }));

test('models and their comparison are those of `gap`', () =>
  withJudgedStudy(folder, async (live) => {
    const response = buildModelsResponse(live);
    const bias = await measureBias(live.project);
    expect(response.classes).toEqual([0, 1]);
    expect(response.models.map(({ model, spuriousGap }) => [model, spuriousGap])).toEqual(
      bias.models.map(({ model, spuriousGap }) => [model, spuriousGap]),
    );
    expect(response.gaps).toEqual(bias.models.map(({ gaps }) => gaps.map(({ gap }) => gap)));
    expect(response.comparison).toMatchObject({
      varianceAcrossClasses: bias.comparison!.varianceAcrossClasses,
      negativeShare: bias.comparison!.negativeShare,
    });
    const { slope, intercept } = response.line!;
    for (const { accuracyTop, accuracyBottom, effectiveRobustness } of response.models) {
      // Both sides compute the same difference, in another order.
      expect(accuracyBottom! - (slope * accuracyTop! + intercept)).toBeCloseTo(effectiveRobustness!, 12);
    }
  }));

/** Predictions that are wrong, as class 2, where there is water. */
async function writeAgainstWater(): Promise<string> {
  const rows = STUDY_IMAGES.map(({ path: image, classIndex, place }) => [
    image,
    place === 'water' ? 2 : classIndex,
  ]);
  const root = await writeTree({ 'against.csv': toCsv(['image', 'prediction'], rows) });
  return path.join(root, 'against.csv');
}

test('flags are those of `noise`, most spurious first, with decisions beside them', () =>
  withJudgedStudy(folder, async (live) => {
    // Every other model does better with the cue; this one errs by it, so that the class's mean gap is negative.
    await rm(path.join(live.project.layout.heads, 'head.json'));
    removeModel(live.project, 'by-water');
    removeModel(live.project, 'guess');
    await addPredictions(live.project, 'against-water', await writeAgainstWater(), []);
    await live.applyAll();
    const { flags: expected } = await findNoise(live.project, await measureBias(live.project));
    const { flags, reason } = await buildNoiseResponse(live);
    expect(reason === null).toBe(flags.length > 0);
    const key = (one: { image: number; suspectedClassIndex: number | null }) =>
      `${one.image}/${one.suspectedClassIndex}`;
    expect(flags.map(key).sort()).toEqual(expected.map(key).sort());
    expect(flags.length).toBeGreaterThan(0);
    expect(flags.map(({ spuriosity }) => spuriosity)).toEqual(
      flags.map(({ spuriosity }) => spuriosity).sort((a, b) => b! - a!),
    );
    const { image, classIndex } = flags[0]!;
    const other = STUDY_IMAGES.findIndex((_, index) => flags.every((flag) => flag.image !== index));
    const decision = { choice: 'keep' as const, newClassIndex: null, decidedBy: 'ada' };
    decideLabel(live.project, { imageIndex: image, ...decision });
    decideLabel(live.project, { imageIndex: other, ...decision });
    const after = await buildNoiseResponse(live);
    expect(after.flags[0]).toMatchObject({ image, classIndex, decision: { choice: 'keep' } });
    expect(after.otherDecisions).toMatchObject([{ image: other, decision: { decidedBy: 'ada' } }]);
    expect(after.flags.every(({ isStanding }) => isStanding)).toBe(true);
    // Without the model there is no gap and nothing new to flag; what was shown stays until it is worked through.
    removeModel(live.project, 'against-water');
    await live.applyAll();
    const later = await buildNoiseResponse(live);
    expect(later.flags.map(key).sort()).toEqual(after.flags.map(key).sort());
    expect(later.flags.some(({ isStanding }) => isStanding)).toBe(false);
    // Nor does it go with the server, or with what somebody doubts by hand.
    actOnImages(live.project, {
      acts: [{ kind: 'decide', images: [other], choice: 'flag', newClassIndex: null }],
      decidedBy: 'ada',
    });
    const again = await buildNoiseResponse(await openLive(live.project, SILENT_OBSERVER));
    expect(again.flags.map(({ image }) => image).sort()).toEqual(
      [...later.flags.map(({ image }) => image), other].sort(),
    );
    expect(again.flags.at(-1)).toMatchObject({
      ...{ image: other, spuriosity: null, suspectedClassIndex: null, decision: null, isStanding: true },
      flaggedBy: { decidedBy: 'ada' },
    });
    expect(again.otherDecisions).toEqual([]);
  }));

test('mitigation shows the gaps of the tuned head on the rankings as they are', () =>
  withJudgedStudy(folder, async (live) => {
    expect((await buildMitigationResponse(live)).result).toBeNull();
    const methods = ['low-spuriosity', 'random'] as const;
    const toTheEnd = { recipe: 'paper', imagesPerClass: 4, stopGap: -1 } as const;
    const options = { ...toTheEnd, seed: 1, trials: 1, methods };
    const report = await mitigateProject(live.project, options, SILENT_OBSERVER);
    const { result, downloads, models } = await buildMitigationResponse(live);
    expect(models).toEqual(['head']);
    expect(result).toMatchObject({
      model: 'head',
      isOutdated: false,
      targetGap: -1,
    });
    expect(result!.recommendation).toEqual(report.recommendation);
    expect(result!.classes.map(({ classIndex }) => classIndex)).toEqual([0, 1]);
    expect(result!.curves.map(({ method, bins }) => [method, bins.length])).toEqual([
      [null, 10],
      ['low-spuriosity', 10],
      ['random', 10],
    ]);
    // Features that a user brought have no network to put the head into.
    expect(downloads.map(({ name }) => name)).toEqual(['head.npz', 'head.safetensors', 'model-card.md']);
    settle(live.project, 3, 4, 'spurious');
    await live.applyJudgement(3, 4);
    expect((await buildMitigationResponse(live)).result!.isOutdated).toBe(true);
    await writeFile(path.join(live.project.folder, 'mitigation.json'), '{}');
    const damaged = await buildMitigationResponse(live);
    expect(damaged).toMatchObject({ result: null, damage: expect.stringContaining('spuriosity mitigate') });
    const { nextSteps } = await buildWorkspaceResponse(live);
    expect(nextSteps.find(({ id }) => id === 'mitigate')?.why).toBe(damaged.damage);
  }));

test('progress counts pairs, people and agreement', () =>
  withCopy(folder, async (project) => {
    const live = await openLive(project);
    const pairs = live.facts.discovery!.pairs.slice(0, 3);
    for (const [place, pair] of pairs.entries()) {
      const { classIndex, feature } = pair;
      answer(project, 'ada', 'background', { classIndex, feature });
      answer(project, 'bo', place === 0 ? 'main_object' : 'background', { classIndex, feature });
      await live.applyJudgement(classIndex, feature);
    }
    project.database.addSkip({ workerId: 'cy', classIndex: 3, feature: 1, skippedAt: '2026-01-01' });
    expect(buildAnnotationProgress(live)).toMatchObject({
      ...{ pairs: 12, completePairs: 3, reviewedPairs: 3, answers: 6, disputedPairs: 1, spuriousPairs: 2 },
      // Three pairs are too few to say how much people agree.
      ...{ kappaPairs: 3, kappa: null, kappaOfChoices: null, unreviewedSpuriousPairs: 0 },
      workers: [
        { workerId: 'ada', answers: 3, medianSeconds: 20, skips: 0 },
        { workerId: 'bo', answers: 3 },
        { workerId: 'cy', answers: 0, skips: 1, medianSeconds: null },
      ],
    });
    const { nextSteps } = await buildWorkspaceResponse(live);
    expect(nextSteps.map(({ id }) => id)).toEqual(expect.arrayContaining(['annotate', 'settle', 'mitigate']));
  }));

test('a task holds nobody’s answer but the person’s own, and the images that show the pair', () =>
  withCopy(folder, async (project) => {
    answer(project, 'bo', 'background', PAIR);
    const live = await openLive(project);
    expect((await buildAnnotationTask(live, PAIR, 'ada')).mine).toBeNull();
    const task = await buildAnnotationTask(live, PAIR, 'bo');
    expect(task.mine).toMatchObject({ main: 'background', confidence: 4 });
    expect(task.samples).toHaveLength(6);
    expect(JSON.stringify(await buildAnnotationTask(live, PAIR, 'ada'))).not.toContain('a, b');
    const panels = (await buildValidationTask(live, PAIR, 'lowest'))!.panels;
    expect(panels.map(({ name, images }) => [name, images.length])).toEqual([
      ['highest', 5],
      ['next', 5],
      ['lowest', 5],
    ]);
    expect(panels[0]!.images.map(({ image }) => image)).toEqual(task.top.map(({ image }) => image));
  }));

test('a workspace of another process’s making is served as it is', async () => {
  await withCopy(folder, async (project) => {
    const live = await openLive(project);
    const other = await openProject(project.folder);
    settle(other, 0, 4, 'spurious');
    other.close();
    await live.applyAll();
    expect(buildRankingResponse(live, 0, 'val').images).toHaveLength(26);
  });
});
