/**
 * Opens a weight file of any known format.
 * In: a `ByteSource` and the file's name for messages. Out: named lazy tensors and the plain values beside them.
 * Nothing in the file is executed; tensors stay in the file until they are read.
 */
import { ModelError } from '../base/errors.js';
import type { ByteSource } from '../files/index.js';
import { unsupportedError } from './errors.js';
import { isSafetensors, readSafetensors } from './safetensors.js';
import { createLazyTensor, type LazyTensor } from './tensor.js';
import { flattenValue, type MetadataValue } from './torch/flatten.js';
import { readTorchLegacy } from './torch/legacy-format.js';
import type { TensorView } from './torch/objects.js';
import { readTorchZip, type TorchFile } from './torch/zip-format.js';

/** Formats of weight files that can be opened. */
export type CheckpointFormat = 'torch-zip' | 'torch-legacy' | 'safetensors';

/** A weight file, described. Keep its source open while tensors are read. */
export interface Checkpoint {
  readonly name: string;
  readonly format: CheckpointFormat;
  /** By state-dict name; nested dicts are joined with dots, as in `model.module.model.conv1.weight`. */
  readonly tensors: ReadonlyMap<string, LazyTensor>;
  /** Plain values by dotted path, such as `epoch`; at most some hundred. */
  readonly metadata: ReadonlyMap<string, MetadataValue>;
  /** Python classes and functions that the file names and that were left as inert records, sorted. */
  readonly ignoredNames: readonly string[];
}

/** The tar header's magic stands at 257. */
const HEAD_BYTES = 512;
const PROTO_OPCODE = 0x80;
const LONG1_OPCODE = 0x8a;
const LONG_OPCODE = 0x4c;

/** How files begin that people give by mistake, and what they are. */
const MISTAKEN_FOR_CHECKPOINTS: readonly [RegExp, string, string][] = [
  [/^version https:\/\/git-lfs/, 'is a Git LFS pointer, not the file itself', 'Fetch it with git lfs pull.'],
  [
    /^\s*<(?:!doctype|html|\?xml)/i,
    'is a web page',
    'Download the file itself: the link led to a page about it.',
  ],
  [/^\u{89}HDF/u, 'is an HDF5 file', 'Convert the network to PyTorch or ONNX.'],
];

/**
 * Reads a file's description: torch.save's zip and older formats, safetensors. ModelError `not-a-checkpoint`,
 * `unsupported-checkpoint`, `malformed-checkpoint`, `checkpoint-truncated` or `checkpoint-too-large`.
 */
export async function openCheckpoint(source: ByteSource, name: string): Promise<Checkpoint> {
  const head = await source.read(0, Math.min(HEAD_BYTES, source.sizeBytes));
  const text = String.fromCharCode(...head);
  if (text.startsWith('PK')) {
    return toCheckpoint(await readTorchZip(source, name), 'torch-zip', name);
  }
  if (isSafetensors(head, source.sizeBytes)) {
    return { name, format: 'safetensors', ignoredNames: [], ...(await readSafetensors(source, name)) };
  }
  if (isPickle(head)) {
    return toCheckpoint(await readTorchLegacy(source, name), 'torch-legacy', name);
  }
  throw explainForeignFile(text, name);
}

/** Protocols 2 to 5 begin with PROTO; 0 and 1 with the long integer that is torch's magic number. */
function isPickle(head: Uint8Array): boolean {
  return head[0] === PROTO_OPCODE || head[0] === LONG1_OPCODE || head[0] === LONG_OPCODE;
}

function toCheckpoint(file: TorchFile, format: CheckpointFormat, name: string): Checkpoint {
  const { tensors, metadata } = flattenValue(file.value, name);
  const lazy = [...tensors].map(([path, view]) => [path, toLazyTensor(path, view, file, name)] as const);
  return { name, format, tensors: new Map(lazy), metadata, ignoredNames: [...file.unknownNames].sort() };
}

function toLazyTensor(path: string, view: TensorView, file: TorchFile, name: string): LazyTensor {
  const { storage, dtype, shape, strides } = view;
  const layout = { dtype, shape, strides, offset: storage.firstElement + view.offset };
  return createLazyTensor(path, layout, file.openStorage(storage.key), name);
}

function explainForeignFile(text: string, name: string): ModelError {
  for (const [pattern, problem, next] of MISTAKEN_FOR_CHECKPOINTS) {
    if (pattern.test(text)) return unsupportedError(name, problem, next);
  }
  if (text.slice(257, 262) === 'ustar') {
    const problem = 'is a tar archive, which torch.save wrote before 2017, or an archive of other files';
    return unsupportedError(
      name,
      problem,
      'Load it in PyTorch and save it again with torch.save, or unpack it first.',
    );
  }
  return new ModelError('not-a-checkpoint', {
    what: `"${name}" is no weight file that is known here: it begins neither like torch.save's formats nor like safetensors.`,
    next: 'Give a .pt, .pth, .ckpt or .safetensors file, or an .onnx file.',
  });
}
