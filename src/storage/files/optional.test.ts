import { expect, test } from 'vitest';
import { z } from 'zod';
import { writeTree } from '../../../test/trees.js';
import { jsonNumberSchema, toJsonNumber } from '../../records/json-numbers.js';
import {
  explainDamage,
  formatRecord,
  type OnDamage,
  readOptionalFile,
  readOptionalRecord,
  readOptionalResult,
  readOptionalText,
  statOptional,
} from './optional.js';

const schema = z.object({ gap: jsonNumberSchema });
/** Nothing is damaged here. */
const refuse: OnDamage = ({ path, fault }) => {
  throw new Error(`${path}: ${fault}`);
};

test('what is not there is null', async () => {
  const folder = await writeTree({});
  for (const read of [readOptionalFile, readOptionalText, statOptional]) {
    expect(await read(`${folder}/absent`)).toBeNull();
    expect(await read(`${folder}/nor/this`)).toBeNull();
  }
  expect(await readOptionalRecord(`${folder}/absent`, schema, refuse)).toBeNull();
});

test('what is there and cannot be read is an error that names it', async () => {
  // Permissions would not do: the superuser may read everything.
  const folder = await writeTree({ 'record.json/': '', file: '' });
  const unreadable = `${folder}/record.json`;
  for (const read of [readOptionalFile, readOptionalText]) {
    await expect(read(unreadable)).rejects.toThrow(unreadable);
  }
  await expect(readOptionalRecord(unreadable, schema, refuse)).rejects.toThrow(unreadable);
  await expect(statOptional(`${folder}/file/below`)).rejects.toThrow(`${folder}/file/below`);
});

test('a record comes back as it was, NaN and infinities as NaN', async () => {
  const folder = await writeTree({
    'whole.json': '{"gap":0.5,"more":1}',
    'undefined.json': JSON.stringify({ gap: toJsonNumber(Number.NaN) }),
    'infinite.json': JSON.stringify({ gap: Number.POSITIVE_INFINITY }),
  });
  expect(await readOptionalRecord(`${folder}/whole.json`, schema, refuse)).toEqual({ gap: 0.5 });
  expect(await readOptionalRecord(`${folder}/undefined.json`, schema, refuse)).toEqual({ gap: Number.NaN });
  expect(await readOptionalRecord(`${folder}/infinite.json`, schema, refuse)).toEqual({ gap: Number.NaN });
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

test.each(['', '{', '{}', 'null', '{"gap":"0.5"}', formatRecord({ gap: 0.5 }).replace('0.5', '0.6')])(
  '%j is no record, and whoever reads it hears of that',
  async (text) => {
    const folder = await writeTree({ 'record.json': text });
    const path = `${folder}/record.json`;
    const damages: unknown[] = [];
    expect(await readOptionalRecord(path, schema, (damage) => void damages.push(damage))).toBeNull();
    expect(damages).toEqual([{ path, fault: expect.stringMatching(/./) }]);
  },
);

test('a record that is written with the hash of its content comes back, however it is spaced (W83)', async () => {
  const fields = { gap: Number.NaN, more: [1e21, -0, { 2: 'b', a: undefined }] };
  const folder = await writeTree({ 'a.json': formatRecord(fields), 'b.json': formatRecord(fields, 2) });
  for (const name of ['a', 'b']) {
    const record = await readOptionalRecord(`${folder}/${name}.json`, schema, refuse);
    expect(record).toEqual({ gap: Number.NaN });
  }
});
