/**
 * Optimisers as nodes of a graph: parameter, gradient and state of one step in, those of the next out.
 * The same steps as `numeric/fitting/optimizers.ts` and torch.optim take, in float32 but for Adam's bias corrections.
 */
import { ADAM, type OptimizerSettings } from '../../numeric/index.js';
import type { GraphBuilder } from '../graph/builder.js';
import { DATA_TYPE } from '../schema/data-type.js';

/** What an optimiser carries from step to step for every parameter, each of the parameter's shape and zero at first. */
export const OPTIMIZER_STATE: Readonly<Record<OptimizerSettings['kind'], readonly string[]>> = {
  adam: ['first_moment', 'second_moment'],
  sgd: ['velocity'],
};

/** One parameter before a step or after it; `state` in the order of `OPTIMIZER_STATE`. */
export interface GraphParameter {
  value: string;
  state: readonly string[];
}

/** Takes one step for a parameter; the names of the values before and after it differ. */
type AddStep = (parameter: GraphParameter, gradient: string) => GraphParameter;

/** Prepares one step for all parameters. `stepsBefore`: int64 scalar, the number of steps taken before. */
export function createStep(graph: GraphBuilder, settings: OptimizerSettings, stepsBefore: string): AddStep {
  return settings.kind === 'adam'
    ? createAdamStep(graph, settings, stepsBefore)
    : createSgdStep(graph, settings);
}

/** v ← momentum · v + g; p ← p − rate · v. */
function createSgdStep(graph: GraphBuilder, settings: Extract<OptimizerSettings, { kind: 'sgd' }>): AddStep {
  const { op } = graph;
  return (parameter, gradient) => {
    const slope = addDecay(graph, settings.weightDecay, parameter.value, gradient);
    const velocity = op('Add', op('Mul', parameter.state[0]!, settings.momentum), slope);
    return {
      value: op('Sub', parameter.value, op('Mul', velocity, settings.learningRate)),
      state: [velocity],
    };
  };
}

/**
 * Kingma and Ba, algorithm 1, with the bias corrections where torch.optim.Adam has them. The state is the moments without their factors
 * 1 − β, which every step takes into account once, in its scalars: three passes over the parameters fewer.
 */
function createAdamStep(
  graph: GraphBuilder,
  settings: Extract<OptimizerSettings, { kind: 'adam' }>,
  stepsBefore: string,
): AddStep {
  const { op } = graph;
  // In float32, 1 − 0.999 would be wrong in its fourth digit.
  const time = op('Cast', op('Add', stepsBefore, 1), { to: DATA_TYPE.float64 });
  /** (1 − β) / (1 − βᵗ): from a moment in the state to one without bias. */
  const correction = (beta: number): string => op('Div', 1 - beta, op('Sub', 1, op('Pow', beta, time)));
  const secondRoot = op('Sqrt', correction(ADAM.beta2));
  const toFloat = (value: string): string => op('Cast', value, { to: DATA_TYPE.float32 });
  const rate = toFloat(op('Div', op('Mul', correction(ADAM.beta1), settings.learningRate), secondRoot));
  const epsilon = toFloat(op('Div', ADAM.epsilon, secondRoot));
  return (parameter, gradient) => {
    const slope = addDecay(graph, settings.weightDecay, parameter.value, gradient);
    const [first, second] = parameter.state as [string, string];
    const nextFirst = op('Add', op('Mul', first, ADAM.beta1), slope);
    const nextSecond = op('Add', op('Mul', second, ADAM.beta2), op('Mul', slope, slope));
    const direction = op('Div', nextFirst, op('Add', op('Sqrt', nextSecond), epsilon));
    return {
      value: op('Sub', parameter.value, op('Mul', direction, rate)),
      state: [nextFirst, nextSecond],
    };
  };
}

function addDecay(graph: GraphBuilder, weightDecay: number, parameter: string, gradient: string): string {
  if (weightDecay === 0) return gradient;
  return graph.op('Add', gradient, graph.op('Mul', parameter, weightDecay));
}
