/**
 * Labels and group values of a draft as texts that mean the same are written the same: spaces around them dropped, letters composed.
 * Enters: a reader's images. Leaves: the same with clean texts, and a note on every kind of change.
 * Merges nothing else: labels that differ in letter case or leading zeros stay two classes, and `noteAlike` says so.
 */
import { toLabel } from '../../../tables/index.js';
import type { Draft, DraftImage } from '../draft.js';
import { toWholeNumber } from './class-lookup.js';

/** A whole number as programs write it, also as tables with gaps are exported; `007` is a name. */
const WHOLE_NUMBER = /^-?(?:0|[1-9]\d*)(\.0+)?$/;
/** Pairs in a note; more would bury the sentence. */
const NAMED_PAIRS = 3;

/**
 * Cleans labels and the cells of further columns, but paths of masks. Names of folders that number the classes stay as the file system
 * spells them: a model trained with torchvision counts those, in their order.
 */
export function cleanDraft(draft: Draft, hasClassList: boolean): Draft {
  const labels = new TextCleaner('labels');
  const cells = new TextCleaner('other cells');
  const isColumn = draft.sortIntegers;
  const images = draft.images.map((image): DraftImage => {
    const label = isColumn || hasClassList ? labels.clean(image.label) : image.label;
    const columns = cleanColumns(image.columns, draft.maskColumn, cells);
    return label === image.label && columns === image.columns ? image : { ...image, label, columns };
  });
  const cleaned = { ...draft, images, notes: [...draft.notes, ...labels.notes, ...cells.notes] };
  return isColumn && !hasClassList ? cleanWholeNumbers(cleaned) : cleaned;
}

/** Where all labels of a column are whole numbers and some are written as `3.0`, those become `3`, by their digits. */
function cleanWholeNumbers(draft: Draft): Draft {
  if (!draft.images.every(({ label }) => WHOLE_NUMBER.test(label))) return draft;
  if (draft.images.every(({ label }) => !label.includes('.'))) return draft;
  const images = draft.images.map((image) => ({ ...image, label: image.label.replace(/\.0+$/, '') }));
  return { ...draft, images, notes: [...draft.notes, 'Whole numbers written as 3.0 are the labels 3.'] };
}

/** A sentence on classes that may be meant as one: equal but for letter case and spaces, or the same whole number; null for none. */
export function noteAlike(names: readonly string[]): string | null {
  const firstOf = new Map<string, string>();
  const pairs: string[] = [];
  for (const name of names) {
    const key = toAlikeKey(name);
    const first = firstOf.get(key);
    if (first === undefined) firstOf.set(key, name);
    else pairs.push(`${JSON.stringify(first)} and ${JSON.stringify(name)}`);
  }
  if (pairs.length === 0) return null;
  const rest = pairs.length > NAMED_PAIRS ? ` and ${pairs.length - NAMED_PAIRS} more pairs` : '';
  return `Classes that differ only in letter case, spaces, accents' form or zeros: ${pairs.slice(0, NAMED_PAIRS).join(', ')}${rest}. They are counted as different; write them alike if they are one.`;
}

function toAlikeKey(name: string): string {
  return (
    toWholeNumber(name) ??
    toLabel(name)
      .toLowerCase()
      .replaceAll(/[\s_]+/g, ' ')
  );
}

/** Cleans texts one by one and counts how many different ones it changed, and how. */
class TextCleaner {
  readonly #cleaned = new Map<string, string>();
  readonly #spaced = new Set<string>();
  readonly #composed = new Set<string>();

  constructor(readonly noun: string) {}

  clean(text: string): string {
    const known = this.#cleaned.get(text);
    if (known !== undefined) return known;
    const cleaned = toLabel(text);
    if (cleaned === text) return text;
    this.#cleaned.set(text, cleaned);
    if (text.trim() !== text) this.#spaced.add(text);
    if (text.normalize('NFC') !== text) this.#composed.add(text);
    return cleaned;
  }

  get notes(): string[] {
    const notes: string[] = [];
    const say = (texts: Set<string>, what: string) => {
      const [example] = texts;
      if (example !== undefined)
        notes.push(`${what} ${this.noun} (${texts.size}, such as ${JSON.stringify(example)}).`);
    };
    say(this.#spaced, 'Spaces were dropped around');
    say(this.#composed, 'Letters with separate accents were composed in');
    return notes;
  }
}

function cleanColumns(
  columns: DraftImage['columns'],
  maskColumn: string | null,
  cells: TextCleaner,
): DraftImage['columns'] {
  let cleaned = columns;
  for (const [name, cell] of Object.entries(columns)) {
    if (name === maskColumn) continue;
    const text = cells.clean(cell);
    if (text === cell) continue;
    if (cleaned === columns) cleaned = { ...columns };
    cleaned[name] = text;
  }
  return cleaned;
}
