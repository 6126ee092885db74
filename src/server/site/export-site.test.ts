import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { APP_FILES, copyWorkspace } from '../../../test/servers/served-app.js';
import {
  makePicturedStudy,
  PICTURED_VAL_COUNT,
  type PicturedStudy,
} from '../../../test/studies/pictured-study.js';
import { writeTree } from '../../../test/trees.js';
import { SILENT_OBSERVER } from '../../base/observer.js';
import { openProject, storeAnswer } from '../../project/index.js';
import { type LiveProject, openLive } from '../../project/live/index.js';
import { MOST_MODELS_OF_COPY, PICTURES, toPath } from '../../protocol/index.js';
import { buildModelsResponse, buildPairsResponse } from '../responses/index.js';
import { exportSite, type SiteOptions } from './export-site.js';
import { NAME_KEEPER } from './name-hider.js';
import { listSiteDocuments } from './site-data.js';

let study: PicturedStudy;
let appFolder: string;

beforeAll(async () => {
  study = await makePicturedStudy();
  appFolder = await writeTree(APP_FILES);
});

async function exportTo(folder: string, options: Partial<SiteOptions> = {}) {
  const project = await openProject(await copyWorkspace(study.workspace));
  storeAnswer(project, {
    ...study.spurious,
    workerId: 'Ann Smith',
    featureRank: 1,
    main: 'background',
    confidence: 5,
    reasons: 'the ground',
    seconds: 4,
  });
  const live = await openLive(project);
  const said: string[] = [];
  const observer = { ...SILENT_OBSERVER, info: (text: string) => void said.push(text) };
  const summary = await exportSite(
    live,
    { folder, appFolder, imagesPerClass: 200, names: false, ...options },
    observer,
  );
  // As they travel: undefined and NaN are gone.
  const responses = JSON.parse(
    JSON.stringify({ pairs: buildPairsResponse(live), models: buildModelsResponse(live) }),
  );
  project.close();
  return { summary, said, responses };
}

const readData = (folder: string, address: string) =>
  JSON.parse(readFileSync(path.join(folder, `data${address.replace('/api', '')}.json`), 'utf8'));

describe('a copy', () => {
  let folder: string;
  let exported: Awaited<ReturnType<typeof exportTo>>;

  beforeAll(async () => {
    folder = path.join(await writeTree({}), 'deep', 'site');
    exported = await exportTo(folder);
  });

  test('has the app, told that it is a copy, with no address of its own', () => {
    const page = readFileSync(path.join(folder, 'index.html'), 'utf8');
    expect(page).toContain('<script>window.SPURIOSITY_STATIC=true;');
    expect(page).not.toMatch(/<base|(src|href)="\//);
    expect(existsSync(path.join(folder, 'assets', 'index-0a1B2_c3.js'))).toBe(true);
    expect(existsSync(path.join(folder, '.nojekyll'))).toBe(true);
  });

  test('has the server’s answers where the app looks for them', () => {
    expect(readData(folder, '/api/pairs')).toEqual(exported.responses.pairs);
    expect(readData(folder, '/api/models')).toEqual(exported.responses.models);
    const { classIndex, feature } = study.spurious;
    const split = 'val';
    const ranking = toPath('GET /api/rankings/:split/:classIndex', { split, classIndex });
    expect(readData(folder, ranking).images).toHaveLength(PICTURED_VAL_COUNT);
    const byFeature = 'GET /api/rankings/:split/:classIndex/features/:feature';
    expect(readData(folder, toPath(byFeature, { split, classIndex, feature })).kind).toBe('activation');
    const byModel = 'GET /api/rankings/:split/:classIndex/models/:model';
    expect(readData(folder, toPath(byModel, { split, classIndex, model: 'head' })).predicted).toHaveLength(
      PICTURED_VAL_COUNT,
    );
    expect(exported.summary.documentCount).toBe(
      readdirSync(path.join(folder, 'data'), { recursive: true, encoding: 'utf8' }).filter((name) =>
        name.endsWith('.json'),
      ).length,
    );
  });

  test('has the pictures that its pages show, attacks only where they were drawn', () => {
    const { classes } = readData(folder, '/api/pairs');
    for (const { classIndex, feature } of classes.flatMap(({ pairs }: { pairs: object[] }) => pairs)) {
      const pair = readData(folder, toPath('GET /api/pairs/:classIndex/:feature', { classIndex, feature }));
      expect(pair.hasAttacks).toBe(false);
      for (const { image } of pair.top) {
        expect(existsSync(path.join(folder, PICTURES.image(image)))).toBe(true);
        expect(existsSync(path.join(folder, PICTURES.heatmap(image, feature, 'isolate')))).toBe(true);
        expect(existsSync(path.join(folder, PICTURES.attack(image, feature)))).toBe(false);
      }
      for (const { image } of pair.bottom)
        expect(existsSync(path.join(folder, PICTURES.image(image)))).toBe(true);
    }
    expect(exported.summary.missingPictureCount).toBeGreaterThan(0);
    expect(exported.said.join()).toMatch(/data files and up to \d+ pictures \(about [\d.]+ MB\)/);
  });

  test('names nobody', () => {
    const { classIndex, feature } = study.spurious;
    const pair = readData(folder, toPath('GET /api/pairs/:classIndex/:feature', { classIndex, feature }));
    expect(pair.answers[0]).toMatchObject({ workerId: 'Person 1', reasons: 'the ground' });
    expect(pair.adjudications[0].decidedBy).toBe('Person 2');
    const all = readdirSync(path.join(folder, 'data'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.json'))
      .map((name) => readFileSync(path.join(folder, 'data', name), 'utf8'))
      .join();
    expect(all).not.toMatch(/Ann Smith|\beve\b/);
    expect(all).not.toContain(study.data);
  });

  test('is made again in its place, and leaves what others put beside it', async () => {
    const own = path.join(folder, 'data', 'pairs', '9', '9.json');
    const foreign = path.join(folder, 'CNAME');
    await mkdir(path.dirname(own), { recursive: true });
    await writeFile(own, '{}');
    await writeFile(foreign, 'study.example');
    await exportTo(folder, { names: true });
    expect(existsSync(own)).toBe(false);
    expect(readFileSync(foreign, 'utf8')).toBe('study.example');
    const { classIndex, feature } = study.spurious;
    const pair = readData(folder, toPath('GET /api/pairs/:classIndex/:feature', { classIndex, feature }));
    expect(pair.answers[0].workerId).toBe('Ann Smith');
  });
});

test('every model that pages lead to is there, predictions of single images of the first ones', async () => {
  const project = await openProject(await copyWorkspace(study.workspace));
  const { facts, derived, models: own } = await openLive(project);
  const models = [...'abcdef'].map((name) => ({ ...own[0]!, name }));
  const several = { facts, derived, models } as Partial<LiveProject> as LiveProject;
  const choices = { names: NAME_KEEPER, hasPictures: false, hasAttacks: async () => false };
  const files = listSiteDocuments(several, choices).map(({ file }) => file);
  project.close();
  expect(files.filter((file) => file.startsWith('data/confusion/'))).toEqual(
    models.map(({ name }) => `data/confusion/${name}.json`),
  );
  const ofRanking = files.filter((file) => file.startsWith('data/rankings/val/0/models/'));
  expect(ofRanking).toHaveLength(MOST_MODELS_OF_COPY);
});

test('of a long ranking both ends have pictures; without images there are none, and the pages know', async () => {
  const folder = path.join(await writeTree({}), 'few');
  await exportTo(folder, { imagesPerClass: 4 });
  const { images } = readData(folder, '/api/rankings/val/0');
  const drawn = images.map((image: number) => existsSync(path.join(folder, PICTURES.image(image))));
  expect([...drawn.slice(0, 2), ...drawn.slice(-2)]).toEqual([true, true, true, true]);
  const bare = path.join(await writeTree({}), 'bare');
  const { summary } = await exportTo(bare, { imagesPerClass: null });
  expect(summary.pictureCount).toBe(0);
  expect(existsSync(path.join(bare, 'pictures'))).toBe(false);
  expect(readData(bare, '/api/workspace').hasPictures).toBe(false);
});

test('a folder with other things in it is left alone', async () => {
  const folder = await writeTree({ 'thesis.txt': 'do not touch' });
  await expect(exportTo(folder)).rejects.toMatchObject({ code: 'folder-not-empty' });
  expect(readdirSync(folder)).toEqual(['thesis.txt']);
});
