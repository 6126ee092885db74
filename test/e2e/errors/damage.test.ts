/**
 * Bytes that changed on disk after a command wrote them, each changed for real: a message that names the file and the command that makes
 * it anew, no stack trace, and that command does.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { runBadly, runWell } from '../../program.js';
import { copyWorkspace } from '../../servers/served-app.js';
import { makePicturedStudy, type PicturedStudy } from '../../studies/pictured-study.js';
import { toCsv } from '../../tables.js';
import { writeTree } from '../../trees.js';

let study: PicturedStudy;
let workspace: string;
let predictions: string;
const at = (...names: string[]) => path.join(workspace, ...names);
const inStudy = (...args: string[]) => [...args, '-w', workspace];

beforeAll(async () => {
  study = await makePicturedStudy();
  workspace = await copyWorkspace(study.workspace);
  const rows = ['fire', 'water'].flatMap((name) =>
    Array.from({ length: 8 }, (_, image) => [`val/${name}/0${image}.jpg`, name]),
  );
  predictions = path.join(await writeTree({ 'p.csv': toCsv(['image', 'prediction'], rows) }), 'p.csv');
});

test('predictions of an added model', async () => {
  const add = inStudy('model', 'add', 'guess', '--predictions', predictions);
  await runWell(add);
  await runWell(inStudy('gap', '--k', '2'));
  const bytes = readFileSync(at('models', 'guess.npy'));
  bytes[bytes.length - 4]! ^= 1;
  writeFileSync(at('models', 'guess.npy'), bytes);
  const { stderr } = await runWell(inStudy('gap', '--k', '2'));
  expect(stderr).toMatch(/guess is left out.*guess\.npy is damaged.*spuriosity model add guess/);
  await runWell(add);
  expect((await runWell(inStudy('gap', '--k', '2'))).stderr).not.toContain('left out');
});

test.each([
  ['cut off', (text: string) => text.slice(0, -20)],
  ['empty', () => ''],
  ['of nothing', () => '{}'],
])('a discovery that is %s', async (_what, change) => {
  const file = at('discovery.json');
  writeFileSync(file, change(readFileSync(file, 'utf8')));
  const error = await runBadly(1, inStudy('attack', '--class', 'fire'));
  expect(error.code).toBe('result-damaged');
  expect(error.message).toContain('discovery.json');
  expect(error.message).toContain('`spuriosity discover`');
  await runWell(inStudy('discover', '--attacks', '0'));
  await runWell(inStudy('attack', '--class', 'fire', '--steps', '1'));
});

test('a shard: the command that the message names heals it', async () => {
  const { features } = JSON.parse(readFileSync(at('workspace.json'), 'utf8'));
  const receipt = JSON.parse(readFileSync(at('features', features.folder, 'receipts', '00000.json'), 'utf8'));
  const shard = at('features', features.folder, receipt.file);
  const bytes = readFileSync(shard);
  bytes[bytes.length - 4]! ^= 1;
  writeFileSync(shard, bytes);
  const error = await runBadly(1, inStudy('rank'));
  expect(error.code).toBe('shard-damaged');
  const [, command] = /`spuriosity (.*?)`/.exec(error.message)!;
  await runWell(inStudy(...command!.split(' ')));
  await runWell(inStudy('rank'));
});
