import { expect, test } from 'vitest';
import { readFiles } from '../../../../test/dataset-reading.js';
import { packTar } from '../../../../test/trees.js';

/** Labels that a number, a date, a truth value or a trimmed zero would change. */
const LABELS = [
  '9007199254740992',
  '9007199254740993',
  '007',
  '7.10',
  '1e5',
  '1E5',
  'TRUE',
  'NaN',
  'NA',
  'null',
  'None',
  '2024-01-02',
  '1,5',
  '0x10',
  '-0',
  '+3',
  'Łódź',
  '猫',
];
const namesOf = (dataset: Awaited<ReturnType<typeof readFiles>>) =>
  dataset.images.map(({ classIndex }) => dataset.classes[classIndex]!.name);
const read = (name: string, text: string | Uint8Array) => readFiles({ [name]: text }, { noImages: true });
const toCsv = (labels: readonly string[]) =>
  `path,label\n${labels.map((label, at) => `${at}.jpg,"${label}"`).join('\n')}\n`;

test('labels are what their author wrote, in CSV, in JSON lines as texts and as numbers, in tar (D5)', async () => {
  expect(namesOf(await read('manifest.csv', toCsv(LABELS)))).toEqual(LABELS);
  const lines = LABELS.map((label, at) => JSON.stringify({ path: `${at}.jpg`, label }));
  expect(namesOf(await read('manifest.jsonl', lines.join('\n')))).toEqual(LABELS);
  const numbers = ['9007199254740992', '9007199254740993', '7.10', '1e5', '-0'];
  const numberLines = numbers.map((label, at) => `{"path": "${at}.jpg", "label": ${label}}`);
  expect(namesOf(await read('manifest.jsonl', numberLines.join('\n')))).toEqual(numbers);
  const members = LABELS.flatMap((label, at) => [
    [`${at}.jpg`, ''] as const,
    [`${at}.cls`, `${label}\n`] as const,
  ]);
  expect(namesOf(await read('a.tar', await packTar(members)))).toEqual(LABELS);
});

test('whole numbers sort by all their digits; leading zeros stay (D4)', async () => {
  const dataset = await read(
    'manifest.csv',
    toCsv(['9007199254740993', '10', '9', '9007199254740992', '-1']),
  );
  expect(dataset.classes.map(({ name }) => name)).toEqual([
    '-1',
    '9',
    '10',
    '9007199254740992',
    '9007199254740993',
  ]);
  const padded = await read('manifest.csv', toCsv(['010', '009', '9', '100']));
  expect(padded.classes.map(({ name }) => name)).toEqual(['009', '9', '010', '100']);
  expect(padded.notes.join('\n')).toContain('"009" and "9"');
});

test('3.0 is 3 where all labels are whole numbers, and said; among names it is a name (D4)', async () => {
  const floats = await read('manifest.csv', toCsv(['3.0', '10.0', '3']));
  expect(floats.classes.map(({ name }) => name)).toEqual(['3', '10']);
  expect(floats.notes).toContain('Whole numbers written as 3.0 are the labels 3.');
  const versions = await read('manifest.csv', toCsv(['3.0', '3', 'x']));
  expect(versions.classes.map(({ name }) => name)).toEqual(['3', '3.0', 'x']);
  expect(versions.notes.join('\n')).toContain('"3" and "3.0"');
});

test('spaces around labels are dropped and letters composed, and said; letter case is only said (D5)', async () => {
  const spaced = await read('manifest.csv', toCsv([' cat', 'cat ', 'dog', 'Cat']));
  expect(spaced.classes.map(({ name }) => name)).toEqual(['Cat', 'cat', 'dog']);
  expect(spaced.notes.join('\n')).toContain('Spaces were dropped around labels (2, such as " cat")');
  expect(spaced.notes.join('\n')).toContain('"Cat" and "cat"');
  const accents = await read('manifest.csv', toCsv(['caf\u00e9', 'cafe\u0301', 'tea']));
  expect(accents.classes.map(({ name }) => name)).toEqual(['caf\u00e9', 'tea']);
  expect(accents.notes.join('\n')).toContain('composed in labels');
});

test('group values are cleaned alike; names of class folders stay, and those that look alike are said', async () => {
  const rows = [
    'a,x,land',
    'b,x,land ',
    'c,x,water',
    'd,x,water',
    'e,y,land',
    'f,y,land',
    'g,y,water',
    'h,y,water',
  ];
  const grouped = await read('manifest.csv', `path,label,place\n${rows.join('\n')}\n`);
  expect(new Set(grouped.images.map(({ columns }) => columns.place))).toEqual(new Set(['land', 'water']));
  expect(grouped.notes.join('\n')).toContain('Spaces were dropped around other cells');
  const folders = await readFiles({ 'cat /1.jpg': '', 'cat/1.jpg': '', 'dog/1.jpg': '' });
  expect(folders.classes.map(({ name }) => name)).toEqual(['cat', 'cat ', 'dog']);
  expect(folders.notes.join('\n')).toContain('"cat" and "cat "');
});

test('a class list is composed too, and its names find labels in either form (D3)', async () => {
  const classList = [{ name: 'caf\u00e9' }, { name: 'tea' }];
  const dataset = await readFiles(
    { 'manifest.csv': toCsv(['cafe\u0301', 'tea ']) },
    { noImages: true, classList },
  );
  expect(namesOf(dataset)).toEqual(['caf\u00e9', 'tea']);
});

test('a member .cls in another encoding is refused, not garbled', async () => {
  const members = [['1.jpg', ''] as const, ['1.cls', Uint8Array.of(0x63, 0xe4)] as const];
  await expect(read('a.tar', await packTar(members))).rejects.toMatchObject({ code: 'not-utf8' });
});
