import { describe, expect, test } from 'vitest';
import type { SampleType } from '../../records/intensity.js';
import { chooseRanges, type IntensityChoice, parseIntensity } from './intensity.js';

const choose = (type: SampleType, lowest: number, highest: number, choice: IntensityChoice = 'auto') =>
  chooseRanges([{ type, imageCount: 64, lowest, highest }], choice);

describe('auto takes the usual range that holds the values', () => {
  test.each([
    ['uint16', 0, 255, { low: 0, high: 255 }],
    ['uint16', 3, 900, { low: 0, high: 1023 }],
    ['uint16', 0, 4095, { low: 0, high: 4095 }],
    ['uint16', 40, 10_400, { low: 0, high: 16_383 }],
    ['int16', 0, 4000, { low: 0, high: 4095 }],
    ['int16', -1024, 3071, { low: -1024, high: 3071 }],
    ['uint32', 0, 65_000, { low: 0, high: 65_535 }],
    ['uint32', 7, 1_000_000, { low: 7, high: 1_000_000 }],
    ['int8', -100, 99, { low: -100, high: 99 }],
    ['float32', 0, 1, { low: 0, high: 1 }],
    ['float32', 0, 254.6, { low: 0, high: 255 }],
    ['float32', -0.98, 1, { low: -1, high: 1 }],
    ['float32', 251.5, 318.25, { low: 251.5, high: 318.25 }],
  ] as const)('%s from %d to %d', (type, lowest, highest, range) => {
    expect(choose(type, lowest, highest).ranges).toEqual({ [type]: range });
  });

  test('16 bits that are used leave decoding, and so the fingerprint, as they were', () => {
    expect(choose('uint16', 0, 16_384).ranges).toEqual({});
    expect(choose('uint16', 0, 4095, 'full').ranges).toEqual({});
  });
});

test('full is the type, minmax what was found, a range itself', () => {
  expect(choose('int16', -5, 9, 'full').ranges).toEqual({ int16: { low: -32_768, high: 32_767 } });
  expect(choose('float32', 0.2, 0.7, 'minmax').ranges).toEqual({ float32: { low: 0.2, high: 0.7 } });
  expect(choose('uint16', 8, 8, 'minmax').ranges).toEqual({ uint16: { low: 8, high: 9 } });
  expect(choose('uint16', 0, 4095, { low: -10, high: 50 }).ranges).toEqual({
    uint16: { low: -10, high: 50 },
  });
});

test('each type has its own range, and a sentence with what was found and what becomes of it', () => {
  const { ranges, sentences } = chooseRanges(
    [
      { type: 'uint16', imageCount: 64, lowest: 12, highest: 4095 },
      { type: 'float32', imageCount: 1, lowest: 0, highest: 0.98765 },
    ],
    'auto',
  );
  expect(ranges).toEqual({ uint16: { low: 0, high: 4095 }, float32: { low: 0, high: 1 } });
  expect(sentences).toEqual([
    '64 images that were looked at have uint16 samples from 12 to 4095: 0 becomes black and 4095 white (12 bits). --intensity chooses otherwise.',
    '1 image that was looked at has float32 samples from 0 to 0.9877: 0 becomes black and 1 white (fractions). --intensity chooses otherwise.',
  ]);
  expect(chooseRanges([], 'minmax')).toEqual({ ranges: {}, sentences: [] });
});

describe('parseIntensity', () => {
  test('words and ranges', () => {
    expect(['auto', 'full', 'minmax'].map(parseIntensity)).toEqual(['auto', 'full', 'minmax']);
    expect(parseIntensity('0,4095')).toEqual({ low: 0, high: 4095 });
    expect(parseIntensity('-1000, 400.5')).toEqual({ low: -1000, high: 400.5 });
  });

  test.each(['', 'max', '5', '5,3', '1,1', '0,4095,1', 'a,b', ',5', '0,Infinity'])('not %j', (text) => {
    expect(() => parseIntensity(text)).toThrow(/LOW,HIGH/);
  });
});
