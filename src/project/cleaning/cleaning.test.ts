import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CLASS_NAMES, createStudy, FEATURE_COUNT, toManifest } from '../../../test/studies/study.js';
import { toCsv } from '../../../test/tables.js';
import { DEFAULT_DATASET_OPTIONS } from '../../stages/dataset/index.js';
import { readTable, writeNpy } from '../../storage/index.js';
import { initProject } from '../dataset/index.js';
import { importFeatures } from '../features/index.js';
import type { Project } from '../workspace/index.js';
import { writeNeighbourNoise } from './cleaning.js';
import { applyDecisionFile } from './decision-file.js';
import { findDuplicates } from './duplicates.js';
import { actOnImages } from './image-acts.js';
import { writeCleanedManifest } from './label-decisions.js';
import { exportLabelDecisions } from './label-exports.js';

const images = createStudy();
let folder: string;
let project: Project;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spuriosity-cleaning-'));
  await mkdir(join(folder, 'data'));
  await writeFile(join(folder, 'data/manifest.csv'), toManifest(images));
  project = await openStudy(join(folder, 'data/manifest.csv'), 'study');
});
afterEach(async () => {
  project.close();
  await rm(folder, { recursive: true });
});

async function openStudy(path: string, name: string): Promise<Project> {
  const options = { ...DEFAULT_DATASET_OPTIONS, format: 'manifest', noImages: true } as const;
  return (await initProject(path, join(folder, name), options)).project;
}

async function giveFeatures(rows: readonly number[][]): Promise<void> {
  const path = join(folder, 'features.npy');
  await writeNpy(path, {
    dtype: 'float32',
    data: Float32Array.from(rows.flat()),
    shape: [rows.length, FEATURE_COUNT],
  });
  await importFeatures(project, path, null);
}

describe('decisions made elsewhere', () => {
  const apply = async (rows: (string | number)[][], header = ['image', 'decision', 'new_class']) => {
    const path = join(folder, 'decisions.csv');
    await writeFile(path, toCsv(header, rows));
    return applyDecisionFile(project, path, 'Ann');
  };
  const otherName = (image: number) => CLASS_NAMES[(images[image]!.classIndex + 1) % 4]!;

  test('are stored, by name or index of the new class', async () => {
    const index = (images[1]!.classIndex + 1) % 4;
    const applied = await apply([
      [images[0]!.path, 'relabel', otherName(0)],
      [images[1]!.path, 'relabel', index],
      [images[2]!.path, 'exclude', ''],
      [images[3]!.path, 'keep', ''],
    ]);
    expect(applied).toEqual({ rowCount: 4, counts: { flag: 0, keep: 1, relabel: 2, exclude: 1 } });
    expect(project.database.readLabelDecision(images[1]!.path)).toMatchObject({
      choice: 'relabel',
      newClassIndex: index,
      decidedBy: 'Ann',
    });
  });

  test('numbers among classes that are numbers are read in one way, row by row the same', async () => {
    const rows = ['1', '2', '3'].map((label): [string, string] => [`${label}.png`, label]);
    const table = join(folder, 'data/numbers.csv');
    await writeFile(
      table,
      toCsv(['path', 'label'], [...rows, ...rows.map(([path, label]) => [`b${path}`, label])]),
    );
    project.close();
    project = await openStudy(table, 'numbers');
    // 0 is no name, so all are indices: 2 is class "3", not class "2".
    await apply([
      ['3.png', 'relabel', 0],
      ['1.png', 'relabel', 2],
    ]);
    const read = (path: string) => project.database.readLabelDecision(path)?.newClassIndex;
    expect([read('3.png'), read('1.png')]).toEqual([0, 2]);
  });

  test('are read from a spreadsheet of another machine: semicolons, backslashes, a folder too many', async () => {
    const written = [0, 1].map((at) => `D:\\pets\\${images[at]!.path.replaceAll('/', '\\')}`);
    const path = join(folder, 'decisions.csv');
    await writeFile(
      path,
      `sep=;\r\nimage;decision;new_class\r\n${written.map((one) => `${one};exclude;\r\n`).join('')}`,
    );
    expect(await applyDecisionFile(project, path, 'Ann')).toMatchObject({ counts: { exclude: 2 } });
    expect(project.database.readLabelDecision(images[1]!.path)).toMatchObject({ choice: 'exclude' });
  });

  test('what the app exports comes back as it was', async () => {
    await apply([
      [images[0]!.path, 'relabel', otherName(0)],
      [images[2]!.path, 'exclude', ''],
    ]);
    const tag = (images: number[], tag: string) => ({ kind: 'tag' as const, images, tag, isSet: true });
    actOnImages(project, { acts: [tag([2, 3], 'night'), tag([3], 'a, "b"')], decidedBy: 'Ann' });
    const text = exportLabelDecisions(project);
    const other = await openStudy(join(folder, 'data/manifest.csv'), 'other');
    await writeFile(join(folder, 'exported.csv'), text);
    await applyDecisionFile(other, join(folder, 'exported.csv'), 'Ann');
    const withoutTimes = (one: Project) =>
      one.database.readLabelDecisions().map((decision) => ({ ...decision, decidedAt: '' }));
    expect(withoutTimes(other)).toEqual(withoutTimes(project));
    const readTags = (one: Project) => one.database.readImageTags().map(({ image, tag }) => [image, tag]);
    expect(readTags(other)).toEqual(readTags(project));
    expect(readTags(other)).toHaveLength(3);
    other.close();
  });

  test.each([
    ['an unknown image', [['nowhere.jpg', 'keep', '']], /nowhere\.jpg/],
    ['an unknown decision', [[images[5]!.path, 'delete', '']], /"delete" is no decision/],
    ['an unknown class', [[images[5]!.path, 'relabel', 'dog']], /no class "dog"/],
    ['no new class', [[images[5]!.path, 'relabel', '']], /needs a new class/],
    ['a new class too many', [[images[5]!.path, 'exclude', otherName(5)]], /takes no new class/],
    ['the old class', [[images[5]!.path, 'relabel', images[5]!.classIndex]], /labelled .* already/],
    ['an image twice', [[images[4]!.path, 'keep', '']], /after row 1/],
  ])('with %s nothing is stored, and the row is named', async (_, rows, message) => {
    const problem = expect(apply([[images[4]!.path, 'exclude', ''], ...rows])).rejects;
    await problem.toMatchObject({ code: 'decisions-malformed', message: expect.stringMatching(message) });
    await expect(apply([[images[4]!.path, 'exclude', ''], ...rows])).rejects.toThrow(/Row 2 of/);
    expect(project.database.readLabelDecisions()).toEqual([]);
  });

  test('a table without a decision column is refused', async () => {
    await expect(apply([['a', 'b']], ['image', 'verdict'])).rejects.toThrow(/no column decision/);
  });
});

test('a cleaned manifest above the images names them from there; one elsewhere says so', async () => {
  const above = await writeCleanedManifest(project, join(folder, 'cleaned.csv'));
  expect(above.isBesideImages).toBe(true);
  const { rows } = await readTable(above.path);
  expect(rows.map(({ path }) => path)).toEqual(images.map(({ path }) => `data/${path}`));
  const elsewhere = await writeCleanedManifest(project, join(folder, 'x/y/cleaned.csv'));
  expect(elsewhere.isBesideImages).toBe(false);
  expect(await readFile(elsewhere.path, 'utf8')).toContain(`\n${images[0]!.path},`);
});

test('duplicates are told by split and class; without files nobody knows whether they are equal', async () => {
  const [first, second] = [0, images.findIndex(({ split }) => split !== images[0]!.split)];
  await giveFeatures(
    images.map(({ features }, row) => (row === second ? images[first]!.features : features)),
  );
  const summary = await findDuplicates(project, { similarity: 1 });
  expect(summary).toMatchObject({ imageCount: 2, exactCount: 0, leakCount: 1 });
  const { rows } = await readTable(summary.path);
  expect(rows).toEqual([
    expect.objectContaining({
      image: images[first]!.path,
      split: images[first]!.split,
      other_image: images[second]!.path,
      other_split: images[second]!.split,
      similarity: '1',
      same_class: images[first]!.classIndex === images[second]!.classIndex ? 'yes' : 'no',
      exact: '',
    }),
  ]);
});

test('neighbours find a label that was changed, and need more images than they are', async () => {
  // Feature c speaks for class c: the row of another class stands among strangers.
  const changed = images.findIndex(({ classIndex }) => classIndex === 2);
  const stranger = images.find(({ classIndex }) => classIndex === 0)!;
  const loud = (row: readonly number[]) => row.map((value, feature) => (feature < 4 ? value ** 4 : 0));
  await giveFeatures(images.map(({ features }, row) => loud(row === changed ? stranger.features : features)));
  const flags = await writeNeighbourNoise(project, { neighbours: 5 });
  expect(flags).toEqual([
    { image: changed, classIndex: 2, agreement: 0, suspectedClassIndex: 0, support: 1 },
  ]);
  const { rows } = await readTable(join(project.layout.results, 'label-noise-neighbours.csv'));
  expect(rows).toMatchObject([{ image: images[changed]!.path, suspected_class_name: CLASS_NAMES[0] }]);
  await expect(writeNeighbourNoise(project, { neighbours: images.length })).rejects.toMatchObject({
    code: 'too-few-images',
  });
});
