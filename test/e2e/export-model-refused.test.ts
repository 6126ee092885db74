/**
 * `export model` where it cannot or should not be trusted: nothing to export, other files in the way, what changed since tuning,
 * features without a network.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { adjudicate } from '../../src/project/index.js';
import { readHead, writeHead } from '../../src/storage/index.js';
import { fromNpz, toNpy } from '../arrays.js';
import { runBadly, runCommand, runJson, runWell } from '../command.js';
import { drawClasses } from '../pictures.js';
import { copyWorkspace } from '../servers/served-app.js';
import { createStudy, FEATURE_COUNT, toAnswers, toManifest } from '../studies/study.js';
import {
  checkExported,
  exportModel,
  makeTunedStudy,
  readCard,
  type TunedStudy,
  withProject,
} from '../studies/tuned-study.js';
import { useTrialFolder, writeTree } from '../trees.js';

let study: TunedStudy;
const at = useTrialFolder();
const count = (exported: string) => checkExported(exported, path.join(study.data, 'test'));

beforeAll(async () => {
  study = await makeTunedStudy();
});

describe('what cannot be exported', () => {
  test('before a mitigation, or after one of the control alone: says so, and makes no folder', async () => {
    const workspace = await copyWorkspace(study.untuned);
    const refuse = async (code: string) => {
      const error = await runBadly(1, exportModel(workspace, at('nothing')));
      expect(error.code).toBe(code);
      expect(error.message).toContain('spuriosity mitigate');
      expect(existsSync(at('nothing'))).toBe(false);
    };
    await refuse('not-mitigated');
    await runWell(['mitigate', '--k', '3', '--trials', '1', '--methods', 'random', '-w', workspace]);
    await refuse('not-repaired');
  });

  test('into a folder with other files: they stay as they are', async () => {
    mkdirSync(at('mine'));
    writeFileSync(at('mine', 'README.md'), 'mine');
    const error = await runBadly(2, exportModel(study.workspace, at('mine')));
    expect(error.code).toBe('folder-not-empty');
    expect(error.message).toContain(at('mine'));
    expect(readFileSync(at('mine', 'README.md'), 'utf8')).toBe('mine');
    expect(readdirSync(at('mine'))).toEqual(['README.md']);
  });

  test('a predictions-only model has no layer to tune', async () => {
    const workspace = await copyWorkspace(study.untuned);
    writeFileSync(at('p.npy'), toNpy('<i8', [74], new Array<number>(74).fill(0)));
    await runWell(['model', 'add', 'told', '--predictions', at('p.npy'), '-w', workspace]);
    const error = await runBadly(1, ['mitigate', '--model', 'told', '-w', workspace]);
    expect(error.code).toBe('model-not-tunable');
    expect(error.message).toContain('model add told --onnx');
  });

  test('a tuned head of another width, or of another model than the run: refused by name', async () => {
    const workspace = await copyWorkspace(study.workspace);
    const heads = path.join(workspace, 'heads');
    const { head, meta } = await readHead(heads, 'head-tuned');
    const narrow = { ...head, featureCount: 3, weights: head.weights.slice(0, 3 * head.classCount) };
    await writeHead(heads, 'head-tuned', narrow, meta);
    const wide = await runBadly(1, exportModel(workspace, at('tampered')));
    expect(wide.code).toBe('head-width');
    expect(wide.message).toContain('3 features to 2 classes');
    await writeHead(heads, 'head-tuned', head, { ...meta, tunedFrom: 'another' });
    expect((await runBadly(1, exportModel(workspace, at('tampered')))).code).toBe('head-outdated');
    await writeHead(heads, 'head-tuned', head, { ...meta, features: 'of another network' });
    expect((await runBadly(1, exportModel(workspace, at('tampered')))).code).toBe('head-outdated');
    expect(existsSync(at('tampered'))).toBe(false);
  });

  test('a network whose images are others than those that were measured: nothing unchecked is left (R53)', async () => {
    const [val, away] = [path.join(study.data, 'val'), path.join(study.data, 'away')];
    renameSync(val, away);
    try {
      const gone = await runBadly(1, exportModel(study.workspace, at('unchecked')));
      expect(gone.code).toBe('check-impossible');
      expect(gone.message).toContain('--check-images 0');
      // The same names with other pictures.
      const turned = await drawClasses(['water', 'fire'], 8, 'val');
      for (const [name, bytes] of Object.entries(turned)) {
        mkdirSync(path.dirname(path.join(study.data, name)), { recursive: true });
        writeFileSync(path.join(study.data, name), bytes);
      }
      const error = await runBadly(1, exportModel(study.workspace, at('unchecked')));
      expect(error.code).toBe('export-differs');
      expect(error.message).toContain('image files are those that were extracted');
      expect(readdirSync(at('unchecked'))).toEqual([]);
    } finally {
      rmSync(val, { recursive: true, force: true });
      renameSync(away, val);
    }
  });
});

describe('what has changed since', () => {
  test('a verdict: exported with a warning, and measured by what holds now', async () => {
    const workspace = await copyWorkspace(study.workspace);
    await withProject(workspace, (project) =>
      adjudicate(project, { ...study.core, verdict: 'spurious', decidedBy: 'eve', reason: 'looked again' }),
    );
    const outcome = await runCommand(exportModel(workspace, at('changed'), '--json'));
    expect(outcome.code).toBe(0);
    expect(JSON.parse(outcome.stdout).outdated).toBe(true);
    expect(outcome.stderr).toContain('`spuriosity mitigate` tunes it for what holds now');
    const card = readCard(at('changed'));
    expect(card).toContain('have changed since this run');
    expect(card).toContain(`${study.spurious.feature}`);
    // The network is the tuned one all the same.
    expect((await count(at('changed'))).accuracy).toBe(JSON.parse(outcome.stdout).accuracy_after);
  });

  test('the head before tuning: warned about too, for “before” is no longer where tuning began', async () => {
    const workspace = await copyWorkspace(study.workspace);
    await runWell(['discover', '--recipe', 'authors-code', '--seed', '5', '-w', workspace]);
    expect((await runJson(exportModel(workspace, at('refitted')))).outdated).toBe(true);
  });
});

test('imported features have no network: only the layer alone is exported, and only when asked for', async () => {
  const images = createStudy();
  const values = images.flatMap(({ features }) => features);
  const files = await writeTree({
    'M.csv': toManifest(images),
    'X.npy': toNpy('<f4', [images.length, FEATURE_COUNT], values),
    'answers.csv': toAnswers([{ classIndex: 0, feature: 4, votes: 5, of: 5 }]),
  });
  const workspace = path.join(files, 'study');
  for (const args of [
    ['init', path.join(files, 'M.csv'), '--format', 'manifest', '--no-images'],
    ['features', 'import', path.join(files, 'X.npy')],
    ['discover', '--top-features', '3'],
    ['annotate', 'import', path.join(files, 'answers.csv')],
    ['mitigate', '--trials', '1'],
  ])
    await runWell([...args, '-w', workspace]);
  const error = await runBadly(1, exportModel(workspace, path.join(files, 'out')));
  expect(error.code).toBe('no-encoder');
  expect(error.message).toContain('--head-only');
  expect(existsSync(path.join(files, 'out'))).toBe(false);
  const { accuracy_after, files: written } = await runJson(
    exportModel(workspace, path.join(files, 'out'), '--head-only'),
  );
  expect([...written].sort()).toEqual(['README.md', 'config.json', 'head.npz', 'head.safetensors']);
  expect(readCard(path.join(files, 'out'))).toContain('The features came from elsewhere');
  const arrays = fromNpz(readFileSync(path.join(files, 'out', 'head.npz')));
  const [W, b] = [arrays.get('W')!.values, arrays.get('b')!.values];
  const validation = images.filter(({ split }) => split === 'val');
  const right = validation.filter(({ features, classIndex }) => {
    const logits = b.map((bias, c) =>
      features.reduce((sum, value, i) => sum + value * W[c * FEATURE_COUNT + i]!, bias),
    );
    return logits.indexOf(Math.max(...logits)) === classIndex;
  });
  expect(right.length / validation.length).toBe(accuracy_after);
});
