import { rename } from 'node:fs/promises';
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
