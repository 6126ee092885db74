/**
 * Which of a network's outputs holds the scores of the classes.
 * In: a graph and what the caller knows: a name, a number of classes. Out: the head behind one output, and a sentence where there was
 * a choice. Never takes the first of several: where nothing tells them apart, all are named and none is taken.
 */
import { ModelError } from '../../../base/errors.js';
import { createGraphLookup } from '../../graph/lookup.js';
import type { GraphProto, ModelProto, ValueInfoProto } from '../../schema/messages.js';
import { findDependents } from '../data-flow.js';
import { copyModel, dropUnused } from '../edit.js';
import { noLinearLayerError } from '../errors.js';
import { type ClassifierHead, findHeadBehind } from './classifier-head.js';

/** What is known of the output that is meant. */
export interface OutputChoice {
  /** Its name. */
  output?: string;
  /** How many classes there are. */
  classCount?: number;
}

/** An output of a network, for people to choose by. */
export interface OutputDescription {
  name: string;
  /** A text or null where a length is open; null when not even their number is declared. */
  dims: (number | string | null)[] | null;
  /** Classes of the linear layer that the output ends in; null where it ends in none. */
  classCount: number | null;
}

type Candidate = OutputDescription & { head: ClassifierHead | null; error: unknown };

/** Every output, in the file's order. */
export function listOutputs({ graph }: ModelProto): OutputDescription[] {
  return findCandidates(graph).map(({ name, dims, classCount }) => ({ name, dims, classCount }));
}

/** The classifier's head. ModelError `no-linear-layer`, `quantised-model`, `several-outputs` or `unknown-output`. */
export function findClassifierHead(graph: GraphProto, choice: OutputChoice = {}): ClassifierHead {
  return chooseHead(graph, findCandidates(graph), choice).head;
}

/**
 * The model with the chosen output as its only one, and a sentence that names it and the others; as it is where it has but one.
 * ModelError as `findClassifierHead`'s.
 */
export function selectOutput(
  model: ModelProto,
  choice: OutputChoice,
): { model: ModelProto; note: string | null } {
  const candidates = findCandidates(model.graph);
  if (candidates.length < 2 && choice.output === undefined) return { model, note: null };
  const { head, reason } = chooseHead(model.graph, candidates, choice);
  const selected = copyModel(model);
  selected.graph.output = selected.graph.output.filter(({ name }) => name === head.output);
  dropUnused(selected.graph);
  const note =
    candidates.length < 2
      ? null
      : `The network has ${candidates.length} outputs: ${candidates.map(describeOutput).join(', ')}. Taken: "${head.output}", ${reason}.`;
  return { model: selected, note };
}

function findCandidates(graph: GraphProto): Candidate[] {
  const lookup = createGraphLookup(graph);
  return graph.output.map((value) => {
    const description = { name: value.name, dims: readDims(value) };
    try {
      const head = findHeadBehind(value.name, lookup);
      return { ...description, classCount: head.classCount, head, error: null };
    } catch (error) {
      return { ...description, classCount: null, head: null, error };
    }
  });
}

function chooseHead(
  graph: GraphProto,
  candidates: readonly Candidate[],
  { output, classCount }: OutputChoice,
): { head: ClassifierHead; reason: string } {
  if (output !== undefined) return { head: findNamed(candidates, output), reason: 'as it was named' };
  const heads = listLastHeads(graph, candidates);
  const [head] = heads;
  if (!head) throw candidates[0]?.error ?? noLinearLayerError('The network has no outputs.');
  if (heads.length === 1) return { head, reason: 'the only one whose last layer gives scores of classes' };
  const fitting = heads.filter((one) => toClassCount(one) === classCount);
  if (fitting.length === 1) return { head: fitting[0]!, reason: `the only one with ${classCount} classes` };
  const names = new Set(heads.map((one) => one.output));
  throw severalOutputsError(
    candidates.filter(({ name }) => names.has(name)),
    fitting.length,
    classCount,
  );
}

/** A single score, as in front of a sigmoid, tells two classes apart. */
function toClassCount({ classCount }: ClassifierHead): number {
  return classCount === 1 ? 2 : classCount;
}

/** One head per last layer: of its scores and what a softmax makes of them, the scores; without layers that stand on the way to another. */
function listLastHeads(graph: GraphProto, candidates: readonly Candidate[]): ClassifierHead[] {
  const byNode = new Map<ClassifierHead['node'], ClassifierHead>();
  for (const { head } of candidates) {
    if (head === null) continue;
    const known = byNode.get(head.node);
    if (!known || head.removedActivations.length < known.removedActivations.length)
      byNode.set(head.node, head);
  }
  const heads = [...byNode.values()];
  if (heads.length < 2) return heads;
  return heads.filter((one) => {
    const dependents = findDependents(graph, one.node.output[0]!);
    return !heads.some((other) => other !== one && dependents.has(other.features));
  });
}

function findNamed(candidates: readonly Candidate[], output: string): ClassifierHead {
  const found = candidates.find(({ name }) => name === output);
  if (found?.head) return found.head;
  if (found) throw found.error;
  throw new ModelError('unknown-output', {
    what: `The network has no output ${JSON.stringify(output)}. Its outputs: ${candidates.map(describeOutput).join(', ')}.`,
    next: 'Name one of them.',
  });
}

function severalOutputsError(
  candidates: readonly OutputDescription[],
  fittingCount: number,
  classCount: number | undefined,
): ModelError {
  const fit = classCount === undefined ? '' : `, ${fittingCount} of them with ${classCount} classes`;
  return new ModelError('several-outputs', {
    what: `The network has ${candidates.length} outputs that may hold the scores of the classes${fit}: ${candidates.map(describeOutput).join(', ')}.`,
    why: 'Features and predictions of one are not those of another.',
    next: `Choose one with --output NAME, such as --output ${JSON.stringify(candidates[0]!.name)}.`,
  });
}

function describeOutput({ name, dims, classCount }: OutputDescription): string {
  const shape = dims ?? (classCount === null ? null : ['n', classCount]);
  return `"${name}"${shape === null ? '' : ` [${shape.map((dim) => dim ?? '?').join(', ')}]`}`;
}

/** Declared lengths of a value; null when not even their number is declared. */
export function readDims({ type }: ValueInfoProto): (number | string | null)[] | null {
  return type?.tensorType?.shape?.dim.map(({ dimValue, dimParam }) => dimValue ?? (dimParam || null)) ?? null;
}
