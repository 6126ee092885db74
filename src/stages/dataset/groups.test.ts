import { expect, test } from 'vitest';
import { findGroupColumns, MOST_GROUPS } from './groups.js';

/** Twelve images of two classes with one column; `values` in this order, the first six of class 0. */
function find(values: string[], further: Record<string, string>[] = []) {
  const images = values.map((value, place) => ({
    path: `${place}.jpg`,
    location: null,
    label: '',
    split: null,
    columns: { ...further[place], lighting: value },
  }));
  const groupCandidates = Object.keys(images[0]!.columns);
  const classIndices = values.map((_, place) => (place < values.length / 2 ? 0 : 1));
  return findGroupColumns({ images, groupCandidates }, classIndices, ['day', 'cat']);
}

const repeat = (values: string, count: number) =>
  Array.from({ length: count }, () => values.split('')).flat();

test('D31: a column that varies within every class is found whatever its name', () => {
  expect(find('aaaabbbbbbaa'.split(''))).toEqual({ columns: ['lighting'], note: null });
  // Without a value an image belongs to no group.
  expect(find(['a', 'a', 'b', 'b', '', '', 'a', 'a', 'b', 'b', '', '']).columns).toEqual(['lighting']);
});

test.each([
  ['constant in a class', 'aaaabbbbbbbb', 'constant in "cat"'],
  ['odd once in a class', 'aaaabbbbbbba', 'constant in "cat"'],
  ['a finer label', 'aaabbbcccddd', 'each value in one class'],
  ['the same everywhere', 'aaaaaaaaaaaa', 'one value'],
])('D31: %s is no group, and the note says how to name it', (_, values, why) => {
  const { columns, note } = find(values.split(''));
  expect(columns).toEqual([]);
  expect(note).toContain(`lighting (${why})`);
  expect(note).toContain('--group-columns');
});

test('D31: names of classes are labels, and many values describe images', () => {
  expect(
    find(['day', 'day', 'cat', 'cat', 'cat', 'cat', 'day', 'day', 'cat', 'cat', 'cat', 'cat']).note,
  ).toContain('names of classes');
  expect(find(repeat('0123456789', 4)).columns).toEqual(['lighting']);
  expect(find(repeat('0123456789x', 4)).note).toContain(`${MOST_GROUPS + 1} values`);
});

test('the column most tied to the classes comes first', () => {
  const further = repeat('pq', 6).map((value) => ({ fold: value }));
  expect(find('aaaabbbbbbaa'.split(''), further).columns).toEqual(['lighting', 'fold']);
});
