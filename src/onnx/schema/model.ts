/**
 * Whole model files: bytes to ModelProto and back.
 * In: the content of an .onnx file. Out: a message that writes back without loss. Does not follow external data.
 */
import { ModelError } from '../../base/errors.js';
import { modelCodec } from './codecs.js';
import type { GraphProto, ModelProto } from './messages.js';

/** Protobuf's own limit on one message, 2 GiB less one byte; readers refuse more. */
export const MAX_MODEL_BYTES = 2 ** 31 - 1;
/** Version of the file format that is written: the oldest that operator set 18 needs. */
export const IR_VERSION = 8;
/** Large image classifiers have some thousands. */
const MAX_NODES = 50_000;
/** What the empty domain means. */
const STANDARD_DOMAIN = 'ai.onnx';

/**
 * Reads an ONNX file; tensors' `rawData` are views into `bytes`.
 * ModelError `malformed-protobuf`, `not-an-onnx-model`, `model-too-large` or `ambiguous-model`.
 */
export function parseModel(bytes: Uint8Array): ModelProto {
  const model = modelCodec.parse(bytes);
  if (model.irVersion < 1 || model.graph.node.length + model.graph.output.length === 0) {
    throw new ModelError('not-an-onnx-model', {
      what: `The ${bytes.length} bytes are not an ONNX model: they have ${model.irVersion < 1 ? 'no IR version' : 'no graph'}.`,
      next: 'Give an .onnx file, as written by torch.onnx.export and others.',
    });
  }
  const nodeCount = countNodes(model.graph);
  if (nodeCount > MAX_NODES) {
    throw new ModelError('model-too-large', {
      what: `The model has ${nodeCount} nodes; at most ${MAX_NODES} are read.`,
      why: 'No image classifier has so many, and a runtime takes minutes to open them.',
      next: 'Check that the file is the network that you mean.',
    });
  }
  assertUnambiguous(model);
  return model;
}

/** Of a graph and all graphs inside. */
function countNodes({ node }: GraphProto): number {
  const inner = node.flatMap(({ attribute }) =>
    attribute.flatMap(({ g, graphs }) => (g ? [g, ...graphs] : graphs)),
  );
  return inner.reduce((sum, graph) => sum + countNodes(graph), node.length);
}

/** What readers take differently, some the first and some the last: two weights of one name, two versions of one set of operators. */
function assertUnambiguous({ graph, opsetImport }: ModelProto): void {
  const versions = new Map<string, number>();
  for (const { domain, version } of opsetImport) {
    const known = versions.get(domain || STANDARD_DOMAIN) ?? version;
    if (known !== version) throw ambiguousError(`asks for the operator sets ${known} and ${version} at once`);
    versions.set(domain || STANDARD_DOMAIN, version);
  }
  const names = new Set<string>();
  for (const { name } of graph.initializer) {
    if (names.has(name)) throw ambiguousError(`has two weights called ${JSON.stringify(name)}`);
    names.add(name);
  }
}

function ambiguousError(problem: string): ModelError {
  return new ModelError('ambiguous-model', {
    what: `The model ${problem}.`,
    why: 'Programs differ in which of them they take.',
    next: 'Export the network again.',
  });
}

/** The bytes of an ONNX file. ModelError `model-too-large` beyond the 2 GB that protobuf allows. */
export function formatModel(model: ModelProto): Uint8Array {
  const bytes = modelCodec.format(model);
  if (bytes.length > MAX_MODEL_BYTES) {
    throw new ModelError('model-too-large', {
      what: `The model takes ${bytes.length} bytes; an ONNX file holds at most ${MAX_MODEL_BYTES}.`,
      next: 'Store its weights as float16, or use a smaller network.',
    });
  }
  return bytes;
}

/** Version of the standard's operators that a model uses; 1 where it names none, as the standard says. */
export function readOpset({ opsetImport }: ModelProto): number {
  return opsetImport.find(({ domain }) => isStandardDomain(domain))?.version ?? 1;
}

/** Whether operators of a domain are the standard's own, which has two names. */
export function isStandardDomain(domain: string): boolean {
  return (domain || STANDARD_DOMAIN) === STANDARD_DOMAIN;
}
