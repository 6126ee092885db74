/**
 * Models for studying neural features: the gradient of one feature per image, and the step of a feature attack.
 * In: an image network and the name of its features. Out: a model that takes a batch of images and a feature index for each. An attack is
 * as many runs of its step as one likes; which steps, when to stop and what to report is the caller's business.
 */
import type { GraphBuilder } from '../graph/builder.js';
import type { Emit } from '../operators/operator.js';
import { DATA_TYPE } from '../schema/data-type.js';
import type { ModelProto } from '../schema/messages.js';
import { appendGradients } from './differentiate.js';
import { type Extension, extendModel } from './gradient-model.js';

/** Keeps the step finite where a gradient vanishes (paper, appendix I.2; its code). */
const NORM_EPSILON = 1e-10;

/** Which values of a network are its features and its images. */
export interface FeatureGradientOptions {
  /** The value `[n, C]` (or of `[n, C, 1, 1]`) whose columns are the features. */
  features: string;
  /** The images' input `[n, channels, h, w]`; the network's first input by default. */
  image?: string;
}

/** Names of the inputs and outputs that are added; the image input keeps its own. */
export const FEATURE_MODEL_NAMES = {
  /** Input, int64 `[n]`: the feature of each image. */
  featureIndex: 'feature_index',
  /** Input, float32 scalar: ℓ2 length of the step. */
  stepSize: 'step_size',
  /** Output: the gradient of each image's feature by the image, of the images' shape. */
  gradient: 'feature_gradient',
  /** Output: the images after the step. */
  attacked: 'attacked_image',
} as const;

/**
 * Inputs: the image and `feature_index`. Outputs: the features under their own name and `feature_gradient`, for every image the gradient of
 * its own feature by its own pixels. One run does for any mixture of images and features.
 */
export function buildFeatureGradientModel(model: ModelProto, options: FeatureGradientOptions): ModelProto {
  const image = options.image ?? model.graph.input[0]?.name ?? '';
  return extendModel(model, [options.features, image], (graph) => {
    const gradient = addFeatureGradient(graph, options.features, image);
    const outputs = [{ name: FEATURE_MODEL_NAMES.gradient, value: gradient, like: image }];
    return { outputs, keepOutputs: [options.features] };
  });
}

/**
 * Inputs: the image in [0, 1], `feature_index` and `step_size`. Outputs: the features before the step under their own name and
 * `attacked_image` = clip(x + s · g / (‖g‖₂ + 1e-10), 0, 1), the norm over all of an image's pixels (paper, appendix I.2).
 */
export function buildAttackModel(model: ModelProto, options: FeatureGradientOptions): ModelProto {
  const image = options.image ?? model.graph.input[0]?.name ?? '';
  return extendModel(model, [options.features, image], (graph): Extension => {
    const { op } = graph;
    const gradient = addFeatureGradient(graph, options.features, image);
    const stepSize = graph.addInput(FEATURE_MODEL_NAMES.stepSize, { ...graph.factsOf(image), dims: [] });
    const norm = op('Add', computeNorms(op, gradient), NORM_EPSILON);
    const step = op('Div', op('Mul', gradient, stepSize), norm);
    const attacked = op('Clip', op('Add', image, step), graph.addScalar(0, image), graph.addScalar(1, image));
    const outputs = [{ name: FEATURE_MODEL_NAMES.attacked, value: attacked, like: image }];
    return { outputs, keepOutputs: [options.features] };
  });
}

/**
 * ℓ2 norms over all axes but the first, an axis at a time: in a float32 sum over all of an image's elements rounding errors add up, to nearly
 * 1e-3 of the norm at 224×224, and every step would be wrong by as much.
 */
function computeNorms(op: Emit, images: string): string {
  return [3, 2, 1].reduce((value, axis) => op('ReduceL2', value, [axis]), images);
}

/** The cotangent of the features is a row per image with a 1 at its feature. */
function addFeatureGradient(graph: GraphBuilder, features: string, image: string): string {
  const { op } = graph;
  const batch = graph.factsOf(image).dims?.[0] ?? null;
  const index = graph.addInput(FEATURE_MODEL_NAMES.featureIndex, {
    dataType: DATA_TYPE.int64,
    dims: [batch],
  });
  const dims = graph.factsOf(features).dims;
  const featureCount = dims?.[1];
  const offAndOn = op(
    'Concat',
    ...[0, 1].map((value) => op('Reshape', graph.addScalar(value, features), [1])),
    { axis: 0 },
  );
  const depth = typeof featureCount === 'number' ? [featureCount] : op('Gather', op('Shape', features), [1]);
  const rows = op('OneHot', index, depth, offAndOn);
  const seed = dims?.length === 2 ? rows : op('Reshape', rows, op('Shape', features));
  const [gradient] = appendGradients(graph, new Map([[features, seed]]), [image]);
  return gradient!;
}
