/** The tuned last layer, the network with it, and their card, as files. */
import {
  exportModelCard,
  exportTunedHead,
  exportTunedModel,
  exportTunedWeights,
  type Project,
} from '../../project/index.js';
import { FILE_ROUTES } from '../../protocol/index.js';
import { toDownload } from '../download.js';
import type { App } from '../route.js';

export function addMitigationRoutes(app: App, project: Project): void {
  app.get(FILE_ROUTES.tunedHead, async () => toDownload(await exportTunedHead(project), 'tuned-head.npz'));
  app.get(FILE_ROUTES.tunedWeights, async () =>
    toDownload(await exportTunedWeights(project), 'tuned-head.safetensors'),
  );
  app.get(FILE_ROUTES.tunedModel, async () =>
    toDownload(await exportTunedModel(project), 'tuned-model.onnx'),
  );
  app.get(FILE_ROUTES.modelCard, async () => toDownload(await exportModelCard(project), 'model-card.md'));
}
