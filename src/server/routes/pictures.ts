/** Pictures by the addresses of the protocol's `PICTURES`. */
import type { LiveProject } from '../../project/live/index.js';
import { HEATMAP_STYLES } from '../../records/names.js';
import type { PictureDesk, PictureRequest } from '../pictures/picture-desk.js';
import type { App, AppContext } from '../route.js';

/** A picture changes only with features or verdicts: browsers keep it, and ask whether it still holds. */
const CACHE_CONTROL = 'private, no-cache';

export function addPictureRoutes(app: App, desk: PictureDesk): void {
  const send = async (c: AppContext, request: PictureRequest) => {
    const etag = `"${await desk.tag(request)}"`;
    const headers = { etag, 'cache-control': CACHE_CONTROL };
    if (c.req.header('if-none-match') === etag) return new Response(null, { status: 304, headers });
    const bytes = await desk.read(request, c.req.raw.signal);
    return new Response(new Uint8Array(bytes), { headers: { ...headers, 'content-type': 'image/jpeg' } });
  };
  const row = (c: AppContext) => Number.parseInt(c.req.param('file')!, 10);
  const feature = (c: AppContext) => Number(c.req.param('feature'));

  app.get('/pictures/images/:file{\\d+\\.jpg}', (c) => send(c, { kind: 'image', row: row(c) }));
  app.get('/pictures/crops/:file{\\d+\\.jpg}', (c) =>
    send(c, { kind: 'crop', row: row(c), coreFeatures: listCoreFeatures(c.get('view'), row(c)) }),
  );
  app.get('/pictures/attacks/:feature{\\d+}/:file{\\d+\\.jpg}', (c) =>
    send(c, { kind: 'attack', row: row(c), feature: feature(c) }),
  );
  for (const style of HEATMAP_STYLES) {
    app.get(`/pictures/heatmaps/${style}/:feature{\\d+}/:file{\\d+\\.jpg}`, (c) =>
      send(c, { kind: 'heatmap', row: row(c), feature: feature(c), style }),
    );
  }
  app.get('/pictures/originals/:file{\\d+}', async (c) => {
    const { type, bytes } = await desk.readOriginal(row(c));
    return new Response(new Uint8Array(bytes), {
      headers: { 'content-type': type, 'cache-control': 'private, max-age=3600' },
    });
  });
}

function listCoreFeatures({ facts, verdicts }: LiveProject, row: number): number[] {
  const image = facts.dataset.images[row];
  if (image === undefined) return [];
  return verdicts.listOfClass(image.classIndex).flatMap((one) => (one.verdict === 'core' ? one.feature : []));
}
