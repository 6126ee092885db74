/** The second study: whose panels of heatmaps come next, and what people say of them. Whoever judges blind is told of their own answers alone. */
import { addValidationAnswer } from '../../project/index.js';
import { buildValidationStanding } from '../responses/index.js';
import { type App, addRoute } from '../route.js';
import type { Services } from '../services.js';
import { buildValidationQueue } from '../task-queues.js';

export function addValidationRoutes(app: App, { project, live, announce }: Services): void {
  addRoute(app, 'GET /api/validation/queue', ({ view, query }) => buildValidationQueue(view, query));
  addRoute(app, 'POST /api/validation/answers', ({ body }) => {
    const countAnswers = () => project.database.readValidationHistory(body).length;
    const before = countAnswers();
    const seesAll = live.viewOf(body.workerId).onlyOf === null;
    addValidationAnswer(project, body);
    announce('judgements');
    const answers = project.database
      .readValidationAnswers(body)
      .filter(({ variant, workerId }) => variant === body.variant && (seesAll || workerId === body.workerId));
    return { isRepeat: countAnswers() === before, standing: buildValidationStanding(answers) };
  });
}
