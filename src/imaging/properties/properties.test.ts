/** Properties of files against numpy and Pillow (scripts/make-property-fixtures.py). */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { ImageProperties } from '../../records/audit/image-properties.js';
import { readJpegTables } from '../formats/jpeg-tables.js';
import { readImageProperties } from './image-properties.js';

const folder = new URL('../../../fixtures/imaging/properties/', import.meta.url);
const readBytes = (name: string) => new Uint8Array(readFileSync(new URL(name, folder)));
const expected: Record<string, Partial<ImageProperties>> = JSON.parse(
  readFileSync(new URL('expected.json', folder), 'utf8'),
);

test.each(Object.entries(expected))(
  '%s has the properties that numpy and Pillow give it',
  async (name, known) => {
    const found = await readImageProperties(readBytes(name));
    for (const [property, value] of Object.entries(known)) {
      const own = found[property as keyof ImageProperties];
      // Sums of some thousand numbers below 10^6 in another order: 10^-9 of the value is far above their rounding.
      if (typeof value === 'number')
        expect(Math.abs(Number(own) - value), property).toBeLessThan(1e-9 * Math.max(1, value));
      else expect(own, property).toBe(value);
    }
  },
);

test('a grey picture has no hue, and a red one that of red', async () => {
  expect((await readImageProperties(readBytes('grey.png'))).hue).toBeNull();
  const red = Uint8Array.from(
    Buffer.from('P6\n3 3\n255\n')
      .toJSON()
      .data.concat(...Array(9).fill([200, 0, 0])),
  );
  expect(await readImageProperties(red)).toMatchObject({
    hue: 0,
    saturation: 1,
    format: 'PNM',
    sharpness: 0,
  });
});

test('the same tables have the same mark, others another', () => {
  const markOf = (name: string) => readJpegTables(readBytes(name))?.mark;
  expect(new Set(['q35.jpg', 'q90.jpg', 'camera.jpg', 'turned.jpg'].map(markOf)).size).toBe(4);
  expect(markOf('q90.jpg')).toMatch(/^[0-9a-f]{8}$/);
  expect(readJpegTables(readBytes('slope.png'))).toBeNull();
});

test('EXIF that points out of its data is no text', async () => {
  const bytes = readBytes('camera.jpg');
  const text = Buffer.from(bytes).indexOf('Model Seven');
  expect(text).toBeGreaterThan(0);
  // The entry of the tag 0x0110 in the byte order of the file: its offset becomes larger than the file.
  const entry = Buffer.from(bytes).indexOf(Buffer.from([0x01, 0x10, 0x00, 0x02]));
  const littleEntry = Buffer.from(bytes).indexOf(Buffer.from([0x10, 0x01, 0x02, 0x00]));
  bytes.fill(0xff, Math.max(entry, littleEntry) + 8, Math.max(entry, littleEntry) + 12);
  expect(await readImageProperties(bytes)).toMatchObject({ cameraMake: 'Cam', cameraModel: null });
});
