/**
 * Hostile predictions: tables and arrays as `model add --predictions` takes them.
 */
import { BOMB_BYTES, packZeros } from '../bombs.js';
import { join, varint } from '../bytes.js';
import { toHostileFiles } from '../hostile-files.js';
import { type HostileTable, IMAGES, PREDICTED, type TableRow } from './doors.js';
import { deltas, nestedFooter, type ParquetLies, parquet, run } from './parquet-files.js';

const lines = (header: string, ...more: string[]) => [
  header,
  ...IMAGES.map((image, at) => `${image},${PREDICTED[at]}`),
  ...more,
];
const csv = lines('image,prediction').join('\n');
const right = { predicted: PREDICTED };
const NESTED = 100_000;

const TEXTS: TableRow[] = [
  ['as it should be', right, csv],
  ['nothing', 'refused', ''],
  ['a header alone', 'refused', 'image,prediction\n'],
  ['no header', 'refused', lines('').slice(1).join('\n')],
  ['a mark of UTF-8', right, join('\xef\xbb\xbf', csv)],
  ['UTF-16', right, Buffer.from(`\ufeff${csv}`, 'utf16le')],
  ['UTF-16 the other way', right, Buffer.from(`\ufeff${csv}`, 'utf16le').swap16()],
  ['UTF-16, cut in a letter', 'refused', Buffer.from(`\ufeff${csv}`, 'utf16le').subarray(0, -1)],
  ['UTF-32', 'refused', join('\xff\xfe\0\0', ...[...csv].map((letter) => `${letter}\0\0\0`))],
  ['no UTF-8', 'refused', join(csv, '\n\xff\xfe,1')],
  ['line ends of Windows', right, csv.replaceAll('\n', '\r\n')],
  ['line ends of old Macs', right, csv.replaceAll('\n', '\r')],
  ['line ends of all kinds', 'refused', csv.replace('\n', '\r\n').replace(/\n(?=[^\n]*$)/, '\r')],
  ['ten thousand empty lines', right, `${csv}${'\n'.repeat(10_000)}`],
  ['semicolons', right, csv.replaceAll(',', ';')],
  ['tabs', right, csv.replaceAll(',', '\t')],
  ['a quote that is not closed', 'refused', csv.replace('cat', '"cat')],
  ['a quote that is not closed, ten megabytes long', 'refused', () => `${csv}\n"${'x\n'.repeat(5_000_000)}`],
  ['a quote in a cell', 'refused', csv.replace('cat', 'ca"t')],
  ['zeros in its text', 'refused', csv.replace('cat', 'c\0at')],
  [
    'a million columns',
    'refused',
    () => `${Array.from({ length: 1_000_000 }, (_, at) => `c${at}`).join(',')}\n`,
  ],
  [
    'a million columns without names',
    'refused',
    () => `${','.repeat(1_000_000)}\n${','.repeat(1_000_000)}\n`,
  ],
  ['a cell of ten megabytes', 'refused', () => csv.replace('cat', 'x'.repeat(10_000_000))],
  ['ten megabytes without an end of line', 'refused', () => 'x'.repeat(10_000_000)],
  [
    'a column twice',
    'refused',
    csv.replace('image,prediction', 'image,prediction,prediction').replaceAll(/(cat|dog)/g, '$1,dog'),
  ],
  ['an image twice, once as each class', 'refused', lines('image,prediction', `${IMAGES[0]},dog`).join('\n')],
  ['an image that is missing', 'refused', csv.split('\n').slice(0, -1).join('\n')],
  ['a row that is too long', 'refused', `${csv},more,and,more`],
  ['a row that is too short', 'refused', `${csv}\na/1.jpg`],
  ['a class that there is not', 'refused', csv.replace('cat', 'constructor')],
  ['a class called as a prototype', 'refused', csv.replace('cat', '__proto__')],
  [
    'a column called as a prototype',
    right,
    lines('image,prediction')
      .map((line, at) => `${line},${at === 0 ? '__proto__' : 'x'}`)
      .join('\n'),
  ],
  ['a formula for a class', 'refused', csv.replace('cat', '=1+1')],
  ['paths that lead out', 'refused', csv.replaceAll('a/', '../../a/../../')],
  [
    'scores that are no numbers',
    'refused',
    `image,cat,dog\n${IMAGES.map((image) => `${image},NaN,0.5`).join('\n')}`,
  ],
  [
    'scores without end',
    'refused',
    `image,cat,dog\n${IMAGES.map((image) => `${image},1e999,0.5`).join('\n')}`,
  ],
  [
    'scores in other bases',
    'refused',
    `image,cat,dog\n${IMAGES.map((image) => `${image},0x10,0b1`).join('\n')}`,
  ],
  ['a page of the web', 'refused', '<!doctype html><table><tr><td>image</td></tr></table>'],
];

const COSTLY: TableRow[] = [
  [
    'a million images that there are not',
    'refused',
    () => `image,prediction\n${Array.from({ length: 1_000_000 }, (_, at) => `no/${at}.jpg,cat`).join('\n')}`,
  ],
];

const JSONS: TableRow[] = [
  [
    'as it should be',
    right,
    JSON.stringify(IMAGES.map((image, at) => ({ image, prediction: PREDICTED[at] }))),
  ],
  [
    'lists within lists, a hundred thousand deep',
    'refused',
    () => `${'['.repeat(NESTED)}${']'.repeat(NESTED)}`,
  ],
  [
    'objects within objects, a hundred thousand deep',
    'refused',
    () => `[${'{"image":'.repeat(NESTED)}1${'}'.repeat(NESTED)}]`,
  ],
  ['a number', 'refused', '[1, 2, 3]'],
  ['cut in the middle', 'refused', '[{"image": "a/1.jpg", "predic'],
  ['a prototype', 'refused', `[{"__proto__": {"image": "a/1.jpg", "prediction": "cat"}}]`],
  ['nothing but nothing', 'refused', '[null, null]'],
  ['a million empty objects', 'refused', () => `[${'{},'.repeat(1_000_000)}{}]`],
];

const of = (lies: ParquetLies = {}) =>
  parquet(
    IMAGES,
    PREDICTED.map((name) => (name === 'cat' ? 0 : 1)),
    lies,
  );

/** The largest run that hyparquet can read. */
const ENDLESS = 2 ** 31 - 1;
const TWENTY_MILLION = 20_000_000;
const PRESENT = run(IMAGES.length, 1);
/** Lengths of what texts share with the one before, lengths of the rest, and the rest. */
const frontCode = (shared: [first: number, step: number], rest: number, texts: string) =>
  join(deltas(IMAGES.length, ...shared), deltas(IMAGES.length, rest, 0), texts);

const PARQUETS: TableRow[] = [
  ['as it should be', right, of()],
  ['which values are there', right, of({ levels: PRESENT })],
  ['a page of version 2', right, of({ levels: PRESENT, second: {} })],
  [
    'texts that begin as the one before',
    right,
    of({ frontCoded: frontCode([0, 0], IMAGES[0]!.length, IMAGES.join('')) }),
  ],
  [
    'a place in its dictionary, two billion times',
    'refused',
    of({ dictionaryBits: join(1, run(ENDLESS, 0)) }),
  ],
  [
    'a place in its dictionary, two billion times, packed by gzip',
    'refused',
    of({ dictionaryBits: join(1, run(ENDLESS, 0)), codec: 2 }),
  ],
  ['a value that is there two billion times', 'refused', of({ levels: run(ENDLESS, 1) })],
  [
    'a value that is there two billion times, in version 2',
    'refused',
    of({ levels: run(ENDLESS, 1), second: {} }),
  ],
  [
    'places of no bits, fewer than none, in version 2',
    'refused',
    of({ dictionaryBits: join(0, varint(2 ** 32 - 1)), second: {} }),
  ],
  ['fewer nulls than none', 'refused', of({ levels: PRESENT, second: { nullCount: -ENDLESS } })],
  ['fewer rows in a page than none', 'refused', of({ levels: PRESENT, second: { rowCount: -ENDLESS } })],
  [
    'twenty million rows of one value',
    'refused',
    of({
      dictionaryBits: join(1, run(TWENTY_MILLION, 0)),
      rowCount: TWENTY_MILLION,
      valueCount: TWENTY_MILLION,
    }),
  ],
  ['texts that share half a gigabyte', 'refused', of({ frontCoded: frontCode([0, 2 ** 29], 1, 'abcd') })],
  [
    'packed by gzip',
    right,
    of({ codec: 2, pageBytes: IMAGES.reduce((sum, image) => sum + image.length + 4, 0) }),
  ],
  ['its signature alone', 'refused', 'PAR1'],
  ['its signatures alone', 'refused', 'PAR1PAR1'],
  ['cut', 'refused', of().subarray(0, -20)],
  ['a footer of 4 GB', 'refused', of({ footerBytes: -1 })],
  ['a footer of nothing', 'refused', of({ footerBytes: 0 })],
  ['a footer of structs within structs, a hundred thousand deep', 'refused', () => nestedFooter(100_000)],
  ['a footer of structs within structs, ten million deep', 'refused', () => nestedFooter(10_000_000)],
  ['a list of two billion columns', 'refused', of({ schemaCount: 2 ** 31 - 1 })],
  ['a column of two billion columns', 'refused', of({ children: 2 ** 31 - 1 })],
  ['fewer columns than none', 'refused', of({ children: -1 })],
  ['2^62 rows', 'refused', of({ rowCount: 2n ** 62n })],
  ['fewer rows than none', 'refused', of({ rowCount: -4 })],
  ['more rows than values', 'refused', of({ rowCount: 1000 })],
  ['two billion values', 'refused', of({ valueCount: 2 ** 31 - 1 })],
  ['fewer values than none', 'refused', of({ valueCount: -5 })],
  ['a page of 2 GB', 'refused', of({ pageBytes: 2 ** 31 - 1, packedBytes: 2 ** 31 - 1 })],
  ['a page of fewer bytes than none', 'refused', of({ pageBytes: -9, packedBytes: -9 })],
  ['a page beyond the end', 'refused', of({ pageAt: 2 ** 40 })],
  ['a page before the beginning', 'refused', of({ pageAt: -4 })],
  ['a page in the middle of another', 'refused', of({ pageAt: 9 })],
  ['a compression that there is not', 'refused', of({ codec: 77 })],
  ['a type that there is not', 'refused', of({ type: 55 })],
  [
    'a page that inflates to three gigabytes, as it says',
    'refused',
    () => of({ packed: packZeros('gzip', BOMB_BYTES), pageBytes: 2 ** 31 - 1 }),
  ],
  [
    'a page that inflates to three gigabytes, and says less',
    'refused',
    () => of({ packed: packZeros('gzip', BOMB_BYTES), pageBytes: 100 }),
  ],
  ['places beyond its dictionary', 'refused', of({ dictionaryBits: Buffer.of(8, 8, 99) })],
  ['places of 255 bits', 'refused', of({ dictionaryBits: Buffer.of(255, 8, 99) })],
];

/** All of them. */
export const HOSTILE_PREDICTIONS: HostileTable[] = [
  ...toHostileFiles('CSV', 'predictions.csv', TEXTS),
  ...toHostileFiles('CSV', 'predictions.csv', COSTLY, { isCostly: true }),
  ...toHostileFiles('JSON', 'predictions.json', JSONS),
  ...toHostileFiles('Parquet', 'predictions.parquet', PARQUETS),
  ...toHostileFiles('workbook', 'predictions.xlsx', [['a zip archive', 'refused', 'PK\x03\x04'] as TableRow]),
];
