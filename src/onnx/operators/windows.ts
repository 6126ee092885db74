/**
 * The geometry that convolutions and poolings share: strides, dilations and padding per spatial axis.
 * In: a node and the size of its window. Out: numbers, or why they are only known when the graph runs. Adds nodes only to fit sizes.
 */
import { readAttributeInt, readAttributeInts, readAttributeText } from '../schema/attribute.js';
import type { NodeProto } from '../schema/messages.js';
import type { Length, RuleContext } from './operator.js';

/** How windows lie on the data, one number per spatial axis. */
export interface Windows {
  kernel: readonly number[];
  strides: readonly number[];
  dilations: readonly number[];
  /** Rows and columns of padding before the data; null where SAME padding depends on a size not known yet. */
  before: readonly number[] | null;
  after: readonly number[] | null;
  /** Whether uneven SAME padding has its larger half before the data. */
  isLower: boolean;
}

/** The geometry of a node whose window has the size `kernel`. */
export function readWindows({ node, graph, x }: RuleContext, kernel: readonly number[]): Windows {
  const rank = kernel.length;
  const ones = kernel.map(() => 1);
  const strides = readAttributeInts(node, 'strides') ?? ones;
  const dilations = readAttributeInts(node, 'dilations') ?? ones;
  const autoPad = readAutoPad(node);
  const base = { kernel, strides, dilations, isLower: autoPad === 'SAME_LOWER' };
  if (!autoPad.startsWith('SAME')) {
    const pads = (autoPad === 'VALID' ? null : readAttributeInts(node, 'pads')) ?? [...ones, ...ones].fill(0);
    return { ...base, before: pads.slice(0, rank), after: pads.slice(rank) };
  }
  const spatial = graph.factsOf(x).dims?.slice(2);
  const totals = kernel.map((_, axis) => computeSamePadding(base, axis, spatial?.[axis]));
  if (totals.includes(null)) return { ...base, before: null, after: null };
  const small = totals.map((total) => Math.floor(total! / 2));
  const large = totals.map((total, axis) => total! - small[axis]!);
  return base.isLower ? { ...base, before: large, after: small } : { ...base, before: small, after: large };
}

/** `auto_pad` of a node; `NOTSET` where it has none. */
export function readAutoPad(node: NodeProto): string {
  return readAttributeText(node, 'auto_pad', 'NOTSET');
}

/** The lengths of the spatial axes that windows of the size `kernel` leave; null where they are rounded up. */
export function slideWindows(
  node: NodeProto,
  spatial: readonly Length[],
  kernel: readonly Length[],
): Length[] {
  const strides = readAttributeInts(node, 'strides');
  const dilations = readAttributeInts(node, 'dilations');
  const pads = readAttributeInts(node, 'pads');
  const autoPad = readAutoPad(node);
  return spatial.map((length, axis) => {
    const size = kernel[axis];
    const stride = strides?.[axis] ?? 1;
    if (typeof size !== 'number' || readAttributeInt(node, 'ceil_mode', 0) === 1) return null;
    // SAME: ⌈length / stride⌉ = ⌊(length − 1) / stride⌋ + 1.
    if (autoPad.startsWith('SAME')) return slide(length, -1, stride);
    const padding = autoPad === 'VALID' ? 0 : (pads?.[axis] ?? 0) + (pads?.[axis + spatial.length] ?? 0);
    return slide(length, padding - (dilations?.[axis] ?? 1) * (size - 1) - 1, stride);
  });
}

/** ⌊(length + delta) / stride⌋ + 1. */
function slide(length: Length, delta: number, stride: number): Length {
  if (length === null) return null;
  if (typeof length === 'number') return Math.floor((length + delta) / stride) + 1;
  return stride === 1 && delta === -1 ? length : `((${length}${delta < 0 ? '' : '+'}${delta})/${stride}+1)`;
}

/** From the first to the last element that a window covers. */
export function computeExtent(
  { kernel, dilations }: Pick<Windows, 'kernel' | 'dilations'>,
  axis: number,
): number {
  return dilations[axis]! * (kernel[axis]! - 1) + 1;
}

/** max(0, (⌈length / stride⌉ − 1) · stride + extent − length); the length does not matter for stride 1. */
function computeSamePadding(
  windows: Pick<Windows, 'kernel' | 'strides' | 'dilations'>,
  axis: number,
  length: number | string | null | undefined,
): number | null {
  const extent = computeExtent(windows, axis);
  const stride = windows.strides[axis]!;
  if (stride === 1) return extent - 1;
  if (typeof length !== 'number') return null;
  return Math.max(0, (Math.ceil(length / stride) - 1) * stride + extent - length);
}

/** The lengths of the spatial axes, when the graph runs. */
export function spatialShape({ op }: RuleContext, value: string): string {
  return op('Shape', value, { start: 2 });
}

/**
 * `value` cropped or filled up with zeros to the spatial size of `x`, from an offset: its element `offset` becomes the first.
 * The offset is a number per axis or a vector computed when the graph runs.
 */
export function fitToShapeOf(
  context: RuleContext,
  value: string,
  x: string,
  offset: readonly number[] | string,
): string {
  const { op } = context;
  const begin = typeof offset === 'string' ? op('Neg', offset) : offset.map((length) => 0 - length);
  const surplus = op('Sub', spatialShape(context, x), spatialShape(context, value));
  const pads = op('Concat', [0, 0], begin, [0, 0], op('Sub', surplus, begin), { axis: 0 });
  return op('Pad', value, pads, 0);
}

/**
 * Each element of `value` spread over the window it came from: ConvTranspose, to the spatial size of `x`. Sizes that are known while the
 * graph is built are fitted by the operator itself, others when the graph runs.
 */
export function spreadOverWindows(
  context: RuleContext,
  windows: Windows,
  value: string,
  weights: string,
  group: number,
): string {
  const { op, graph, x, y } = context;
  const { kernel, strides, dilations, before } = windows;
  const shared = { kernel_shape: kernel, strides, dilations, group };
  const none = kernel.map(() => 0);
  const [from, to] = [graph.factsOf(y).dims?.slice(2), graph.factsOf(x).dims?.slice(2)];
  // How far the last window, begun at the padding before the data, reaches beyond the data; negative where it ends early.
  const excess = before?.map((length, axis) => {
    const [count, size] = [from?.[axis], to?.[axis]];
    if (typeof count !== 'number' || typeof size !== 'number') return Number.NaN;
    return strides[axis]! * (count - 1) + computeExtent(windows, axis) - length - size;
  });
  if (before && excess?.every((length) => !Number.isNaN(length))) {
    const pads = [...before, ...excess.map((length) => Math.max(0, length))];
    const output_padding = excess.map((length) => Math.max(0, -length));
    return op('ConvTranspose', value, weights, { ...shared, pads, output_padding });
  }
  const spread = op('ConvTranspose', value, weights, { ...shared, pads: [...(before ?? none), ...none] });
  return fitToShapeOf(context, spread, x, before ? none : computeSameOffset(context, windows));
}

/** SAME padding before the data, when the graph runs: the smaller half of what makes the last window fit, or the larger. */
function computeSameOffset(context: RuleContext, windows: Windows): string {
  const { op, x, y } = context;
  const { strides, kernel, isLower } = windows;
  const extents = kernel.map((_, axis) => computeExtent(windows, axis));
  const covered = op('Add', op('Mul', op('Sub', spatialShape(context, y), 1), [...strides]), extents);
  const total = op('Max', op('Sub', covered, spatialShape(context, x)), 0);
  return op('Div', isLower ? op('Add', total, 1) : total, 2);
}
