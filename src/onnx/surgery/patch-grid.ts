/**
 * Tells how a transformer's patch tokens lie in the image.
 * In: the values that all data passes through, from the tokens back to the image. Out: rows and columns of patches, or null.
 * Follows only what leaves tokens where they are: a network that mixes them into others (attention pooling) has no grid at its end.
 */

import type { GraphLookup } from '../graph/lookup.js';
import { readAttributeInts } from '../schema/attribute.js';
import type { NodeProto } from '../schema/messages.js';
import { readFloats, readKernelSize } from './constants.js';
import type { Cut } from './data-flow.js';

/** How many patches a transformer cuts an image into. */
export interface PatchGrid {
  rows: number;
  columns: number;
}

/** Between the patches' convolution and the last tokens; attention and hidden layers stand inside residual branches, off this way. */
const TOKEN_KEEPERS: ReadonlySet<string> = new Set(
  'Add Sub Mul Div Identity Dropout Cast LayerNormalization Concat Transpose Reshape Flatten Squeeze Unsqueeze'.split(
    ' ',
  ),
);
/** Between the image and the patches' convolution, and just behind it. */
const SIZE_KEEPERS: ReadonlySet<string> = new Set(
  'Add Sub Mul Div Identity Cast Relu Gelu Clip BatchNormalization'.split(' '),
);

/** `imageSize` null: the size is not fixed; then a position embedding of a square number of patches must say it. */
export function findPatchGrid(
  cuts: readonly Cut[],
  lookup: GraphLookup,
  imageSize: { height: number; width: number } | null,
): PatchGrid | null {
  const nodes = cuts.flatMap(({ node }) => node ?? []);
  const convAt = nodes.findIndex(({ opType }) => opType === 'Conv');
  if (convAt < 0) return null;
  const tokenNodes = nodes.slice(0, convAt);
  if (!tokenNodes.every(({ opType }) => TOKEN_KEEPERS.has(opType) || SIZE_KEEPERS.has(opType))) return null;
  const tokenCount = findEmbeddedTokenCount(tokenNodes, lookup);
  if (!imageSize) return tokenCount === null ? null : toSquareGrid(tokenCount);
  const grid = computeGrid(nodes.slice(convAt).reverse(), imageSize, lookup);
  if (!grid) return null;
  return tokenCount === null || tokenCount >= grid.rows * grid.columns ? grid : null;
}

/** T of a position embedding `[1, T, C]` or `[T, C]` that is added to the tokens. */
function findEmbeddedTokenCount(nodes: readonly NodeProto[], lookup: GraphLookup): number | null {
  for (const node of nodes) {
    if (node.opType !== 'Add') continue;
    for (const input of node.input) {
      const dims = readFloats(lookup, input)?.dims ?? [];
      const tokenCount = dims.at(-2) ?? 1;
      if (tokenCount > 1 && dims.slice(0, -2).every((dim) => dim === 1)) return tokenCount;
    }
  }
  return null;
}

/** With the class token, or without. */
function toSquareGrid(tokenCount: number): PatchGrid | null {
  const side = [tokenCount - 1, tokenCount].map(Math.sqrt).find(Number.isInteger);
  return side === undefined || side === 0 ? null : { rows: side, columns: side };
}

/** Size of the last convolution's output, from the image on. */
function computeGrid(
  nodes: readonly NodeProto[],
  image: { height: number; width: number },
  lookup: GraphLookup,
): PatchGrid | null {
  let [rows, columns] = [image.height, image.width];
  for (const node of nodes) {
    if (SIZE_KEEPERS.has(node.opType)) continue;
    const kernel = node.opType === 'Conv' ? readKernelSize(node, lookup) : null;
    if (!kernel || isAutomaticallyPadded(node)) return null;
    const [top = 0, left = 0, bottom = 0, right = 0] = readAttributeInts(node, 'pads') ?? [];
    const [rowStride = 1, columnStride = 1] = readAttributeInts(node, 'strides') ?? [];
    rows = Math.floor((rows + top + bottom - kernel[0]!) / rowStride) + 1;
    columns = Math.floor((columns + left + right - kernel[1]!) / columnStride) + 1;
  }
  return { rows, columns };
}

function isAutomaticallyPadded({ attribute }: NodeProto): boolean {
  const mode = attribute.find(({ name }) => name === 'auto_pad')?.s;
  return mode !== undefined && new TextDecoder().decode(mode) !== 'NOTSET';
}
