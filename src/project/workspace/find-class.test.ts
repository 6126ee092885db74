import { expect, test } from 'vitest';
import { SILENT_OBSERVER } from '../../base/observer.js';
import { findClass } from './find-class.js';

const toDataset = (...names: string[]) => ({
  classes: names.map((name, index) => ({ index, name, displayName: name })),
});

function find(names: readonly string[], text: string, labelsAre?: 'name' | 'index') {
  const said: string[] = [];
  const observer = { ...SILENT_OBSERVER, info: (sentence: string) => said.push(sentence) };
  return { index: findClass(toDataset(...names), text, { labelsAre, observer }).index, said: said.join(' ') };
}

const NUMBERS = ['0', '1', '10', '2'];

test.each<[string, readonly string[], string, number, RegExp]>([
  ['a name', ['ant', 'bee'], 'bee', 1, /^$/],
  ['an index', ['ant', 'bee'], '1', 1, /^$/],
  ['a number that is a name and another index', NUMBERS, '2', 3, /"2" is class "2", not class number 2/],
  ['a number that only is an index', ['5', '7', '9'], '1', 1, /read as class indices/],
  ['another letter case', ['Ant', 'Bee'], 'bee', 1, /letter case/],
  ['a padded number', ['08', '09'], '9', 1, /"9" is read as "09"/],
  ['how a name begins', ['gondola, Venetian boat', 'ant'], 'gondola', 0, /^$/],
])('%s', (_, names, text, index, said) => {
  const found = find(names, text);
  expect(found.index).toBe(index);
  expect(found.said).toMatch(said);
});

test('what is said to be an index is none of the names', () => {
  expect(find(NUMBERS, '2', 'index')).toEqual({ index: 2, said: '' });
  expect(find(NUMBERS, '2', 'name')).toEqual({ index: 3, said: '' });
});

test.each([
  [['ant', 'bee'], 'cow', 'There is no class "cow"'],
  [['ant', 'bee'], '2', 'There is no class "2"'],
  [['crane, bird', 'crane, machine'], 'crane', '"crane" may be any of 2 classes'],
])('among %j there is no %s', (names, text, message) => {
  expect(() => find(names, text)).toThrow(message);
});
