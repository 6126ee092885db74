import { expect, test } from 'vitest';
import { formatDecimal, isVaryingDecimal, TEXT_PARSERS } from './values.js';

test('times keep what is finer than a millisecond, so that two never become one', () => {
  const { timestampFromMilliseconds, timestampFromMicroseconds, timestampFromNanoseconds } = TEXT_PARSERS;
  expect(timestampFromMilliseconds!(1_000n)).toBe('1970-01-01T00:00:01.000Z');
  expect(timestampFromMicroseconds!(1_000_001n)).toBe('1970-01-01T00:00:01.000001Z');
  expect(timestampFromMicroseconds!(1_000_000n)).toBe('1970-01-01T00:00:01.000Z');
  expect(timestampFromNanoseconds!(1_000_000_002n)).toBe('1970-01-01T00:00:01.000000002Z');
  expect(timestampFromMicroseconds!(-1n)).toBe('1969-12-31T23:59:59.999999Z');
});

test('decimals of a fixed length are read by their bytes, those of a varying one are told', () => {
  expect(formatDecimal(Uint8Array.of(0xfb, 0x1e), 2)).toBe('-12.50');
  const decimal = { name: 'id', converted_type: 'DECIMAL', scale: 0 } as const;
  expect(isVaryingDecimal({ ...decimal, type: 'BYTE_ARRAY' })).toBe(true);
  expect(isVaryingDecimal({ ...decimal, type: 'FIXED_LEN_BYTE_ARRAY', type_length: 4 })).toBe(false);
  expect(isVaryingDecimal({ name: 'word', type: 'BYTE_ARRAY', converted_type: 'UTF8' })).toBe(false);
});
