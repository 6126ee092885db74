import { expect, test } from 'vitest';
import { parseTable } from '../../../tables/table.js';
import { parsePredictions } from './predictions.js';

const IMAGES = ['train/a/1.jpg', 'train/a/2.jpg', 'train/b/1.jpg', 'train/b/2.jpg'];
const classes = ['a', 'b'].map((name) => ({ name, displayName: name }));
const images = IMAGES.map((path, at) => ({ path, split: 'train' as const, classIndex: at < 2 ? 0 : 1 }));

/** Labels and notes of a table as its text stands. */
function predict(text: string) {
  const { columns, rows, notes } = parseTable(text, 'p.csv');
  const cells = rows.map(({ values }) => columns.map((column) => values[column]));
  const source = { kind: 'table' as const, header: columns, rows: cells, notes };
  const parsed = parsePredictions({ model: 'm', source, images, classes, root: '/data/pets' });
  return { ...parsed, labels: [...parsed.labels], notes: parsed.notes.join('\n') };
}
const toCsv = (toPath: (path: string) => string, separator = ',') =>
  ['image,prediction', ...IMAGES.map((path) => `${toPath(path)},${path[6]}`)]
    .join('\n')
    .replaceAll(',', separator);

test.each<[string, string, RegExp]>([
  ['absolute paths below the root', toCsv((path) => `/data/pets/${path}`), /^/],
  ['absolute paths of another machine', toCsv((path) => `/mnt/pets/${path}`), /without "mnt\/pets\/"/],
  ['paths of Windows', toCsv((path) => path.replaceAll('/', '\\')), /read with \/ for \\/],
  [
    'paths of Windows with a drive',
    toCsv((path) => `D:\\pets\\${path.replaceAll('/', '\\')}`),
    /without "D:\/pets\/"/,
  ],
  [
    'ids without folder and extension',
    toCsv((path) => path.slice(6, -4)),
    /"train\/" in front and with the extension .jpg/,
  ],
  ['a semicolon and a sep= line', `sep=;\n${toCsv((path) => path, ';')}`, /Read with ";" as separator/],
  [
    'an index column',
    toCsv((path) => path)
      .replaceAll(/^/gm, '0,')
      .replace('0,image', ',image'),
    /index, as pandas/,
  ],
  [
    'empty rows and a padded header',
    toCsv((path) => path).replace('image,prediction', ' image , prediction\n,\n'),
    /Spaces/,
  ],
])('%s', (_, text, note) => {
  const { labels, notes } = predict(text);
  expect(labels).toEqual([0, 0, 1, 1]);
  expect(notes).toMatch(note);
});

test('scores with decimal commas', () => {
  const rows = IMAGES.map((path, at) => `${path};${at < 2 ? '2,5;-1,25' : '-3;0,5'}`);
  const { labels, confidences, notes } = predict(`image;logit_0;logit_1\n${rows.join('\n')}\n`);
  expect(labels).toEqual([0, 0, 1, 1]);
  expect(confidences![0]).toBeCloseTo(1 / (1 + Math.exp(-3.75)), 6);
  expect(notes).toContain('decimal commas');
});

test('one column of probabilities with decimal commas', () => {
  const rows = IMAGES.map((path, at) => `${path};${at < 2 ? '0,25' : '0,75'}`);
  const { labels, notes } = predict(`image;prediction\n${rows.join('\n')}\n`);
  expect(labels).toEqual([0, 0, 1, 1]);
  expect(notes).toContain('decimal commas');
});

test('paths of another split are refused, with the difference by name', () => {
  expect(() => predict(toCsv((path) => path.replace('train', 'val')))).toThrow(/"train\/" for "val\/"/);
});
