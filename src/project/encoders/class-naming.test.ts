import { expect, test } from 'vitest';
import { nameByEncoder } from './class-naming.js';

const LION = { index: 0, name: 'n02129165', wordnetId: 'n02129165', displayName: 'n02129165' };
const ENCODER = [{ name: 'lion, king of beasts', wordnetId: 'n02129165' }, { name: 'water' }];

test('classes that are only WordNet ids get the names that the encoder knows; name and index stay', () => {
  expect(nameByEncoder([LION], ENCODER)).toEqual([{ ...LION, displayName: 'lion, king of beasts' }]);
});

test.each([
  ['a class that has a name', { ...LION, displayName: 'lion' }],
  ['an id that the encoder does not know', { ...LION, wordnetId: 'n00000001', displayName: 'n00000001' }],
  ['a class without an id', { index: 0, name: 'water', displayName: 'water' }],
])('%s keeps what it is called', (_, record) => {
  expect(nameByEncoder([record], ENCODER)).toEqual([]);
});
