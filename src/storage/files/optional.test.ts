import { expect, test } from 'vitest';
import { z } from 'zod';
import { writeTree } from '../../../test/trees.js';
import { jsonNumberSchema, toJsonNumber } from '../../records/json-numbers.js';
import {
  explainDamage,
  readOptionalFile,
  readOptionalRecord,
  readOptionalResult,
  readOptionalText,
  statOptional,
} from './optional.js';

const schema = z.object({ gap: jsonNumberSchema });

test('what is not there is null', async () => {
  const folder = await writeTree({});
  for (const read of [readOptionalFile, readOptionalText, statOptional]) {
    expect(await read(`${folder}/absent`)).toBeNull();
    expect(await read(`${folder}/nor/this`)).toBeNull();
  }
  expect(await readOptionalRecord(`${folder}/absent`, schema)).toBeNull();
});

test('what is there and cannot be read is an error that names it', async () => {
  // Permissions would not do: the superuser may read everything.
  const folder = await writeTree({ 'record.json/': '', file: '' });
  const unreadable = `${folder}/record.json`;
  for (const read of [readOptionalFile, readOptionalText]) {
    await expect(read(unreadable)).rejects.toThrow(unreadable);
  }
  await expect(readOptionalRecord(unreadable, schema)).rejects.toThrow(unreadable);
  await expect(statOptional(`${folder}/file/below`)).rejects.toThrow(`${folder}/file/below`);
});

test('a record comes back as it was, NaN and infinities as NaN', async () => {
  const folder = await writeTree({
    'whole.json': '{"gap":0.5,"more":1}',
    'undefined.json': JSON.stringify({ gap: toJsonNumber(Number.NaN) }),
    'infinite.json': JSON.stringify({ gap: Number.POSITIVE_INFINITY }),
  });
  expect(await readOptionalRecord(`${folder}/whole.json`, schema)).toEqual({ gap: 0.5 });
  expect(await readOptionalRecord(`${folder}/undefined.json`, schema)).toEqual({ gap: Number.NaN });
  expect(await readOptionalRecord(`${folder}/infinite.json`, schema)).toEqual({ gap: Number.NaN });
});

test.each([
  ['', 'it is not JSON'],
  ['{"gap":0.5', 'it is not JSON'],
  ['{}', 'gap: '],
  ['null', 'expected object'],
  ['{"gap":"0.5"}', 'gap: '],
])('a result that is %j is named, with its fault and the command that makes it anew', async (text, fault) => {
  const folder = await writeTree({ 'result.json': text });
  const reading = () => readOptionalResult(`${folder}/result.json`, schema, 'spuriosity gap');
  await expect(reading()).rejects.toMatchObject({
    code: 'result-damaged',
    what: 'result.json is damaged, or of another version of spuriosity.',
    why: expect.stringContaining(fault),
    message: expect.stringContaining(`${folder}/result.json`),
    next: expect.stringContaining('`spuriosity gap`'),
  });
  expect(await explainDamage(reading())).toEqual({
    value: null,
    damage:
      'result.json is damaged, or of another version of spuriosity. Run `spuriosity gap` again, which replaces it.',
  });
  expect(await readOptionalResult(`${folder}/absent`, schema, 'spuriosity gap')).toBeNull();
});

test.each(['', '{', '{}', 'null', '{"gap":"0.5"}'])('%j is no record', async (text) => {
  const folder = await writeTree({ 'record.json': text });
  expect(await readOptionalRecord(`${folder}/record.json`, schema)).toBeNull();
});
