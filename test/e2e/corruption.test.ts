/**
 * `corrupt` on a small workspace with pictures: what is in its table, which models are in it, and that a core feature's region is
 * left alone. The class fire has two features here: brightness, its core, which fires on the whole frame, and red, which is spurious.
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { beforeAll, expect, test } from 'vitest';
import { attachHead, formatModel, parseModel } from '../../src/onnx/index.js';
import {
  adjudicate,
  openProject,
  type Project,
  readProjectHead,
  readSensitivities,
} from '../../src/project/index.js';
import type { VerdictLabel } from '../../src/records/annotation.js';
import { toNpy, toNpz } from '../arrays.js';
import { runBadly, runJson, runWell } from '../command.js';
import { makePicturedStudy, type PicturedStudy } from '../studies/pictured-study.js';
import { toAnswers } from '../studies/study.js';
import { type Row, toCsv } from '../tables.js';
import { writeTree } from '../trees.js';

/** Fewest images of a class that are corrupted; 5% of its 18 training images would be one. */
const CORRUPTED_IMAGES = 10;
/** Features of the tiny encoder. Brightness stays above half of its maximum everywhere in these pictures: as a core it covers all. */
const RED = 0;
const RED_MINUS_GREEN = 4;
const BRIGHTNESS = 7;
const FEATURE_COUNT = 8;
/** Above the mean of red minus green in a picture of fire that was made grey, below that of any that was not. */
const REDDISH = 0.02;

let study: PicturedStudy;
let folder: string;
const at = (...names: string[]) => path.join(folder, ...names);
const inStudy = (...args: string[]) => [...args, '-w', study.workspace];
const readRows = (): Row[] =>
  parse(readFileSync(path.join(study.workspace, 'results', 'sensitivities.csv'), 'utf8'), { columns: true });

beforeAll(async () => {
  study = await makePicturedStudy();
  folder = path.dirname(study.workspace);
  const project = await openProject(study.workspace);
  const head = await readProjectHead(project);
  decide(project, RED, 'spurious');
  decide(project, BRIGHTNESS, 'core');
  project.close();
  const encoder = parseModel(readFileSync(at('tiny', 'model.onnx')));
  const network = attachHead(encoder, head, { features: 'features', logits: 'scores' });
  writeFileSync(at('net.onnx'), formatModel(network));
  writeFileSync(at('classes.txt'), 'fire\nwater\n');
  // Fire is what is reddish.
  const weights = Array.from({ length: 2 * FEATURE_COUNT }, (_, place) => Number(place === RED_MINUS_GREEN));
  const reddish = { W: toNpy('<f4', [2, FEATURE_COUNT], weights), b: toNpy('<f4', [2], [0, REDDISH]) };
  writeFileSync(at('reddish.npz'), toNpz(reddish));
  writeFileSync(at('told.csv'), toCsv(['image', 'prediction'], listValidation()));
  await runWell(inStudy('model', 'add', 'reddish', '--head', at('reddish.npz')));
  await runWell(inStudy('model', 'add', 'told', '--predictions', at('told.csv')));
  const options = ['--side', '16', '--classes', at('classes.txt')];
  await runWell(inStudy('model', 'add', 'net', '--onnx', at('net.onnx'), ...options));
});

function decide(project: Project, feature: number, verdict: VerdictLabel | null): void {
  adjudicate(project, { classIndex: 0, feature, verdict, decidedBy: 'ann', reason: '' });
}

function listValidation(): [string, string][] {
  return ['fire', 'water'].flatMap((name) =>
    readdirSync(path.join(study.data, 'val', name)).map((file): [string, string] => [
      `val/${name}/${file}`,
      name,
    ]),
  );
}

test('every model that can be run is measured on every pair; sensitivity is the relative drop', async () => {
  await runWell(inStudy('corrupt'));
  const rows = readRows();
  expect(new Set(rows.map(({ model }) => model))).toEqual(new Set(['head', 'reddish', 'net']));
  expect(rows).toHaveLength(3 * 2 * 3);
  for (const row of rows) {
    const [before, after] = [Number(row.accuracy_before), Number(row.accuracy_after)];
    expect(row).toMatchObject({
      class_index: '0',
      class_name: 'fire',
      verdict: row.feature === `${RED}` ? 'spurious' : 'core',
      images: `${CORRUPTED_IMAGES}`,
    });
    expect(['grey', 'blur', 'rotate']).toContain(row.corruption);
    expect(after * CORRUPTED_IMAGES).toBeCloseTo(Math.round(after * CORRUPTED_IMAGES), 9);
    expect(Number(row.sensitivity)).toBeCloseTo((before - after) / before, 9);
  }
  const ofModel = (name: string): Row[] =>
    rows.filter(({ model }) => model === name).map((row) => ({ ...row, model: '' }));
  // The head on its encoder, and the same as one network.
  expect(ofModel('net')).toEqual(ofModel('head'));
  // Without colour nothing is reddish; patches that are turned keep it.
  const lossOf = (corruption: string) =>
    ofModel('reddish').find((row) => row.verdict === 'core' && row.corruption === corruption)!.sensitivity;
  expect([lossOf('grey'), lossOf('rotate')]).toEqual(['1', '0']);
});

test('the numbers are kept beside their table; those of another verdict are only counted (W79)', async () => {
  rmSync(path.join(study.workspace, 'results', 'sensitivities.csv'));
  const project = await openProject(study.workspace);
  const { sensitivities, outdatedCount } = await readSensitivities(project);
  expect([sensitivities.length, outdatedCount]).toEqual([18, 0]);
  decide(project, RED, 'core');
  expect(await readSensitivities(project)).toEqual({
    sensitivities: sensitivities.filter(({ feature }) => feature === BRIGHTNESS),
    outdatedCount: 9,
  });
  decide(project, RED, 'spurious');
  expect(await readSensitivities(project)).toEqual({ sensitivities, outdatedCount: 0 });
  writeFileSync(path.join(study.workspace, 'sensitivities.json'), '{}');
  await expect(readSensitivities(project)).rejects.toMatchObject({
    code: 'result-damaged',
    message: expect.stringMatching(/sensitivities\.json.*spuriosity corrupt/s),
  });
  project.close();
});

test('the region of a core feature is left alone by the corruption of a spurious one', async () => {
  const corruptPair = async () => {
    const options = ['--class', 'fire', '--feature', `${RED}`, '--corruption', 'noise'];
    const { pictures } = await runJson(inStudy('corrupt', ...options));
    const [classFolder] = readdirSync(pictures);
    const [original, noise] = ['original', 'noise'].map((name) =>
      readFileSync(path.join(pictures, classFolder!, `feature-${RED}-${name}.jpg`)),
    );
    return noise!.equals(original!);
  };
  expect(await corruptPair()).toBe(true);
  const project = await openProject(study.workspace);
  decide(project, BRIGHTNESS, null);
  project.close();
  expect(await corruptPair()).toBe(false);
});

test.each([
  ['a corruption that there is not', ['--corruption', 'sepia'], 2, 'invalid-argument', 'grey, blur'],
  ['a share of nothing', ['--share', '0'], 2, 'invalid-argument', 'share'],
  ['a class without verdicts', ['--class', 'water'], 1, 'no-annotated-pairs', 'annotate'],
])('%s is refused', async (_, args, exitCode, code, words) => {
  const error = await runBadly(exitCode, inStudy('corrupt', ...args));
  expect(error.code).toBe(code);
  expect(error.message).toContain(words);
});

test('a workspace whose features were imported has no network, and says so', async () => {
  const brought = await writeTree({
    'M.csv': `path,label,split\n${['a', 'b']
      .flatMap((label) => [0, 1].map((n) => `${label}/${n}.jpg,${label},train\n`))
      .join('')}${['a', 'b'].map((label) => `${label}/v.jpg,${label},val\n`).join('')}`,
    'X.npy': toNpy('<f4', [6, 2], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]),
    'answers.csv': toAnswers([{ classIndex: 0, feature: 1, votes: 1, of: 1 }]),
  });
  const there = (...args: string[]) => [...args, '-w', path.join(brought, 'study')];
  await runWell(there('init', path.join(brought, 'M.csv'), '--format', 'manifest', '--no-images'));
  await runWell(there('features', 'import', path.join(brought, 'X.npy')));
  await runWell(there('annotate', 'import', path.join(brought, 'answers.csv')));
  const error = await runBadly(1, there('corrupt'));
  expect(error.code).toBe('no-encoder');
  expect(error.message).toContain('spuriosity extract');
});
