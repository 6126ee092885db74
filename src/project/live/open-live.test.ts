import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import fc from '../../../test/properties.js';
import { makeLiveStudy, withCopy } from '../../../test/studies/live-study.js';
import { FEATURE_COUNT } from '../../../test/studies/study.js';
import { SpuriosityError } from '../../base/errors.js';
import { ANSWER_CHOICES, type Verdict } from '../../records/annotation.js';
import { SPLIT_NAMES } from '../../records/dataset.js';
import { findCollisions } from '../../stages/cleaning/index.js';
import {
  adjudicate,
  measureBias,
  type Project,
  rankProject,
  readVerdicts,
  removeModel,
  retractAnswer,
  storeAnswer,
} from '../index.js';
import { type LiveProject, openLive } from './index.js';

let folder: string;

beforeAll(async () => {
  folder = await makeLiveStudy();
});

const WORKERS = ['ada', 'bo', 'cy'];
/** Important features and others. */
const anyPair = fc.record({
  classIndex: fc.nat({ max: 3 }),
  feature: fc.nat({ max: FEATURE_COUNT - 1 }),
});

type Step = (project: Project, live: LiveProject) => Promise<unknown>;

const answer = fc
  .record({ pair: anyPair, workerId: fc.constantFrom(...WORKERS), main: fc.constantFrom(...ANSWER_CHOICES) })
  .map(
    ({ pair: { classIndex, feature }, workerId, main }): Step =>
      (project, live) => {
        storeAnswer(project, {
          ...{ classIndex, feature, workerId, main },
          ...{ featureRank: 0, confidence: 3, reasons: '', seconds: 1 },
        });
        return live.applyJudgement(classIndex, feature);
      },
  );
const retraction = fc.record({ pair: anyPair, place: fc.nat() }).map(
  ({ pair: { classIndex, feature }, place }): Step =>
    async (project, live) => {
      const history = project.database.readAnswerHistory(classIndex, feature);
      const found = history[place % Math.max(1, history.length)];
      if (found !== undefined) retractAnswer(project, found);
      return live.applyJudgement(classIndex, feature);
    },
);
const adjudication = fc
  .record({ pair: anyPair, verdict: fc.constantFrom('core' as const, 'spurious' as const, null) })
  .map(
    ({ pair: { classIndex, feature }, verdict }): Step =>
      (project, live) => {
        adjudicate(project, { classIndex, feature, verdict, decidedBy: 'ada', reason: '' });
        return live.applyJudgement(classIndex, feature);
      },
  );
/** What commands and jobs do: many pairs at once, told to the engine in one word. */
const automatic = fc
  .array(fc.record({ pair: anyPair, verdict: fc.constantFrom('core' as const, 'spurious' as const) }), {
    maxLength: 8,
  })
  .map(
    (judged): Step =>
      (project, live) => {
        const verdicts = judged.map(
          ({ pair: one, verdict }): Verdict => ({
            ...{ ...one, verdict, votesCore: 0, votesSpurious: 0 },
            ...{ source: 'provisional', score: 0.5, probability: 0.5, basis: 'A guess.' },
          }),
        );
        const byPair = new Map(verdicts.map((one) => [`${one.classIndex}/${one.feature}`, one]));
        project.database.writeAutomaticVerdicts(byPair.values());
        return live.applyAll();
      },
  );

/** Everything derived, computed by the functions that the commands use. */
async function computeFromScratch(project: Project) {
  const verdicts = readVerdicts(project);
  const rankings = await rankProject(project, SPLIT_NAMES).catch(toCode);
  const bias = await measureBias(project).catch(toCode);
  return {
    verdicts,
    collisions: findCollisions(verdicts),
    rankings,
    models: typeof bias === 'string' ? bias : bias.models,
    comparison: typeof bias === 'string' ? bias : bias.comparison,
  };
}

function toCode(error: unknown): string {
  if (error instanceof SpuriosityError) return error.code;
  throw error;
}

function readFromEngine({ verdicts, derived, facts }: LiveProject, code: string | null) {
  const rankings = SPLIT_NAMES.flatMap((split) =>
    facts.dataset.classes.flatMap(({ index }) => derived.rankClass(index, split) ?? []),
  );
  return {
    verdicts: verdicts.list(),
    collisions: derived.listCollisions(),
    rankings: code ?? rankings,
    models: code ?? derived.summarizeModels(),
    comparison: code ?? derived.compareModels(),
  };
}

describe('the engine', () => {
  test('equals what the commands compute from scratch after any sequence of judgements', async () => {
    const steps = fc.array(fc.oneof(answer, answer, retraction, adjudication, automatic), { maxLength: 14 });
    await fc.assert(
      fc.asyncProperty(steps, async (sequence) => {
        await withCopy(folder, async (project) => {
          const live = await openLive(project);
          for (const step of sequence) await step(project, live);
          const expected = await computeFromScratch(project);
          const code = typeof expected.rankings === 'string' ? expected.rankings : null;
          expect(live.derived.explainNoRanking() !== null).toBe(code !== null);
          expect(readFromEngine(live, code)).toEqual(expected);
          const reopened = await openLive(project);
          expect(readFromEngine(reopened, code)).toEqual(expected);
        });
      }),
      { numRuns: 30 },
    );
  });

  test('tells what a judgement changed, and listeners of it', async () => {
    await withCopy(folder, async (project) => {
      const live = await openLive(project);
      const heard: unknown[] = [];
      const stop = live.subscribe((change) => heard.push(change));
      const before = live.revision;
      adjudicate(project, {
        ...{ classIndex: 0, feature: 4, verdict: 'spurious', decidedBy: 'ada' },
        reason: 'water',
      });
      const effect = await live.applyJudgement(0, 4);
      expect(effect).toMatchObject({
        revision: before + 1,
        gapBefore: null,
        verdict: { verdict: 'spurious', source: 'adjudicated' },
      });
      const bias = await measureBias(project);
      expect(effect.gapAfter!.gap).toBe(bias.models[0]!.gaps.find(({ classIndex }) => classIndex === 0)!.gap);
      expect(effect.meanBefore).toBeNull();
      const [head] = bias.models;
      expect(effect.meanAfter).toEqual({ gap: head!.spuriousGap, interval: head!.interval });
      expect(heard).toEqual([{ revision: before + 1, parts: ['judgements'] }]);
      stop();
      await live.applyJudgement(0, 4);
      expect(heard).toHaveLength(1);
    });
  });

  test('hears of changed models and of nothing when nothing changed', async () => {
    await withCopy(folder, async (project) => {
      const live = await openLive(project);
      const heard: unknown[] = [];
      live.subscribe(({ parts }) => heard.push(parts));
      await live.applyAll();
      expect(heard).toEqual([]);
      removeModel(project, 'guess');
      await live.applyAll();
      expect(heard).toEqual([['models']]);
      expect(live.models.map(({ name }) => name)).toEqual(['head', 'by-water']);
    });
  });

  test('takes over what other judgements did while activations were gathered', async () => {
    await withCopy(folder, async (project) => {
      const live = await openLive(project);
      const judge = (feature: number) => {
        adjudicate(project, {
          ...{ classIndex: 1, feature, verdict: 'spurious', decidedBy: 'bo' },
          reason: '',
        });
        return live.applyJudgement(1, feature);
      };
      await Promise.all([live.applyAll(), judge(0), judge(5), live.applyAll(), judge(2), judge(4)]);
      expect(readFromEngine(live, null)).toEqual(await computeFromScratch(project));
    });
  });

  test('refuses classes and features that are not there', async () => {
    await withCopy(folder, async (project) => {
      const live = await openLive(project);
      await expect(live.applyJudgement(4, 0)).rejects.toMatchObject({ code: 'class-unknown' });
      await expect(live.readActivations({ classIndex: 0, feature: FEATURE_COUNT })).rejects.toMatchObject({
        code: 'feature-unknown',
      });
    });
  });

  test('takes up features that come later, and lets go of those that are gone', async () => {
    await withCopy(folder, async (project) => {
      adjudicate(project, {
        ...{ classIndex: 0, feature: 4, verdict: 'spurious' },
        decidedBy: 'a',
        reason: '',
      });
      const { features } = await project.readManifest();
      const setFeatures = (to: typeof features) =>
        project.updateManifest((manifest) => ({ ...manifest, features: to }));
      await setFeatures(null);
      const live = await openLive(project);
      expect(live.derived.explainNoRanking()).toContain('no features');
      expect(live.models.map(({ name }) => name)).toEqual(['by-water', 'guess']);
      await setFeatures(features);
      const heard: unknown[] = [];
      live.subscribe(({ parts }) => heard.push(parts));
      await live.applyAll();
      expect(heard).toEqual([['workspace', 'models']]);
      expect(readFromEngine(live, null)).toEqual(await computeFromScratch(project));
      await setFeatures(null);
      await live.applyAll();
      expect(live.derived.rankClass(0, 'val')).toBeNull();
    });
  });

  test('opens where nothing can be cached', async () => {
    await withCopy(folder, async (project) => {
      await mkdir(project.layout.cache, { recursive: true });
      await writeFile(path.join(project.layout.cache, 'live'), 'in the way');
      const live = await openLive(project);
      expect(live.models.map(({ problem }) => problem)).toEqual([null, null, null]);
    });
  });

  test('leaves a broken model out and says why', async () => {
    await withCopy(folder, async (project) => {
      project.database.writeModel({
        ...{ name: 'lost', kind: 'predictions', file: 'lost.npy' },
        ...{ tags: [], addedFrom: 'lost.csv' },
      });
      const live = await openLive(project);
      const lost = live.models.find(({ name }) => name === 'lost')!;
      expect(lost.problem).toContain('lost.npy');
      expect(lost.accuracy).toBeNaN();
      expect(live.derived.summarizeModels()).toHaveLength(4);
    });
  });
});
