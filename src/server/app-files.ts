/**
 * The built app as a browser loads it.
 * In: the folder of the build. Out: its files, with tags; its page for every address that is no file.
 * Serves nothing outside that folder; compresses nothing (`create-app.ts` does, for requests from elsewhere).
 */
import { join } from 'node:path';
import { serveStatic } from '@hono/node-server/serve-static';
import { etag } from 'hono/etag';
import { StorageError } from '../base/errors.js';
import { readOptionalText } from '../storage/index.js';
import { RefusalError } from './refusal.js';
import type { App, AppContext } from './route.js';

/** What stands in the app's page where its base address goes. */
export const BASE_PLACE = '<!-- base -->';
const BASE = '<base href="/">';
/** Tells the page that there is no workspace to show: it begins with the start page. */
const NO_WORKSPACE = '<meta name="spuriosity-workspace" content="none">';

/** Names that change with their content, as the build writes them. */
const IMMUTABLE = /^assets\/.+-[\w-]{8}\.\w+$/;
/** Hidden files and ways upwards do not match. */
const FILE_NAME = /^[\w-][\w.-]*(\/[\w-][\w.-]*)*$/;

/** Serves the app below `/`; add it after every other route. */
export function addAppFiles(app: App, folder: string, hasWorkspace: boolean): void {
  const serveFile = serveStatic({ root: folder });
  app.get(
    '*',
    etag(),
    async (c, next) => {
      const name = toName(c);
      if (!FILE_NAME.test(name) || name === 'index.html') return next();
      const file = await serveFile(c, next);
      if (!(file instanceof Response)) return;
      const age = IMMUTABLE.test(name) ? 'public, max-age=31536000, immutable' : 'no-cache';
      file.headers.set('cache-control', age);
      return file;
    },
    async (c) => {
      if (/^(api|pictures|assets)\//.test(toName(c)) || !isPageRequest(c)) {
        throw new RefusalError(404, 'address-unknown', { what: `There is nothing at ${c.req.path}.` });
      }
      const page = await readAppPage(folder);
      return c.html(page.replace(BASE_PLACE, hasWorkspace ? BASE : `${BASE}${NO_WORKSPACE}`), 200, {
        'cache-control': 'no-cache',
      });
    },
  );
}

/** Throws `app-not-built` where the folder holds no app. */
export async function readAppPage(folder: string): Promise<string> {
  const page = await readOptionalText(join(folder, 'index.html'));
  if (page !== null) return page;
  throw new StorageError('app-not-built', {
    what: `The app is not in ${folder}.`,
    next: 'Build it with `npm run build`, or reinstall spuriosity.',
  });
}

function toName(c: AppContext): string {
  return c.req.path.slice(1);
}

function isPageRequest(c: AppContext): boolean {
  const accept = c.req.header('accept') ?? '*/*';
  return accept.includes('text/html') || accept.includes('*/*');
}
