import { rm } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  answer,
  makeLiveStudy,
  settle,
  withCopy,
  withJudgedStudy,
} from '../../../test/studies/live-study.js';
import { writeTree } from '../../../test/trees.js';
import { initClasses, removeModel } from '../../project/index.js';
import { type LiveProject, openLive } from '../../project/live/index.js';
import {
  buildAnnotationProgress,
  buildAnnotationTask,
  buildClassPredictionsResponse,
  buildFeatureRankingResponse,
  buildMapReply,
  buildMitigationResponse,
  buildModelsResponse,
  buildNoiseResponse,
  buildPairResponse,
  buildPairsResponse,
  buildRankingResponse,
  buildSkippedImagesResponse,
  buildValidationTask,
  buildWorkspaceResponse,
} from './index.js';

let folder: string;

beforeAll(async () => {
  folder = await makeLiveStudy();
});

const PAIR = { classIndex: 0, feature: 4 };

/** Every response that needs no particular data. */
async function buildAll(live: LiveProject): Promise<unknown[]> {
  return [
    await buildWorkspaceResponse(live),
    buildSkippedImagesResponse(live),
    buildPairsResponse(live),
    await buildPairResponse(live, PAIR.classIndex, PAIR.feature),
    buildRankingResponse(live, 0, 'val'),
    await buildFeatureRankingResponse(live, 0, 'train', 4),
    buildModelsResponse(live),
    await buildMitigationResponse(live),
    await buildNoiseResponse(live),
    buildAnnotationProgress(live),
    await buildAnnotationTask(live, PAIR, 'ada'),
    await buildValidationTask(live, PAIR, 'lowest'),
  ];
}

/** Nothing in it is lost or changed on its way through JSON: no NaN, no typed array, no undefined. */
function expectJson(responses: readonly unknown[]): void {
  for (const response of responses) expect(JSON.parse(JSON.stringify(response))).toStrictEqual(response);
}

describe('every response is plain JSON', () => {
  test('of a study', () =>
    withJudgedStudy(folder, async (live) => {
      expectJson([
        ...(await buildAll(live)),
        await buildMapReply(live, 'pca'),
        await buildClassPredictionsResponse(live, 0, 'train', 'guess'),
      ]);
    }));

  test('of a study that nobody judged, without models', async () => {
    await withCopy(folder, async (project) => {
      removeModel(project, 'guess');
      removeModel(project, 'by-water');
      await rm(path.join(project.layout.heads, 'head.json'));
      const live = await openLive(project);
      expectJson(await buildAll(live));
      expect(buildModelsResponse(live)).toMatchObject({ reason: expect.stringContaining('no model') });
    });
  });

  test('of a study without discovery', async () => {
    await withCopy(folder, async (project) => {
      await rm(path.join(project.folder, 'discovery.json'));
      settle(project, 0, 4, 'spurious');
      const live = await openLive(project);
      expectJson(await buildAll(live));
      const { nextSteps, annotation } = await buildWorkspaceResponse(live);
      expect(nextSteps[0]).toMatchObject({ id: 'discover', page: '/jobs' });
      expect(annotation.pairs).toBe(1);
      expect(buildRankingResponse(live, 0, 'val').images).toHaveLength(26);
    });
  });

  test('of a study without features', async () => {
    await withCopy(folder, async (project) => {
      await project.updateManifest((manifest) => ({ ...manifest, features: null }));
      settle(project, 0, 4, 'spurious');
      const live = await openLive(project);
      expectJson(await buildAll(live));
      const { nextSteps, featureCount } = await buildWorkspaceResponse(live);
      expect(featureCount).toBeNull();
      expect(nextSteps[0]).toMatchObject({ id: 'extract', command: 'spuriosity features import F.npy' });
      expect(buildModelsResponse(live)).toMatchObject({
        reason: expect.stringContaining('no features'),
        models: [{ model: 'by-water', spuriousGap: null, accuracy: expect.any(Number) }, { model: 'guess' }],
      });
      await expect(buildMapReply(live, 'umap')).rejects.toMatchObject({ code: 'no-features' });
    });
  });

  test('of answers alone', async () => {
    const root = await writeTree({});
    const { project } = await initClasses(6, undefined, path.join(root, 'answers.spuriosity'));
    try {
      answer(project, 'W1', 'background', PAIR);
      answer(project, 'W2', 'background', PAIR);
      answer(project, 'W2', 'main_object', { classIndex: 3, feature: 4 });
      const live = await openLive(project);
      expectJson(await buildAll(live));
      expect(buildPairsResponse(live).classes[0]!.pairs).toEqual([
        expect.objectContaining({
          feature: 4,
          rank: 0,
          verdict: 'spurious',
          votesSpurious: 2,
          topImage: null,
        }),
      ]);
      const page = await buildPairResponse(live, 0, 4);
      expect(page).toMatchObject({ histogram: null, accuracy: null, top: [], isCollision: true });
      expect(page.elsewhere).toEqual([expect.objectContaining({ classIndex: 3, verdict: 'core' })]);
      expect((await buildNoiseResponse(live)).collisions).toEqual([
        { feature: 4, spuriousClassIndex: 0, coreClassIndex: 3 },
      ]);
      expect((await buildWorkspaceResponse(live)).title).toBe('answers');
    } finally {
      project.close();
    }
  });
});
