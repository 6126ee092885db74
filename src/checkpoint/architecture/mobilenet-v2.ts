/**
 * MobileNet-v2 as torchvision names it (features.1.conv.0.0 and the older features.1.conv.0), at any width.
 * Strides are not stored with weights: with torchvision's 17 blocks they stand at its places, otherwise at the first block of
 * each of seven widths. Batch norm is folded everywhere.
 */

import type { EncoderGraph, FeatureMap } from './encoder-graph.js';
import { unrecognisedError } from './errors.js';
import { type Family, IMAGENET_SIDE } from './family.js';
import type { WeightSet } from './weight-set.js';

/** Table 2 of the paper: blocks per stage and the stride of each stage's first block. */
const STAGES = [
  { blockCount: 1, stride: 1 },
  { blockCount: 2, stride: 2 },
  { blockCount: 3, stride: 2 },
  { blockCount: 4, stride: 2 },
  { blockCount: 3, stride: 1 },
  { blockCount: 3, stride: 2 },
  { blockCount: 1, stride: 1 },
] as const;

const STANDARD_STRIDES = STAGES.flatMap(({ blockCount, stride }) => [
  stride,
  ...new Array<number>(blockCount - 1).fill(1),
]);

/** The family of MobileNets, second version. */
export const mobilenetV2: Family = {
  name: 'mobilenet-v2',
  anchors: ['features.1.conv.0.0.weight', 'features.1.conv.0.weight'],
  write(graph, image) {
    const { weights } = graph;
    const blocks = listBlocks(weights);
    const strides = findStrides(weights, blocks);
    addClipBounds(graph);
    let map = addRelu6(graph, graph.addConv(image, 'features.0.0', { norm: 'features.0.1', stride: 2 }));
    for (const [index, convs] of blocks.entries()) {
      map = addInvertedResidual(graph, map, convs, strides[index]!, `features.${index + 1}`);
    }
    const last = `features.${blocks.length + 1}`;
    map = addRelu6(graph, graph.addConv(map, `${last}.0`, { norm: `${last}.1` }));
    const features = graph.addMean(map);
    return {
      featureMap: map,
      features,
      logits: graph.addLinear(features, weights.findModule('classifier.1', 'classifier')),
      description: `MobileNet-v2 (${blocks.length} blocks, ${map.channelCount} features)`,
      inputSide: IMAGENET_SIDE,
      notes: ['The convolutions that halve the size are taken to stand where torchvision has them.'],
    };
  },
};

/** Expansion (where there is one), depthwise convolution and projection; the input is added where nothing changes its shape. */
function addInvertedResidual(
  graph: EncoderGraph,
  input: FeatureMap,
  convs: readonly string[],
  stride: number,
  block: string,
): FeatureMap {
  let map = input;
  for (const [index, conv] of convs.entries()) {
    const isDepthwise = index === convs.length - 2;
    map = graph.addConv(map, conv, { norm: toNormName(conv), stride: isDepthwise ? stride : 1 });
    if (index < convs.length - 1) map = addRelu6(graph, map);
  }
  const keepsShape = stride === 1 && map.channelCount === input.channelCount;
  return keepsShape ? graph.addSum(map, input, block) : map;
}

/** The norm follows its convolution: `conv.2` then `conv.3`, `conv.0.0` then `conv.0.1`. */
function toNormName(conv: string): string {
  return conv.replace(/\d+$/, (index) => String(Number(index) + 1));
}

/** The convolutions of each block in order; blocks are features.1, features.2, … without gaps. */
function listBlocks(weights: WeightSet): string[][] {
  const blocks: string[][] = [];
  for (;;) {
    const prefix = `features.${blocks.length + 1}.conv.`;
    const convs = weights
      .listNames(/^features\.\d+\.conv\.(?:\d+|\d+\.0)\.weight$/)
      .filter((name) => name.startsWith(prefix))
      .map((name) => name.slice(0, -'.weight'.length))
      .filter((module) => weights.rank(`${module}.weight`) === 4)
      .sort(
        (a, b) => Number(a.slice(prefix.length).split('.')[0]) - Number(b.slice(prefix.length).split('.')[0]),
      );
    if (convs.length === 0) return blocks;
    if (convs.length !== 2 && convs.length !== 3) {
      throw unrecognisedError(weights.fileName, `${prefix.slice(0, -1)} has ${convs.length} convolutions`);
    }
    blocks.push(convs);
  }
}

function findStrides(weights: WeightSet, blocks: readonly string[][]): readonly number[] {
  if (blocks.length === STANDARD_STRIDES.length) return STANDARD_STRIDES;
  const widths = blocks.map((convs) => weights.use(`${convs.at(-1)}.weight`, 4).shape[0]!);
  const isFirst = widths.map((width, index) => width !== widths[index - 1]);
  if (isFirst.filter(Boolean).length !== STAGES.length) {
    const problem = `its ${blocks.length} blocks do not show where it halves the size`;
    throw unrecognisedError(weights.fileName, problem);
  }
  const stages = STAGES.values();
  return isFirst.map((first) => (first ? stages.next().value!.stride : 1));
}

const CLIP_BOUNDS = ['relu6.min', 'relu6.max'];

function addClipBounds(graph: EncoderGraph): void {
  for (const [index, bound] of [0, 6].entries()) {
    graph.addConstant(CLIP_BOUNDS[index]!, { dtype: 'float32', dims: [], data: Float32Array.of(bound) });
  }
}

function addRelu6(graph: EncoderGraph, input: FeatureMap): FeatureMap {
  return { ...input, value: graph.addNode('Clip', [input.value, ...CLIP_BOUNDS], `${input.value}.relu6`) };
}
