/** Files on their way to a server that refuses one of them. */
import { expect, test, vi } from 'vitest';

vi.stubGlobal('window', {});
vi.stubGlobal('document', { baseURI: 'http://localhost/' });
const { upload } = await import('./upload.js');

const toFiles = (count: number) =>
  Array.from({ length: count }, (_, place) => ({
    path: `a/${place}.jpg`,
    file: new File(['x'], `${place}.jpg`),
  }));

test('once a file is refused and the others are given up, nothing more is sent, and nothing is said of the progress', async () => {
  const answers: (() => void)[] = [];
  const asked: string[] = [];
  const reply = (body: object, status = 200) =>
    new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });
  vi.stubGlobal('fetch', async (url: URL) => {
    const address = String(url);
    asked.push(address);
    if (!address.includes('files?')) return reply({ id: 1 });
    if (address.includes('0.jpg'))
      return reply({ error: { code: 'upload-path', what: 'Not taken.', why: null, next: null } }, 422);
    // Answers although it was given up: the order was with the server by then.
    await new Promise<void>((resolve) => answers.push(resolve));
    return reply({});
  });
  const said = vi.fn();
  const controller = new AbortController();
  await expect(upload('photos', toFiles(10), said, controller.signal)).rejects.toThrow('Not taken.');
  controller.abort();
  const [saidThen, askedThen] = [said.mock.calls.length, asked.length];
  for (const answer of answers) answer();
  await new Promise(setImmediate);
  expect([said.mock.calls.length, asked.length]).toEqual([saidThen, askedThen]);
});
