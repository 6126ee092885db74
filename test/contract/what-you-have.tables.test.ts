/** docs/guide/dataset.md, "A table": the rows of what people have, each on a small tree of the true layout, typed as the row says. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { DatasetOptions } from '../../src/stages/dataset/index.js';
import { readPath } from '../dataset-reading.js';
import { emptyFiles, writeTree } from '../trees.js';

const IMAGES = ['a0', 'a1', 'b0', 'b1'];
const toRows = (separator: string, toPath: (name: string) => string = (name) => `img/${name}.jpg`) =>
  IMAGES.map((name) => `${toPath(name)}${separator}${name[0] === 'a' ? 'cat' : 'dog'}`);
const lines = (...rows: string[]) => `${rows.join('\n')}\n`;
const fillFolder = (folder: string, extension = '.jpg') =>
  emptyFiles(...IMAGES.map((name) => `${folder}/${name}${extension}`));

interface Layout {
  files: Record<string, string | Uint8Array>;
  /** DATA, below the tree's root. */
  data?: string;
  options?: Partial<DatasetOptions>;
  /** A sentence that the user sees. */
  says?: RegExp;
  format?: string;
}

async function readLayout({ files, data = '', options = {} }: Layout) {
  const root = await writeTree(files);
  const dataset = await readPath(path.join(root, data), options);
  const labels = dataset.images.map(
    ({ path: image, classIndex }) => `${path.basename(image)[0]} ${dataset.classes[classIndex]!.name}`,
  );
  return { dataset, labels: [...new Set(labels)].sort() };
}

/** What the guide tells people to type. */
function toCommand({ data = 'FOLDER', options = {} }: Layout): string {
  const { pathColumn, labelColumn } = options;
  const columns =
    pathColumn === undefined ? '' : ` --path-column ${pathColumn} --label-column ${labelColumn}`;
  return `init ${data}${columns}`;
}

/** By the first cell of the guide's row. */
const READ: [what: string, layout: Layout][] = [
  [
    'CSV with paths and labels',
    { files: { ...fillFolder('img'), 'labels.csv': lines('path,label', ...toRows(',')) } },
  ],
  [
    'CSV of a spreadsheet with semicolons and sep=',
    {
      files: { ...fillFolder('img'), 'labels.csv': lines('sep=;', 'path;label', ...toRows(';')) },
      says: /Read with ";"/,
    },
  ],
  [
    'Unicode text of Excel: UTF-16, tabs',
    {
      files: {
        ...fillFolder('img'),
        'labels.txt': Buffer.from(`\uFEFF${lines('path\tlabel', ...toRows('\t'))}`, 'utf16le'),
      },
      data: 'labels.txt',
      says: /Read with a tab/,
    },
  ],
  [
    'to_csv of pandas, with its index',
    {
      files: {
        ...fillFolder('img'),
        'labels.csv': lines(',path,label', ...toRows(',').map((row, at) => `${at},${row}`)),
      },
      says: /index, as pandas/,
    },
  ],
  [
    'columns of other names',
    {
      files: { ...fillFolder('img'), 'labels.csv': lines('photo,score,species', ...toRows(',0.5,')) },
      data: 'labels.csv',
      options: { pathColumn: 'photo', labelColumn: 'species' },
    },
  ],
  [
    'JSON lines',
    {
      files: {
        ...fillFolder('img'),
        'labels.jsonl': lines(
          ...IMAGES.map((name) => `{"path":"img/${name}.jpg","label":"${name[0] === 'a' ? 'cat' : 'dog'}"}`),
        ),
      },
    },
  ],
  [
    'Kaggle: labels.csv of ids, train/<id>.jpg, test/',
    {
      files: {
        ...fillFolder('train'),
        ...emptyFiles('test/x0.jpg', 'test/x1.jpg'),
        'labels.csv': lines('id,breed', ...toRows(',', (name) => name)),
        'sample_submission.csv': lines('id,cat,dog', 'x0,0.5,0.5'),
      },
      says: /with "train\/" in front and with the extension .jpg: "a0" is train\/a0.jpg/,
    },
  ],
  [
    'images spread over folders, names in the table',
    {
      files: {
        ...emptyFiles('images_01/a0.jpg', 'images_01/a1.jpg', 'images_02/b0.jpg', 'images_02/b1.jpg'),
        'labels.csv': lines('filename,label', ...toRows(',', (name) => `${name}.jpg`)),
      },
      data: 'labels.csv',
      says: /in whichever folder/,
    },
  ],
  [
    'paths of another computer',
    {
      files: {
        ...fillFolder('img'),
        'labels.csv': lines('path,label', ...toRows(',', (name) => `C:\\Users\\Ann\\pets\\img\\${name}.jpg`)),
      },
      data: 'labels.csv',
      says: /without "C:\/Users\/Ann\/pets\/"/,
    },
  ],
  [
    'class folders with a table of captions',
    {
      files: {
        ...emptyFiles('train/cat/a0.jpg', 'train/cat/a1.jpg', 'train/dog/b0.jpg', 'train/dog/b1.jpg'),
        'train/metadata.csv': lines('file_name,text', 'cat/a0.jpg,"a cat, asleep"', 'dog/b0.jpg,a dog'),
      },
      format: 'folder',
    },
  ],
];

describe('tables that are read', () => {
  test('are those of the guide', async () => {
    const guide = await readFile(new URL('../../docs/guide/dataset.md', import.meta.url), 'utf8');
    const rows = guide
      .split('| what table you have')[1]!
      .split('\n\n')[0]!
      .split('\n')
      .slice(2)
      .map((line) => line.split(' | ').map((cell) => cell.replaceAll(/[`|]/g, '').trim()));
    expect(rows).toEqual(READ.map(([what, layout]) => [what, toCommand(layout)]));
  });

  test.each(READ)('%s', async (_, layout) => {
    const { dataset, labels } = await readLayout(layout);
    expect(labels).toEqual(['a cat', 'b dog']);
    expect(dataset.images).toHaveLength(4);
    expect(dataset.format).toBe(layout.format ?? 'manifest');
    if (layout.says) expect(dataset.notes.join('\n')).toMatch(layout.says);
  });
});

describe('what is refused names the way out', () => {
  test.each<[string, Layout, RegExp]>([
    [
      'a workbook',
      {
        files: { ...fillFolder('img'), 'labels.xlsx': 'PK' },
        data: 'labels.xlsx',
        options: { format: 'manifest' },
      },
      /Save the sheet as "CSV UTF-8"/,
    ],
    [
      'ids that two folders hold',
      {
        files: {
          ...fillFolder('images', '.png'),
          ...fillFolder('masks', '.png'),
          'labels.csv': lines('id,label', ...toRows(',', (name) => name)),
        },
        data: 'labels.csv',
      },
      /"a0" may be (images|masks)\/a0.png or (images|masks)\/a0.png/,
    ],
    [
      'class folders beside metadata that is more than captions',
      {
        files: {
          ...emptyFiles('cat/a0.jpg', 'dog/b0.jpg'),
          'metadata.csv': lines('file_name,breed', 'cat/a0.jpg,x', 'dog/b0.jpg,y'),
        },
      },
      /--label-column, or, where folders are the classes, pass --format folder/,
    ],
    [
      'no column that reads as a label',
      {
        files: { ...fillFolder('img'), 'labels.csv': lines('path,width,height', ...toRows(',1,')) },
        data: 'labels.csv',
      },
      /columns are "path", "width", "height". Name it with --label-column/,
    ],
  ])('%s', async (_, layout, message) => {
    await expect(readLayout(layout)).rejects.toThrow(message);
  });
});
