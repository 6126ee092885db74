/** The tuned head and the network with it, as files. */
import { exportTunedHead, exportTunedModel, type Project } from '../../project/index.js';
import { FILE_ROUTES } from '../../protocol/index.js';
import { toDownload } from '../download.js';
import type { App } from '../route.js';

export function addMitigationRoutes(app: App, project: Project): void {
  app.get(FILE_ROUTES.tunedHead, async () => toDownload(await exportTunedHead(project), 'tuned-head.npz'));
  app.get(FILE_ROUTES.tunedModel, async () =>
    toDownload(await exportTunedModel(project), 'tuned-model.onnx'),
  );
}
