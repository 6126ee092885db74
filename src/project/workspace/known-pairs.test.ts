import { beforeAll, describe, expect, test } from 'vitest';
import { makeLiveStudy, settle, withCopy } from '../../../test/studies/live-study.js';
import { FEATURE_COUNT } from '../../../test/studies/study.js';
import {
  describeSetAside,
  exportAnswers,
  importAnswers,
  listDisputedPairs,
  measureBias,
  type Project,
  readAnnotationStatus,
  readPairVerdict,
  readVerdicts,
  writeAnnotations,
  writeRankings,
} from '../index.js';
import { openLive } from '../live/index.js';

let study: string;
beforeAll(async () => {
  study = await makeLiveStudy();
});

/** Stores what earlier versions took without looking. */
function storeUnchecked(project: Project): void {
  const answer = {
    ...{ wordnetId: '', featureRank: 1, main: 'background' as const, confidence: 4, reasons: '' },
    ...{ seconds: null, answeredAt: null, isBlind: null },
  };
  const { database } = project;
  for (const workerId of ['Ann', 'Bo'])
    database.storeAnswer({ ...answer, workerId, classIndex: 0, feature: 600 }, 'old.csv');
  database.storeAnswer({ ...answer, workerId: 'Cy', classIndex: 9, feature: 1 }, 'old.csv');
  database.storeAnswer(
    { ...answer, workerId: 'Di', classIndex: 9, feature: 1, main: 'main_object' },
    'old.csv',
  );
  database.writeAdjudication({
    ...{ classIndex: 1, feature: FEATURE_COUNT, verdict: 'spurious', decidedBy: 'Eve' },
    ...{ reason: '', decidedAt: '' },
  });
}

describe('judgements of pairs that are not there', () => {
  test('are named and change no ranking, gap, count or page', async () => {
    await withCopy(study, async (project) => {
      settle(project, 0, 4, 'spurious');
      settle(project, 1, 5, 'spurious');
      const [verdicts, bias] = [readVerdicts(project), await measureBias(project)];
      expect(describeSetAside(project)).toBeNull();
      storeUnchecked(project);
      expect(readVerdicts(project)).toEqual(verdicts);
      expect((await measureBias(project)).models).toEqual(bias.models);
      expect(readPairVerdict(project, { classIndex: 0, feature: 600 })).toBeNull();
      expect(describeSetAside(project)).toMatch(
        /3 pairs.*class 0, feature 600 \(Ann, old\.csv; Bo, old\.csv\), class 1, feature 6 \(Eve\), class 9, feature 1 .*classes 0 to 3 and features 0 to 5/,
      );
      expect(readAnnotationStatus(project)).toMatchObject({ answers: 0, workers: 0, set_aside_pairs: 3 });
      expect(listDisputedPairs(project)).toEqual([]);
      expect(exportAnswers(project).answerCount).toBe(4);
      await writeAnnotations(project);
      await writeRankings(project);
      const live = await openLive(project);
      expect(live.derived.explainNoRanking()).toBeNull();
      expect(live.derived.summarizeModels()).toEqual(bias.models);
      expect(live.derived.rankClass(0, 'val')!.images.length).toBeGreaterThan(0);
    });
  });

  test('may come before the features do, and are set aside when these have no such column', async () => {
    const header =
      'WorkerId,Input.wordnet_id,Input.class_index,Input.feature_index,Input.feature_rank,Answer.main,Answer.confidence,Answer.reasons';
    const text = `${header}\nAnn,,0,600,1,background,4,\nAnn,,0,4,2,background,4,\nAnn,,7,4,2,background,4,\n`;
    await withCopy(study, async (project) => {
      const { features } = await project.readManifest();
      const setFeatures = (to: typeof features) =>
        project.updateManifest((manifest) => ({ ...manifest, features: to }));
      await setFeatures(null);
      const { added, problems } = importAnswers(project, text, 'early.csv');
      expect([added, problems.map(({ line }) => line)]).toEqual([2, [4]]);
      expect(readVerdicts(project).map(({ feature }) => feature)).toEqual([4, 600]);
      await setFeatures(features);
      expect(readVerdicts(project).map(({ feature }) => feature)).toEqual([4]);
      expect(describeSetAside(project)).toContain('class 0, feature 600 (Ann, early.csv)');
      expect(importAnswers(project, text, 'late.csv')).toMatchObject({
        ...{ added: 0, duplicates: 1 },
        problems: [{ line: 2, reason: expect.stringContaining('features are 0 to 5') }, { line: 4 }],
      });
    });
  });
});
