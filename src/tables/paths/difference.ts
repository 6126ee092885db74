/**
 * The one difference that separates a table's paths from the images: a folder too many or too few, an extension, letter case, or these
 * together. Applied where it is certain: each path meets exactly one image, no two paths the same one; else put into words.
 * A folder is added or taken away, never exchanged for another: `val/1.jpg` is not `train/1.jpg`.
 */
import {
  type Attempt,
  attemptAnywhere,
  attemptMove,
  createKeyed,
  type Likeness,
  listMoves,
  type Move,
  type Search,
  toKey,
} from './attempts.js';
import { formatHint, formatNote, formatTwo } from './difference-words.js';
import { isImageName } from './image-names.js';
import { toPlainPath } from './written-path.js';

/** What was found: images by row, sentences on what was applied, or on what was not certain enough. */
export interface FoundDifference {
  places: ReadonlyMap<number, number>;
  notes: string[];
  hint: string | null;
}

/** A search among namesakes; folders may move where no path of the table is right as it stands. */
interface Narrowed extends Search {
  isMoveable: boolean;
}

/** From the strictest to the loosest. */
const LIKENESSES: readonly Likeness[] = [
  { foldsCase: false, dropsExtension: false },
  { foldsCase: true, dropsExtension: false },
  { foldsCase: false, dropsExtension: true },
  { foldsCase: true, dropsExtension: true },
];
/** A difference that moves paths must explain nearly all of them; the rest may be lost images. */
const EXPLAINED_SHARE = 0.9;
const NOTHING: FoundDifference = { places: new Map(), notes: [], hint: null };
const SPLIT_NAME = /^(?:train(?:ing)?|val(?:id(?:ation)?)?|dev|test(?:ing)?)$/i;

/** Looks among the images whose names are alike: no difference changes more of a name than its case and extension. */
export function findDifference(search: Search): FoundDifference {
  const toName = (path: string) => toKey(path.slice(path.lastIndexOf('/') + 1), LIKENESSES.at(-1)!);
  const names = new Set(search.rows.map(({ path }) => toName(toPlainPath(path))));
  const namesakes = [...search.known.keys()].filter((place) => names.has(toName(search.known[place]!)));
  if (namesakes.length === 0) return NOTHING;
  const taken = new Set([...namesakes.keys()].filter((at) => search.taken.has(namesakes[at]!)));
  const known = namesakes.map((place) => search.known[place]!);
  const found = tryLikenesses({ ...search, known, taken, isMoveable: search.taken.size === 0 });
  return { ...found, places: new Map([...found.places].map(([row, at]) => [row, namesakes[at]!])) };
}

/** Likeness by likeness; within each: no move, one folder for all, whichever folder holds the name. */
function tryLikenesses(search: Narrowed): FoundDifference {
  let best: Attempt | null = null;
  for (const likeness of LIKENESSES) {
    const keyed = createKeyed(search, likeness);
    const moves = listMoves(keyed);
    const inPlace = attemptMove(keyed, { strip: '', add: '' });
    if (isSafeInPlace(search, inPlace)) return apply(search, inPlace);
    const moved = moves.filter(isOneSided).map((move) => attemptMove(keyed, move));
    const fitting = moved.filter((attempt) => explains(search, attempt));
    if (fitting.length > 1) return { ...NOTHING, hint: formatTwo(search, fitting[0]!, fitting[1]!) };
    const anywhere = attemptAnywhere(keyed);
    const safe = [...fitting, anywhere].find((attempt) => isSafe(search, attempt));
    if (safe !== undefined) return apply(search, safe);
    const exchanged = moves.filter((move) => !isOneSided(move)).map((move) => attemptMove(keyed, move));
    for (const attempt of [inPlace, ...moved, anywhere, ...exchanged]) {
      if (countMet(attempt) > (best === null ? 0 : countMet(best))) best = attempt;
    }
  }
  return { ...NOTHING, hint: best === null ? null : formatHint(search, best) };
}

function isOneSided({ strip, add }: Move): boolean {
  return strip === '' || add === '';
}

function countMet({ places, ambiguous }: Attempt): number {
  return places.size + ambiguous.count;
}

function explains({ rows }: Search, { places }: Attempt): boolean {
  return places.size >= EXPLAINED_SHARE * rows.length;
}

/** Paths move only where no path of the table is right as it stands, and not from one split's folder into another's. */
function isSafe(search: Narrowed, attempt: Attempt): boolean {
  const [from, to] = [attempt.strip.slice(attempt.strip.lastIndexOf('/') + 1), search.rootName];
  const changesSplit =
    SPLIT_NAME.test(from) && SPLIT_NAME.test(to) && from.toLowerCase() !== to.toLowerCase();
  return explains(search, attempt) && search.isMoveable && isClear(attempt) && !changesSplit;
}

/** Letter case and a missing extension may be mended beside paths that are right; an exchanged extension only for all. */
function isSafeInPlace(search: Narrowed, attempt: Attempt): boolean {
  const isPartial = !search.isMoveable && !exchangesExtension(search, attempt);
  return attempt.places.size > 0 && isClear(attempt) && (isPartial || isSafe(search, attempt));
}

function isClear({ ambiguous, collides }: Attempt): boolean {
  return ambiguous.count === 0 && !collides;
}

function exchangesExtension({ rows }: Search, { places, likeness }: Attempt): boolean {
  return likeness.dropsExtension && rows.some(({ row, path }) => places.has(row) && isImageName(path));
}

function apply(search: Search, attempt: Attempt): FoundDifference {
  return { places: attempt.places, notes: [formatNote(search, attempt)], hint: null };
}
