/**
 * Judging pairs: the next tasks, answers, undo, decisions, settings, import and export.
 * What is accepted is on the disk before the response; everything derived follows before it, too.
 */
import {
  addValidationAnswer,
  adjudicate,
  assertNotAnswered,
  assertPair,
  exportAnswers,
  exportDecisions,
  exportTemplate,
  exportValidation,
  importJudgements,
  listImports,
  retractAnswer,
  skipPair,
  storeAnswer,
  undoImport,
  updateSettings,
} from '../../project/index.js';
import { findFirstGap, findFirstMean, type JudgementEffect } from '../../project/live/index.js';
import { FILE_ROUTES, type JudgementResponse } from '../../protocol/index.js';
import type { Pair } from '../../records/annotation.js';
import { toDownload } from '../download.js';
import { buildAnnotationProgress, buildStanding, buildValidationStanding } from '../responses/index.js';
import { type App, addRoute } from '../route.js';
import type { Services } from '../services.js';
import { buildAnnotationQueue, buildValidationQueue } from '../task-queues.js';

/** What the history calls answers of a file that was given to the app. */
const IMPORT_NAME = 'import in the app';

export function addAnnotationRoutes(app: App, services: Services): void {
  const { project, live, reservations } = services;
  const judge = async (pair: Pair, isRepeat: boolean): Promise<JudgementResponse> => {
    const effect = isRepeat
      ? readUnchanged(services, pair)
      : await live.applyJudgement(pair.classIndex, pair.feature);
    const { verdict: _, ...rest } = effect;
    return { ...rest, standing: buildStanding(live, pair), isRepeat };
  };

  addRoute(app, 'GET /api/annotation/queue', ({ query }) => buildAnnotationQueue(live, reservations, query));
  addRoute(app, 'GET /api/annotation/progress', () => buildAnnotationProgress(live));
  addRoute(app, 'POST /api/annotation/answers', ({ body: { isChange, ...body } }) => {
    const featureRank = live.derived.findImportant(body)?.rank ?? 0;
    if (!isChange) assertNotAnswered(project, { ...body, featureRank });
    const { outcome } = storeAnswer(project, { ...body, featureRank });
    reservations.release(body.workerId, body);
    return judge(body, outcome === 'duplicate');
  });
  addRoute(app, 'POST /api/annotation/retractions', ({ body: { workerId, ...pair } }) => {
    assertPair(project, pair);
    const answer = project.database
      .readAnswerHistory(pair.classIndex, pair.feature)
      .find((one) => one.workerId === workerId && one.state === 'current');
    if (answer !== undefined) retractAnswer(project, { answerId: answer.answerId, workerId });
    return judge(pair, answer === undefined);
  });
  addRoute(app, 'POST /api/annotation/skips', ({ body: { workerId, ...pair } }) => {
    skipPair(project, { workerId, ...pair });
    reservations.release(workerId, pair);
    return judge(pair, true);
  });
  addRoute(app, 'POST /api/annotation/adjudications', ({ body }) => {
    adjudicate(project, body);
    return judge(body, false);
  });
  addRoute(app, 'POST /api/annotation/settings', ({ body }) => {
    updateSettings(project, body);
    services.announce('judgements');
    return buildAnnotationProgress(live);
  });
  addRoute(app, 'POST /api/annotation/import', async ({ body }) => {
    const outcome = importJudgements(project, body, IMPORT_NAME);
    await live.applyAll();
    return outcome;
  });
  addRoute(app, 'GET /api/annotation/imports', () => ({ imports: listImports(project) }));
  addRoute(app, 'POST /api/annotation/imports/:id/undo', async ({ parameters }) => {
    undoImport(project, parameters.id);
    await live.applyAll();
    return { imports: listImports(project) };
  });
  addRoute(app, 'GET /api/validation/queue', ({ query }) => buildValidationQueue(live, query));
  addRoute(app, 'POST /api/validation/answers', ({ body }) => {
    const countAnswers = () => project.database.readValidationHistory(body).length;
    const before = countAnswers();
    addValidationAnswer(project, body);
    services.announce('judgements');
    const answers = project.database
      .readValidationAnswers(body)
      .filter(({ variant }) => variant === body.variant);
    return { isRepeat: countAnswers() === before, standing: buildValidationStanding(answers) };
  });

  app.get(FILE_ROUTES.answers, () => toDownload(exportAnswers(project).text, 'answers.csv'));
  app.get(FILE_ROUTES.verdictDecisions, () =>
    toDownload(exportDecisions(project).text, 'verdict-decisions.csv'),
  );
  app.get(FILE_ROUTES.validation, () => toDownload(exportValidation(project).text, 'validation.csv'));
  app.get(FILE_ROUTES.template, async () =>
    toDownload((await exportTemplate(project)).text, 'answers-template.csv'),
  );
}

/** Nothing follows from what was there before. */
function readUnchanged({ live }: Services, { classIndex }: Pair): JudgementEffect {
  const gap = findFirstGap(live.derived, classIndex);
  const mean = findFirstMean(live.derived);
  const { revision } = live;
  return { revision, verdict: null, gapBefore: gap, gapAfter: gap, meanBefore: mean, meanAfter: mean };
}
