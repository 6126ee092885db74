/**
 * What splits and ways of tuning are called, and names cut to the room they have.
 * In: names of records, texts. Out: text for people; files and options keep the names of records.
 */
import type { VerdictLabel, VerdictSource } from '../records/annotation.js';
import type { MitigationMethod, RankPart } from '../records/bias.js';
import type { SplitName } from '../records/dataset.js';

const SPLIT_TITLES: Readonly<Record<SplitName, string>> = {
  train: 'training',
  val: 'validation',
  test: 'test',
};

/** "validation" for `val`. */
export function formatSplit(split: SplitName): string {
  return SPLIT_TITLES[split];
}

/** How each method of repair is called, in the order in which they are listed. */
export const METHOD_TITLES: Readonly<Record<MitigationMethod, string>> = {
  'low-spuriosity': 'Low spuriosity',
  counterexamples: 'Counterexamples',
  dfr: 'Deep feature reweighting',
  afr: 'Automatic reweighting',
  interpolation: 'Interpolation',
  muting: 'Muting',
  random: 'Random',
  misclassified: 'Misclassified',
};

/** The head after tuning on images chosen so; null is the head before. */
export function formatMethod(method: MitigationMethod | null): string {
  return method === null ? 'Before' : METHOD_TITLES[method];
}

/** Images by where they stand in the rankings of their classes, where two models are compared. */
export const PART_TITLES: Readonly<Record<RankPart | 'all' | 'unranked', string>> = {
  all: 'All images',
  least: 'Least spurious third',
  middle: 'Middle third',
  most: 'Most spurious third',
  unranked: 'Classes without a ranking',
};

/** What each verdict is called where it stands alone. */
export const VERDICT_TITLES: Readonly<Record<VerdictLabel, string>> = { core: 'Core', spurious: 'Spurious' };

/** What decided a verdict or several, after "verdict", "verdicts" or the verdict itself. */
export const SOURCE_TITLES: Readonly<Record<VerdictSource, string>> = {
  adjudicated: 'settled by a person',
  people: 'judged by people',
  'object-mask': 'from object masks',
  'group-column': 'from a group column',
  provisional: 'provisional',
};

/** "a", "a and b", "a, b and c". */
export function formatList(items: readonly string[]): string {
  if (items.length <= 1) return items[0] ?? '';
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}

/** The first `limit` characters (by code point), the last of them an ellipsis where something was cut. */
export function formatShortened(text: string, limit: number): string {
  const characters = [...text];
  return characters.length <= limit ? text : `${characters.slice(0, limit - 1).join('')}…`;
}

/** Longest class name that stands whole in tables of the terminal and in sentences. */
const CLASS_NAME_WIDTH = 32;

/** A class name short enough for a row or a sentence: the first of its synonyms ("gondola" of "gondola, Venetian boat"), cut where still too long. */
export function shortenName(name: string): string {
  return formatShortened(name.length > CLASS_NAME_WIDTH ? name.split(', ')[0]! : name, CLASS_NAME_WIDTH);
}
