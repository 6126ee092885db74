/** What separates a table's paths from the images, in sentences for the user. */
import type { Attempt, MissingRow, Search } from './attempts.js';
import { isImageName, toExtension } from './image-names.js';
import { toPlainPath } from './written-path.js';

/** What was applied, with an example. */
export function formatNote(search: Search, attempt: Attempt): string {
  const { row, path } = exampleOf(search, attempt);
  return `Paths of ${search.fileName} were found ${describe(search, attempt)}: ${JSON.stringify(row.written)} is ${path}.`;
}

/** What may be meant, and what to do if it is. */
export function formatHint(search: Search, attempt: Attempt): string {
  const { ambiguous, places } = attempt;
  const { known, rows } = search;
  if (ambiguous.row !== null && places.size < ambiguous.count) {
    const named = ambiguous.places.slice(0, 2).map((place) => known[place]);
    return `${JSON.stringify(ambiguous.row.written)} may be ${named.join(' or ')}. Write the whole path into the table.`;
  }
  const { row, path } = exampleOf(search, attempt);
  return `${places.size} of ${rows.length} paths would be found ${describe(search, attempt)}: ${JSON.stringify(row.written)} may be ${path}. Write them so into the table if that is meant.`;
}

/** Two folders that fit alike. */
export function formatTwo(search: Search, first: Attempt, second: Attempt): string {
  const [one, two] = [first, second].map((attempt) => exampleOf(search, attempt).path);
  return `${JSON.stringify(exampleOf(search, first).row.written)} may be ${one} or ${two}. Write the folder into the table.`;
}

function exampleOf({ rows, known }: Search, { places }: Attempt): { row: MissingRow; path: string } {
  const row = rows.find((one) => places.has(one.row))!;
  return { row, path: known[places.get(row.row)!]! };
}

/** What is done to paths, in words. */
function describe(search: Search, attempt: Attempt): string {
  const { row, path } = exampleOf(search, attempt);
  const { strip, add, likeness } = attempt;
  // As they are spelled, where keys may be in lower case.
  const depth = (folder: string) => (folder === '' ? 0 : folder.split('/').length);
  const written = toPlainPath(row.path).split('/').slice(0, depth(strip)).join('/');
  const folder = path
    .split('/')
    .slice(0, depth(add ?? ''))
    .join('/');
  const words = [
    ...(add === null ? ['in whichever folder they lie'] : []),
    ...(strip === '' || add === '' || add === null ? [] : [`with "${folder}/" for "${written}/"`]),
    ...(strip === '' || add !== '' ? [] : [`without "${written}/"`]),
    ...(strip !== '' || !add ? [] : [`with "${folder}/" in front`]),
  ];
  const [from, to] = [isImageName(row.path) ? toExtension(row.path) : '', toExtension(path)];
  if (likeness.dropsExtension && from.toLowerCase() !== to.toLowerCase()) {
    words.push(from === '' ? `with the extension ${to}` : `with the extension ${to} for ${from}`);
  }
  if (likeness.foldsCase) words.push('in another letter case');
  return words.length === 0 ? 'without the "/" in front' : words.join(' and ');
}
