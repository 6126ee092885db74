/** Files that are dropped on the start page: how many, how large, under which names, and what a refusal leaves behind. */
import { readdirSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { writeTree } from '../../../test/trees.js';
import { receiveFile } from '../receive-file.js';
import { createUploadDesk } from './uploads.js';

test('too many files, too many bytes, a name that leads elsewhere and a full disk are refused at once', async () => {
  const folder = await writeTree({});
  const desk = createUploadDesk(folder, { files: 3, fileBytes: 10, totalBytes: 2 ** 60 });
  const begin = (change: object) => desk.begin({ name: 'x', files: 1, totalBytes: 1, ...change });
  await expect(begin({ files: 4 })).rejects.toMatchObject({ code: 'upload-too-large' });
  await expect(begin({ totalBytes: 2 ** 61 })).rejects.toMatchObject({ code: 'upload-too-large' });
  await expect(begin({ totalBytes: 2 ** 59 })).rejects.toMatchObject({ code: 'disk-full' });
  for (const name of ['..', 'a/b', '.x', ''])
    await expect(begin({ name }), name).rejects.toMatchObject({ code: 'upload-name' });
  const id = await begin({ files: 2, totalBytes: 100 });
  const body = new Response('x'.repeat(11)).body;
  await expect(desk.receive(id, '1.jpg', body)).rejects.toMatchObject({ code: 'upload-too-large' });
  // The one before is given up.
  await begin({});
  await expect(desk.receive(id, '1.jpg', new Response('x').body)).rejects.toMatchObject({
    code: 'upload-unknown',
  });
  await desk.close();
  expect(readdirSync(folder)).toEqual([]);
});

test('files that come together are no more than was announced, and a full disk ends a file of no announced length', async () => {
  const folder = await writeTree({});
  const desk = createUploadDesk(folder);
  const id = await desk.begin({ name: 'x', files: 3, totalBytes: 10 });
  // Each has begun before the first has ended.
  const sent = ['1.jpg', '2.jpg'].map((name) => {
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    const writer = writable.getWriter();
    const received = desk.receive(id, name, readable);
    return {
      writer,
      received: received.then(
        () => 'taken',
        (error: Error) => error.message,
      ),
    };
  });
  for (const { writer } of sent) writer.write(new Uint8Array(8)).catch(() => {});
  for (const { writer } of sent) writer.close().catch(() => {});
  const outcomes = await Promise.all(sent.map(({ received }) => received));
  expect(outcomes.sort()).toEqual([
    expect.stringContaining('more than the 10 bytes that were announced'),
    'taken',
  ]);
  // What was refused does not count.
  await desk.receive(id, '3.jpg', new Response('xx').body);
  const whole = await desk.finish(id);
  expect(readdirSync(whole)).toHaveLength(2);

  const limits = { mostBytes: 10, keptFreeBytes: 2 ** 60 };
  const full = receiveFile(new Response('x').body, path.join(whole, '4.jpg'), limits);
  await expect(full).rejects.toMatchObject({ code: 'disk-full' });
  expect(readdirSync(whole)).toHaveLength(2);
});

test('an archive that is dropped alone is the data set; a taken name gets a number', async () => {
  const folder = await writeTree({});
  await mkdir(path.join(folder, 'photos'));
  const desk = createUploadDesk(folder);
  const id = await desk.begin({ name: 'photos', files: 1, totalBytes: 3 });
  await desk.receive(id, 'photos.zip', new Response('zip').body);
  expect(await desk.finish(id)).toBe(path.join(folder, 'photos-2', 'photos.zip'));
});
