/**
 * VGG networks as torchvision names them, with or without batch norm, and their CIFAR forms with one linear layer.
 * Where pooling stands follows from the gaps in the numbering. The features are what the last linear layer takes; the
 * feature map is the last convolution after ReLU, before the last max pooling, so the two have different widths.
 */
import { addAdaptiveMean } from './adaptive-mean.js';
import type { EncoderGraph, FeatureMap, Vector } from './encoder-graph.js';
import { unrecognisedError } from './errors.js';
import { CIFAR_SIDE, type Family, IMAGENET_SIDE } from './family.js';
import type { WeightSet } from './weight-set.js';

const KERNEL = 3;

/** The family of VGG networks. */
export const vgg: Family = {
  name: 'vgg',
  anchors: ['features.0.weight'],
  write(graph, image) {
    const { weights } = graph;
    const convs = listConvs(weights);
    let map = image;
    for (const [index, { module, norm, isPooled }] of convs.entries()) {
      assertKernel(weights, module);
      map = graph.addRelu(graph.addConv(map, module, { norm }));
      if (isPooled && index < convs.length - 1) map = addHalving(graph, map, `${module}.pool`);
    }
    const linears = listLinears(weights);
    const side = findPooledSide(weights, linears[0]!, map.channelCount);
    const pooled = addAdaptiveMean(graph, addHalving(graph, map, 'features.pool'), side);
    const features = addHiddenLayers(graph, pooled, linears.slice(0, -1));
    return {
      featureMap: map,
      features,
      logits: graph.addLinear(features, linears.at(-1)!),
      description: `VGG-${convs.length + linears.length}${convs[0]!.norm ? ' with batch norm' : ''}`,
      inputSide: side === 1 ? CIFAR_SIDE : IMAGENET_SIDE,
      notes: [
        `The feature map is the last convolution before the last max pooling; its ${map.channelCount} channels are not the ` +
          `${features.width} features, which come out of hidden linear layers, so a feature has no activation map of its own.`,
      ].slice(0, linears.length > 1 ? 1 : 0),
    };
  },
};

interface ConvPlace {
  module: string;
  norm: string | undefined;
  /** Whether max pooling follows. */
  isPooled: boolean;
}

/** Numbered as torchvision's Sequential: convolution, [norm], ReLU, [max pooling]. */
function listConvs(weights: WeightSet): ConvPlace[] {
  const indices = weights
    .listNames(/^features\.\d+\.weight$/)
    .filter((name) => weights.rank(name) === 4)
    .map((name) => Number(name.split('.')[1]))
    .sort((a, b) => a - b);
  const hasNorm = weights.has('features.1.running_mean');
  const unitLength = hasNorm ? 3 : 2;
  return indices.map((index, place) => {
    const next = indices[place + 1];
    const gap = next === undefined ? unitLength + 1 : next - index;
    if (gap !== unitLength && gap !== unitLength + 1) {
      throw unrecognisedError(
        weights.fileName,
        `features.${index} and features.${next} are ${gap} places apart`,
      );
    }
    return {
      module: `features.${index}`,
      norm: hasNorm ? `features.${index + 1}` : undefined,
      isPooled: gap > unitLength,
    };
  });
}

/** Networks with other kernels, such as AlexNet, are numbered alike but stride elsewhere. */
function assertKernel(weights: WeightSet, module: string): void {
  const kernel = weights.use(`${module}.weight`, 4).shape[2];
  if (kernel !== KERNEL) {
    throw unrecognisedError(weights.fileName, `${module} has a kernel of ${kernel}, not ${KERNEL}`);
  }
}

function listLinears(weights: WeightSet): string[] {
  if (weights.has('classifier.weight')) return ['classifier'];
  const linears = weights
    .listNames(/^classifier\.\d+\.weight$/)
    .map((name) => name.slice(0, -'.weight'.length))
    .sort((a, b) => Number(a.split('.')[1]) - Number(b.split('.')[1]));
  if (linears.length > 0) return linears;
  throw unrecognisedError(weights.fileName, 'it lacks classifier.0.weight');
}

/** Side of the map that the first linear layer takes: 7 in torchvision's networks. */
function findPooledSide(weights: WeightSet, linear: string, channelCount: number): number {
  const inputCount = weights.use(`${linear}.weight`, 2).shape[1]!;
  const side = Math.sqrt(inputCount / channelCount);
  if (Number.isInteger(side) && side > 0) return side;
  const problem = `${linear} takes ${inputCount} values, which is no square map of ${channelCount} channels`;
  throw unrecognisedError(weights.fileName, problem);
}

function addHalving(graph: EncoderGraph, map: FeatureMap, output: string): FeatureMap {
  return graph.addPool(map, 'MaxPool', output, { kernel: 2, stride: 2, padding: 0 });
}

function addHiddenLayers(graph: EncoderGraph, input: Vector, linears: readonly string[]): Vector {
  return linears.reduce((vector, linear) => {
    const hidden = graph.addLinear(vector, linear);
    return { ...hidden, value: graph.addNode('Relu', [hidden.value], `${hidden.value}.relu`) };
  }, input);
}
