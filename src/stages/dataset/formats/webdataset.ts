/**
 * WebDataset shards: plain tar files whose members with one key make a sample.
 * Images stay in the archives, known by offset and size; pickles are never opened, compressed shards are refused.
 */
import { compareCodePoints } from '../../../base/code-points.js';
import { DatasetError } from '../../../base/errors.js';
import { assertNotCancelled } from '../../../base/observer.js';
import type { FileTree, TarMember } from '../../../storage/index.js';
import { decodeText, isImageName, parseJsonLines } from '../../../tables/index.js';
import { nameSome } from '../assemble.js';
import { type Draft, NO_COLUMNS, type ReaderContext } from '../draft.js';
import { orderBySplit } from '../splits.js';
import { readClassNames } from '../tables/class-names.js';
import { chooseGroups, findColumn, LABEL_COLUMNS } from '../tables/rows.js';
import { listPlaces } from './places.js';
import { splitsOfShards } from './shard-splits.js';

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
  let apartTotal = 0;
  for (const [at, shard] of shards.entries()) {
    const { samples, apartCount } = await readSamples(tree, shard);
    apartTotal += apartCount;
    for (const sample of samples) {
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
  Object.assign(draft, chooseGroups(draft.extraColumns, draft.maskColumn, options, shards[0]!));
  const names = tree.isFile ? null : await readClassNames(tree);
  if (names !== null) {
    draft.fixedClasses = names.entries;
    draft.notes.push(`Classes are those of ${names.fileName}.`);
  }
  if (apartTotal > 0) {
    draft.notes.push(
      `The members of ${apartTotal} samples lie apart in their shard; they were joined by their key.`,
    );
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

/** Samples of a shard in the order of their first members, which need not lie together: some writers put all images first, then all labels. */
async function readSamples(
  tree: FileTree,
  shard: string,
): Promise<{ samples: Sample[]; apartCount: number }> {
  const samples = new Map<string, Sample>();
  const apart = new Set<string>();
  const wantsContent = (name: string) => isLabelField(splitMemberName(name)?.field ?? '');
  let lastKey: string | null = null;
  for await (const member of tree.readTarMembers(shard, wantsContent)) {
    const parts = splitMemberName(member.name);
    if (parts === null) continue;
    const { key, field } = parts;
    const known = samples.get(key);
    if (known !== undefined && key !== lastKey) apart.add(key);
    const sample = known ?? { key, fields: new Map(), repeated: null };
    if (sample.fields.has(field)) sample.repeated = field;
    else sample.fields.set(field, member);
    samples.set(key, sample);
    lastKey = key;
  }
  return { samples: [...samples.values()], apartCount: apart.size };
}

/** The member whose field is an image extension alone (`jpg`), else the first whose last part is (`left.jpg`). */
function chooseImage({ fields }: Sample): TarMember | null {
  const images = [...fields].filter(([field]) => isImageName(`.${field}`));
  const plain = images.find(([field]) => !field.includes('.'));
  return (plain ?? images[0])?.[1] ?? null;
}

/** From `.cls`, else from the `.json` member, whose scalar fields become columns. */
function readLabel(
  { key, fields }: Sample,
  labelColumn: string | undefined,
): { label: string; values: Record<string, string> } {
  const contentOf = (names: Set<string>) => {
    for (const [field, member] of fields)
      if (member.content && names.has(lastPart(field))) return member.content;
    return null;
  };
  const decode = (bytes: Uint8Array | null) => (bytes === null ? '' : decodeText(bytes, key).trim());
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
