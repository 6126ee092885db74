import { mkdir, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { makeLiveStudy, STUDY_IMAGES, withCopy } from '../../../test/studies/live-study.js';
import { toManifest } from '../../../test/studies/study.js';
import { writeTree } from '../../../test/trees.js';
import { SILENT_OBSERVER } from '../../base/observer.js';
import { DEFAULT_DATASET_OPTIONS } from '../../stages/dataset/index.js';
import { initProject, type Project } from '../index.js';
import { describeOutdatedTables } from '../results/index.js';
import { readProperties } from './image-properties.js';
import { auditProject, DEFAULT_PROJECT_AUDIT_OPTIONS, writeAudit } from './index.js';

const OPTIONS = { ...DEFAULT_PROJECT_AUDIT_OPTIONS, only: ['place'], drawCount: 19 };

test('columns that were edited outdate the audit (R42)', async () => {
  const root = await writeTree({});
  const read = async (toAge: (row: number) => number): Promise<Project> => {
    const [header, ...rows] = toManifest(STUDY_IMAGES).trim().split('\n');
    const text = [`${header},age`, ...rows.map((row, place) => `${row},${toAge(place)}`)].join('\n');
    await writeFile(join(root, 'M.csv'), text);
    const options = { ...DEFAULT_DATASET_OPTIONS, format: 'manifest' as const, noImages: true };
    return (await initProject(join(root, 'M.csv'), join(root, 'study'), options)).project;
  };
  const project = await read((row) => row % 50);
  await writeAudit(project, await auditProject(project, { ...OPTIONS, ignore: ['age'] }));
  expect(await describeOutdatedTables(project)).toEqual([]);
  project.close();
  const edited = await read((row) => row % 40);
  expect(await describeOutdatedTables(edited)).toEqual([
    'In results/, audit.csv is outdated: made before the columns of the data set changed. `spuriosity audit --field place --ignore age --shuffles 19` makes it anew.',
  ]);
  edited.close();
});

test('features whose extraction was interrupted are none', async () => {
  await withCopy(await makeLiveStudy(), async (project) => {
    expect(await auditProject(project, OPTIONS)).toMatchObject({ hasFeatures: true, model: 'head' });
    const [folder] = await readdir(project.layout.features);
    await rm(join(project.layout.features, folder!, 'receipts', '00000.json'));
    project.forget();
    expect(await auditProject(project, OPTIONS)).toMatchObject({ hasFeatures: false, model: 'by-water' });
  });
});

test('an image that could not be read is read again (W87)', async () => {
  const root = await writeTree({});
  const paint = (level: number) =>
    sharp({ create: { width: 8, height: 8, channels: 3, background: { r: level, g: 0, b: 0 } } })
      .png()
      .toBuffer();
  const file = join(root, 'data', 'a', '1.png');
  const moment = new Date('2026-01-02T03:04:05Z');
  const bytes = await paint(200);
  for (const name of ['a', 'b']) await mkdir(join(root, 'data', name), { recursive: true });
  await writeFile(join(root, 'data', 'b', '1.png'), await paint(9));
  const put = async (content: Uint8Array) => {
    await writeFile(file, content);
    await utimes(file, moment, moment);
  };
  await put(new Uint8Array(bytes.length));
  const { project } = await initProject(join(root, 'data'), join(root, 'study'), DEFAULT_DATASET_OPTIONS);
  const read = () => readProperties(project, [0, 1], SILENT_OBSERVER);
  expect((await read()).skipped).toMatchObject([{ image: 0 }]);
  await put(bytes);
  expect((await read()).skipped).toEqual([]);
  project.close();
});
