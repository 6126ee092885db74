/** Random tables, written as people and programs write them: labels are read as their author meant them, or reading refuses. */

import { expect, test } from 'vitest';
import fc from '../../../../test/properties.js';
import { SILENT_OBSERVER } from '../../../base/observer.js';
import type { FileTree } from '../../../storage/index.js';
import { toLabel } from '../../../tables/index.js';
import { DEFAULT_DATASET_OPTIONS } from '../options.js';
import { readDataset } from '../read.js';

const NAMES =
  'cat Cat dog 0 1 2 10 007 7 -3 3.5 1e5 TRUE NaN null 9007199254740992 9007199254740993 2024-01-02 1,5 a;b'
    .split(' ')
    .concat(['caf\u00e9', 'polar bear', 'tab\there', 'say "x"', 'two\nlines']);

/** A tree that holds one table and no images: the capability as the stage sees it, in memory. */
function toTree(name: string, bytes: Uint8Array): FileTree {
  const entries = [{ path: name, name, kind: 'file' as const }];
  const unread = () => Promise.reject(new Error('not read'));
  return {
    rootPath: '/data',
    archiveName: null,
    isFile: true,
    ignored: [],
    list: async () => entries,
    listAll: async () => entries,
    walk: async function* () {
      yield* entries;
    },
    exists: async () => false,
    readText: unread,
    readBytes: async (_, offset = 0, size = bytes.length) => bytes.subarray(offset, offset + size),
    openParquet: unread,
    readTarMembers: async function* () {},
  };
}

interface Form {
  kind: 'csv' | 'jsonl' | 'json';
  separator: string;
  lineEnd: string;
  encoding: 'utf8' | 'utf16le';
  hasMark: boolean;
  hasIndex: boolean;
  isDecomposed: boolean;
  blankRows: boolean;
}

function write(labels: readonly string[], form: Form): Buffer {
  const spell = (label: string) => (form.isDecomposed ? label.normalize('NFD') : label);
  const rows = labels.map((label, at) => [`img/${at}.jpg`, spell(label)] as const);
  const objects = rows.map(([path, label]) => JSON.stringify({ path, label }));
  const quote = (cell: string) => `"${cell.replaceAll('"', '""')}"`;
  const lines = rows.flatMap((row, at) => {
    const cells = [...(form.hasIndex ? [String(at)] : []), ...row.map(quote)];
    return [
      cells.join(form.separator),
      ...(form.blankRows ? [cells.map(() => '').join(form.separator)] : []),
    ];
  });
  const header = [...(form.hasIndex ? [''] : []), 'path', 'label'].join(form.separator);
  const text =
    form.kind === 'json'
      ? `[${objects.join(',')}]`
      : (form.kind === 'jsonl' ? objects : [header, ...lines]).join(form.lineEnd) + form.lineEnd;
  return Buffer.from((form.hasMark || form.encoding === 'utf16le' ? '\uFEFF' : '') + text, form.encoding);
}

const form: fc.Arbitrary<Form> = fc.record({
  kind: fc.constantFrom('csv', 'jsonl', 'json'),
  separator: fc.constantFrom(',', ';', '\t', '|'),
  lineEnd: fc.constantFrom('\n', '\r\n'),
  encoding: fc.constantFrom('utf8', 'utf16le'),
  hasMark: fc.boolean(),
  hasIndex: fc.boolean(),
  isDecomposed: fc.boolean(),
  blankRows: fc.boolean(),
});

test('labels of random tables are what their author meant', async () => {
  const label = fc.oneof(
    fc.constantFrom(...NAMES),
    fc.bigInt({ min: 0n, max: 10n ** 30n }).map(String),
    fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => text.trim() !== ''),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(label, { minLength: 2, maxLength: 30 }), form, async (labels, one) => {
      fc.pre(new Set(labels.map(toLabel)).size > 1);
      const name = `labels.${one.kind}`;
      const options = {
        ...DEFAULT_DATASET_OPTIONS,
        format: 'manifest' as const,
        noImages: true,
        valFraction: 0,
      };
      const { images, classes } = await readDataset(
        toTree(name, write(labels, one)),
        options,
        SILENT_OBSERVER,
      );
      expect(images.map(({ path }) => path)).toEqual(labels.map((_, at) => `img/${at}.jpg`));
      expect(images.map(({ classIndex }) => classes[classIndex]!.name)).toEqual(labels.map(toLabel));
    }),
    { numRuns: 200 },
  );
});
