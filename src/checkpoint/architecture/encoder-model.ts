/**
 * From a checkpoint to an encoder: recognises the network by its weights' names and shapes and writes it as ONNX.
 * In: an open checkpoint. Out: a model with input `image` [n,3,h,w], RGB in [0,1], and outputs `feature_map` [n,C,h',w'],
 * `features` [n,F], `logits` [n,classes]. Runs nothing; a network that does not fit to the last tensor is refused.
 */
import {
  graphCodec,
  type ModelProto,
  modelCodec,
  operatorSetIdCodec,
  stringStringEntryCodec,
} from '../../onnx/index.js';
import type { Checkpoint } from '../checkpoint.js';
import type { LazyTensor } from '../tensor.js';
import { densenet } from './densenet.js';
import { EncoderGraph, type FeatureMap } from './encoder-graph.js';
import { unrecognisedError } from './errors.js';
import type { Family, FamilyName, NetworkOutputs } from './family.js';
import { mobilenetV2 } from './mobilenet-v2.js';
import { findNormalizer, type Normalizer } from './normalizer.js';
import { toValueInfo } from './onnx-values.js';
import { resnet } from './resnet.js';
import { vgg } from './vgg.js';
import { WeightSet } from './weight-set.js';

const FAMILIES: readonly Family[] = [resnet, densenet, mobilenetV2, vgg];

const OPSET_VERSION = 17;
/** The format version that belongs to opset 17. */
const IR_VERSION = 8;

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

export interface EncoderModel {
  /** Write it with `formatModel`. */
  model: ModelProto;
  architecture: EncoderArchitecture;
  /** Sentences for the user: what was chosen that the weights do not say. */
  notes: string[];
}

/**
 * Writes the network in a checkpoint as an ONNX model with float32 weights, batch norm folded into the convolution before it.
 * ModelError `unrecognised-architecture`, `weights-not-finite`, `unsupported-dtype`, and those of reading tensors.
 */
export async function buildEncoderModel(checkpoint: Checkpoint): Promise<EncoderModel> {
  const { family, prefix, otherPrefixes } = recognise(checkpoint);
  const normalizer = await findNormalizer(checkpoint.tensors, prefix);
  const weights = new WeightSet(selectTensors(checkpoint.tensors, prefix), checkpoint.name);
  const graph = new EncoderGraph(weights);
  const outputs = family.write(graph, addNormalizer(graph, normalizer));
  weights.assertAllUsed();
  const architecture = toArchitecture(family.name, outputs);
  return {
    model: await assembleModel(graph, outputs, architecture),
    architecture,
    notes: [normalizer.note, ...outputs.notes, ...otherPrefixes.map((other) => noteOther(other, prefix))],
  };
}

interface Recognised {
  family: Family;
  /** What the network's names begin with in the file; empty or ending in a dot. */
  prefix: string;
  /** Further networks of the same kind in the file. */
  otherPrefixes: string[];
}

/** MadryLab's library stores the network a second time inside its attacker. */
const COPIES = /(?:^|\.)attacker\./;

/** The shortest prefix wins, so that an averaged or older copy in another entry does not. */
function recognise({ tensors, name }: Checkpoint): Recognised {
  for (const family of FAMILIES) {
    const prefixes = family.anchors
      .flatMap((anchor) => listPrefixes(tensors, anchor))
      .filter((prefix) => !COPIES.test(prefix))
      .sort((a, b) => a.length - b.length);
    const [prefix, ...otherPrefixes] = prefixes;
    if (prefix !== undefined) return { family, prefix, otherPrefixes };
  }
  const names = [...tensors.keys()];
  const shown = names.slice(0, 4).join(', ');
  throw unrecognisedError(
    name,
    names.length === 0 ? 'it holds no tensors' : `its tensors are named ${shown}, …`,
  );
}

function listPrefixes(tensors: ReadonlyMap<string, LazyTensor>, anchor: string): string[] {
  return [...tensors.keys()]
    .filter((name) => name === anchor || name.endsWith(`.${anchor}`))
    .map((name) => name.slice(0, -anchor.length));
}

function selectTensors(tensors: ReadonlyMap<string, LazyTensor>, prefix: string): Map<string, LazyTensor> {
  const selected = [...tensors].filter(([name]) => name.startsWith(prefix));
  return new Map(selected.map(([name, tensor]) => [name.slice(prefix.length), tensor]));
}

function noteOther(other: string, prefix: string): string {
  return `The file also holds a network under "${other}"; the one under "${prefix}" was taken.`;
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
      input: [toValueInfo(IMAGE, ['n', 3, 'h', 'w'])],
      output: [
        toValueInfo('feature_map', ['n', architecture.mapChannelCount, 'map_h', 'map_w']),
        toValueInfo('features', ['n', architecture.featureCount]),
        toValueInfo('logits', ['n', architecture.classCount]),
      ],
    }),
  });
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
