import { createHash } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Observer, SILENT_OBSERVER } from '../../base/observer.js';
import { downloadFile } from './downloads.js';

const content = Buffer.from(Uint8Array.from({ length: 300_000 }, (_, i) => (i * 31) % 251));
const sha256 = createHash('sha256').update(content).digest('hex');

type Answer = (request: IncomingMessage, response: ServerResponse, ranges: string[]) => void;

let folder: string;
let server: http.Server;
let answer: Answer;
let ranges: string[];
let origin: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spuriosity-download-'));
  ranges = [];
  server = http.createServer((request, response) => {
    ranges.push(request.headers.range ?? 'all');
    answer(request, response, ranges);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true });
});

/** As a web server of static files answers: whole, or the range that was asked for. */
const serveWell: Answer = (request, response) => {
  const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
  const isRange = request.headers.range !== undefined && request.headers['if-range'] === '"v1"';
  const headers: http.OutgoingHttpHeaders = { ETag: '"v1"' };
  if (isRange && start >= content.length) {
    response.writeHead(416, { ...headers, 'Content-Range': `bytes */${content.length}` }).end();
    return;
  }
  const body = isRange ? content.subarray(start) : content;
  headers['Content-Length'] = body.length;
  if (isRange) headers['Content-Range'] = `bytes ${start}-${content.length - 1}/${content.length}`;
  response.writeHead(isRange ? 206 : 200, headers).end(body);
};

/** Promises everything and hangs up after `count` bytes. */
const hangUpAfter =
  (count: number): Answer =>
  (_request, response) => {
    response.writeHead(200, { ETag: '"v1"', 'Content-Length': content.length });
    response.write(content.subarray(0, count), async () => {
      // What has not been read yet when the connection breaks is lost.
      if (count > 0)
        await vi.waitUntil(() => existsSync(partPath()) && statSync(partPath()).size > 0, 10_000);
      response.destroy();
    });
  };

function download(
  options: Partial<Parameters<typeof downloadFile>[0]> = {},
  observer: Observer = SILENT_OBSERVER,
  env = {},
) {
  const path = join(folder, 'net.ckpt');
  return downloadFile(
    { url: `${origin}/net.ckpt`, path, sizeBytes: null, sha256: null, ...options },
    observer,
    env,
  );
}

const partPath = () => join(folder, 'net.ckpt.part');

test('a file arrives whole, with its size, its hash and progress', async () => {
  answer = serveWell;
  const events: number[] = [];
  const observer = { ...SILENT_OBSERVER, progress: ({ done }: { done: number }) => events.push(done) };
  expect(await download({ sizeBytes: content.length, sha256 }, observer)).toEqual({
    sizeBytes: content.length,
    sha256,
  });
  expect(await readFile(join(folder, 'net.ckpt'))).toEqual(content);
  expect(events.at(-1)).toBe(1);
  expect(existsSync(partPath())).toBe(false);
});

test('a connection that breaks off is gone on with, from the byte where it broke', async () => {
  answer = (request, response, seen) =>
    (seen.length === 1 ? hangUpAfter(120_000) : serveWell)(request, response, seen);
  expect(await download({ sha256 })).toEqual({ sizeBytes: content.length, sha256 });
  expect(ranges[0]).toBe('all');
  expect(ranges[1]).toMatch(/^bytes=[1-9]\d*-$/);
});

test('what an earlier run left is gone on with', async () => {
  await writeFile(partPath(), content.subarray(0, 1000));
  await writeFile(`${partPath()}.version`, `${origin}/net.ckpt\n"v1"\n`);
  answer = serveWell;
  await download({ sha256 });
  expect(ranges).toEqual(['bytes=1000-']);
});

test('a part that is the whole file is not fetched again', async () => {
  await writeFile(partPath(), content);
  await writeFile(`${partPath()}.version`, `${origin}/net.ckpt\n"v1"\n`);
  answer = serveWell;
  expect(await download({ sha256 })).toEqual({ sizeBytes: content.length, sha256 });
  expect(ranges).toEqual([`bytes=${content.length}-`]);
});

test('a part of another version or another address starts over', async () => {
  answer = serveWell;
  await writeFile(partPath(), Buffer.alloc(1000, 7));
  await writeFile(`${partPath()}.version`, `${origin}/net.ckpt\n"v0"\n`);
  expect(await download()).toEqual({ sizeBytes: content.length, sha256 });
  await writeFile(partPath(), Buffer.alloc(1000, 7));
  await writeFile(`${partPath()}.version`, `${origin}/other.ckpt\n"v1"\n`);
  expect(await download()).toEqual({ sizeBytes: content.length, sha256 });
  expect(ranges.at(-1)).toBe('all');
});

test('a server that always hangs up ends in an error, and keeps what came', async () => {
  answer = (request, response, seen) => hangUpAfter(seen.length === 1 ? 50_000 : 0)(request, response, seen);
  await expect(download()).rejects.toMatchObject({ code: 'download-interrupted' });
  expect(ranges.length).toBeLessThanOrEqual(5);
});

test('another size than the known one is refused before anything is read', async () => {
  answer = serveWell;
  await expect(download({ sizeBytes: 7 })).rejects.toMatchObject({ code: 'download-size-mismatch' });
  expect(existsSync(partPath())).toBe(false);
});

test('another hash than the known one is refused, and nothing stays', async () => {
  answer = serveWell;
  await expect(download({ sha256: '0'.repeat(64) })).rejects.toMatchObject({
    code: 'download-hash-mismatch',
  });
  expect(existsSync(partPath())).toBe(false);
  expect(existsSync(join(folder, 'net.ckpt'))).toBe(false);
});

test.each([
  [404, 'download-not-found'],
  [410, 'download-not-found'],
  [403, 'download-refused'],
  [500, 'download-refused'],
])('answer %i is error %s', async (status, code) => {
  answer = (_request, response) => response.writeHead(status).end('no');
  await expect(download()).rejects.toMatchObject({ code });
});

test('redirects are followed, endless ones are not', async () => {
  answer = (request, response, seen) =>
    request.url === '/net.ckpt'
      ? response.writeHead(302, { Location: '/elsewhere?x=1' }).end()
      : serveWell(request, response, seen);
  expect(await download()).toEqual({ sizeBytes: content.length, sha256 });
  answer = (_request, response) => response.writeHead(302, { Location: '/net.ckpt' }).end();
  await expect(download()).rejects.toMatchObject({ code: 'download-redirects' });
  answer = (_request, response) => response.writeHead(302, { Location: 'file:///etc/hosts' }).end();
  await expect(download()).rejects.toMatchObject({ code: 'download-redirects' });
});

test('an address that nobody answers says so, with a way out', async () => {
  const closed = http.createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => closed.once('listening', resolve));
  const { port } = closed.address() as AddressInfo;
  await new Promise((resolve) => closed.close(resolve));
  const failure = download({ url: `http://127.0.0.1:${port}/net.ckpt` });
  await expect(failure).rejects.toMatchObject({
    code: 'download-unreachable',
    next: expect.stringContaining('--from FILE'),
  });
});

test('a cancelled download keeps its part', async () => {
  const abort = new AbortController();
  answer = (_request, response) => {
    response.writeHead(200, { ETag: '"v1"', 'Content-Length': content.length });
    response.write(content.subarray(0, 1000));
  };
  const observer = { ...SILENT_OBSERVER, signal: abort.signal, progress: () => abort.abort() };
  await expect(download({}, observer)).rejects.toMatchObject({ code: 'cancelled' });
  expect(existsSync(partPath())).toBe(true);
});

test('plain addresses go through the proxy as whole addresses, with the user’s name', async () => {
  const asked: string[] = [];
  const users: (string | undefined)[] = [];
  answer = (request, response, seen) => {
    asked.push(request.url!);
    users.push(request.headers['proxy-authorization']);
    serveWell(request, response, seen);
  };
  const env = { HTTP_PROXY: origin.replace('http://', 'http://me:s%40crt@') };
  await download({ url: 'http://models.example/net.ckpt' }, SILENT_OBSERVER, env);
  expect(asked).toEqual(['http://models.example/net.ckpt']);
  expect(users).toEqual([`Basic ${Buffer.from('me:s@crt').toString('base64')}`]);
});

test('encrypted addresses go through a tunnel; a proxy that refuses one is named', async () => {
  const targets: string[] = [];
  server.on('connect', (request, socket) => {
    targets.push(request.url!);
    socket.end('HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n');
  });
  const failure = download({ url: 'https://models.example/net.ckpt' }, SILENT_OBSERVER, {
    https_proxy: origin,
  });
  await expect(failure).rejects.toMatchObject({
    code: 'proxy-refused',
    what: expect.stringContaining('407'),
  });
  expect(targets).toEqual(['models.example:443']);
});

test('the environment says which proxy, and for whom none', async () => {
  const asked: string[] = [];
  answer = (request, response, seen) => {
    asked.push(request.url!);
    serveWell(request, response, seen);
  };
  const fetchThrough = async (env: Record<string, string>) => {
    await download({ sha256 }, SILENT_OBSERVER, env);
    return asked.pop();
  };
  const [host, port] = [new URL(origin).hostname, new URL(origin).port];
  expect(await fetchThrough({ ALL_PROXY: origin })).toBe(`${origin}/net.ckpt`);
  expect(await fetchThrough({ http_proxy: `${host}:${port}`, all_proxy: 'http://x:1' })).toBe(
    `${origin}/net.ckpt`,
  );
  for (const list of [host, `other, ${host}:${port}`, '*', '*.0.0.1']) {
    expect(await fetchThrough({ HTTP_PROXY: origin, NO_PROXY: list }), list).toBe('/net.ckpt');
  }
  for (const list of ['7.0.0.1', `${host}:1`, 'other']) {
    expect(await fetchThrough({ HTTP_PROXY: origin, no_proxy: list }), list).toBe(`${origin}/net.ckpt`);
  }
});

test('a proxy that speaks no HTTP is refused before anything is asked', async () => {
  await expect(download({}, SILENT_OBSERVER, { all_proxy: 'socks5://p:1' })).rejects.toMatchObject({
    code: 'unsupported-proxy',
    what: expect.stringContaining('socks5://p:1'),
  });
});
