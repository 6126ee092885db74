/** Workspaces that are not as hoped, each made for real, and how `runBadly` finds them refused. */
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { drawClasses } from '../../pictures.js';
import { runBadly, runJson, runWell } from '../../program.js';
import { writeTinyEncoder } from '../../studies/tiny-encoder.js';
import { listLeftovers, useTrialFolder, writeTree } from '../../trees.js';

const at = useTrialFolder();

beforeAll(() => writeTinyEncoder(at('tiny')));

describe('workspaces', () => {
  let data: string;
  let workspace: string;
  const extract = () => ['extract', '--encoder', at('tiny'), '-w', workspace];

  beforeAll(async () => {
    data = await writeTree(await drawClasses(['a', 'b'], 6));
    workspace = at('study');
    await runWell(['init', data, '-w', workspace]);
    await runWell(extract());
  });

  const withManifest = (name: string, change: (text: string) => string): string => {
    const copy = at(name);
    cpSync(workspace, copy, { recursive: true });
    const file = path.join(copy, 'workspace.json');
    writeFileSync(file, change(readFileSync(file, 'utf8')));
    return copy;
  };

  test('of another data set are refused, naming both', async () => {
    const other = await writeTree(await drawClasses(['a', 'c'], 3));
    const error = await runBadly(1, ['run', other, '-w', workspace]);
    expect(error.code).toBe('workspace-other-dataset');
    expect(error.message).toContain(data);
    expect(error.message).toContain(other);
    // The one that was there still works.
    await runWell(extract());
  });

  test.each([
    ['newer', '99', 'workspace-too-new', 'Update spuriosity'],
    ['older', '0', 'workspace-too-old', 'Make a new workspace'],
  ])('of an %s version are refused with what to do', async (name, version, code, words) => {
    const copy = withManifest(name, (text) =>
      text.replace('"workspaceVersion": 1', `"workspaceVersion": ${version}`),
    );
    const error = await runBadly(1, ['rank', '-w', copy]);
    expect(error.code).toBe(code);
    expect(error.message).toContain(`version ${version}`);
    expect(error.message).toContain(words);
  });

  test('with a damaged workspace.json are refused', async () => {
    const copy = withManifest('damaged', (text) => text.slice(0, 40));
    const error = await runBadly(1, ['rank', '-w', copy]);
    expect(error.code).toBe('workspace-damaged');
    expect(error.message).toContain('workspace.json');
  });

  test('that are no workspaces, or are not there, are told apart', async () => {
    expect((await runBadly(1, ['rank', '-w', data])).code).toBe('workspace-not-one');
    expect((await runBadly(1, ['rank', '-w', at('nowhere')])).code).toBe('workspace-missing');
  });

  test('are found by SPURIOSITY_WORKSPACE and in the current folder', async () => {
    const env = { SPURIOSITY_WORKSPACE: workspace };
    expect(await runJson(['annotate', 'status'], { env })).toMatchObject({ pairs: 0 });
    expect(await runJson(['annotate', 'status'], { cwd: workspace })).toMatchObject({ pairs: 0 });
  });

  test.each([
    [['rank'], 'no-spurious-features', 'annotate auto'],
    [['gap'], 'no-spurious-features', 'annotate auto'],
    [['annotate', 'auto'], 'no-discovery', 'spuriosity discover'],
    [['mitigate'], 'no-head', 'spuriosity discover'],
    [['report'], 'no-discovery', 'spuriosity discover'],
  ])('%j before its time says what comes first', async (args, code, words) => {
    const error = await runBadly(1, [...args, '-w', workspace]);
    expect(error.code).toBe(code);
    expect(error.message).toContain(words);
  });

  test('an encoder of another input size is refused before anything is written', async () => {
    const fixed = await writeTinyEncoder(at('fixed'), 20);
    const error = await runBadly(1, ['run', data, '--encoder', fixed, '-w', at('sized')]);
    expect(error.code).toBe('wrong-input-size');
    expect(error.message).toContain('[n, 3, 20, 20]');
    expect(error.message).toContain('[12, 3, 16, 16]');
    expect(listLeftovers(at('sized'))).toEqual([]);
    await runWell(['run', data, '--encoder', at('tiny'), '-w', at('sized')]);
  });

  test('an unknown encoder, and one whose model was changed', async () => {
    expect((await runBadly(1, ['extract', '--encoder', 'resnet9000', '-w', workspace])).message).toContain(
      'resnet9000',
    );
    cpSync(at('tiny'), at('changed'), { recursive: true });
    writeFileSync(at('changed', 'model.onnx'), 'x');
    expect((await runBadly(1, ['extract', '--encoder', at('changed'), '-w', workspace])).code).toBe(
      'model-changed',
    );
  });
});
