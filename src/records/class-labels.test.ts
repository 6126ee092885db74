import { expect, test } from 'vitest';
import { listSynonyms, toClassLabels } from './class-labels.js';

const label = (...names: string[]) =>
  toClassLabels(names.map((displayName, index) => ({ index, displayName })));

test('the first synonym where it is the class’s alone', () => {
  expect(label('goldfish, Carassius auratus', 'tench, Tinca tinca', 'bee')).toEqual([
    'goldfish',
    'tench',
    'bee',
  ]);
});

test('all synonyms where the first is shared, the index where all are', () => {
  expect(label('crane', 'crane, lifting device', 'maillot', 'maillot')).toEqual([
    'crane',
    'crane, lifting device',
    'maillot (2)',
    'maillot (3)',
  ]);
});

test('names of commas alone stay as they are', () => {
  expect(label(',', 'a,')).toEqual([',', 'a']);
  expect(listSynonyms('gondola , Venetian boat,')).toEqual(['gondola', 'Venetian boat']);
});
