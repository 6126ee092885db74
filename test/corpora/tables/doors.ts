/**
 * The doors that tables come through, each by the name that its files have, and the workspace that they are brought to.
 */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { HostileFile, HostileRow } from '../hostile-files.js';
import type { Ending, Question } from '../watched-program.js';

/** What the command's document says, or how each image of the workspace was predicted. */
export type TableRight = { document: Record<string, unknown> } | { predicted: readonly string[] };
export type TableRow = HostileRow<TableRight>;
export type HostileTable = HostileFile<TableRight>;

export const IMAGES = ['a/1.jpg', 'a/2.jpg', 'b/1.jpg', 'b/2.jpg'];
export const CLASSES = ['cat', 'dog'];
const LABELS = ['cat', 'cat', 'dog', 'dog'];
export const PREDICTED = ['cat', 'dog', 'dog', 'dog'];

const WORKSPACE = 'workspace';

/** A workspace of four images of two classes; their files are elsewhere. */
export async function prepareWorkspace(
  folder: string,
  ask: (question: Question) => Promise<Ending>,
): Promise<void> {
  const manifest = path.join(folder, 'images.csv');
  const rows = IMAGES.map((image, at) => `${image},${LABELS[at]},val`);
  await writeFile(manifest, `path,label,split\n${rows.join('\n')}\n`);
  const ending = await ask({
    args: ['init', manifest, '--no-images', '-w', path.join(folder, WORKSPACE), '--json'],
  });
  if (ending.kind !== 'done') throw new Error(ending.words);
}

/** The command that takes a file of that name. */
export function askTable(file: string, folder: string): Question {
  const workspace = ['-w', path.join(folder, WORKSPACE), '--json'];
  const fresh = ['-w', `${file}.workspace`, '--json'];
  switch (path.basename(file).split('.')[0]) {
    case 'predictions':
      return { args: ['model', 'add', 'hostile', '--predictions', file, ...workspace] };
    case 'manifest':
      return { args: ['init', file, '--no-images', ...fresh] };
    case 'classes':
      return { args: ['init', '--classes', '2', '--class-list', file, ...fresh] };
    case 'answers':
      return { args: ['annotate', 'import', file, ...workspace] };
    case 'decisions':
      return { args: ['noise', '--apply', file, ...workspace] };
    case 'features':
      return { args: ['features', 'import', file, ...workspace] };
    default:
      throw new Error(`no door for ${file}`);
  }
}

/** Where the workspace keeps what the model predicts: int32, one class index an image, behind a header. */
export const toPredictionsFile = (folder: string): string =>
  path.join(folder, WORKSPACE, 'models', 'hostile.npy');
