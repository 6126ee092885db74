/** Interventions on a small workspace with pictures: fire is red, and one head knows nothing else. */
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makePicturedStudy } from '../../../test/studies/pictured-study.js';
import { computeMean } from '../../numeric/index.js';
import type { VerdictLabel } from '../../records/annotation.js';
import { readAllRows } from '../../records/features.js';
import { computeInterventionEffect } from '../../stages/bias/index.js';
import { writeHead } from '../../storage/index.js';
import { adjudicate } from '../annotation/index.js';
import { DEFAULT_DISCOVER_OPTIONS, discoverProject } from '../discovery/index.js';
import { rankProject } from '../ranking/index.js';
import { openProject, type Project } from '../workspace/index.js';
import { interveneWherePossible, measureInterventions, readInterventions } from './interventions.js';

/** Features of the tiny encoder. */
const RED = 0;
const RED_MINUS_GREEN = 4;
const FEATURE_COUNT = 8;
/** Above half of its maximum everywhere in these pictures. */
const BRIGHTNESS = 7;
const K = 3;
/** Of the least reddish of the images that are changed: less than that is no fire. */
const LEAST_REDNESS = 0.95;

let project: Project;

beforeAll(async () => {
  const { workspace, core, spurious } = await makePicturedStudy();
  project = await openProject(workspace);
  for (const { feature } of [core, spurious]) decide(feature, null);
  decide(RED, 'spurious');
  const weights = new Float32Array(2 * FEATURE_COUNT);
  weights[RED_MINUS_GREEN] = 1;
  const [ranking] = await rank();
  const features = await readAllRows(await project.openFeatures());
  const redness = Math.min(
    ...ranking!.images.slice(-K).map((row) => features[row * FEATURE_COUNT + RED_MINUS_GREEN]!),
  );
  const bias = Float32Array.of(0, LEAST_REDNESS * redness);
  const head = { classCount: 2, featureCount: FEATURE_COUNT, weights, bias };
  await writeHead(project.layout.models, 'reddish', head, {});
  const added = { tags: [], addedFrom: 'a test' };
  project.database.writeModel({ name: 'reddish', kind: 'head', file: 'reddish.npz', ...added });
  project.database.writeModel({ name: 'told', kind: 'predictions', file: 'told.csv', ...added });
});
afterAll(() => project.close());

function decide(feature: number, verdict: VerdictLabel | null): void {
  adjudicate(project, { classIndex: 0, feature, verdict, decidedBy: 'ann', reason: '' });
}

const rank = () => rankProject(project, ['val']);
const file = () => join(project.folder, 'interventions.json');

test('a model that knows a class by its cue alone loses it with the cue, and finds it where the cue is put in (M70)', async () => {
  const rankings = await rank();
  expect(await readInterventions(project, rankings, { k: K })).toEqual([]);
  const entries = await measureInterventions(project, rankings, { k: K });
  // What is known by predictions only cannot be run.
  expect(entries.map(({ model, classIndex }) => `${model} ${classIndex}`).sort()).toEqual([
    'head 0',
    'reddish 0',
  ]);
  const reddish = entries.find(({ model }) => model === 'reddish')!;
  expect(reddish.untouched).toEqual(Array.from({ length: K }, () => 1));
  expect(computeMean(reddish.cue)).toBeLessThan(1);
  expect(reddish.pasted).toHaveLength(K);
  const { effect, low, high, imageCount } = computeInterventionEffect(reddish);
  expect(imageCount).toBe(K);
  expect(effect).toBeLessThanOrEqual(0);
  expect(low).toBeLessThan(effect);
  expect(high).toBeGreaterThan(effect);
});

test('what was measured is kept, and measured anew only where it no longer holds', async () => {
  const rankings = await rank();
  const measured = await measureInterventions(project, rankings, { k: K });
  const { mtimeMs } = await stat(file());
  expect(await measureInterventions(project, rankings, { k: K })).toEqual(measured);
  expect((await stat(file())).mtimeMs).toBe(mtimeMs);
  expect(await readInterventions(project, rankings, { k: K + 1 })).toEqual([]);
  decide(RED_MINUS_GREEN, 'core');
  expect(await readInterventions(project, await rank(), { k: K })).toEqual([]);
  decide(RED_MINUS_GREEN, null);
  expect(await readInterventions(project, await rank(), { k: K })).toHaveLength(2);
});

test('where the core covers all of the cue there is nothing to weaken, and nothing fails', async () => {
  decide(BRIGHTNESS, 'core');
  const entries = await measureInterventions(project, await rank(), { k: K });
  for (const { cue, control, pasted, overlap } of entries) {
    expect({ cue, control, pasted, overlap }).toEqual({ cue: [], control: [], pasted: [], overlap: null });
  }
  expect(entries).toHaveLength(2);
  decide(BRIGHTNESS, null);
});

test('a network without a feature map is left alone, and the run goes on', async () => {
  const { encoder } = await project.readManifest();
  const path = join(encoder!.folder, 'card.json');
  const text = await readFile(path, 'utf8');
  const card = JSON.parse(text);
  await writeFile(path, JSON.stringify({ ...card, outputs: { ...card.outputs, featureMap: null } }));
  const done = await interveneWherePossible(project, await rank(), { k: K + 1 });
  expect(done.isMeasured).toBe(false);
  const options = { ...DEFAULT_DISCOVER_OPTIONS, topFeatures: 2, attackedPairs: 1 };
  const { visualsFolder, attacks, pairCount } = await discoverProject(project, options);
  expect({ visualsFolder, attacks, pairCount }).toEqual({ visualsFolder: null, attacks: null, pairCount: 4 });
  await writeFile(path, text);
});

test('a damaged file is no result, and is named', async () => {
  await writeFile(file(), '{"entries": [{}]}');
  expect(await readInterventions(project, await rank(), { k: K })).toEqual([]);
  await writeFile(file(), '{"entr');
  expect(await readInterventions(project, await rank(), { k: K })).toEqual([]);
  expect(project.damages).toEqual([
    expect.stringMatching(
      /^interventions\.json is damaged .* `spuriosity gap --interventions` measures it anew\.$/,
    ),
  ]);
});
