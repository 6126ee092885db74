/**
 * Models that compute gradients, from models that do not.
 * In: a model and which of its values to differentiate by which. Out: a model with the gradients as outputs, brought to opset 18 and cut
 * down to what they need; the model that came in stays as it was. Runs nothing.
 */
import { ModelError } from '../../base/errors.js';
import { GraphBuilder, toValueInfo } from '../graph/builder.js';
import { pruneGraph } from '../graph/prune.js';
import { upgradeModel } from '../graph/upgrade.js';
import type { GraphProto, ModelProto } from '../schema/messages.js';
import { appendGradients } from './differentiate.js';
import { poolFirst } from './pool-first.js';

/** What to differentiate by what, and what the results are called. */
export interface GradientOptions {
  of: {
    /** A value of the graph, an output or one inside. */
    output: string;
    /** Name of a new input of the output's shape that weighs its elements; without it their plain sum is differentiated. */
    weights?: string;
  };
  /** Inputs, initialisers or values inside. */
  withRespectTo: readonly string[];
  /** Names of the gradients, in the order of `withRespectTo`; `<name>_gradient` by default. */
  gradientNames?: readonly string[];
  /** Values of the graph that stay outputs besides. */
  keepOutputs?: readonly string[];
}

/** Builds ∂(Σ weights · output)/∂each of `withRespectTo`. ModelError as `appendGradients`, or `unknown-value`. */
export function buildGradientModel(model: ModelProto, options: GradientOptions): ModelProto {
  const { of, withRespectTo, keepOutputs = [] } = options;
  return extendModel(model, [of.output, ...withRespectTo, ...keepOutputs], (graph) => {
    const seed =
      of.weights === undefined
        ? graph.op('Expand', graph.addScalar(1, of.output), graph.op('Shape', of.output))
        : graph.addInput(of.weights, graph.factsOf(of.output));
    const gradients = appendGradients(graph, new Map([[of.output, seed]]), withRespectTo);
    const outputs = gradients.map((gradient, index) => {
      const target = withRespectTo[index]!;
      const name = options.gradientNames?.[index] ?? `${target}_gradient`;
      return { name, value: gradient, like: target };
    });
    return { outputs, keepOutputs };
  });
}

/** What a transformation adds to a graph that it has extended. */
export interface Extension {
  /** New outputs: the name of each, the value it has, and a value of its shape. */
  outputs: readonly { name: string; value: string; like: string }[];
  /** Values of the original graph that are outputs. */
  keepOutputs: readonly string[];
}

/** Brings a model to the dialect of the rules, lets `extend` add to its graph, and keeps what the new outputs need. */
export function extendModel(
  model: ModelProto,
  mentioned: readonly string[],
  extend: (graph: GraphBuilder) => Extension,
): ModelProto {
  const upgraded = upgradeModel(model);
  const declared = withoutDefaults(upgraded.graph);
  assertValues(declared, mentioned);
  const original = poolFirst(declared, mentioned);
  const graph = new GraphBuilder(original);
  const { outputs, keepOutputs } = extend(graph);
  for (const { name, value } of outputs) graph.alias(value, name);
  const wanted = [...keepOutputs, ...outputs.map(({ name }) => name)];
  const parts = { node: graph.nodes, initializer: graph.initializers, input: graph.inputs };
  const output = [
    ...keepOutputs.map((name) => toValueInfo(name, graph.factsOf(name))),
    ...outputs.map(({ name, like }) => toValueInfo(name, graph.factsOf(like))),
  ];
  return {
    ...upgraded,
    graph: { ...original, ...pruneGraph(parts, wanted), output, valueInfo: [] },
  };
}

/** Initialisers that are inputs too (files before 2019) could be replaced at run time, so that nothing computed from them is constant. */
function withoutDefaults(graph: GraphProto): GraphProto {
  const initialized = new Set(graph.initializer.map(({ name }) => name));
  return { ...graph, input: graph.input.filter(({ name }) => !initialized.has(name)) };
}

function assertValues(graph: GraphProto, names: readonly string[]): void {
  const known = new Set([...graph.input, ...graph.initializer].map(({ name }) => name));
  for (const node of graph.node) for (const name of node.output) known.add(name);
  const missing = names.find((name) => name === '' || !known.has(name));
  if (missing === undefined) return;
  throw new ModelError('unknown-value', {
    what: `The network has no value named "${missing}".`,
    next: `Its inputs are ${quote(graph.input)}, its outputs ${quote(graph.output)}.`,
  });
}

function quote(values: readonly { name: string }[]): string {
  return values.map(({ name }) => `"${name}"`).join(', ');
}
