/**
 * WebDataset shards: plain tar files whose consecutive members with one key make a sample.
 * Images stay in the archives, known by offset and size; pickles are never opened, compressed shards are refused.
 */
import { compareCodePoints } from '../../base/code-points.js';
import { DatasetError } from '../../base/errors.js';
import { assertNotCancelled } from '../../base/observer.js';
import type { FileTree, TarMember } from '../../storage/index.js';
import { nameSome } from './assemble.js';
import { readClassNames } from './class-names.js';
import { type Draft, NO_COLUMNS, type ReaderContext } from './draft.js';
import { isImageName } from './image-paths.js';
import { listPlaces } from './places.js';
import { chooseGroupColumns, findColumn, GROUP_COLUMNS, LABEL_COLUMNS } from './rows.js';
import { orderBySplit, parseSplitName } from './splits.js';
import { parseJsonLines } from './table.js';

const SHARD_NAME = /\.(tar|tgz|tar\.(gz|zst|xz|bz2))$/i;
const CLASS_FIELDS = new Set(['cls']);
const JSON_FIELDS = new Set(['json', 'jsn']);

interface Sample {
  key: string;
  fields: Map<string, TarMember>;
  repeated: string | null;
}

/** Throws `no-shards`, `shard-split-unknown`, and as `readTarMembers`. */
export async function readWebDataset(context: ReaderContext): Promise<Draft> {
  const { tree, options, observer } = context;
  const shards = await findShards(tree);
  if (shards.length === 0) {
    throw new DatasetError('no-shards', {
      what: 'No tar file was found at the root or in a folder below it.',
      next: 'Name the shards as DATA, for instance "train-{000..015}.tar".',
    });
  }
  const splits = splitsOfShards(shards);
  const draft = createDraft();
  const columns = new Set<string>();
  let unlabelledFolders = 0;
  for (const [at, shard] of shards.entries()) {
    for await (const sample of readSamples(tree, shard)) {
      assertNotCancelled(observer);
      const image = chooseImage(sample);
      if (image === null) continue;
      const path = `${shard}/${image.name}`;
      const skip = (code: string, reason: string) => draft.skipped.push({ path, code, reason });
      const { label, values } = readLabel(sample, options.labelColumn);
      if (sample.repeated !== null)
        skip('repeated-field', `The sample holds two members ".${sample.repeated}".`);
      else if (!image.complete) skip('truncated', 'The archive ends before the image does.');
      else if (label === '') {
        if (image.name.includes('/')) unlabelledFolders++;
        skip('no-label', 'The sample has no .cls member and no label in its .json member.');
      } else {
        const { offset, sizeBytes } = image;
        for (const name of Object.keys(values)) columns.add(name);
        draft.images.push({
          path,
          location: options.noImages ? null : { kind: 'archive', path: shard, offset, sizeBytes },
          label,
          split: splits[at]!,
          columns: values,
        });
      }
    }
    observer.progress({ task: 'reading the data set', done: at + 1, total: shards.length, unit: 'shards' });
  }
  if (draft.images.length === 0 && unlabelledFolders > 0) throw notSamples(shards);
  draft.images = orderBySplit(draft.images);
  draft.extraColumns = [...columns];
  for (const image of draft.images) image.columns = fillColumns(image.columns, draft.extraColumns);
  draft.groupColumns = chooseGroupColumns(draft.extraColumns, GROUP_COLUMNS, options, shards[0]!);
  const names = tree.isFile ? null : await readClassNames(tree);
  if (names !== null) {
    draft.fixedClasses = names.entries;
    draft.notes.push(`Classes are those of ${names.fileName}.`);
  }
  draft.notes.push(`${draft.images.length} samples were read from ${shards.length} shards.`);
  return draft;
}

/** Tar files in the places where data sets keep them, in code-point order. */
export async function findShards(tree: FileTree): Promise<string[]> {
  const shards: string[] = [];
  for (const place of await listPlaces(tree)) {
    for (const { kind, name, path } of await tree.list(place)) {
      if (kind === 'file' && SHARD_NAME.test(name)) shards.push(path);
    }
  }
  return shards.sort(compareCodePoints);
}

/** Key and field of a member name (everything after the first dot of its last part); null where it belongs to no sample. */
export function splitMemberName(name: string): { key: string; field: string } | null {
  const match = /^((?:.*\/)?[^./]+)\.([^/]+)$/s.exec(name);
  if (match === null || /^__.*__$/.test(name.split('/')[0]!)) return null;
  return { key: match[1]!, field: match[2]!.toLowerCase() };
}

async function* readSamples(tree: FileTree, shard: string): AsyncIterable<Sample> {
  let sample: Sample | null = null;
  const wantsContent = (name: string) => isLabelField(splitMemberName(name)?.field ?? '');
  for await (const member of tree.readTarMembers(shard, wantsContent)) {
    const parts = splitMemberName(member.name);
    if (parts === null) continue;
    if (sample === null || sample.key !== parts.key) {
      if (sample !== null) yield sample;
      sample = { key: parts.key, fields: new Map(), repeated: null };
    }
    if (sample.fields.has(parts.field)) sample.repeated = parts.field;
    else sample.fields.set(parts.field, member);
  }
  if (sample !== null) yield sample;
}

/** The member whose field is an image extension alone (`jpg`), else the first whose last part is (`left.jpg`). */
function chooseImage({ fields }: Sample): TarMember | null {
  const images = [...fields].filter(([field]) => isImageName(`.${field}`));
  const plain = images.find(([field]) => !field.includes('.'));
  return (plain ?? images[0])?.[1] ?? null;
}

/** From `.cls`, else from the `.json` member, whose scalar fields become columns. */
function readLabel(
  { fields }: Sample,
  labelColumn: string | undefined,
): { label: string; values: Record<string, string> } {
  const contentOf = (names: Set<string>) => {
    for (const [field, member] of fields)
      if (member.content && names.has(lastPart(field))) return member.content;
    return null;
  };
  const decode = (bytes: Uint8Array | null) => (bytes === null ? '' : new TextDecoder().decode(bytes).trim());
  const classText = decode(contentOf(CLASS_FIELDS));
  const jsonText = decode(contentOf(JSON_FIELDS)).replaceAll(/[\r\n]+/g, ' ');
  const row = jsonText === '' ? undefined : parseJsonLines(jsonText).rows[0]?.values;
  if (row === undefined) return { label: classText, values: NO_COLUMNS };
  const column = labelColumn ?? findColumn(Object.keys(row), LABEL_COLUMNS);
  const { [column ?? '']: jsonLabel = '', ...values } = row;
  return { label: labelColumn === undefined ? classText || jsonLabel : jsonLabel, values };
}

function isLabelField(field: string): boolean {
  return CLASS_FIELDS.has(lastPart(field)) || JSON_FIELDS.has(lastPart(field));
}

function lastPart(field: string): string {
  return field.slice(field.lastIndexOf('.') + 1);
}

function fillColumns(values: Record<string, string>, columns: string[]): Record<string, string> {
  if (columns.length === 0) return NO_COLUMNS;
  return Object.fromEntries(columns.map((name) => [name, values[name] ?? '']));
}

/** Null for all shards where none names a split. Throws `shard-split-unknown` where only some do. */
function splitsOfShards(shards: string[]) {
  const splits = shards.map((shard) => {
    for (const word of shard.split(/[^a-z]+/i)) {
      const split = parseSplitName(word);
      if (split !== null) return split;
    }
    return null;
  });
  const unnamed = shards.filter((_, at) => splits[at] === null);
  if (unnamed.length === 0 || unnamed.length === shards.length) return splits;
  throw new DatasetError('shard-split-unknown', {
    what: `Some shards name their split, others do not: ${nameSome(unnamed)}.`,
    next: 'Put train, val or test into every name, or name the shards you mean as DATA with a brace range.',
  });
}

function createDraft(): Draft {
  return {
    images: [],
    sortIntegers: true,
    extraColumns: [],
    groupColumns: [],
    maskColumn: null,
    skipped: [],
    notes: [],
    lookedFor: 'samples in tar files with an image and a .cls or .json member',
  };
}

function notSamples(shards: string[]): DatasetError {
  return new DatasetError('archive-of-folders', {
    what: `${nameSome(shards)} holds images in folders and no labels, so it is an image folder in an archive, not WebDataset.`,
    next: `Unpack it (tar -xf ${shards[0]}) and pass the folder.`,
  });
}
