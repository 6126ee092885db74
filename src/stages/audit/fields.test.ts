/** Values of images as fields: ranges, categories, columns, names. */
import { describe, expect, test } from 'vitest';
import { isIdentifier, toCategoryField, toColumnField, toNumberField } from './fields.js';
import { listNameFields } from './image-fields.js';

describe('fields', () => {
  test('numbers become ranges of about equally many images; a frequent number is a range of its own', () => {
    const zeros = Array(90).fill(0);
    const field = toNumberField('border', 'frame', [
      ...zeros,
      ...Array.from({ length: 10 }, (_, n) => 1 + n),
    ])!;
    expect(field.values[0]).toBe('0');
    expect([...field.codes.subarray(0, 90)].every((code) => code === 0)).toBe(true);
    expect(field.codes[90]).toBeGreaterThan(0);
    const even = toNumberField(
      'x',
      'file',
      Array.from({ length: 400 }, (_, n) => n),
    )!;
    expect(even.values).toHaveLength(10);
    for (const code of even.values.keys()) expect(even.codes.filter((own) => own === code).length).toBe(40);
  });

  test('absent numbers are a value of their own, and a constant is no field', () => {
    expect(toNumberField('quality', 'file', [90, null, 90])).toMatchObject({
      values: ['90', '(none)'],
      codes: Int32Array.of(0, 1, 0),
    });
    expect(toNumberField('quality', 'file', [90, 90])).toBeNull();
    expect(toCategoryField('site', 'column', ['a', 'a'])).toBeNull();
    expect(toCategoryField('site', 'column', ['a', ''])!.values).toEqual(['(none)', 'a']);
  });

  test('rare categories are one', () => {
    const field = toCategoryField(
      'tables',
      'file',
      Array.from({ length: 300 }, (_, n) => (n < 200 ? 'usual' : `t${n}`)),
    )!;
    expect(field.values).toHaveLength(50);
    expect([field.values[0], field.values.at(-1)]).toEqual(['usual', '(other)']);
    expect(field.codes.filter((code) => code === 49).length).toBe(100 - 48);
  });

  test('dates are ordered, whole numbers of their own name images, measured numbers do not', () => {
    const days = Array.from({ length: 40 }, (_, n) => `2026-01-${String((n % 30) + 1).padStart(2, '0')}`);
    expect(toColumnField('date', days)!.values[0]).toBe('2026-01-01 to 2026-01-05');
    expect(isIdentifier(['7', '8', '9'])).toBe(true);
    expect(isIdentifier(['a1', 'a2', 'a3'])).toBe(true);
    expect(isIdentifier(['0.5', '0.25', '0.75'])).toBe(false);
    expect(isIdentifier(['a', 'a', 'b'])).toBe(false);
  });

  test('names of files without the words of classes', () => {
    const paths = Array.from(
      { length: 20 },
      (_, n) => `train/ants/${n < 8 ? 'flickr' : 'scan'}_ant_${100 + n}.jpg`,
    );
    const classes = [{ index: 0, name: 'ants', displayName: 'ants' }];
    const fields = listNameFields(paths, classes);
    expect(fields.map(({ name }) => name)).toEqual(['name_pattern', 'name:scan', 'name:flickr']);
    expect(fields[0]!.values).toEqual(['scan_*_#', 'flickr_*_#']);
  });
});
