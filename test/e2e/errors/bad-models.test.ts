/**
 * Models that cannot be measured, as earlier versions let them in or as something else damaged them: each is named, the others are
 * measured as if it were not there. And numbers that are none, refused at every import, which leaves what was there.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { formatNpz } from '../../../src/storage/npy/npz.js';
import { toNpy, toNpz } from '../../arrays.js';
import { runBadly, runJson, runWell } from '../../program.js';
import { copyWorkspace, openServedApp } from '../../servers/served-app.js';
import { makeLiveStudy, STUDY_IMAGES, settle, withCopy } from '../../studies/live-study.js';
import { FEATURE_COUNT } from '../../studies/study.js';
import { useTrialFolder } from '../../trees.js';

const CLASS_COUNT = 4;
const at = useTrialFolder();
let workspace: string;
const inStudy = (...args: string[]) => [...args, '-w', workspace];

beforeEach(async () => {
  workspace = await withCopy(await makeLiveStudy(), async (project) => {
    settle(project, 0, 4, 'spurious');
    settle(project, 1, 5, 'spurious');
    project.close();
    return copyWorkspace(project.folder);
  });
}, 60_000);

/** A head of zeros as `.npz`, with one value of W changed. */
function toHead(change: { at: number; to: number }, featureCount = FEATURE_COUNT): Buffer {
  const W = new Array<number>(CLASS_COUNT * featureCount).fill(0).with(change.at, change.to);
  const b = [0.1, 0.2, 0.3, 0.4];
  return toNpz({ W: toNpy('<f4', [CLASS_COUNT, featureCount], W), b: toNpy('<f4', [CLASS_COUNT], b) });
}

/** Puts other weights in the place of an added head's, with the hash that goes with them. */
function replaceHead(name: string, change: { at: number; to: number }, featureCount = FEATURE_COUNT): void {
  const weights = new Float32Array(CLASS_COUNT * featureCount);
  weights[change.at] = change.to;
  const bytes = formatNpz({
    W: { dtype: 'float32', shape: [CLASS_COUNT, featureCount], data: weights },
    b: { dtype: 'float32', shape: [CLASS_COUNT], data: new Float32Array(CLASS_COUNT) },
  });
  const json = path.join(workspace, 'models', `${name}.json`);
  const record = JSON.parse(readFileSync(json, 'utf8')) as { weights: string; sha256: string };
  writeFileSync(path.join(workspace, 'models', record.weights), bytes);
  writeFileSync(
    json,
    JSON.stringify({ ...record, sha256: createHash('sha256').update(bytes).digest('hex') }),
  );
}

/** Bytes of all files but the database's log. */
function readAll(from = workspace): Map<string, string> {
  const files = readdirSync(from, { recursive: true, encoding: 'utf8' }).sort();
  return new Map(
    files
      .filter((name) => statSync(path.join(from, name)).isFile() && !/-(shm|wal)$/.test(name))
      .map((name) => [name, readFileSync(path.join(from, name)).toString('base64')]),
  );
}

test('gap, report and app name what cannot be measured, and measure the rest as before', async () => {
  writeFileSync(at('head.npz'), toHead({ at: 0, to: 1 }));
  const before = await runJson(inStudy('gap', '--no-controls'));
  for (const name of ['nan', 'wide']) await runWell(inStudy('model', 'add', name, '--head', at('head.npz')));
  const labels = STUDY_IMAGES.map(() => 1);
  writeFileSync(at('good.npy'), toNpy('<i4', [labels.length], labels));
  for (const name of ['gone', 'beyond', 'short'])
    await runWell(inStudy('model', 'add', name, '--predictions', at('good.npy')));
  replaceHead('nan', { at: FEATURE_COUNT + 2, to: Number.NaN });
  replaceHead('wide', { at: 0, to: 1 }, FEATURE_COUNT + 1);
  rmSync(path.join(workspace, 'models', 'gone.npy'));
  const measured = STUDY_IMAGES.findIndex(({ split }) => split === 'val');
  writeFileSync(
    path.join(workspace, 'models', 'beyond.npy'),
    toNpy('<i4', [labels.length], labels.with(measured, 99)),
  );
  writeFileSync(path.join(workspace, 'models', 'short.npy'), toNpy('<i4', [7], labels.slice(0, 7)));

  const reasons = {
    nan: /row 1, column 2 is NaN/,
    wide: /maps 7 features to 4 classes; there are 6 features/,
    gone: /gone\.npy/,
    beyond: /(?:beyond\.npy is damaged|not class indices from 0 to 3)/,
    short: /(?:short\.npy is damaged|predictions for 7 images)/,
  };
  const outcome = await runWell(inStudy('gap', '--no-controls', '--json'));
  const { left_out: leftOut, ...rest } = JSON.parse(outcome.stdout);
  expect({ ...rest, left_out: [] }).toEqual(before);
  expect(leftOut.map(({ model }: { model: string }) => model)).toEqual(Object.keys(reasons));
  for (const [model, reason] of Object.entries(reasons)) {
    expect(outcome.stderr).toMatch(new RegExp(`The model ${model} is left out\\. .*${reason.source}`));
  }
  await runWell(inStudy('report', '--no-figures', '--out', at('report.html')));
  const html = readFileSync(at('report.html'), 'utf8');
  for (const model of Object.keys(reasons)) expect(html).toContain(`The model ${model} is left out.`);

  const served = await openServedApp(workspace);
  const { notes } = (await served.get('/api/workspace')).body as { notes: string[] };
  for (const [model, reason] of Object.entries(reasons))
    expect(notes.find((note) => note.startsWith(`${model}: `))).toMatch(reason);
  const { models } = (await served.get('/api/models')).body as { models: { model: string }[] };
  expect(before.models.map(({ model }: { model: string }) => model)).toEqual(['head', 'by-water', 'guess']);
  for (const { model, spurious_gap: spuriousGap } of before.models)
    expect(models.find((shown) => shown.model === model)).toMatchObject({ spuriousGap });
  await served.close();
  expect(served.faults).toEqual([]);
}, 120_000);

test('the workspace’s own head may be the bad one', async () => {
  const json = path.join(workspace, 'heads', 'head.json');
  writeFileSync(json, '{}');
  const { models, left_out: leftOut } = await runJson(inStudy('gap'));
  expect(models.map(({ model }: { model: string }) => model)).toEqual(['by-water', 'guess']);
  expect(leftOut).toMatchObject([{ model: 'head', reason: expect.stringContaining('damaged') }]);
}, 60_000);

describe('a refused import leaves what was there, byte for byte', () => {
  const scores = (change: (value: number, at: number) => number) =>
    toNpy(
      '<f4',
      [STUDY_IMAGES.length, CLASS_COUNT],
      STUDY_IMAGES.flatMap((_, row) =>
        [0, 1, 2, 3].map((column) => change(row + column, row * CLASS_COUNT + column)),
      ),
    );
  const features = (bad: number) =>
    toNpy(
      '<f4',
      [STUDY_IMAGES.length, FEATURE_COUNT],
      STUDY_IMAGES.flatMap((image) => image.features).with(3 * FEATURE_COUNT + 2, bad),
    );
  test.each<[string, string, string[], () => Buffer, string, RegExp]>([
    [
      'a head with NaN',
      'bad.npz',
      ['model', 'add', 'm', '--head'],
      () => toHead({ at: FEATURE_COUNT + 2, to: Number.NaN }),
      'head-not-finite',
      /W.*row 1, column 2 is NaN/,
    ],
    [
      'a head with infinity',
      'bad.npz',
      ['model', 'add', 'm', '--head'],
      () => toHead({ at: 5, to: Number.NEGATIVE_INFINITY }),
      'head-not-finite',
      /row 0, column 5 is −∞/,
    ],
    [
      'scores with NaN',
      'bad.npy',
      ['model', 'add', 'm', '--predictions'],
      () => scores((value, at) => (at === 9 ? Number.NaN : value)),
      'predictions-not-a-number',
      /row 2, column 1 \(not a number\)/,
    ],
    [
      'scores with infinity',
      'bad.npy',
      ['model', 'add', 'm', '--predictions'],
      () => scores((value, at) => (at === 9 ? Number.POSITIVE_INFINITY : value)),
      'predictions-not-a-number',
      /row 2, column 1 \(∞\)/,
    ],
    [
      'features with NaN',
      'bad.npy',
      ['features', 'import'],
      () => features(Number.NaN),
      'features-not-finite',
      /row 3, column 2 is NaN/,
    ],
    [
      'features with infinity',
      'bad.npy',
      ['features', 'import'],
      () => features(Number.POSITIVE_INFINITY),
      'features-not-finite',
      /row 3, column 2 is ∞/,
    ],
  ])(
    '%s',
    async (_, file, command, toBytes, code, words) => {
      writeFileSync(at('head.npz'), toHead({ at: 0, to: 1 }));
      await runWell(inStudy('model', 'add', 'm', '--head', at('head.npz')));
      const before = readAll();
      writeFileSync(at(file), toBytes());
      const error = await runBadly(1, inStudy(...command, at(file)));
      expect(error).toMatchObject({ code, message: expect.stringMatching(words) });
      expect(readAll()).toEqual(before);
    },
    60_000,
  );
});
