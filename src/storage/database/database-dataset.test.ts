import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import fc from '../../../test/properties.js';
import type { Dataset, ImageLocation } from '../../records/dataset.js';
import { openDatabase, type WorkspaceDatabase } from './database.js';

let folder: string;
let database: WorkspaceDatabase;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spuriosity-dataset-'));
  database = openDatabase(join(folder, 'workspace.sqlite'));
});
afterEach(async () => {
  database.close();
  await rm(folder, { recursive: true });
});

const dataset: Dataset = {
  format: 'manifest',
  classes: [
    {
      index: 0,
      name: 'água, "doce"',
      displayName: 'água',
      wordnetId: 'n01',
      gloss: 'wet',
      superCategory: 'x',
    },
    { index: 1, name: '鳥', displayName: '鳥' },
  ],
  images: [
    {
      index: 0,
      path: 'a.jpg',
      location: { kind: 'file', path: 'a.jpg' },
      classIndex: 1,
      split: 'train',
      columns: { place: 'water', "it's": '' },
    },
    {
      index: 1,
      path: 'b.jpg',
      location: { kind: 'file', path: 'img/b.jpg' },
      classIndex: 0,
      split: 'train',
      columns: {},
    },
    {
      index: 2,
      path: 'c.jpg',
      location: { kind: 'archive', path: 'x.tar', offset: 2 ** 40, sizeBytes: 7 },
      classIndex: 0,
      split: 'val',
      columns: {},
    },
    { index: 3, path: 'd.jpg', location: null, classIndex: 0, split: 'test', columns: {} },
  ],
  extraColumns: ['place', "it's"],
  groupColumns: ['place'],
  maskColumn: null,
  skipped: [{ path: 'e.jpg', code: 'unreadable-name', reason: 'Its name is not UTF-8.' }],
  notes: ['Detected a manifest.'],
};

test('W51: reads back field for field, and a second one replaces it', () => {
  expect(database.hasDataset()).toBe(false);
  expect(() => database.readDataset()).toThrow(expect.objectContaining({ code: 'dataset-missing' }));
  database.writeDataset(dataset, '../birds');
  expect(database.hasDataset()).toBe(true);
  expect(database.readDataset()).toEqual({ ...dataset, root: '../birds' });
  const { name } = dataset.classes[1]!;
  database.writeClassNames([{ index: 1, displayName: 'heron' }]);
  expect(database.readDataset().classes[1]).toMatchObject({ name, displayName: 'heron' });
  const other: Dataset = { ...dataset, images: [], skipped: [], maskColumn: 'mask' };
  database.writeDataset(other, 'elsewhere');
  expect(database.readDataset()).toEqual({ ...other, root: 'elsewhere' });
});

test('a data set that fails half way changes nothing', () => {
  database.writeDataset(dataset, 'root');
  const unknownClass = { ...dataset.images[0]!, classIndex: 9 };
  expect(() => database.writeDataset({ ...dataset, images: [unknownClass] }, 'other')).toThrow(/FOREIGN KEY/);
  const repeated = [dataset.images[0]!, dataset.images[0]!];
  expect(() => database.writeDataset({ ...dataset, images: repeated }, 'other')).toThrow(/UNIQUE/);
  expect(database.readDataset()).toEqual({ ...dataset, root: 'root' });
});

test('keeps answers when the data set is replaced', () => {
  const answer = {
    ...{ workerId: 'W1', wordnetId: 'n01', classIndex: 0, feature: 17, featureRank: 1 },
    ...({ main: 'background', confidence: 4, reasons: '' } as const),
  };
  database.appendAnswers([answer], 'a.csv');
  database.writeDataset(dataset, 'root');
  expect(database.readAnswers()).toHaveLength(1);
});

test('any names, places and columns survive', () => {
  // No file name holds a NUL, and SQLite's texts end there.
  const text = fc.string({ unit: 'binary' }).map((name) => name.replaceAll('\0', '0'));
  const location = fc.oneof(
    fc.constant(null),
    fc.record({ kind: fc.constant('file'), path: text }),
    fc.record({
      kind: fc.constant('archive'),
      path: text,
      offset: fc.maxSafeNat(),
      sizeBytes: fc.maxSafeNat(),
    }),
  ) as fc.Arbitrary<ImageLocation | null>;
  const columns = fc.dictionary(text, text, { noNullPrototype: true });
  fc.assert(
    fc.property(fc.array(fc.record({ path: text, location, columns }), { maxLength: 5 }), (records) => {
      const images = records.map((record, index) => ({
        ...record,
        index,
        classIndex: 0,
        split: 'train' as const,
      }));
      database.writeDataset({ ...dataset, images }, 'root');
      expect(database.readDataset().images).toEqual(images);
    }),
    { numRuns: 30 },
  );
});

test('a hundred thousand images', () => {
  const images = Array.from({ length: 100_000 }, (_, index) => {
    const image = `train/n01/${index}.jpg`;
    return {
      index,
      path: image,
      location: { kind: 'file' as const, path: image },
      classIndex: index % 2,
      split: 'train' as const,
      columns: {},
    };
  });
  database.writeDataset({ ...dataset, images }, 'root');
  expect(database.readDataset().images).toEqual(images);
});
