import { readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { emptyFiles, writeTree } from '../../../test/trees.js';
import { DEFAULT_DATASET_OPTIONS } from '../../stages/dataset/index.js';
import { findMissingData, initProject, openProject, type Project, relocateDataset } from '../index.js';

async function within<T>(folder: string, work: (project: Project) => Promise<T>): Promise<T> {
  const project = await openProject(folder);
  try {
    return await work(project);
  } finally {
    project.close();
  }
}

test('moved together data are found again; moved alone they are missed until the workspace is told where they are', async () => {
  const root = await writeTree(
    emptyFiles('here/data/a/1.jpg', 'here/data/b/1.jpg', 'other/c/1.jpg', 'other/d/1.jpg'),
  );
  const at = (...parts: string[]) => path.join(root, ...parts);
  const options = { ...DEFAULT_DATASET_OPTIONS, valFraction: 0.5, seed: 3 };
  (await initProject(at('here/data'), at('here/study'), options)).project.close();

  await rename(at('here'), at('there'));
  expect(await within(at('there/study'), async (project) => project.readDataset().root)).toBe(
    at('there/data'),
  );
  await rename(at('there/data'), at('elsewhere'));
  await within(at('there/study'), async (project) => {
    expect(await findMissingData(project)).toBe(at('here/data'));
    const { images } = project.readDataset();
    await expect(relocateDataset(project, at('other'))).rejects.toMatchObject({
      code: 'workspace-other-dataset',
    });
    await relocateDataset(project, at('elsewhere'));
    expect(await findMissingData(project)).toBeNull();
    expect(project.readDataset()).toMatchObject({ root: at('elsewhere'), images });
  });
});

test('names that an encoder gave classes stay, wherever the data set is read again', async () => {
  const root = await writeTree(emptyFiles('here/n01440764/1.jpg', 'here/n01443537/1.jpg'));
  const at = (...parts: string[]) => path.join(root, ...parts);
  const { project } = await initProject(at('here'), at('study'), DEFAULT_DATASET_OPTIONS);
  project.database.writeClassNames([{ index: 0, displayName: 'tench' }]);
  project.close();
  const listNames = (one: Project) => one.readDataset().classes.map(({ displayName }) => displayName);
  const again = (await initProject(at('here'), at('study'), DEFAULT_DATASET_OPTIONS)).project;
  expect(listNames(again)).toEqual(['tench', 'n01443537']);
  await rename(at('here'), at('there'));
  await relocateDataset(again, at('there'));
  expect(listNames(again)).toEqual(['tench', 'n01443537']);
  again.close();
});

test('a workspace whose reader options were edited into nonsense is damaged', async () => {
  const root = await writeTree(emptyFiles('here/a/1.jpg', 'here/b/1.jpg'));
  const study = path.join(root, 'study');
  const { project } = await initProject(path.join(root, 'here'), study, DEFAULT_DATASET_OPTIONS);
  const text = await readFile(project.layout.manifest, 'utf8');
  await writeFile(project.layout.manifest, text.replace('"seed": 0', '"seed": "none"'));
  await expect(relocateDataset(project, path.join(root, 'here'))).rejects.toMatchObject({
    code: 'workspace-damaged',
    message: expect.stringContaining('dataset.options.seed'),
  });
  project.close();
});
