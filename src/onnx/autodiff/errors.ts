/**
 * Why a gradient cannot be had, in words.
 */
import { ModelError } from '../../base/errors.js';
import type { NodeProto } from '../schema/messages.js';

function describe(node: NodeProto): string {
  return `node "${node.name || node.output[0]}" (${node.domain ? `${node.domain}.` : ''}${node.opType})`;
}

/** `operator-without-gradient`; `what` says what of the node has none, where it is not all. */
export function noRuleError(node: NodeProto, what = ''): ModelError {
  return new ModelError('operator-without-gradient', {
    what: `No gradient is known of ${describe(node)}${what}.`,
    why: 'It lies between the values to differentiate and those to differentiate by, so that the gradient cannot be computed.',
    next: node.attribute.some(({ g }) => g)
      ? 'Export the network without control flow: by tracing, for inference, with fixed settings.'
      : 'Export the network with standard operators only, for inference, or differentiate a value before this node.',
  });
}

/** `input-without-gradient` */
export function noInputGradientError(node: NodeProto, input: number): ModelError {
  return new ModelError('input-without-gradient', {
    what: `No gradient is known of ${describe(node)} by its input ${input}, "${node.input[input]}".`,
    why: 'The gradient would have to pass through it.',
    next: 'Differentiate by other values, or export the network so that this input is a constant.',
  });
}

/** `gradient-rule-broken`: a fault of the rule, not of the network; `problem` goes on from "gives". */
export function brokenRuleError(node: NodeProto, problem: string): ModelError {
  return new ModelError('gradient-rule-broken', {
    what: `The gradient rule of ${node.opType}, applied to ${describe(node)}, gives ${problem}.`,
    why: 'Every gradient behind it would be wrong.',
    next: 'Please report it, with the network if you may: the rule is at fault, not your network.',
  });
}

/** `graph-not-sorted` */
export function notSortedError(node: NodeProto, name: string): ModelError {
  return new ModelError('graph-not-sorted', {
    what: `The graph is not in order: ${describe(node)} uses "${name}" before the node that makes it.`,
    next: 'Export the network again; the ONNX standard asks for topological order.',
  });
}

/** `no-gradient-path` */
export function noPathError(target: string, sources: readonly string[]): ModelError {
  return new ModelError('no-gradient-path', {
    what: `${sources.map((name) => `"${name}"`).join(', ')} does not depend smoothly on "${target}".`,
    next: 'Name an output that the network computes from that input without rounding or comparing on the way.',
  });
}
