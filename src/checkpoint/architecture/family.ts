/**
 * What a family of architectures offers: how to tell it by a name, and how to write its graph.
 * Types only.
 */
import type { EncoderGraph, FeatureMap, Vector } from './encoder-graph.js';

/** Families that are recognised. */
export type FamilyName = 'resnet' | 'vgg' | 'densenet' | 'mobilenet-v2';

/** The values that a written network ends in. */
export interface NetworkOutputs {
  /** The last convolution stage after its activation. */
  featureMap: FeatureMap;
  /** What the last linear layer takes. */
  features: Vector;
  logits: Vector;
  /** The network's usual name, or its measures where it has none. */
  description: string;
  /** Height and width that networks of this kind are trained at. */
  inputSide: number;
  /** What a person should know: choices made that the weights do not determine. */
  notes: string[];
}

/** How to tell a family and write its graph. */
export interface Family {
  name: FamilyName;
  /** Tensors of which every network of the family has one; what precedes it in the file's name is the prefix. */
  anchors: readonly string[];
  /** Writes the whole network from normalised pixels. ModelError `unrecognised-architecture`. */
  write(graph: EncoderGraph, image: FeatureMap): NetworkOutputs;
}

/** Side of the images that ImageNet networks are trained on, and of CIFAR's. */
export const IMAGENET_SIDE = 224;
/** Side in pixels of the images that small-stem networks were made for. */
export const CIFAR_SIDE = 32;
