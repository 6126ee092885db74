/**
 * The networks in a checkpoint: one, or several sets of weights side by side, such as an average or a teacher beside the plain ones.
 * In: named tensors, a name where the caller wants a certain set. Out: the network's family and its tensors without their prefix.
 * Takes none of several without being told: they classify differently.
 */
import { ModelError } from '../../base/errors.js';
import type { Checkpoint } from '../checkpoint.js';
import type { LazyTensor } from '../tensor.js';
import { unrecognisedError } from './errors.js';
import type { Family } from './family.js';

/** A network in a checkpoint. */
export interface FoundNetwork {
  family: Family;
  /** What its names begin with in the file; empty or ending in a dot. */
  prefix: string;
  /** By the family's own names. */
  tensors: Map<string, LazyTensor>;
  /** A sentence where there were others; null where there were none. */
  note: string | null;
}

/** MadryLab's library stores the network a second time inside its attacker. */
const COPIES = /(?:^|\.)attacker\./;
/** How a set is called whose names have no prefix. */
const TOP_LEVEL = '.';

/**
 * The network of a checkpoint, or the one that `wanted` names: by its prefix without the last dot, or by any part of it that no
 * other has. ModelError `unrecognised-architecture`, `several-weights` or `unknown-weights`.
 */
export function findNetwork(
  { tensors, name }: Checkpoint,
  families: readonly Family[],
  wanted?: string,
): FoundNetwork {
  const found = listNetworks(tensors, families);
  const [first] = found;
  if (!first) throw unknownArchitectureError(name, tensors);
  const names = found.map(({ prefix }) => toName(prefix));
  const fitting = wanted === undefined ? found : found.filter(({ prefix }) => isNamed(prefix, wanted));
  const exact = fitting.filter(({ prefix }) => toName(prefix) === wanted);
  const [taken, ...rest] = exact.length === 1 ? exact : fitting;
  if (!taken) throw unknownWeightsError(name, wanted!, names);
  if (rest.length > 0) throw severalWeightsError(name, names);
  const others = found.filter((one) => one !== taken);
  return {
    ...taken,
    tensors: selectTensors(
      tensors,
      taken.prefix,
      others.map(({ prefix }) => prefix),
    ),
    note:
      others.length === 0
        ? null
        : `The file has ${found.length} sets of weights: ${names.join(', ')}. Taken: ${toName(taken.prefix)}, as it was named.`,
  };
}

/** Every network whose first block is there; the families are asked in order, and a prefix belongs to the first that knows it. */
function listNetworks(
  tensors: ReadonlyMap<string, LazyTensor>,
  families: readonly Family[],
): Pick<FoundNetwork, 'family' | 'prefix'>[] {
  const byPrefix = new Map<string, Family>();
  for (const family of families) {
    for (const anchor of family.anchors) {
      for (const name of tensors.keys()) {
        if (name !== anchor && !name.endsWith(`.${anchor}`)) continue;
        const prefix = name.slice(0, -anchor.length);
        if (!COPIES.test(prefix) && !byPrefix.has(prefix)) byPrefix.set(prefix, family);
      }
    }
  }
  return [...byPrefix]
    .map(([prefix, family]) => ({ family, prefix }))
    .sort((a, b) => a.prefix.length - b.prefix.length);
}

function selectTensors(
  tensors: ReadonlyMap<string, LazyTensor>,
  prefix: string,
  others: readonly string[],
): Map<string, LazyTensor> {
  const inner = others.filter((other) => other.startsWith(prefix));
  const selected = [...tensors].filter(
    ([name]) => name.startsWith(prefix) && !inner.some((other) => name.startsWith(other)),
  );
  return new Map(selected.map(([name, tensor]) => [name.slice(prefix.length), tensor]));
}

function toName(prefix: string): string {
  return prefix.slice(0, -1) || TOP_LEVEL;
}

function isNamed(prefix: string, wanted: string): boolean {
  return toName(prefix) === wanted || `.${prefix}`.includes(`.${wanted}.`);
}

function unknownArchitectureError(name: string, tensors: ReadonlyMap<string, LazyTensor>): ModelError {
  const shown = [...tensors.keys()].slice(0, 4).join(', ');
  return unrecognisedError(
    name,
    tensors.size === 0 ? 'it holds no tensors' : `its tensors are named ${shown}, …`,
  );
}

function severalWeightsError(file: string, names: readonly string[]): ModelError {
  return new ModelError('several-weights', {
    what: `"${file}" has ${names.length} sets of weights: ${names.map(describeName).join(', ')}.`,
    why: 'They are different networks, such as the last step of training and an average over many.',
    next: `Choose one with --weights NAME, such as --weights ${names.at(-1)}.`,
  });
}

function unknownWeightsError(file: string, wanted: string, names: readonly string[]): ModelError {
  return new ModelError('unknown-weights', {
    what: `"${file}" has no set of weights ${JSON.stringify(wanted)}; it has ${names.map(describeName).join(', ')}.`,
    next: 'Name one of these with --weights.',
  });
}

function describeName(name: string): string {
  return name === TOP_LEVEL ? `${TOP_LEVEL} (names without a prefix)` : name;
}
