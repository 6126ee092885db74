/** The tuned last layer, the network with it, and their card, as files. */
import {
  exportModelCard,
  exportTunedHead,
  exportTunedModel,
  exportTunedWeights,
  type Project,
} from '../../project/index.js';
import { assertSeesAll } from '../../project/live/index.js';
import { FILE_ROUTES } from '../../protocol/index.js';
import { toDownload } from '../download.js';
import type { App } from '../route.js';

export function addMitigationRoutes(app: App, project: Project): void {
  // Which classes were tuned, and on what, tells which pairs are spurious.
  const send = (path: string, name: string, build: (project: Project) => Promise<Uint8Array | string>) =>
    app.get(path, async (c) => {
      assertSeesAll(c.get('view'));
      return toDownload(await build(project), name);
    });
  send(FILE_ROUTES.tunedHead, 'tuned-head.npz', exportTunedHead);
  send(FILE_ROUTES.tunedWeights, 'tuned-head.safetensors', exportTunedWeights);
  send(FILE_ROUTES.tunedModel, 'tuned-model.onnx', exportTunedModel);
  send(FILE_ROUTES.modelCard, 'model-card.md', exportModelCard);
}
