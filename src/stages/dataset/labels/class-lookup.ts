/**
 * Which class one text names, and which one it numbers: a text enters, an index (or none) leaves, and how the text was understood.
 * Texts stay texts: none passes through a number, so "007", "1e5" and 2^60 are what they say. Chooses between name and number nowhere.
 */
import type { ClassRecord } from '../../../records/dataset.js';

/** What a class can be named by. */
export type NamedClass = Pick<ClassRecord, 'name' | 'displayName' | 'wordnetId'>;

/** How a text had to be read to name a class, the closest first. */
export const NAME_FORMS = ['exact', 'spaces', 'case', 'number'] as const;
export type NameForm = (typeof NAME_FORMS)[number];

/** What a text means. */
export interface ClassLookup {
  /**
   * The class that the text names: by its own name, WordNet id or unique displayed name as they stand; else whatever the spaces around it and
   * the Unicode form; else whatever the case, with `_` as a space; else as the same whole number ("3.0" and "03" name "3").
   * Null where none, or several, are named so.
   */
  findNamed(text: string): { index: number; form: NameForm } | null;
  /** Whether the text names several classes alike, as "7" does "07" and "007". */
  namesSeveral(text: string): boolean;
  /** The class whose index the text is: a whole number from 0, "3.0" as well. Null beyond the classes. */
  findNumbered(text: string): number | null;
}

const WHOLE_NUMBER = /^([+-]?)0*(\d+)(?:\.0*)?$/;
/** As numpy.savetxt writes numbers: one digit, decimals, exponent. */
const SCIENTIFIC = /^([+-]?\d)\.(\d{2,})e\+(\d\d)$/i;

/** What texts mean among these classes, whose order is that of their indices. */
export function createClassLookup(classes: readonly NamedClass[]): ClassLookup {
  // Own names first: they win over another class's displayed name.
  const kinds: ((one: NamedClass) => string | undefined)[] = [
    ({ name }) => name,
    ({ wordnetId }) => wordnetId,
    ({ displayName }) => displayName,
  ];
  const indexes = NAME_FORMS.flatMap((form) =>
    kinds.map((toName) => ({ form, indexOf: indexByKey(classes, (one) => toKey(toName(one), form)) })),
  );
  const find = (text: string) => {
    for (const { form, indexOf } of indexes) {
      const index = indexOf.get(toKey(text, form) ?? '');
      if (index !== undefined) return { index, form };
    }
    return null;
  };
  return {
    findNamed: (text) => {
      const found = find(text);
      return found === null || found.index < 0 ? null : found;
    },
    namesSeveral: (text) => (find(text)?.index ?? 0) < 0,
    findNumbered(text) {
      const digits = toWholeNumber(text);
      const index = digits === null || digits.length > String(classes.length).length ? -1 : Number(digits);
      return index >= 0 && index < classes.length ? index : null;
    },
  };
}

/** The digits of a whole number without leading zeros, "+" and ".0"; null of other texts. */
export function toWholeNumber(text: string): string | null {
  const [, sign, digits] = WHOLE_NUMBER.exec(text.trim().replace(SCIENTIFIC, writeOut)) ?? [];
  if (digits === undefined) return null;
  return sign === '-' && digits !== '0' ? `-${digits}` : digits;
}

/** "1.20e+01" is "12.0"; the decimals say how far the point can move. */
function writeOut(text: string, first: string, decimals: string, exponent: string): string {
  const places = Number(exponent);
  return places > decimals.length ? text : `${first}${decimals.slice(0, places)}.${decimals.slice(places)}`;
}

/** What texts have in common that name the same class in a form; undefined where a text has no such form. */
export function toKey(text: string | undefined, form: NameForm): string | undefined {
  switch (form) {
    case 'exact':
      return text;
    case 'spaces':
      return text?.normalize('NFC').trim().replaceAll(/\s+/g, ' ');
    case 'case':
      return toKey(text, 'spaces')?.toLowerCase().replaceAll('_', ' ').trim();
    case 'number':
      return (text && toWholeNumber(text)) ?? undefined;
  }
}

/** Class by key; −1 for a key of several classes. */
function indexByKey(
  classes: readonly NamedClass[],
  toKeyOf: (one: NamedClass) => string | undefined,
): Map<string, number> {
  const indexOf = new Map<string, number>();
  for (const [index, one] of classes.entries()) {
    const key = toKeyOf(one);
    if (key === undefined || key === '') continue;
    indexOf.set(key, indexOf.has(key) ? -1 : index);
  }
  return indexOf;
}
