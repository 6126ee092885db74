/**
 * DenseNets as torchvision names them, in today's spelling (norm1, conv1) and the older one (norm.1, conv.1).
 * The last norm is norm5 whatever the number of blocks. The batch norms before activations stay nodes of their own: no convolution directly precedes them.
 */

import type { EncoderGraph, FeatureMap } from './encoder-graph.js';
import { unrecognisedError } from './errors.js';
import { type Family, IMAGENET_SIDE } from './family.js';
import type { WeightSet } from './weight-set.js';

const STEM_KERNEL = 7;

/** The family of DenseNets. */
export const densenet: Family = {
  name: 'densenet',
  anchors: ['features.conv0.weight'],
  write(graph, image) {
    const { weights } = graph;
    let map = addStem(graph, image);
    const layerCounts = countLayers(weights);
    for (const [index, layerCount] of layerCounts.entries()) {
      const block = index + 1;
      for (let layer = 1; layer <= layerCount; layer++) {
        map = addDenseLayer(graph, map, `features.denseblock${block}.denselayer${layer}`);
      }
      if (block < layerCounts.length) map = addTransition(graph, map, `features.transition${block}`);
    }
    map = graph.addRelu(graph.addNorm(map, 'features.norm5'));
    const features = graph.addMean(map);
    return {
      featureMap: map,
      features,
      logits: graph.addLinear(features, 'classifier'),
      description: describe(layerCounts),
      inputSide: IMAGENET_SIDE,
      notes: [],
    };
  },
};

function addStem(graph: EncoderGraph, image: FeatureMap): FeatureMap {
  const kernel = graph.weights.use('features.conv0.weight', 4).shape[2];
  if (kernel !== STEM_KERNEL) {
    const problem = `features.conv0 has a kernel of ${kernel}, not ${STEM_KERNEL}`;
    throw unrecognisedError(graph.weights.fileName, problem);
  }
  const stem = graph.addConv(image, 'features.conv0', { norm: 'features.norm0', stride: 2 });
  return graph.addPool(graph.addRelu(stem), 'MaxPool', 'features.pool0', {
    kernel: 3,
    stride: 2,
    padding: 1,
  });
}

/** Norm, ReLU, 1×1, norm, ReLU, 3×3; the result joins the input's channels. */
function addDenseLayer(graph: EncoderGraph, input: FeatureMap, layer: string): FeatureMap {
  const { weights } = graph;
  const part = (kind: string, index: number): string =>
    weights.findModule(`${layer}.${kind}${index}`, `${layer}.${kind}.${index}`);
  const active = graph.addRelu(graph.addNorm(input, part('norm', 1)));
  const narrow = graph.addRelu(graph.addConv(active, part('conv', 1), { norm: part('norm', 2) }));
  const grown = graph.addConv(narrow, part('conv', 2));
  const value = graph.addNode('Concat', [input.value, grown.value], layer, { axis: 1 });
  return { value, channelCount: input.channelCount + grown.channelCount };
}

function addTransition(graph: EncoderGraph, input: FeatureMap, transition: string): FeatureMap {
  const active = graph.addRelu(graph.addNorm(input, `${transition}.norm`));
  const narrow = graph.addConv(active, `${transition}.conv`);
  return graph.addPool(narrow, 'AveragePool', `${transition}.pool`, { kernel: 2, stride: 2, padding: 0 });
}

/** Dense layers per block; blocks and layers are numbered from 1 without gaps. */
function countLayers(weights: WeightSet): number[] {
  const counts: number[] = [];
  const hasLayer = (block: number, layer: number): boolean =>
    ['conv1', 'conv.1'].some((conv) =>
      weights.has(`features.denseblock${block}.denselayer${layer}.${conv}.weight`),
    );
  for (let block = 1; hasLayer(block, 1); block++) {
    let layerCount = 1;
    while (hasLayer(block, layerCount + 1)) layerCount++;
    counts.push(layerCount);
  }
  if (counts.length > 0) return counts;
  throw unrecognisedError(weights.fileName, 'it lacks features.denseblock1.denselayer1.conv1.weight');
}

/** Depth counts convolutions and the classifier: two per dense layer, the stem, a transition after all blocks but the last. */
function describe(layerCounts: readonly number[]): string {
  const layerCount = layerCounts.reduce((sum, count) => sum + count, 0);
  const depth = 2 * layerCount + layerCounts.length + 1;
  return `DenseNet-${depth} (dense blocks of ${layerCounts.join('-')} layers)`;
}
