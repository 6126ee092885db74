import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { emptyFiles, packTar, writeTree } from '../../../test/trees.js';
import { type Observer, SILENT_OBSERVER } from '../../base/observer.js';
import { DEFAULT_DATASET_OPTIONS } from '../../stages/dataset/index.js';
import { closeArchives, readImageBytes } from '../../storage/index.js';
import { initProject, openProject } from '../index.js';

test('links that lead out of the data set are left out, counted and named, until they are asked for', async () => {
  const root = await writeTree(
    emptyFiles(...['a', 'b'].flatMap((name) => [`data/${name}/1.jpg`, `data/${name}/2.jpg`]), 'secret/1.jpg'),
  );
  const data = path.join(root, 'data');
  symlinkSync(path.join(root, 'secret'), path.join(data, 'c'));
  symlinkSync(path.join(root, 'secret/1.jpg'), path.join(data, 'a', '3.jpg'));
  const init = async (name: string, followLinks?: boolean) => {
    const { project, summary } = await initProject(data, path.join(root, name), {
      ...DEFAULT_DATASET_OPTIONS,
      followLinks,
    });
    const { options } = (await project.readManifest()).dataset!;
    const paths = project.readDataset().images.map((image) => image.path);
    project.close();
    return { notes: summary.notes.join('\n'), paths, isRecorded: options.followLinks };
  };
  const refused = await init('refused');
  expect(refused.paths).toEqual(['a/1.jpg', 'a/2.jpg', 'b/1.jpg', 'b/2.jpg']);
  expect(refused.notes).toMatch(
    /2 links lead out of the data set's folder and were left out: .*--follow-links/,
  );
  expect(refused.notes).toContain('a/3.jpg');
  const asked = await init('asked', true);
  expect(asked.paths).toEqual(['a/1.jpg', 'a/2.jpg', 'a/3.jpg', 'b/1.jpg', 'b/2.jpg', 'c/1.jpg']);
  expect(asked.notes).not.toContain('lead out');
  expect(asked.isRecorded).toBe(true);
});

test('where links are all that there is, the error comes with what was left out', async () => {
  const root = await writeTree(emptyFiles('elsewhere/a/1.jpg', 'elsewhere/b/1.jpg', 'data/readme.txt'));
  for (const name of ['a', 'b'])
    symlinkSync(path.join(root, 'elsewhere', name), path.join(root, 'data', name));
  const warnings: string[] = [];
  const observer: Observer = { ...SILENT_OBSERVER, warn: (text) => void warnings.push(text) };
  const read = initProject(path.join(root, 'data'), path.join(root, 'w'), DEFAULT_DATASET_OPTIONS, observer);
  await expect(read).rejects.toMatchObject({ code: expect.stringMatching(/^(no-images|format-unknown)$/) });
  expect(warnings.join()).toMatch(/2 links lead out.*--follow-links/);
});

test.skipIf(process.platform !== 'linux')(
  'files whose names are no UTF-8 are opened by their bytes from a workspace that was closed',
  async () => {
    const root = await writeTree(emptyFiles('data/a/1.jpg', 'data/b/1.jpg'));
    const names = ['\xff.jpg', '\xfe.jpg', '\xc3.jpg'].map((name) => Buffer.from(name, 'latin1'));
    const folder = Buffer.concat([Buffer.from(`${root}/data/`), Buffer.from('k\xe9', 'latin1')]);
    mkdirSync(folder);
    for (const name of names) writeFileSync(Buffer.concat([folder, Buffer.from('/'), name]), name);
    const workspace = path.join(root, 'w.spuriosity');
    (await initProject(path.join(root, 'data'), workspace, DEFAULT_DATASET_OPTIONS)).project.close();
    const project = await openProject(workspace);
    const { images, root: dataRoot } = project.readDataset();
    project.close();
    expect(images).toHaveLength(5);
    const odd = images.filter(({ path: file }) => !/^[ab]\//.test(file));
    const contents = await Promise.all(
      odd.map(({ location }) => readImageBytes({ root: dataRoot }, location!)),
    );
    expect(contents.map((bytes) => Buffer.from(bytes)).sort(Buffer.compare)).toEqual(
      [...names].sort(Buffer.compare),
    );
  },
);

test('an archive that is named and is a link to elsewhere is read, also later', async () => {
  const shard = await packTar([
    ['1.jpg', 'one'],
    ['1.cls', '0'],
    ['2.jpg', 'two'],
    ['2.cls', '1'],
  ]);
  const root = await writeTree({ 'elsewhere/photos.tar': shard, 'data/readme.txt': '' });
  const named = path.join(root, 'data/photos.tar');
  symlinkSync(path.join(root, 'elsewhere/photos.tar'), named);
  const { project } = await initProject(named, path.join(root, 'w'), DEFAULT_DATASET_OPTIONS);
  const dataset = project.readDataset();
  project.close();
  const contents = await Promise.all(
    dataset.images.map(({ location }) => readImageBytes(dataset, location!)),
  );
  expect(contents.map((bytes) => Buffer.from(bytes).toString()).sort()).toEqual(['one', 'two']);
  await closeArchives();
});
