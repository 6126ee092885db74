/**
 * The guide's table of what people have and what they type (docs/guide/encoders.md): each row is run as it stands, on a file of that kind.
 */
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { runBadly, runWell } from '../command.js';
import { writeBroughtNetworks } from '../studies/brought-networks.js';
import { CHANNELS } from '../studies/small-classifier.js';
import { writeTree } from '../trees.js';

/** What is said on import, by the file of the row. */
const SAID: Record<string, RegExp> = {
  'model.onnx': /logits: 3 classes/,
  'exported.onnx': /feature_map[\s\S]*logits: 3 classes/,
  'trained.pth': /features: 32/,
  'averaged.safetensors': /2 sets of weights: model, model_ema. Taken: model_ema/,
  'faces.onnx': /"smiling" \[n, 3\], "blond" \[n, 3\]. Taken: "blond", as it was named/,
  'auxiliary.onnx': /Taken: "main", the only one with 3 classes/,
  'binary.onnx': /one score z for two classes[\s\S]*logits: 2 classes/,
  'multilabel.onnx': /the scores before Sigmoid[\s\S]*logits: 3 classes/,
  'training.onnx': /uses its running statistics now: BatchNormalization "normed"/,
  'quantised.onnx': new RegExp(`features: ${CHANNELS}`),
  'plain.onnx': /logits: 3 classes/,
};

const guide = readFileSync(new URL('../../docs/guide/encoders.md', import.meta.url), 'utf8');
const rows = guide
  .slice(guide.indexOf('### What you have'))
  .split('\n')
  .filter((line) => line.startsWith('|'))
  .slice(2);
const commands = rows
  .map((row) => /`spuriosity (encoder import ([^\s`]+)[^`]*)`/.exec(row))
  .filter((found) => found !== null);

let options: { cwd: string; env: Record<string, string> };
beforeAll(async () => {
  const folder = await writeTree({});
  options = { cwd: folder, env: { XDG_CACHE_HOME: path.join(folder, 'cache'), LOCALAPPDATA: folder } };
  await writeBroughtNetworks(folder);
});

test('has a row for every kind of file that is tested, and the other way round', () => {
  expect(commands.map(([, , file]) => file).sort()).toEqual(Object.keys(SAID).sort());
});

describe('each row', () => {
  test.each(commands.map(([, command, file]) => [file!, command!]))('%s: %s', async (file, command) => {
    const { stdout, stderr } = await runWell(command.split(' '), options);
    expect(stderr + stdout).toMatch(SAID[file]!);
  });

  test.each([
    ['faces.onnx', 'several-outputs', /"smiling".*"blond"/],
    ['averaged.safetensors', 'several-weights', /model, model_ema/],
  ])(
    'without its option %s is refused, and inspected with all that could be chosen',
    async (file, code, names) => {
      const error = await runBadly(1, ['encoder', 'import', file, '--name', 'other'], options);
      expect(error.code).toBe(code);
      expect(error.message).toMatch(names);
      const { stdout } = await runWell(['encoder', 'inspect', file], options);
      expect(stdout).toMatch(names);
    },
  );

  test('with weights beside it: without them the file is refused by their name', async () => {
    rmSync(path.join(options.cwd, 'exported.onnx.data'));
    const error = await runBadly(1, ['encoder', 'import', 'exported.onnx', '--name', 'other'], options);
    expect(error.code).toBe('external-data-missing');
    expect(error.message).toContain('exported.onnx.data');
  });
});
