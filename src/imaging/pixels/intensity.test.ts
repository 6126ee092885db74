import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import fc from '../../../test/properties.js';
import { decodeImage, decodeSamples } from '../index.js';
import { scaleSamples } from './intensity.js';

const FOLDER = new URL('../../../fixtures/imaging/deep/', import.meta.url);
const readFixture = (name: string) => new Uint8Array(readFileSync(new URL(name, FOLDER)));
const samples = JSON.parse(readFileSync(new URL('deep.json', FOLDER), 'utf8')) as Record<
  string,
  (number | null)[]
>;
const scale = (type: 'uint16' | 'float32', values: number[], low: number, high: number) => [
  ...scaleSamples(
    { type, width: values.length, height: 1, channels: 1, data: Float32Array.from(values) },
    { low, high },
  ),
];

describe('samples are read as they were written', () => {
  test.each(Object.entries(samples))('%s', async (name, written) => {
    const read = await decodeSamples(readFixture(name));
    expect([...read!.data].map((value) => (Number.isFinite(value) ? value : null))).toEqual(written);
  });

  test('none of a file of 8 bits', async () => {
    expect(await decodeSamples(readFixture('levels.png'))).toBeNull();
  });
});

describe('a range makes the same picture of every type', () => {
  const cases = [
    ['12-bit.png', { uint16: { low: 0, high: 4095 } }],
    ['12-bit.tif', { uint16: { low: 0, high: 4095 } }],
    ['12-bit-big-endian.tif', { uint16: { low: 0, high: 4095 } }],
    ['12-bit-color.tif', { uint16: { low: 0, high: 4095 } }],
    ['16-bit.tif', { uint16: { low: 0, high: 65535 } }],
    ['10-bit-in-32.tif', { uint32: { low: 0, high: 1023 } }],
    ['fractions.tif', { float32: { low: 0, high: 1 } }],
    ['fractions-color-planes.tif', { float32: { low: 0, high: 1 } }],
    ['levels-as-floats.tif', { float32: { low: 0, high: 255 } }],
    ['around-zero.tif', { float32: { low: -1, high: 1 } }],
    ['temperatures.tif', { float32: { low: 250, high: 335 } }],
    // Steps of ten: 2559 samples wide, so that each level is its own.
    ['signed-16.tif', { int16: { low: -1000, high: 1559 } }],
    ['signed-16-big-endian.tif', { int16: { low: -1000, high: 1559 } }],
    ['signed-16-color-planes.tif', { int16: { low: -1000, high: 1559 } }],
    ['signed-32.tif', { int32: { low: -1000, high: 1559 } }],
  ] as const;
  test.each(cases)('%s', async (name, intensity) => {
    const plain = name.includes('color') ? 'levels-color.png' : 'levels.png';
    const { data } = await decodeImage(readFixture(plain));
    expect([...(await decodeImage(readFixture(name), { intensity })).data]).toEqual([...data]);
  });

  test('the high byte of 16 bits is what is read without a range, and with the full one', async () => {
    const bytes = readFixture('16-bit.tif');
    const full = await decodeImage(bytes, { intensity: { uint16: { low: 0, high: 65535 } } });
    expect([...(await decodeImage(bytes)).data]).toEqual([...full.data]);
  });

  test('a file of 8 bits, and one of another type, are read as without a range', async () => {
    for (const name of ['levels.png', '12-bit.png']) {
      const scaled = await decodeImage(readFixture(name), { intensity: { float32: { low: 0, high: 1 } } });
      expect(scaled.data).toEqual((await decodeImage(readFixture(name))).data);
    }
  });
});

test('what is no number is black, what lies outside of the range is cut', async () => {
  const { data } = await decodeImage(readFixture('holes.tif'), {
    intensity: { float32: { low: 0, high: 0.5 } },
  });
  expect([data[3], data[6], data[data.length - 1]]).toEqual([0, 255, 255]);
  expect(scale('float32', [Number.NaN, -3, 0.5, 9], 0, 1)).toEqual([0, 0, 128, 255]);
});

test('samples that cannot be told or read are refused', async () => {
  for (const name of ['five-bands.tif', 'half-floats.tif', 'double-floats.tif']) {
    await expect(decodeImage(readFixture(name))).rejects.toMatchObject({ code: 'unsupported-format' });
  }
});

describe('Netpbm of more than 8 bits', () => {
  // The same samples plain and raw, grey and in colour; 255 states that a byte holds them.
  const values = [0, 100, 1000, 4095, 2000, 65];
  const raw = Buffer.alloc(12);
  for (const [place, value] of values.entries()) raw.writeUInt16BE(value, 2 * place);
  const files = {
    'plain grey': Buffer.from(`P2 6 1 4095 ${values.join(' ')}\n`),
    'raw grey': Buffer.concat([Buffer.from('P5 6 1 4095\n'), raw]),
    'raw colour': Buffer.concat([Buffer.from('P6 2 1 4095\n'), raw]),
  };
  test.each(Object.entries(files))(
    '%s is scaled by the range of the data set where there is one',
    async (name, file) => {
      const channels = name.endsWith('colour') ? 3 : 1;
      const toPixels = (levels: number[]) =>
        channels === 3 ? levels : levels.flatMap((level) => [level, level, level]);
      const range = { low: 0, high: 1999 };
      const ranged = await decodeImage(file, { intensity: { uint16: range } });
      expect([...ranged.data]).toEqual(toPixels(scale('uint16', values, range.low, range.high)));
      const stated = values.map((value) => Math.round((value / 4095) * 255));
      expect([...(await decodeImage(file)).data]).toEqual(toPixels(stated));
      expect(await decodeSamples(file)).toMatchObject({
        type: 'uint16',
        channels,
        data: Float32Array.from(values),
      });
    },
  );

  test('8 bits have no range', async () => {
    const file = Buffer.from('P2 2 1 255 0 200\n');
    const ranged = await decodeImage(file, { intensity: { uint16: { low: 0, high: 9 } } });
    expect([...ranged.data]).toEqual([0, 0, 0, 200, 200, 200]);
    expect(await decodeSamples(file)).toBeNull();
  });
});

test('inks of 16 bits are those of 8, whatever the range', async () => {
  const { data } = await decodeImage(readFixture('inks-8-bit.tif'));
  const deep = await decodeImage(readFixture('inks.tif'), { intensity: { uint16: { low: 0, high: 9 } } });
  expect([...deep.data]).toEqual([...data]);
});

test('a range of b bits keeps the highest 8 of them', () => {
  fc.assert(
    fc.property(fc.integer({ min: 8, max: 16 }), fc.array(fc.nat(65535)), (bits, values) => {
      const inside = values.map((value) => value % 2 ** bits);
      expect(scale('uint16', inside, 0, 2 ** bits - 1)).toEqual(inside.map((value) => value >> (bits - 8)));
    }),
  );
});
