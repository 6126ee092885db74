import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openServedApp, type ServedApp } from '../../test/servers/served-app.js';
import { makeLiveStudy } from '../../test/studies/live-study.js';

const HOST = '127.0.0.1:8765';
const JSON_TYPE = { 'content-type': 'application/json' };

let study: string;
let served: ServedApp;

beforeAll(async () => {
  study = await makeLiveStudy();
  served = await openServedApp(study);
});

afterAll(async () => {
  await served.close();
  expect(served.faults).toEqual([]);
});

const request = (path: string, headers: Record<string, string> = {}, init: RequestInit = {}) =>
  served.app.request(path, { ...init, headers: { host: HOST, ...headers } });

const readCode = async (response: Response) => (await response.json()).error.code;

describe('who may ask', () => {
  test.each(['127.0.0.1:8765', 'localhost:9000', '[::1]:8765', 'LOCALHOST'])(
    'the name %s is its own',
    async (host) => {
      expect((await request('/api/pairs', { host })).status).toBe(200);
    },
  );

  test.each([
    'evil.example',
    '127.0.0.1.evil.example',
    '127.0.0.2:8765',
    'localhost.evil.example',
    '',
    'a b',
  ])('the name %j is not', async (host) => {
    const response = await request('/api/pairs', { host });
    expect([response.status, await readCode(response)]).toEqual([403, 'host-unknown']);
  });

  test.each([
    ['a page of its own', { origin: `http://${HOST}`, 'sec-fetch-site': 'same-origin' }, 200],
    ['a program, which names no page', {}, 200],
    ['a page of another site', { origin: 'http://evil.example' }, 403],
    [
      'a page on another port of this machine',
      { origin: 'http://127.0.0.1:3000', 'sec-fetch-site': 'same-site' },
      403,
    ],
    ['a page without an address', { origin: 'null' }, 403],
    ['a page of another site that hides its name', { 'sec-fetch-site': 'cross-site' }, 403],
  ])('%s', async (_, headers: Record<string, string>, status) => {
    const body = JSON.stringify({ name: 'view', url: '/pairs' });
    const sent = await request('/api/views', { ...headers, ...JSON_TYPE }, { method: 'POST', body });
    expect(sent.status).toBe(status);
    expect((await request('/api/pairs', headers)).status).toBe(status);
    if (status === 403) expect(await readCode(sent)).toBe('other-site');
  });

  test('another site may link to a page, and embed nothing', async () => {
    const foreign = { 'sec-fetch-site': 'cross-site' };
    expect((await request('/pairs', { ...foreign, 'sec-fetch-mode': 'navigate' })).status).toBe(200);
    expect((await request('/pictures/images/0.jpg', foreign)).status).toBe(403);
  });

  test('a proxy may stand in front under a name that was allowed', async () => {
    const behind = await openServedApp(study, { hosts: { bound: '127.0.0.1', allowed: ['study.example'] } });
    const ask = (headers: Record<string, string>) =>
      behind.app.request('/api/views', {
        method: 'POST',
        headers: { ...JSON_TYPE, ...headers },
        body: JSON.stringify({ name: 'view', url: '/pairs' }),
      });
    expect((await ask({ host: 'study.example', origin: 'https://study.example' })).status).toBe(200);
    expect((await ask({ host: HOST, origin: 'https://study.example' })).status).toBe(200);
    expect((await ask({ host: HOST, origin: 'https://other.example' })).status).toBe(403);
    await behind.close();
  });
});

describe('what is sent', () => {
  const post = (path: string, body: string, type = 'application/json') =>
    request(path, { 'content-type': type }, { method: 'POST', body });

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', ''])(
    'a body of type %j is refused: pages of other sites could send it',
    async (type) => {
      const response = await post('/api/views', '{"name":"a","url":"/"}', type);
      expect([response.status, await readCode(response)]).toEqual([415, 'media-type']);
    },
  );

  test('what is no JSON, or not of the right shape, is refused by name', async () => {
    expect(await readCode(await post('/api/views', '{'))).toBe('json-malformed');
    const response = await post('/api/views', '{"name":"a","url":"https://evil.example"}');
    expect(response.status).toBe(422);
    const { error } = await response.json();
    expect(error).toMatchObject({ code: 'body-malformed', what: expect.stringContaining('"url"') });
    const unknown = await post('/api/views', '{"name":"a","url":"/","more":1}');
    expect((await unknown.json()).error.what).toContain('more');
  });

  test('a body that is too large is refused before it is read', async () => {
    const response = await post('/api/views', JSON.stringify({ name: 'a', url: `/${'x'.repeat(300_000)}` }));
    expect([response.status, await readCode(response)]).toEqual([413, 'body-too-large']);
  });

  test('files of answers and choices of images may be larger', async () => {
    const answers = await post('/api/annotation/import', `no table\n${'x\n'.repeat(150_000)}`, 'text/csv');
    expect(await readCode(answers)).not.toBe('body-too-large');
    const chosen = { name: 'chosen', form: 'sky', images: new Array(150_000).fill(1) };
    expect(await readCode(await post('/api/selections', JSON.stringify(chosen)))).toBe('body-malformed');
    const acts = [{ kind: 'paint', images: new Array(150_000).fill(1) }];
    const body = JSON.stringify({ acts, decidedBy: 'Ada' });
    expect(await readCode(await post('/api/images/acts', body))).toBe('body-malformed');
  });

  test('parameters and queries are checked, too', async () => {
    const malformed = await request('/api/pairs/zero/1');
    expect([malformed.status, await readCode(malformed)]).toEqual([400, 'parameter-malformed']);
    for (const number of ['1e0', '0x10', '%201', '-1', '1.0', '']) {
      const written = await request(`/api/pairs/${number}/1`);
      expect([written.status, number]).toEqual([number === '' ? 404 : 400, number]);
    }
    const split = await request('/api/rankings/training/1');
    expect([split.status, await readCode(split)]).toEqual([400, 'parameter-malformed']);
    const nameless = await request('/api/annotation/queue');
    expect([nameless.status, await readCode(nameless)]).toEqual([422, 'query-malformed']);
  });

  test('what is not there is 404, with words', async () => {
    for (const path of [
      '/api/pairs/99/1',
      '/api/pairs/1/99',
      '/api/jobs/7',
      '/api/nothing',
      '/assets/a.js',
    ]) {
      const response = await request(path);
      expect(response.status, path).toBe(404);
      expect((await response.json()).error.what, path).toMatch(/^There is n/);
    }
  });
});

describe('the app', () => {
  test('is the page for every address that is no file, with its base', async () => {
    for (const path of ['/', '/pairs/3/17?tab=answers', '/index.html']) {
      const response = await request(path, { accept: 'text/html' });
      expect(response.status).toBe(200);
      expect(await response.text()).toContain('<base href="/">');
      expect(response.headers.get('cache-control')).toBe('no-cache');
    }
  });

  test('has files that browsers keep: for ever where the name tells the content, else until they change', async () => {
    const script = await request('/assets/index-0a1B2_c3.js');
    expect(script.headers.get('content-type')).toMatch(/^text\/javascript/);
    expect(script.headers.get('cache-control')).toContain('immutable');
    const icon = await request('/icon.svg');
    const etag = icon.headers.get('etag')!;
    expect((await request('/icon.svg', { 'if-none-match': etag })).status).toBe(304);
    expect((await request('/icon.svg', { 'if-none-match': '"other"' })).status).toBe(200);
    expect((await request('/', { 'if-none-match': (await request('/')).headers.get('etag')! })).status).toBe(
      304,
    );
  });

  test('comes compressed over a network, to those who take it so', async () => {
    const ask = (remoteAddress: string, encodings: string) =>
      served.app.request(
        '/',
        { headers: { host: HOST, 'accept-encoding': encodings } },
        { incoming: { socket: { remoteAddress } } },
      );
    const far = await ask('192.0.2.7', 'gzip, br');
    expect(far.headers.get('content-encoding')).toBe('gzip');
    expect(far.headers.get('vary')).toBe('Accept-Encoding');
    const page = await new Response(far.body!.pipeThrough(new DecompressionStream('gzip'))).text();
    expect(page).toContain('<base href="/">');
    expect((await ask('192.0.2.7', 'identity')).headers.get('content-encoding')).toBeNull();
    expect((await ask('::ffff:127.0.0.1', 'gzip')).headers.get('content-encoding')).toBeNull();
  });

  test.each([
    '/../package.json',
    '/..%2f..%2fpackage.json',
    '/assets/..%2f..%2f..%2fetc%2fpasswd',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/.hidden',
    '/assets//etc/passwd',
    '/assets/%00',
    '/C:%5Cwindows%5Cwin.ini',
  ])('serves no file outside its folder: %s', async (path) => {
    const response = await request(path, { accept: '*/*' });
    const text = await response.text();
    // Either nothing, or the page that every unknown address shows.
    expect([200, 404]).toContain(response.status);
    if (response.status === 200) expect(text).toContain('<base href="/">');
    else expect(JSON.parse(text).error.code).toBe('address-unknown');
  });

  test('carries a policy that trusts nothing but this server', async () => {
    for (const path of ['/', '/api/pairs', '/api/nothing']) {
      const { headers } = await request(path);
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
      expect(headers.get('content-security-policy')).not.toMatch(/https?:|script-src[^;]*unsafe/);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
    }
  });
});

test('a fault of the program is told to the terminal in full, and to the client without details', async () => {
  const broken = await openServedApp(study);
  const fault = new TypeError('a secret detail');
  broken.services.jobs.list = () => {
    throw fault;
  };
  const { status, body } = await broken.get('/api/jobs');
  expect([status, body.error.code]).toEqual([500, 'unexpected']);
  expect(JSON.stringify(body)).not.toContain('secret');
  expect(broken.faults).toEqual([fault]);
  await broken.close();
});
