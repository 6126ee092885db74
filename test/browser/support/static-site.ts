/** A static copy of the app behind a web server that only hands out files. In: its folder. Out: an address, and an end. */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';

const TYPES: Record<string, string> = { '.js': 'text/javascript', '.css': 'text/css', '.html': 'text/html' };

export async function hostSite(folder: string): Promise<{ url: string; close: () => void }> {
  const host = createServer(async ({ url }, response) => {
    const file = path.join(folder, url === '/' ? 'index.html' : decodeURI(url!.split('?')[0]!));
    try {
      const type = TYPES[path.extname(file)] ?? 'application/octet-stream';
      response.setHeader('content-type', type).end(await readFile(file));
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(host.address() as AddressInfo).port}/`,
    close: () => void host.close(),
  };
}
