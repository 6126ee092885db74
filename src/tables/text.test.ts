import { expect, test } from 'vitest';
import { parseColumns, parseTableBytes } from './table.js';
import { decodeText } from './text.js';

const TEXT = 'path;label\nbär.jpg;Łoś\n';

function toUtf16(text: string, isBigEndian: boolean): Uint8Array {
  const bytes = Buffer.from(text, 'utf16le');
  return isBigEndian ? bytes.swap16() : bytes;
}

test.each([
  ['UTF-8', Buffer.from(TEXT)],
  ['UTF-8 with a mark', Buffer.from(`\uFEFF${TEXT}`)],
  ['UTF-16 little-endian', toUtf16(`\uFEFF${TEXT}`, false)],
  ['UTF-16 big-endian', toUtf16(`\uFEFF${TEXT}`, true)],
  ['UTF-16 little-endian without a mark', toUtf16(TEXT, false)],
  ['UTF-16 big-endian without a mark', toUtf16(TEXT, true)],
])('%s', async (_, bytes) => {
  expect(decodeText(bytes, 'x')).toBe(TEXT);
  expect((await parseTableBytes(bytes, 'x.csv')).rows[0]!.values).toEqual({ path: 'bär.jpg', label: 'Łoś' });
  expect(parseColumns(bytes.subarray(0, 31), 'x.csv')).toEqual(['path', 'label']);
});

test('other encodings and workbooks are refused, with the way out', async () => {
  await expect(parseTableBytes(Uint8Array.of(0x62, 0xe4, 0x72), 'x.csv')).rejects.toMatchObject({
    code: 'not-utf8',
    next: expect.stringContaining('CSV UTF-8'),
  });
  await expect(parseTableBytes(Uint8Array.of(0x50, 0x4b), 'labels.xlsx')).rejects.toMatchObject({
    code: 'table-workbook',
  });
});
