/**
 * One dialect for those who transform graphs: operators as opset 18 spells them.
 * In: a model of opset 7 or later. Out: the same function at opset 18 or later, as a new model that shares unchanged nodes and weights.
 * Every operator whose spelling or meaning changed from 7 to 18 has a line in the table; those that image classifiers do not use are refused.
 */

import { ModelError } from '../../base/errors.js';
import {
  findAttribute,
  readAttributeFloat,
  readAttributeInt,
  readAttributeInts,
  toAttribute,
} from '../schema/attribute.js';
import { nodeCodec, operatorSetIdCodec } from '../schema/codecs.js';
import {
  ATTRIBUTE_TYPE,
  type GraphProto,
  type ModelProto,
  type NodeProto,
  type TensorProto,
} from '../schema/messages.js';
import { IR_VERSION, isStandardDomain, readOpset } from '../schema/model.js';
import { listInnerNodes } from './prune.js';
import { toTensorProto } from './tensor.js';

const TARGET_OPSET = 18;
/** Broadcasting was an attribute before. */
const OLDEST_OPSET = 7;

interface UpgradeContext {
  opset: number;
  /** Adds constants and returns their names. */
  ints(values: readonly number[]): string;
  scalar(value: number): string;
  name(part: string): string;
}

type Upgrade = (node: NodeProto, context: UpgradeContext) => NodeProto[];

/**
 * The model at opset 18 or its own later one; the caller's model stays as it was. ModelError `opset-too-old` below 7, or
 * `control-flow-not-followed` where a graph inside a node would have to be rewritten.
 */
export function upgradeModel(model: ModelProto): ModelProto {
  const opset = readOpset(model);
  if (opset < OLDEST_OPSET) {
    throw new ModelError('opset-too-old', {
      what: `The model uses opset ${opset}; gradients need ${OLDEST_OPSET} or later.`,
      next: 'Export the network again with a newer opset, such as 17.',
    });
  }
  const others = model.opsetImport.filter(({ domain }) => !isStandardDomain(domain));
  return {
    ...model,
    irVersion: Math.max(model.irVersion, IR_VERSION),
    opsetImport: [
      ...others,
      operatorSetIdCodec.create({ domain: '', version: Math.max(opset, TARGET_OPSET) }),
    ],
    graph: upgradeGraph(model.graph, opset),
  };
}

function upgradeGraph(graph: GraphProto, opset: number): GraphProto {
  const initializer = [...graph.initializer];
  const taken = new Set([...initializer, ...graph.input].map(({ name }) => name));
  for (const node of graph.node) for (const name of node.output) taken.add(name);
  const name = (part: string): string => {
    let free = `upgrade/${part}`;
    for (let n = 1; taken.has(free); n++) free = `upgrade/${part}_${n}`;
    taken.add(free);
    return free;
  };
  const add = (proto: TensorProto): string => {
    initializer.push(proto);
    return proto.name;
  };
  const context: UpgradeContext = {
    opset,
    name,
    ints: (values) =>
      add(
        toTensorProto(
          { dtype: 'int64', dims: [values.length], data: BigInt64Array.from(values, BigInt) },
          name('ints'),
        ),
      ),
    scalar: (value) =>
      add(toTensorProto({ dtype: 'float32', dims: [], data: Float32Array.of(value) }, name('scalar'))),
  };
  const upgrade = (node: NodeProto): NodeProto[] =>
    node.domain ? [node] : (UPGRADES[node.opType]?.(node, context) ?? [node]);
  const upgraded = graph.node.flatMap(upgrade);
  for (const node of graph.node) {
    const changed = listInnerNodes(node).find((inner) => upgrade(inner)[0] !== inner);
    if (changed) throw controlFlowError(node, changed, opset);
  }
  return { ...graph, node: upgraded, initializer };
}

/** The node without some attributes and with other inputs. */
function rewrite(node: NodeProto, changes: Partial<NodeProto>, without: readonly string[] = []): NodeProto {
  const attribute = node.attribute.filter(({ name }) => !without.includes(name));
  return { ...node, attribute, ...changes };
}

/** Names inside a node's graphs are bound to values around it in ways that rewriting does not follow. */
function controlFlowError(node: NodeProto, inner: NodeProto, opset: number): ModelError {
  return new ModelError('control-flow-not-followed', {
    what: `The node "${node.name || node.output[0]}" (${node.opType}) holds a graph of its own with ${inner.opType}, as opset ${opset} spells it.`,
    why: `Gradients need opset ${TARGET_OPSET}, in which it means or is spelled something else.`,
    next: `Export the network without control flow, or with opset ${TARGET_OPSET}; its features and logits can be used as it is.`,
  });
}

/** Attributes that became inputs, in their order; absent ones leave their input out. */
function moveToInputs(...names: string[]): Upgrade {
  return (node, { ints }) => {
    if (!node.attribute.some(({ name }) => names.includes(name))) return [node];
    const moved = names.map((name) => readAttributeInts(node, name));
    const input = [...node.input, ...moved.map((values) => (values ? ints(values) : ''))];
    while (input.at(-1) === '') input.pop();
    return [rewrite(node, { input }, names)];
  };
}

const moveAxes = moveToInputs('axes');

/** Before opset 13 softmax joined all axes from `axis` (default 1) on into one. */
const upgradeSoftmax: Upgrade = (node, { opset, name }) => {
  if (opset >= 13) return [node];
  const axis = readAttributeInt(node, 'axis', 1);
  const [flat, soft, shape] = [name('softmax_flat'), name('softmax'), name('softmax_shape')];
  const [x] = node.input as [string];
  return [
    nodeCodec.create({ opType: 'Shape', input: [x], output: [shape] }),
    nodeCodec.create({
      opType: 'Flatten',
      input: [x],
      output: [flat],
      attribute: [toAttribute('axis', axis)],
    }),
    rewrite(node, { input: [flat], output: [soft], attribute: [toAttribute('axis', -1)] }),
    nodeCodec.create({ opType: 'Reshape', input: [soft, shape], output: node.output }),
  ];
};

const upgradeClip: Upgrade = (node, { opset, scalar }) => {
  if (opset >= 11) return [node];
  const bound = (name: string): string => {
    const value = findAttribute(node, name)?.f;
    return value === undefined ? '' : scalar(value);
  };
  return [rewrite(node, { input: [...node.input, bound('min'), bound('max')] }, ['min', 'max'])];
};

const upgradePad: Upgrade = (node, { opset, ints, scalar }) => {
  if (opset >= 11) return [node];
  const value = scalar(readAttributeFloat(node, 'value', 0));
  const input = [...node.input, ints(readAttributeInts(node, 'pads') ?? []), value];
  return [rewrite(node, { input }, ['pads', 'value'])];
};

const upgradeSlice: Upgrade = (node, { opset, ints }) => {
  if (opset >= 10) return [node];
  const starts = readAttributeInts(node, 'starts') ?? [];
  const axes = readAttributeInts(node, 'axes') ?? starts.map((_, axis) => axis);
  const input = [...node.input, ints(starts), ints(readAttributeInts(node, 'ends') ?? []), ints(axes)];
  return [rewrite(node, { input }, ['starts', 'ends', 'axes'])];
};

const upgradeSplit: Upgrade = (node, context) => {
  if (context.opset >= 18) return [node];
  const [moved] = moveToInputs('split')(node, context) as [NodeProto];
  if (moved.input.length > 1) return [moved];
  return [
    rewrite(moved, { attribute: [...moved.attribute, toAttribute('num_outputs', node.output.length)] }),
  ];
};

/** Inference only: the outputs for training fall away, as does the ratio of dropout. */
const upgradeBatchNormalization: Upgrade = (node, { opset }) =>
  opset >= 14 ? [node] : [rewrite(node, { output: node.output.slice(0, 1) }, ['is_test', 'spatial'])];

const upgradeDropout: Upgrade = (node, { opset }) => (opset >= 12 ? [node] : [rewrite(node, {}, ['ratio'])]);

/** Numbers and lists as attributes (opset 12) are tensors like any other. */
const upgradeConstant: Upgrade = (node) => {
  const [first] = node.attribute;
  if (!first || first.name === 'value' || !/^value_(int|float)s?$/.test(first.name)) return [node];
  const isList = first.name.endsWith('s');
  const t = first.name.startsWith('value_int')
    ? toInts(isList ? first.ints : [first.i ?? 0n], isList)
    : toFloats(isList ? first.floats : [first.f ?? 0], isList);
  return [rewrite(node, { attribute: [{ ...first, name: 'value', type: ATTRIBUTE_TYPE.tensor, t }] })];
};

function toInts(values: readonly bigint[], isList: boolean): TensorProto {
  return toTensorProto(
    { dtype: 'int64', dims: isList ? [values.length] : [], data: BigInt64Array.from(values) },
    '',
  );
}

function toFloats(values: readonly number[], isList: boolean): TensorProto {
  return toTensorProto(
    { dtype: 'float32', dims: isList ? [values.length] : [], data: Float32Array.from(values) },
    '',
  );
}

const refuse: Upgrade = (node, { opset }) => {
  throw new ModelError('operator-not-upgradable', {
    what: `Node "${node.name || node.output[0]}" is a ${node.opType} of opset ${opset}, whose meaning has changed since.`,
    next: `Export the network with opset ${TARGET_OPSET} or later.`,
  });
};

const refuseBefore =
  (version: number): Upgrade =>
  (node, context) =>
    context.opset < version ? refuse(node, context) : [node];

const UPGRADES: Readonly<Record<string, Upgrade>> = {
  ...Object.fromEntries(
    'Sum Mean Max Min Prod L1 L2 SumSquare LogSum LogSumExp'
      .split(' ')
      .map((kind) => [`Reduce${kind}`, moveAxes]),
  ),
  Squeeze: moveAxes,
  Unsqueeze: moveAxes,
  Softmax: upgradeSoftmax,
  LogSoftmax: upgradeSoftmax,
  Clip: upgradeClip,
  Pad: upgradePad,
  Slice: upgradeSlice,
  Split: upgradeSplit,
  BatchNormalization: upgradeBatchNormalization,
  Dropout: upgradeDropout,
  Constant: upgradeConstant,
  Scatter: (node) => [rewrite(node, { opType: 'ScatterElements' })],
  Hardmax: refuseBefore(13),
  TopK: refuseBefore(11),
  Resize: refuseBefore(11),
  Upsample: refuse,
  RoiAlign: refuseBefore(16),
};
