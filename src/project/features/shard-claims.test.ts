/** Extractions at once, in processes of their own: each shard is computed by one of them, and those of a process that dies by the other. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { runJson } from '../../../test/command.js';
import { drawClasses } from '../../../test/pictures.js';
import { copyWorkspace } from '../../../test/servers/served-app.js';
import { writeTinyEncoder } from '../../../test/studies/tiny-encoder.js';
import { writeTree } from '../../../test/trees.js';
import { DEFAULT_DATASET_OPTIONS } from '../../stages/dataset/index.js';
import { openFeatureStoreAt, tryLock } from '../../storage/index.js';
import { initProject } from '../dataset/index.js';
import { openProject } from '../workspace/index.js';
import { DEFAULT_EXTRACT_OPTIONS } from './extract-options.js';
import { extractProject } from './extraction.js';

const IMAGES_PER_CLASS = 160;
const IMAGE_COUNT = 2 * IMAGES_PER_CLASS;
/** The smallest shard: one batch. */
const SHARD_SIZE = 64;
const LAST_SHARD = IMAGE_COUNT / SHARD_SIZE - 1;
const PATIENCE = { timeout: 60_000 };

/** Takes the lock of a shard, says so, and keeps it until it is killed. */
const HOLDER = `
const { tryLock } = await import(process.argv[1]);
const lock = await tryLock(process.argv[2], process.argv[3]);
console.log(typeof lock);
setInterval(() => {}, 1000);
`;
const STORAGE = new URL('../../../dist/storage/index.js', import.meta.url).href;

let empty: string;
let encoder: string;
const holders: ChildProcess[] = [];

beforeAll(async () => {
  encoder = await writeTinyEncoder(path.join(await writeTree({}), 'tiny'));
  const data = await writeTree(await drawClasses(['fire', 'water'], IMAGES_PER_CLASS));
  empty = path.join(await writeTree({}), 'many.spuriosity');
  (await initProject(data, empty, DEFAULT_DATASET_OPTIONS)).project.close();
});
afterEach(() => {
  for (const holder of holders.splice(0)) holder.kill('SIGKILL');
});

/** A process that has claimed a shard and does not compute it. */
async function holdShard(folder: string, shard: number): Promise<ChildProcess> {
  const args = [
    '--input-type=module',
    '-e',
    HOLDER,
    STORAGE,
    folder,
    `shard-${String(shard).padStart(5, '0')}`,
  ];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  holders.push(child);
  const said = await new Promise((resolve) =>
    child.stdout.once('data', (text: Buffer) => resolve(`${text}`)),
  );
  expect(said).toBe('object\n');
  return child;
}

/** A workspace in which an extraction was begun, by a first process that was asked for shard 0 alone. */
async function beginExtraction(): Promise<{ workspace: string; features: string }> {
  const workspace = await copyWorkspace(empty);
  await runJson(['extract', '--encoder', encoder, '--shard', `0/${LAST_SHARD + 1}`, '-w', workspace]);
  const [name] = readdirSync(path.join(workspace, 'features'));
  return { workspace, features: path.join(workspace, 'features', name!) };
}

const extract = (workspace: string) => runJson(['extract', '--encoder', encoder, '-w', workspace]);
const countReceipts = (features: string) => readdirSync(path.join(features, 'receipts')).length;

test('W38: two commands at once compute every image once, between them', async () => {
  const workspace = await copyWorkspace(empty);
  const both = await Promise.all([extract(workspace), extract(workspace)]);
  expect(both.map(({ missingShards }) => missingShards)).toEqual([0, 0]);
  expect(both[0].extractedCount + both[1].extractedCount).toBe(IMAGE_COUNT);
});

test('W38: a shard that another process has claimed is left to it, and computed once that process is killed', async () => {
  const { workspace, features } = await beginExtraction();
  const holder = await holdShard(features, LAST_SHARD);
  const running = extract(workspace);
  await expect.poll(() => countReceipts(features), PATIENCE).toBe(LAST_SHARD);
  expect(await tryLock(features, `shard-${String(LAST_SHARD).padStart(5, '0')}`)).toBe('here');
  holder.kill('SIGKILL');
  expect((await running).extractedCount).toBe(IMAGE_COUNT - SHARD_SIZE);
});

test('W38: what the other process finishes is not computed again', async () => {
  const { workspace, features } = await beginExtraction();
  await holdShard(features, 1);
  const sentences: string[] = [];
  const project = await openProject(workspace);
  const observer = {
    ...{ signal: undefined, progress: () => {}, warn: () => {} },
    info: (sentence: string) => void sentences.push(sentence),
  };
  const running = extractProject(project, { ...DEFAULT_EXTRACT_OPTIONS, encoder }, observer);
  await expect
    .poll(() => sentences, PATIENCE)
    .toContainEqual(expect.stringContaining('Waiting for another process'));
  // As the other one would: the same shard, made in another workspace of the same images.
  const elsewhere = await copyWorkspace(empty);
  await extract(elsewhere);
  const [name] = readdirSync(path.join(elsewhere, 'features'));
  const other = await openFeatureStoreAt(path.join(elsewhere, 'features', name!));
  const { file } = (await other.readReceipts())[1]!;
  await cp(path.join(other.folder, file), path.join(features, file));
  await cp(path.join(other.folder, 'receipts', '00001.json'), path.join(features, 'receipts', '00001.json'));
  expect((await running).extractedCount).toBe(IMAGE_COUNT - 2 * SHARD_SIZE);
  project.close();
});
