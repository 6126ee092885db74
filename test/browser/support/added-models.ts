/** Models beside the workspace's own head, for pages that compare models. In: a workspace. Out: the same with more models. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'vitest';
import { openProject, readProjectHead } from '../../../src/project/index.js';
import { toNpy, toNpz } from '../../arrays.js';
import { runJson, runWell } from '../../command.js';
import { getJson } from '../../servers/serving.js';

/** Adds a model that is right but for every `share`-th image of landbirds and waterbirds, which it mixes up. */
async function addModel(workspace: string, name: string, share: number, tag: string): Promise<void> {
  const project = await openProject(workspace);
  const { images, classes } = project.readDataset();
  project.close();
  const indexOf = (wanted: string) => classes.findIndex((entry) => entry.name === wanted);
  const other = new Map([
    [indexOf('landbird'), indexOf('waterbird')],
    [indexOf('waterbird'), indexOf('landbird')],
  ]);
  const rows = images.map(({ path: image, classIndex }, place) => {
    const predicted = place % share === 0 ? (other.get(classIndex) ?? classIndex) : classIndex;
    return `${image},${predicted}\n`;
  });
  const file = path.join(path.dirname(workspace), `${name}.csv`);
  await writeFile(file, `image,prediction\n${rows.join('')}`);
  await runWell(['model', 'add', name, '--predictions', file, '--tag', tag, '-w', workspace]);
}

/** Adds two models beside the workspace's own, where they are not there yet, and waits until its server at `url` has noticed. */
export async function addModels(workspace: string, url: string): Promise<void> {
  const known: { name: string }[] = await runJson(['model', 'list', '-w', workspace]);
  if (known.some(({ name }) => name === 'leaning')) return;
  await addModel(workspace, 'steady', 9, 'supervised');
  await addModel(workspace, 'leaning', 2, 'robust');
  const listNames = async () =>
    (await getJson(url, '/api/models')).models.map(({ model }: { model: string }) => model);
  await expect.poll(listNames).toContain('leaning');
}

/** Adds a head over the workspace's features, which can be run on corrupted images as the workspace's own can. */
export async function addHead(workspace: string, name: string): Promise<void> {
  const project = await openProject(workspace);
  const { weights, bias, classCount, featureCount } = await readProjectHead(project);
  project.close();
  // Every third weight is halved: much the same head, and yet another one.
  const changed = Array.from(weights, (weight, place) => (place % 3 === 0 ? weight / 2 : weight));
  const file = path.join(path.dirname(workspace), `${name}.npz`);
  const arrays = {
    W: toNpy('<f4', [classCount, featureCount], changed),
    b: toNpy('<f4', [classCount], [...bias]),
  };
  await writeFile(file, toNpz(arrays));
  await runWell(['model', 'add', name, '--head', file, '-w', workspace]);
}
