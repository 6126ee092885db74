import { lstatSync, readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { drawPicture } from '../../../test/pictures.js';
import { makeLiveStudy, STUDY_IMAGES, withCopy } from '../../../test/studies/live-study.js';
import { makePicturedStudy, type PicturedStudy } from '../../../test/studies/pictured-study.js';
import { packTar, writeTree } from '../../../test/trees.js';
import { DEFAULT_DATASET_OPTIONS } from '../../stages/dataset/index.js';
import { initProject } from '../index.js';
import { writeSelection } from './selections.js';

let study: PicturedStudy;

beforeAll(async () => {
  study = await makePicturedStudy();
});

test('a list holds paths, in the order chosen', async () => {
  await withCopy(study.workspace, async (project) => {
    const { images } = project.readDataset();
    const summary = await writeSelection(project, { name: 'odd', form: 'list', images: [5, 1, 3] });
    expect(summary).toMatchObject({ written: 3, failed: [] });
    expect(readFileSync(path.join(summary.folder, 'images.txt'), 'utf8')).toBe(
      [5, 1, 3].map((row) => `${images[row]!.path}\n`).join(''),
    );
  });
});

test('metadata is what Hugging Face’s image folders take, with what else is known of an image', async () => {
  const live = await makeLiveStudy();
  await withCopy(live, async (project) => {
    const describe = (image: number) => ({ spuriosity: image / 4 });
    const { folder } = await writeSelection(project, {
      name: 'rows',
      form: 'metadata',
      images: [2, 0],
      describe,
    });
    const lines = readFileSync(path.join(folder, 'metadata.jsonl'), 'utf8').trimEnd().split('\n');
    const { classes } = project.readDataset();
    expect(lines.map((line) => JSON.parse(line))).toEqual(
      [2, 0].map((row) => {
        const { path: file, classIndex, split, place } = STUDY_IMAGES[row]!;
        const label = classes[classIndex]!.name;
        return { file_name: file, label, split, place, note: 'a, b', spuriosity: row / 4 };
      }),
    );
  });
});

test('copies have the bytes of the data set, links lead there; both keep its paths', async () => {
  await withCopy(study.workspace, async (project) => {
    const { path: file } = project.readDataset().images[4]!;
    const original = path.join(study.data, file);
    const copied = await writeSelection(project, { name: 'copies', form: 'copy', images: [4] });
    expect(readFileSync(path.join(copied.folder, file))).toEqual(readFileSync(original));
    const linked = await writeSelection(project, { name: 'links', form: 'symlink', images: [4] });
    const link = path.join(linked.folder, file);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(realpathSync(link)).toBe(realpathSync(original));
  });
});

test('an image inside an archive can be copied and not linked; one without a file neither', async () => {
  const tar = await packTar(
    await Promise.all(
      [0, 1, 2, 3].flatMap((n) => [
        drawPicture('fire', n).then((bytes) => [`s${n}.jpg`, bytes] as const),
        Promise.resolve([`s${n}.cls`, String(n % 2)] as const),
      ]),
    ),
  );
  const folder = await writeTree({ 'train-000000.tar': tar });
  const { project } = await initProject(folder, path.join(folder, 'w.spuriosity'), DEFAULT_DATASET_OPTIONS);
  expect(await writeSelection(project, { name: 'a', form: 'copy', images: [0, 1] })).toMatchObject({
    written: 2,
  });
  const { written, failed } = await writeSelection(project, { name: 'b', form: 'symlink', images: [0] });
  expect([written, failed[0]!.reason]).toEqual([0, expect.stringContaining('train-000000.tar')]);
  project.close();
  await withCopy(await makeLiveStudy(), async (bare) => {
    const summary = await writeSelection(bare, { name: 'c', form: 'copy', images: [0] });
    expect(summary.failed).toMatchObject([{ reason: expect.stringContaining('without an image file') }]);
  });
});

test('nothing is overwritten, and no name leads elsewhere', async () => {
  await withCopy(study.workspace, async (project) => {
    await writeSelection(project, { name: 'once', form: 'list', images: [1] });
    const again = writeSelection(project, { name: 'once', form: 'list', images: [2] });
    await expect(again).rejects.toMatchObject({ code: 'selection-exists' });
    for (const name of ['..', '../up', 'a/b', '.hidden', '']) {
      const lost = writeSelection(project, { name, form: 'list', images: [1] });
      await expect(lost, name).rejects.toMatchObject({ code: 'name-invalid' });
    }
    const unknown = writeSelection(project, { name: 'new', form: 'list', images: [1e6] });
    await expect(unknown).rejects.toMatchObject({ code: 'image-unknown' });
  });
});
