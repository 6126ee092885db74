/**
 * Nested Python values to named leaves, as a state dict names them.
 * In: what a pickle described. Out: tensors and plain values by dotted path. Whole pickled modules give the names that
 * their state_dict would have. Values that refer to each other in circles or in endless combinations are refused.
 */
import { malformedError, tooLargeError } from '../errors.js';
import { PickleRecord, type PickleValue } from '../pickle/values.js';
import { TensorView } from './objects.js';

/** Deeper than networks are nested. */
const MAX_DEPTH = 48;
/** A value may be named in several places; all visits together stay below this. */
const MAX_VISITS = 1_000_000;
const MAX_PATH_LENGTH = 1024;
/** Settings and numbers of the run that made the file; more are left out. */
const MAX_METADATA_ENTRIES = 1000;

/** nn.Module keeps its parts in these dicts, which do not show in names. */
const MODULE_DICTS = new Set(['_parameters', '_buffers', '_modules']);

/** A plain value beside the tensors. */
export type MetadataValue = string | number | boolean | null;

/** Leaves by dotted path. */
export interface FlatValues {
  tensors: Map<string, TensorView>;
  metadata: Map<string, MetadataValue>;
}

/** ModelError `malformed-checkpoint` for a name that occurs twice, `checkpoint-too-large` beyond the limits. */
export function flattenValue(root: PickleValue, fileName: string): FlatValues {
  const flat: FlatValues = { tensors: new Map(), metadata: new Map() };
  const openValues = new Set<PickleValue>();
  let visitCount = 0;
  const visit = (value: PickleValue, path: string): void => {
    if (++visitCount > MAX_VISITS)
      throw tooLargeError(fileName, `its values unfold to more than ${MAX_VISITS}`);
    if (path.length > MAX_PATH_LENGTH) throw tooLargeError(fileName, `a name has ${path.length} characters`);
    const children = listChildren(value);
    if (!children) {
      addLeaf(flat, path, value, fileName);
      return;
    }
    // A module that refers back to its parent adds nothing on the second visit.
    if (openValues.has(value)) return;
    if (openValues.size >= MAX_DEPTH) {
      throw tooLargeError(fileName, `its values are nested deeper than ${MAX_DEPTH} levels`);
    }
    openValues.add(value);
    for (const [key, child] of children) visit(child, joinPath(path, key));
    openValues.delete(value);
  };
  visit(root, '');
  return flat;
}

/** The nameable children of a container; null for a leaf. */
function listChildren(value: PickleValue): Iterable<[string, PickleValue]> | null {
  if (value instanceof Map) return listItems(value);
  if (Array.isArray(value)) return value.map((child, index) => [String(index), child]);
  if (!(value instanceof PickleRecord)) return null;
  return listRecord(value);
}

function* listRecord({ state, items, elements }: PickleRecord): Generator<[string, PickleValue]> {
  if (state instanceof Map) {
    for (const [key, child] of listItems(state)) yield [MODULE_DICTS.has(key) ? '' : key, child];
  }
  yield* listItems(items);
  for (const [index, child] of elements.entries()) yield [String(index), child];
}

/** Keys that are neither texts nor integers name nothing. */
function* listItems(items: ReadonlyMap<PickleValue, PickleValue>): Generator<[string, PickleValue]> {
  for (const [key, child] of items) {
    if (typeof key === 'string' || typeof key === 'number') yield [String(key), child];
  }
}

function joinPath(path: string, key: string): string {
  if (key === '') return path;
  return path === '' ? key : `${path}.${key}`;
}

function addLeaf(
  { tensors, metadata }: FlatValues,
  path: string,
  value: PickleValue,
  fileName: string,
): void {
  if (value instanceof TensorView) {
    if (tensors.has(path)) throw malformedError(fileName, `two tensors have the name "${path}"`);
    tensors.set(path, value);
    return;
  }
  const isPlain = value === null || ['string', 'number', 'boolean'].includes(typeof value);
  if (isPlain && metadata.size < MAX_METADATA_ENTRIES) metadata.set(path, value as MetadataValue);
}
