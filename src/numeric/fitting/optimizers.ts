/**
 * Gradient steps as PyTorch takes them: settings enter, an optimiser with its own state leaves.
 * Updates parameters in place; knows nothing of what they mean. State is float32, arithmetic double.
 */

/** `weightDecay` is added to the gradient as weightDecay × parameter (L2, torch's `weight_decay`), biases included. */
export type OptimizerSettings =
  | { kind: 'adam'; learningRate: number; weightDecay: number }
  | { kind: 'sgd'; learningRate: number; weightDecay: number; momentum: number };

/** Takes steps for one array of parameters; holds the moments that belong to it. */
export interface Optimizer {
  /** Updates `parameters` in place; both arrays keep the length the optimiser was created for. */
  step(parameters: Float32Array, gradient: Float32Array): void;
}

/** torch.optim.Adam's defaults: the decay of the first and second moment, and what is added to the second's root. */
export const ADAM = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } as const;

/** Creates the optimiser for one array of `parameterCount` parameters. */
export function createOptimizer(settings: OptimizerSettings, parameterCount: number): Optimizer {
  return settings.kind === 'adam'
    ? createAdam(settings.learningRate, settings.weightDecay, parameterCount)
    : createSgd(settings.learningRate, settings.weightDecay, settings.momentum, parameterCount);
}

/** Kingma and Ba, algorithm 1, with the bias corrections where torch.optim.Adam has them. */
function createAdam(learningRate: number, weightDecay: number, parameterCount: number): Optimizer {
  const firstMoments = new Float32Array(parameterCount);
  const secondMoments = new Float32Array(parameterCount);
  let stepCount = 0;
  return {
    step(parameters, gradient) {
      stepCount++;
      const rate = learningRate / (1 - ADAM.beta1 ** stepCount);
      const secondScale = 1 / Math.sqrt(1 - ADAM.beta2 ** stepCount);
      for (let index = 0; index < parameterCount; index++) {
        const slope = gradient[index]! + weightDecay * parameters[index]!;
        const first = ADAM.beta1 * firstMoments[index]! + (1 - ADAM.beta1) * slope;
        const second = ADAM.beta2 * secondMoments[index]! + (1 - ADAM.beta2) * slope * slope;
        firstMoments[index] = first;
        secondMoments[index] = second;
        parameters[index] =
          parameters[index]! - (rate * first) / (Math.sqrt(second) * secondScale + ADAM.epsilon);
      }
    },
  };
}

/** Gradient descent with torch.optim.SGD's momentum (no dampening, not Nesterov's): v ← momentum · v + g; p ← p − rate · v. */
function createSgd(
  learningRate: number,
  weightDecay: number,
  momentum: number,
  parameterCount: number,
): Optimizer {
  const velocities = new Float32Array(parameterCount);
  return {
    step(parameters, gradient) {
      for (let index = 0; index < parameterCount; index++) {
        const slope = gradient[index]! + weightDecay * parameters[index]!;
        const velocity = momentum * velocities[index]! + slope;
        velocities[index] = velocity;
        parameters[index] = parameters[index]! - learningRate * velocity;
      }
    },
  };
}
