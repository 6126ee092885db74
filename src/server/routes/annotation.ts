/**
 * Judging pairs: the next tasks, answers, undo, decisions, settings.
 * What is accepted is on the disk before the response; everything derived follows before it, too.
 */
import {
  adjudicate,
  assertNotAnswered,
  assertPair,
  readSettings,
  retractAnswer,
  skipPair,
  storeAnswer,
  unblind,
  updateSettings,
} from '../../project/index.js';
import {
  assertSeesAll,
  findFirstGap,
  findFirstMean,
  type JudgementEffect,
  type LiveProject,
} from '../../project/live/index.js';
import type { JudgementResponse } from '../../protocol/index.js';
import type { Pair } from '../../records/annotation.js';
import { RefusalError } from '../refusal.js';
import { buildAnnotationProgress, buildStanding } from '../responses/index.js';
import { type App, addRoute } from '../route.js';
import { keepSeeing } from '../security/sight.js';
import type { Services } from '../services.js';
import { buildAnnotationQueue } from '../task-queues.js';

export function addAnnotationRoutes(app: App, services: Services): void {
  const { project, live, reservations } = services;
  /** @param view what the person saw before: who gave the last answer of a blind study is told no more than after the others */
  const judge = async (view: LiveProject, pair: Pair, isRepeat: boolean): Promise<JudgementResponse> => {
    const effect = isRepeat
      ? readUnchanged(view, pair)
      : await view.applyJudgement(pair.classIndex, pair.feature);
    const { verdict: _, ...rest } = effect;
    return { ...rest, standing: buildStanding(view, pair), isRepeat };
  };

  addRoute(app, 'GET /api/annotation/queue', ({ view, query }) =>
    buildAnnotationQueue(view, reservations, query),
  );
  addRoute(app, 'GET /api/annotation/progress', ({ view }) => buildAnnotationProgress(view));
  addRoute(app, 'POST /api/annotation/answers', ({ body: { isChange, ...body } }) => {
    const view = live.viewOf(body.workerId);
    const featureRank = live.derived.findImportant(body)?.rank ?? 0;
    if (!isChange) assertNotAnswered(project, { ...body, featureRank });
    const shown = view.onlyOf === null ? 'everything' : 'nothing';
    const { outcome } = storeAnswer(project, { ...body, featureRank, shown });
    reservations.release(body.workerId, body);
    return judge(view, body, outcome === 'duplicate');
  });
  addRoute(app, 'POST /api/annotation/retractions', ({ body: { workerId, ...pair } }) => {
    const view = live.viewOf(workerId);
    assertPair(project, pair);
    keepSeeing(view, workerId);
    const answer = project.database
      .readAnswerHistory(pair.classIndex, pair.feature)
      .find((one) => one.workerId === workerId && one.state === 'current');
    if (answer !== undefined) retractAnswer(project, { answerId: answer.answerId, workerId });
    return judge(view, pair, answer === undefined);
  });
  addRoute(app, 'POST /api/annotation/skips', ({ body: { workerId, ...pair } }) => {
    skipPair(project, { workerId, ...pair });
    reservations.release(workerId, pair);
    return judge(live.viewOf(workerId), pair, true);
  });
  addRoute(app, 'POST /api/annotation/adjudications', ({ body }) => {
    const view = live.viewOf(body.decidedBy);
    // Settling is for whoever has looked at what all answered.
    assertSeesAll(view);
    adjudicate(project, body);
    return judge(view, body, false);
  });
  addRoute(app, 'POST /api/annotation/unblindings', ({ body: { workerId } }) => {
    unblind(project, workerId);
    services.announce('judgements');
    return buildAnnotationProgress(live.viewOf(workerId));
  });
  addRoute(app, 'POST /api/annotation/settings', ({ view, person, body }) => {
    if (view.onlyOf !== null && body.answersPerPair < readSettings(project).answersPerPair) {
      throw new RefusalError(403, 'blind', {
        what: 'Fewer answers a pair would end the study, or a part of it, and show you what others answered.',
        next: 'Unblind first; your choice is noted with your later answers.',
      });
    }
    updateSettings(project, body);
    services.announce('judgements');
    return buildAnnotationProgress(live.viewOf(person));
  });
}

/** Nothing follows from what was there before. */
function readUnchanged({ derived, revision }: LiveProject, { classIndex }: Pair): JudgementEffect {
  const gap = findFirstGap(derived, classIndex);
  const mean = findFirstMean(derived);
  return { revision, verdict: null, gapBefore: gap, gapAfter: gap, meanBefore: mean, meanAfter: mean };
}
