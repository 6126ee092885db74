/** A model that is brought: its file comes streamed, a job looks at it, a person makes it count. */
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { isNameText } from '../../base/plain-text.js';
import { acceptModel, discardModel, readModelCheck, toIncomingFolder } from '../../project/index.js';
import { isModelFile, MODEL_FILE_ROUTE } from '../../protocol/index.js';
import { makeFolder } from '../../storage/index.js';
import { assertRoom, receiveFile } from '../receive-file.js';
import { RefusalError } from '../refusal.js';
import { type App, addRoute, assertFileBody } from '../route.js';
import type { Services } from '../services.js';

/** Larger than the networks that are published as single files. */
const MOST_BYTES = 16 * 1024 ** 3;
/** Nothing hidden, nothing that leads to another folder. */
const FILE_NAME = /^[^./\\:][^/\\:]{0,210}$/;

export function addModelRoutes(app: App, { project, live, announce, tables }: Services): void {
  addRoute(app, 'GET /api/models/check', async () => ({ check: await readModelCheck(project) }));
  addRoute(app, 'POST /api/models/check/accept', async () => {
    const { name } = await acceptModel(project);
    await live.applyAll();
    announce('models');
    tables.schedule();
    return { name };
  });
  addRoute(app, 'POST /api/models/check/discard', async () => {
    await discardModel(project);
    announce('models');
    return {};
  });
}

/** Before the limits on bodies: these are of files. */
export function addModelFileRoute(app: App, { project, announce }: Services): void {
  app.put(MODEL_FILE_ROUTE, async (c) => {
    assertFileBody(c);
    const name = c.req.query('name') ?? '';
    if (!FILE_NAME.test(name) || !isModelFile(name) || !isNameText(name)) {
      throw new RefusalError(422, 'model-file', {
        what: `${JSON.stringify(name)} is no file of a model.`,
        next: 'Bring a network (ONNX, PyTorch checkpoint, safetensors) or a table of predictions (CSV, npy, Parquet).',
      });
    }
    const folder = toIncomingFolder(project);
    if (c.req.query('fresh') === '1') {
      await discardModel(project);
      await rm(folder, { recursive: true, force: true });
      // What waited is gone from every page.
      announce('models');
    }
    await makeFolder(folder);
    await assertRoom(folder, Number(c.req.header('content-length') ?? 0));
    await receiveFile(c.req.raw.body, path.join(folder, name), { mostBytes: MOST_BYTES });
    return c.json({});
  });
}
