/** Judgements as files: in, out, and an import taken back. Whoever judges blind takes out their own answers alone. */
import {
  exportAnswers,
  exportDecisions,
  exportTemplate,
  exportValidation,
  importJudgements,
  listImports,
  undoImport,
} from '../../project/index.js';
import { assertSeesAll } from '../../project/live/index.js';
import { FILE_ROUTES } from '../../protocol/index.js';
import { toDownload } from '../download.js';
import { type App, addRoute } from '../route.js';
import { keepSeeing } from '../security/sight.js';
import type { Services } from '../services.js';

/** What the history calls answers of a file that was given to the app. */
const IMPORT_NAME = 'import in the app';

export function addExchangeRoutes(app: App, { project, live }: Services): void {
  addRoute(app, 'POST /api/annotation/import', async ({ view, body }) => {
    // What is added and what was there already tells how others answered.
    assertSeesAll(view);
    const outcome = importJudgements(project, body, IMPORT_NAME);
    await live.applyAll();
    return outcome;
  });
  addRoute(app, 'GET /api/annotation/imports', ({ view }) => ({
    imports: view.onlyOf === null ? listImports(project) : [],
  }));
  addRoute(app, 'POST /api/annotation/imports/:id/undo', async ({ view, person, parameters }) => {
    assertSeesAll(view);
    keepSeeing(view, person);
    undoImport(project, parameters.id);
    await live.applyAll();
    return { imports: listImports(project) };
  });
  app.get(FILE_ROUTES.answers, (c) =>
    toDownload(exportAnswers(project, c.get('view').onlyOf?.person).text, 'answers.csv'),
  );
  app.get(FILE_ROUTES.verdictDecisions, (c) => {
    assertSeesAll(c.get('view'));
    return toDownload(exportDecisions(project).text, 'verdict-decisions.csv');
  });
  app.get(FILE_ROUTES.validation, (c) => {
    assertSeesAll(c.get('view'));
    return toDownload(exportValidation(project).text, 'validation.csv');
  });
  app.get(FILE_ROUTES.template, async () =>
    toDownload((await exportTemplate(project)).text, 'answers-template.csv'),
  );
}
