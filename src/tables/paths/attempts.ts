/**
 * Ways in which a table's paths could be other spellings of the images' paths, each tried on all of them.
 * Enters: rows that miss, images. Leaves: what each way meets, and whether anything in it is ambiguous. Judges nothing.
 */
import { dropImageExtension } from './image-names.js';
import { toPlainPath } from './written-path.js';

/** A path that meets no image as it stands. */
export interface MissingRow {
  row: number;
  written: string;
  /** Below the root where it leads there, else as written. */
  path: string;
}

/** Rows that miss, and all that they could mean. */
export interface Search {
  rows: readonly MissingRow[];
  known: readonly string[];
  /** Images that other rows name already. */
  taken: ReadonlySet<number>;
  fileName: string;
  /** Last part of the root's own path. */
  rootName: string;
}

/** What counts as equal. */
export interface Likeness {
  foldsCase: boolean;
  dropsExtension: boolean;
}

/** What is done to a path; `add` null: the folder is whichever holds it. */
export interface Move {
  strip: string;
  add: string | null;
}

/** What one way of reading the paths meets. */
export interface Attempt extends Move {
  likeness: Likeness;
  /** Image by row. */
  places: Map<number, number>;
  /** Rows that may mean several images, and those of the first of them. */
  ambiguous: { count: number; row: MissingRow | null; places: number[] };
  /** Whether two rows meet one image, or one that another row names already. */
  collides: boolean;
}

/** Rows that candidates for folders are taken from. */
const SAMPLE_ROWS = 100;
/** Images of one name that are compared with a row of the sample; class folders often count their images alike. */
const MAX_NAMESAKES = 5000;
const MAX_MOVES = 5;

/** The search with all paths as keys of one likeness. */
export interface Keyed {
  search: Search;
  likeness: Likeness;
  rowKeys: string[];
  knownKeys: string[];
  /** Place by key; −1 for several. */
  placeOf: Map<string, number>;
}

/** Keys of all paths, by which they are equal or not. */
export function createKeyed(search: Search, likeness: Likeness): Keyed {
  const rowKeys = search.rows.map(({ path }) => toKey(toPlainPath(path), likeness));
  const knownKeys = search.known.map((path) => toKey(path, likeness));
  return { search, likeness, rowKeys, knownKeys, placeOf: indexPlaces(knownKeys) };
}

/** What paths have in common that are alike. */
export function toKey(path: string, { foldsCase, dropsExtension }: Likeness): string {
  const composed = (dropsExtension ? dropImageExtension(path) : path).normalize('NFC');
  return foldsCase ? composed.toLowerCase() : composed;
}

function indexPlaces(keys: Iterable<string>): Map<string, number> {
  const placeOf = new Map<string, number>();
  let place = 0;
  for (const key of keys) {
    placeOf.set(key, placeOf.has(key) ? -1 : place);
    place += 1;
  }
  return placeOf;
}

/** What separates rows of a sample from the images that share the longest end with them, the commonest first. */
export function listMoves({ rowKeys, knownKeys }: Keyed): Move[] {
  const step = Math.max(1, Math.floor(rowKeys.length / SAMPLE_ROWS));
  const sample = rowKeys.filter((_, at) => at % step === 0).map((key) => key.split('/'));
  const namesakes = new Map(sample.map((parts) => [parts.at(-1)!, [] as string[][]]));
  for (const key of knownKeys) {
    const found = namesakes.get(key.slice(key.lastIndexOf('/') + 1));
    if (found !== undefined && found.length < MAX_NAMESAKES) found.push(key.split('/'));
  }
  const counts = new Map<string, number>();
  for (const parts of sample) {
    const candidates = namesakes
      .get(parts.at(-1)!)!
      .map((other) => ({ other, count: countCommonEnd(parts, other) }));
    const longest = Math.max(0, ...candidates.map(({ count }) => count));
    const moves = candidates
      .filter(({ count }) => count === longest)
      .map(({ other, count }) =>
        [parts.slice(0, -count).join('/'), other.slice(0, -count).join('/')].join('\0'),
      );
    for (const move of new Set(moves)) counts.set(move, (counts.get(move) ?? 0) + 1);
  }
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([move]) => move.split('\0'))
    .map(([strip = '', add = '']): Move => ({ strip, add }))
    .filter(({ strip, add }) => strip !== '' || add !== '')
    .slice(0, MAX_MOVES);
}

function countCommonEnd(a: readonly string[], b: readonly string[]): number {
  let count = 0;
  while (count < Math.min(a.length, b.length) && a.at(-1 - count) === b.at(-1 - count)) count += 1;
  return count;
}

/** One folder taken away or added, for all paths. */
export function attemptMove(keyed: Keyed, move: Move): Attempt {
  const front = move.strip === '' ? '' : `${move.strip}/`;
  const folder = move.add === '' ? '' : `${move.add}/`;
  const toTarget = (key: string) => folder + key.slice(front.length);
  return attempt(keyed, move, {
    find: (key) => (key.startsWith(front) ? keyed.placeOf.get(toTarget(key)) : undefined),
    isMeant: (known, key) => known === toTarget(key),
  });
}

/** Paths by their ends, whichever folder these lie in. */
export function attemptAnywhere(keyed: Keyed): Attempt {
  const byDepth = new Map<number, Map<string, number>>();
  const endsOf = (depth: number) => {
    let places = byDepth.get(depth);
    if (places === undefined) {
      places = indexPlaces(keyed.knownKeys.map((key) => key.split('/').slice(-depth).join('/')));
      byDepth.set(depth, places);
    }
    return places;
  };
  return attempt(
    keyed,
    { strip: '', add: null },
    {
      find: (key) => endsOf(key.split('/').length).get(key),
      isMeant: (known, key) => `/${known}`.endsWith(`/${key}`),
    },
  );
}

/** Place of a row's key, −1 for several; and whether an image is one of those several. */
interface Way {
  find(key: string): number | undefined;
  isMeant(known: string, key: string): boolean;
}

function attempt(keyed: Keyed, move: Move, { find, isMeant }: Way): Attempt {
  const { search, likeness, rowKeys, knownKeys } = keyed;
  const places = new Map<number, number>();
  const pathOfPlace = new Map<number, string>();
  const ambiguous: Attempt['ambiguous'] = { count: 0, row: null, places: [] };
  let collides = false;
  const isMoved = move.strip !== '' || move.add !== '';
  for (const [at, row] of search.rows.entries()) {
    const place = find(rowKeys[at]!);
    if (place === undefined) continue;
    if (place < 0) {
      ambiguous.count += 1;
      if (ambiguous.count > 1) continue;
      ambiguous.row = row;
      ambiguous.places = [...knownKeys.keys()].filter((one) => isMeant(knownKeys[one]!, rowKeys[at]!));
      continue;
    }
    const earlier = pathOfPlace.get(place);
    // A path that is written twice may mean two images of one name, unless it already says where the image lies.
    const isTwin = earlier !== undefined && (isMoved || earlier !== row.path);
    collides ||= search.taken.has(place) || isTwin;
    pathOfPlace.set(place, row.path);
    places.set(row.row, place);
  }
  return { ...move, likeness, places, ambiguous, collides };
}
