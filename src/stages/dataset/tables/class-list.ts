/**
 * Files that say what classes are called: text in, classes in the order of their indices out.
 * Reads classes.csv, salient_imagenet's class_metadata.csv, imagenet_class_index.json, `wnid words` lines, one name a line.
 */
import { DatasetError } from '../../../base/errors.js';
import { listColumns, parseDelimited, toLabel } from '../../../tables/index.js';
import { toWholeNumber } from '../labels/index.js';

/** One class of a list; its place in the list is its index. */
export interface ClassListEntry {
  /** The data set's own label: what folders or label columns say. */
  name: string;
  displayName?: string;
  wordnetId?: string;
  gloss?: string;
  superCategory?: string;
}

/** WordNet ids of nouns, as ImageNet names its folders. */
export const WORDNET_ID = /^n\d{8}$/;
const WORDNET_LINE = /^(n\d{8})[\s,]+(.*)$/;

const INDEX_COLUMNS = ['class_index', 'index', 'class_id', 'id'];
const WORDNET_COLUMNS = ['wordnet_id', 'wnid'];
const NAME_COLUMNS = ['class_name', 'name', 'class', 'label'];
const DISPLAY_COLUMNS = ['display_name', 'title'];
const SUPER_COLUMNS = ['supercategory', 'super_category'];

/**
 * The kind of file is told by its content, not by its name; `fileName` is for messages.
 * Throws `class-list-malformed`, `class-list-duplicate`.
 */
export function parseClassList(text: string, fileName: string): ClassListEntry[] {
  const trimmed = text.replace(/^\uFEFF/, '').trim();
  const entries =
    trimmed.startsWith('{') || trimmed.startsWith('[')
      ? parseJsonList(trimmed, fileName)
      : (parseCsvList(text, fileName) ?? parseLines(text));
  if (entries.length === 0) throw malformed(fileName, 'it names no class');
  assertUnique(entries, fileName);
  return entries;
}

/** `["tench", …]`, `{"0": "tench", …}` or `{"0": ["n01440764", "tench"], …}`. */
function parseJsonList(text: string, fileName: string): ClassListEntry[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw malformed(fileName, 'it is not valid JSON', cause);
  }
  const values = Array.isArray(parsed) ? parsed : inIndexOrder(Object.entries(parsed as object), fileName);
  return values.map((value, at): ClassListEntry => {
    if (typeof value === 'string') return toEntry(value);
    if (Array.isArray(value) && typeof value[0] === 'string' && typeof value[1] === 'string') {
      return { ...toEntry(value[0]), displayName: toLabel(value[1]).replaceAll('_', ' ') };
    }
    throw malformed(fileName, `entry ${at + 1} is neither a name nor a pair of WordNet id and name`);
  });
}

/** Null when the first line holds no known pair of columns. */
function parseCsvList(text: string, fileName: string): ClassListEntry[] | null {
  const header = listColumns(text).map((name) => name.toLowerCase());
  const known = [...NAME_COLUMNS, ...WORDNET_COLUMNS].some((name) => header.includes(name));
  if (!known) return null;
  const table = parseDelimited(text, fileName);
  // A row that is left out would name every later class wrongly.
  const [bad] = table.malformed;
  if (bad !== undefined) throw malformed(fileName, `line ${bad.line} is wrong: ${bad.reason}`);
  const columnOf = (names: string[]) => table.columns.find((column) => names.includes(column.toLowerCase()));
  const [index, wordnet, name] = [INDEX_COLUMNS, WORDNET_COLUMNS, NAME_COLUMNS].map(columnOf);
  const [display, superCategory] = [columnOf(DISPLAY_COLUMNS), columnOf(SUPER_COLUMNS)];
  const [gloss, synset] = [columnOf(['gloss']), columnOf(['synset'])];
  const rows = table.rows.map(({ values }): [string, ClassListEntry] => {
    const cell = (column: string | undefined) => (column && toLabel(values[column]!)) || undefined;
    const label = cell(wordnet) ?? cell(name);
    if (label === undefined) throw malformed(fileName, 'a row has no name');
    const displayName =
      cell(display) ??
      cell(name) ??
      cell(synset)
        ?.replace(/\.n\.\d+$/, '')
        .replaceAll('_', ' ');
    const entry = {
      ...toEntry(label),
      ...definedOnly({ displayName, gloss: cell(gloss), superCategory: cell(superCategory) }),
    };
    return [cell(index) ?? '', entry];
  });
  return index === undefined ? rows.map(([, entry]) => entry) : inIndexOrder(rows, fileName);
}

function parseLines(text: string): ClassListEntry[] {
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const match = WORDNET_LINE.exec(line.trim());
      return match ? { ...toEntry(match[1]!), displayName: toLabel(match[2]!) } : toEntry(line);
    });
}

function toEntry(written: string): ClassListEntry {
  const name = toLabel(written);
  return WORDNET_ID.test(name) ? { name, wordnetId: name } : { name };
}

/** Indices must be 0 to n−1, each once, in any order. */
function inIndexOrder<T>(pairs: [string, T][], fileName: string): T[] {
  const ordered: T[] = new Array(pairs.length);
  for (const [index, value] of pairs) {
    const at = Number(toWholeNumber(index) ?? -1);
    if (at < 0 || at >= pairs.length || at in ordered) {
      throw malformed(
        fileName,
        `its class indices are not 0 to ${pairs.length - 1}, each once (found "${index}")`,
      );
    }
    ordered[at] = value;
  }
  return ordered;
}

function definedOnly<T extends object>(record: T): Partial<T> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as Partial<T>;
}

function assertUnique(entries: ClassListEntry[], fileName: string): void {
  const seen = new Set<string>();
  for (const { name } of entries) {
    if (seen.has(name)) {
      throw new DatasetError('class-list-duplicate', {
        what: `${fileName} names the class ${JSON.stringify(name)} twice.`,
        next: 'Add WordNet ids, or make the names distinct (ImageNet has two "crane" classes).',
      });
    }
    seen.add(name);
  }
}

function malformed(fileName: string, reason: string, cause?: unknown): DatasetError {
  return new DatasetError('class-list-malformed', {
    what: `${fileName} cannot be read as a class list: ${reason}.`,
    next: 'Give one name a line, or a CSV file with the columns class_index and class_name.',
    cause,
  });
}
