/// <reference types="node" />
/** The outbox against a real server on this machine; of the browser only its storage, its events and its address are stood in for. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

let server: Server;
/** Workers whose skips have arrived, in order. */
let received: string[];
/** Status that the server answers with. */
let status: number;

beforeEach(async () => {
  [received, status] = [[], 200];
  server = createServer(async (request, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    if (status === 200) received.push(JSON.parse(Buffer.concat(pieces).toString()).workerId);
    response.writeHead(status, { 'content-type': 'application/json', connection: 'close' });
    response.end(
      JSON.stringify(status === 200 ? {} : { error: { code: 'no', what: 'No.', why: null, next: null } }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const kept = Object.create({
    getItem: (key: string) => kept[key] ?? null,
    setItem: (key: string, value: string) => {
      kept[key] = value;
    },
    removeItem: (key: string) => {
      delete kept[key];
    },
  });
  vi.stubGlobal('localStorage', kept);
  vi.stubGlobal('window', new EventTarget());
  vi.stubGlobal('navigator', {});
  vi.stubGlobal('document', { baseURI: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` });
});

afterEach(() => {
  vi.unstubAllGlobals();
  server.close();
});

/** The outbox of a page that has just been loaded. */
async function load() {
  vi.resetModules();
  const { openOutbox } = await import('./outbox.js');
  return openOutbox('study');
}

const skip = (workerId: string) => ({ classIndex: 0, feature: 1, workerId });

test('what is posted arrives, in the order in which it was made', async () => {
  const outbox = await load();
  await Promise.all(['a', 'b', 'c'].map((one) => outbox.post('POST /api/annotation/skips', skip(one))));
  expect(received).toEqual(['a', 'b', 'c']);
  expect(outbox.readState()).toEqual({ entries: [], trouble: null });
});

test('what cannot be sent now is kept, and goes in order once it can', async () => {
  const outbox = await load();
  status = 503;
  const posts = ['a', 'b'].map((one) => outbox.post('POST /api/annotation/skips', skip(one)));
  await vi.waitFor(() => expect(outbox.readState().trouble).toBe('No.'));
  expect(outbox.readState().entries).toHaveLength(2);
  status = 200;
  outbox.retry();
  await Promise.all(posts);
  expect(received).toEqual(['a', 'b']);
});

test('what was kept is sent by the page that is loaded next', async () => {
  status = 503;
  const before = await load();
  void before.post('POST /api/annotation/skips', skip('a'));
  await vi.waitFor(() => expect(before.readState().trouble).not.toBeNull());
  status = 200;
  const after = await load();
  await vi.waitFor(() => expect(received).toEqual(['a']));
  await vi.waitFor(() => expect(after.readState().entries).toEqual([]));
  // The first page would try again later, when this test's browser is gone.
  before.retry();
  expect(before.readState().entries).toEqual([]);
});

test('what the server refuses is told, stays until it is given up, and holds up nothing', async () => {
  const outbox = await load();
  status = 422;
  await expect(outbox.post('POST /api/annotation/skips', skip('a'))).rejects.toThrow('No.');
  status = 200;
  await outbox.post('POST /api/annotation/skips', skip('b'));
  expect(received).toEqual(['b']);
  const [refused] = outbox.readState().entries;
  expect(refused).toMatchObject({ body: { workerId: 'a' }, refusal: 'No.' });
  outbox.discard(refused!.id);
  expect(outbox.readState().entries).toEqual([]);
});
