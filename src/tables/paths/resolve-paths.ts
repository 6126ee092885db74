/**
 * Paths of a table meet the images that are there: for every row the image it names, or none.
 * Enters: paths as written, paths of images. Leaves: places, and sentences on what was assumed. Opens no file.
 * First each path alone: as it stands, with other separators, in the other Unicode form. Where paths miss, `difference.ts` looks for what
 * all of them have in common.
 */
import { toSlashes } from '../../base/paths.js';
import { findDifference } from './difference.js';
import { type PlacedPath, toRootPath } from './written-path.js';

/** A table's column of paths. */
export interface WrittenPaths {
  written: readonly string[];
  /** Folder below the root that relative paths start from. */
  baseFolder: string;
  /** Absolute path that images are relative to. */
  rootPath: string;
  /** Names the table in sentences. */
  fileName: string;
}

/** Where each row's image is. */
export interface ResolvedPaths {
  /** Int32Array, [row count]: place in the list of images, −1 for none. */
  places: Int32Array;
  /** What was assumed, for the user. */
  notes: string[];
  /** What would explain the paths that miss, where it is not certain enough to be applied; null for nothing. */
  hint: string | null;
}

/** Images by path, whatever the separators and the Unicode form. */
export class PathIndex {
  readonly #exact: Map<string, number>;
  #composed: Map<string, number> | null = null;

  constructor(readonly known: readonly string[]) {
    this.#exact = new Map(known.map((path, place) => [path, place]));
  }

  /** Place of a path below the root; −1 where none, or where several images differ by their form alone. */
  find(path: string): number {
    const slashed = toSlashes(path);
    return this.#exact.get(path) ?? this.#exact.get(slashed) ?? this.#findComposed(slashed.normalize('NFC'));
  }

  #findComposed(path: string): number {
    if (this.#composed === null) {
      this.#composed = new Map();
      for (const [place, known] of this.known.entries()) {
        const key = known.normalize('NFC');
        this.#composed.set(key, this.#composed.has(key) ? -1 : place);
      }
    }
    return this.#composed.get(path) ?? -1;
  }
}

/** Resolves a column of paths against all images. Time grows with the number of rows and images, not with their product. */
export function resolvePaths(paths: WrittenPaths, index: PathIndex): ResolvedPaths {
  const { written, baseFolder, rootPath, fileName } = paths;
  const { known } = index;
  const find = (target: PlacedPath) => ('path' in target ? index.find(target.path) : -1);
  const targets = written.map((path) => toRootPath(path.trim(), baseFolder, rootPath));
  // White space belongs to a name only where a file has it.
  const places = Int32Array.from(written, (path, row) => {
    const place = path.trim() === path ? -1 : find(toRootPath(path, baseFolder, rootPath));
    return place >= 0 ? place : find(targets[row]!);
  });
  const isMissing = (row: number) => places[row]! < 0 && mayBeAnImage(targets[row]!);
  const missing = [...written.keys()].filter(isMissing);
  const notes = noteForms(paths, places, known);
  if (missing.length === 0) return { places, notes, hint: null };
  const rows = missing.map((row) => {
    const target = targets[row]!;
    return { row, written: written[row]!, path: 'path' in target ? target.path : written[row]! };
  });
  const taken = new Set(places.filter((place) => place >= 0));
  const rootName = toSlashes(rootPath).replace(/\/+$/, '').split('/').at(-1)!;
  const found = findDifference({ rows, known, taken, fileName, rootName });
  for (const [row, place] of found.places) places[row] = place;
  return { places, notes: [...notes, ...found.notes], hint: found.hint };
}

function mayBeAnImage(target: PlacedPath): boolean {
  return 'path' in target || target.code === 'outside-root';
}

/** Says how many paths were read with other separators or letters than they are written with. */
function noteForms(
  { written, fileName }: WrittenPaths,
  places: Int32Array,
  known: readonly string[],
): string[] {
  let [slashCount, formCount] = [0, 0];
  for (const [row, place] of places.entries()) {
    const text = written[row]!;
    if (place < 0 || text === known[place]) continue;
    if (text.includes('\\') && !known[place]!.includes('\\')) slashCount += 1;
    if (text.normalize('NFC') !== text || known[place]!.normalize('NFC') !== known[place]!) {
      if (!text.endsWith(known[place]!)) formCount += 1;
    }
  }
  const say = (count: number, what: string) =>
    count === 0 ? [] : [`${count} ${count === 1 ? 'path' : 'paths'} of ${fileName} ${what}.`];
  return [
    ...say(slashCount, `${slashCount === 1 ? 'was' : 'were'} read with / for \\`),
    ...say(
      formCount,
      `${formCount === 1 ? 'is' : 'are'} spelled with another form of accents than the files`,
    ),
  ];
}
