/** A web server on this machine that answers every request with the same bytes, as publishers of files do. */
import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** Hands `work` the address of its root and what has been asked for so far; ends the server after it. */
export async function serveBytes<T>(
  content: Uint8Array,
  work: (root: string, asked: readonly string[]) => Promise<T>,
): Promise<T> {
  const asked: string[] = [];
  const server = http.createServer(({ url }, response) => {
    asked.push(url!);
    response.writeHead(200, { 'Content-Length': content.length }).end(content);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, asked);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}
