/**
 * The built app as a browser loads it.
 * In: the folder of the build. Out: its files, compressed once, with tags; its page for every address that is no file.
 * Serves nothing outside that folder.
 */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { StorageError } from '../base/errors.js';
import { RefusalError } from './refusal.js';
import type { App, AppContext } from './route.js';

/** What stands in the app's page where its base address goes. */
export const BASE_PLACE = '<!-- base -->';
const BASE = '<base href="/">';

const MEDIA_TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
};
const COMPRESSED = new Set(['.html', '.js', '.css', '.svg', '.json', '.webmanifest', '.wasm']);
/** Names that change with their content, as the build writes them. */
const IMMUTABLE = /^assets\/.+-[\w-]{8}\.\w+$/;
/** Hidden files and ways upwards do not match. */
const FILE_NAME = /^[\w-][\w.-]*(\/[\w-][\w.-]*)*$/;

interface AppFile {
  /** Of the file when it was read: a newer build replaces it. */
  modifiedMs: number;
  etag: string;
  type: string;
  bytes: Buffer;
  gzip: Buffer | null;
  brotli: Buffer | null;
}

/** Serves the app below `/`; add it after every other route. */
export function addAppFiles(app: App, folder: string): void {
  const files = new Map<string, AppFile>();
  const read = (name: string) => readAppFile(folder, name, files);
  app.get('*', async (c) => {
    const name = c.req.path.slice(1);
    const file = FILE_NAME.test(name) && name !== 'index.html' ? await read(name) : null;
    if (file !== null) return toResponse(c, file, IMMUTABLE.test(name));
    if (/^(api|pictures|assets)\//.test(name) || !isPageRequest(c)) {
      throw new RefusalError(404, 'address-unknown', { what: `There is nothing at ${c.req.path}.` });
    }
    const page = await read('index.html');
    if (page === null) throw toNotBuiltError(folder);
    return toResponse(c, page, false);
  });
}

/** Throws `app-not-built` where the folder holds no app. */
export async function readAppPage(folder: string): Promise<string> {
  return readFile(join(folder, 'index.html'), 'utf8').catch(() => {
    throw toNotBuiltError(folder);
  });
}

function toNotBuiltError(folder: string): StorageError {
  return new StorageError('app-not-built', {
    what: `The app is not in ${folder}.`,
    next: 'Build it with `npm run build`, or reinstall spuriosity.',
  });
}

function isPageRequest(c: AppContext): boolean {
  const accept = c.req.header('accept') ?? '*/*';
  return accept.includes('text/html') || accept.includes('*/*');
}

async function readAppFile(
  folder: string,
  name: string,
  files: Map<string, AppFile>,
): Promise<AppFile | null> {
  const path = join(folder, name);
  const found = await stat(path).catch(() => null);
  if (!found?.isFile()) return null;
  const known = files.get(name);
  if (known?.modifiedMs === found.mtimeMs) return known;
  const content = await readFile(path);
  const bytes =
    name === 'index.html' ? Buffer.from(content.toString('utf8').replace(BASE_PLACE, BASE)) : content;
  const extension = extname(name);
  const isCompressed = COMPRESSED.has(extension);
  const file: AppFile = {
    modifiedMs: found.mtimeMs,
    etag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`,
    type: MEDIA_TYPES[extension] ?? 'application/octet-stream',
    bytes,
    gzip: isCompressed ? await promisify(gzip)(bytes) : null,
    brotli: isCompressed ? await compressBrotli(bytes) : null,
  };
  files.set(name, file);
  return file;
}

/** Half way: the last levels take seconds for a percent. */
function compressBrotli(bytes: Buffer): Promise<Buffer> {
  return promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } });
}

function toResponse(c: AppContext, file: AppFile, isImmutable: boolean): Response {
  const headers = new Headers({
    etag: file.etag,
    'cache-control': isImmutable ? 'public, max-age=31536000, immutable' : 'no-cache',
    vary: 'accept-encoding',
  });
  if (c.req.header('if-none-match') === file.etag) return new Response(null, { status: 304, headers });
  const accepted = c.req.header('accept-encoding') ?? '';
  const encoding =
    file.brotli !== null && accepted.includes('br') ? 'br' : accepted.includes('gzip') ? 'gzip' : null;
  const body = encoding === 'br' ? file.brotli : encoding === 'gzip' ? file.gzip : null;
  headers.set('content-type', file.type);
  if (body !== null) headers.set('content-encoding', encoding!);
  return new Response(new Uint8Array(body ?? file.bytes), { headers });
}
