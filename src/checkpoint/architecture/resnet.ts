/**
 * Residual networks as torchvision names them: basic and bottleneck blocks, any depth, width and number of groups,
 * so also Wide ResNets and ResNeXts; with the ImageNet stem (7×7, stride 2, max pooling) or the CIFAR stem (3×3).
 * Strides are not stored with weights: layer1 keeps the size, each later layer halves it in its first block.
 */

import type { EncoderGraph, FeatureMap } from './encoder-graph.js';
import { unrecognisedError } from './errors.js';
import { CIFAR_SIDE, type Family, IMAGENET_SIDE } from './family.js';
import type { WeightSet } from './weight-set.js';

const IMAGENET_STEM_KERNEL = 7;
const CIFAR_STEM_KERNEL = 3;

/** The family of residual networks. */
export const resnet: Family = {
  name: 'resnet',
  anchors: ['layer1.0.conv1.weight'],
  write(graph, image) {
    const { weights } = graph;
    const stemKernel = weights.use('conv1.weight', 4).shape[2];
    const blockCounts = countBlocks(weights);
    let map = addStem(graph, image, stemKernel!);
    for (const [layer, blockCount] of blockCounts.entries()) {
      for (let block = 0; block < blockCount; block++) {
        map = addBlock(graph, map, `layer${layer + 1}.${block}`, layer > 0 && block === 0 ? 2 : 1);
      }
    }
    const features = graph.addMean(map);
    return {
      featureMap: map,
      features,
      logits: graph.addLinear(features, weights.findModule('fc', 'linear')),
      description: describe(weights, blockCounts, stemKernel!),
      inputSide: stemKernel === CIFAR_STEM_KERNEL ? CIFAR_SIDE : IMAGENET_SIDE,
      notes:
        stemKernel === CIFAR_STEM_KERNEL
          ? ['The 3×3 stem is taken to have stride 1 and no max pooling, as ResNets for CIFAR do.']
          : [],
    };
  },
};

function addStem(graph: EncoderGraph, image: FeatureMap, kernel: number): FeatureMap {
  if (kernel === CIFAR_STEM_KERNEL) return graph.addRelu(graph.addConv(image, 'conv1', { norm: 'bn1' }));
  if (kernel !== IMAGENET_STEM_KERNEL) {
    throw unrecognisedError(
      graph.weights.fileName,
      `its first convolution has a kernel of ${kernel}, not 7 or 3`,
    );
  }
  const stem = graph.addRelu(graph.addConv(image, 'conv1', { norm: 'bn1', stride: 2 }));
  return graph.addPool(stem, 'MaxPool', 'maxpool', { kernel: 3, stride: 2, padding: 1 });
}

/** A block has as many convolutions as it has `conv<i>`: two in basic ones, three in bottlenecks. */
function addBlock(graph: EncoderGraph, input: FeatureMap, block: string, stride: number): FeatureMap {
  const { weights } = graph;
  const convCount = isBottleneck(weights) ? 3 : 2;
  // torchvision strides the 3×3 convolution: the first of a basic block, the second of a bottleneck.
  const stridedConv = convCount === 3 ? 2 : 1;
  let map = input;
  for (let i = 1; i <= convCount; i++) {
    const conv = { norm: `${block}.bn${i}`, stride: i === stridedConv ? stride : 1 };
    map = graph.addConv(map, `${block}.conv${i}`, conv);
    if (i < convCount) map = graph.addRelu(map);
  }
  const shortcut = weights.findModule(`${block}.downsample.0`, `${block}.shortcut.0`);
  const hasProjection = weights.has(`${shortcut}.weight`);
  if (!hasProjection && stride !== 1)
    throw unrecognisedError(weights.fileName, `it lacks ${shortcut}.weight`);
  const identity = hasProjection
    ? graph.addConv(input, shortcut, { norm: shortcut.replace(/0$/, '1'), stride })
    : input;
  return graph.addRelu(graph.addSum(map, identity, block));
}

function isBottleneck(weights: WeightSet): boolean {
  return weights.has('layer1.0.conv3.weight');
}

/** Blocks per layer; layers and blocks are numbered without gaps. */
function countBlocks(weights: WeightSet): number[] {
  const counts: number[] = [];
  for (let layer = 1; weights.has(`layer${layer}.0.conv1.weight`); layer++) {
    let blockCount = 1;
    while (weights.has(`layer${layer}.${blockCount}.conv1.weight`)) blockCount++;
    counts.push(blockCount);
  }
  return counts;
}

function describe(weights: WeightSet, blockCounts: readonly number[], stemKernel: number): string {
  const bottleneck = isBottleneck(weights);
  const depth = 2 + (bottleneck ? 3 : 2) * blockCounts.reduce((sum, count) => sum + count, 0);
  const middle = weights.use('layer1.0.conv2.weight', 4).shape as [number, number, number, number];
  const groups = bottleneck ? weights.use('layer1.0.conv1.weight', 4).shape[0]! / middle[1] : 1;
  const groupWidth = middle[0] / groups;
  const stem = stemKernel === CIFAR_STEM_KERNEL ? ' with 3×3 stem' : '';
  if (!KNOWN_BLOCK_COUNTS.has(`${bottleneck}:${blockCounts}`)) {
    const kind = `${bottleneck ? 'bottleneck' : 'basic'} blocks ${blockCounts.join('-')}`;
    return `ResNet of ${kind}, ${groups === 1 ? `width ${groupWidth}` : `${groups} groups of width ${groupWidth}`}${stem}`;
  }
  if (groups > 1) return `ResNeXt-${depth} ${groups}x${groupWidth}d${stem}`;
  const widening = groupWidth / STANDARD_WIDTH;
  if (widening === 1) return `ResNet-${depth}${stem}`;
  return bottleneck
    ? `Wide ResNet-${depth}-${widening}${stem}`
    : `ResNet-${depth} of width ${groupWidth}${stem}`;
}

const STANDARD_WIDTH = 64;

/** Of torchvision's ResNet-18 and -34, -50, -101 and -152. */
const KNOWN_BLOCK_COUNTS = new Set([
  'false:2,2,2,2',
  'false:3,4,6,3',
  'true:3,4,6,3',
  'true:3,4,23,3',
  'true:3,8,36,3',
]);
