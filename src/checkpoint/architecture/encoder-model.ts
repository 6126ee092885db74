/**
 * From a checkpoint to an encoder: recognises the network by its weights' names and shapes and writes it as ONNX.
 * In: an open checkpoint. Out: a model with input `image` [n,3,h,w], RGB in [0,1], and outputs `feature_map` [n,C,h',w'],
 * `features` [n,F], `logits` [n,classes]. Runs nothing; a network that does not fit to the last tensor is refused.
 */
import {
  DATA_TYPE,
  graphCodec,
  IR_VERSION,
  type ModelProto,
  modelCodec,
  operatorSetIdCodec,
  stringStringEntryCodec,
  toValueInfo,
  type ValueInfoProto,
} from '../../onnx/index.js';
import type { Checkpoint } from '../checkpoint.js';
import { densenet } from './densenet.js';
import { EncoderGraph, type FeatureMap } from './encoder-graph.js';
import type { Family, FamilyName, NetworkOutputs } from './family.js';
import { mobilenetV2 } from './mobilenet-v2.js';
import { findNormalizer, type Normalizer } from './normalizer.js';
import { resnet } from './resnet.js';
import { vgg } from './vgg.js';
import { WeightSet } from './weight-set.js';
import { findNetwork } from './weight-sets.js';

const FAMILIES: readonly Family[] = [resnet, densenet, mobilenetV2, vgg];

const OPSET_VERSION = 17;

/** What a checkpoint was recognised as. */
export interface EncoderArchitecture {
  family: FamilyName;
  /** The network's usual name where it has one, such as `ResNet-50`. */
  description: string;
  featureCount: number;
  /** Channels of the feature map; differs from `featureCount` where hidden linear layers follow (VGG). */
  mapChannelCount: number;
  classCount: number;
  /** Height and width that networks of this kind are trained at. */
  inputSide: number;
}

/** The encoder that a checkpoint became. */
export interface EncoderModel {
  /** Write it with `formatModel`. */
  model: ModelProto;
  architecture: EncoderArchitecture;
  /** Sentences for the user: what was chosen that the weights do not say. */
  notes: string[];
}

/**
 * Writes the network in a checkpoint as an ONNX model with float32 weights, batch norm folded into the convolution before it.
 * Of several sets of weights, `weightsName` is taken. ModelError `weights-not-finite`, `unsupported-dtype`, those of `findNetwork` and of
 * reading tensors.
 */
export async function buildEncoderModel(checkpoint: Checkpoint, weightsName?: string): Promise<EncoderModel> {
  const { family, prefix, tensors, note } = findNetwork(checkpoint, FAMILIES, weightsName);
  const normalizer = await findNormalizer(checkpoint.tensors, prefix);
  const weights = new WeightSet(tensors, checkpoint.name);
  const graph = new EncoderGraph(weights);
  const outputs = family.write(graph, addNormalizer(graph, normalizer));
  weights.assertAllUsed();
  const architecture = toArchitecture(family.name, outputs);
  return {
    model: await assembleModel(graph, outputs, architecture),
    architecture,
    notes: [...(note === null ? [] : [note]), normalizer.note, ...outputs.notes],
  };
}

function toArchitecture(family: FamilyName, outputs: NetworkOutputs): EncoderArchitecture {
  return {
    family,
    description: outputs.description,
    featureCount: outputs.features.width,
    mapChannelCount: outputs.featureMap.channelCount,
    classCount: outputs.logits.width,
    inputSide: outputs.inputSide,
  };
}

const IMAGE = 'image';

async function assembleModel(
  graph: EncoderGraph,
  outputs: NetworkOutputs,
  architecture: EncoderArchitecture,
): Promise<ModelProto> {
  graph.rename(outputs.featureMap.value, 'feature_map');
  graph.rename(outputs.features.value, 'features');
  graph.rename(outputs.logits.value, 'logits');
  return modelCodec.create({
    irVersion: IR_VERSION,
    producerName: 'spuriosity',
    opsetImport: [operatorSetIdCodec.create({ version: OPSET_VERSION })],
    metadataProps: Object.entries(architecture).map(([key, value]) =>
      stringStringEntryCodec.create({ key, value: String(value) }),
    ),
    graph: graphCodec.create({
      name: architecture.family,
      node: graph.nodes,
      initializer: await graph.load(),
      input: [declareFloats(IMAGE, ['n', 3, 'h', 'w'])],
      output: [
        declareFloats('feature_map', ['n', architecture.mapChannelCount, 'map_h', 'map_w']),
        declareFloats('features', ['n', architecture.featureCount]),
        declareFloats('logits', ['n', architecture.classCount]),
      ],
    }),
  });
}

/** A text names an axis of any length. */
function declareFloats(name: string, dims: (number | string)[]): ValueInfoProto {
  return toValueInfo(name, { dataType: DATA_TYPE.float32, dims });
}

/** Stays apart from the first convolution: folded in, it would change the pixels beyond the border, which are zero after it. */
function addNormalizer(graph: EncoderGraph, { mean, deviation }: Normalizer): FeatureMap {
  const dims = [1, 3, 1, 1];
  const meanName = graph.addConstant('normalizer.mean', { dtype: 'float32', dims, data: mean });
  const deviationName = graph.addConstant('normalizer.deviation', {
    dtype: 'float32',
    dims,
    data: deviation,
  });
  const centred = graph.addNode('Sub', [IMAGE, meanName], 'image.centred');
  return { value: graph.addNode('Div', [centred, deviationName], 'image.normalised'), channelCount: 3 };
}
