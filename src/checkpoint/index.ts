/** Weight files of PyTorch and safetensors, and the ONNX encoders that are made of them. Executes nothing that a file names. */
export { type FileAccess, openFileAccess } from './access/file-access.js';
export { createMemoryAccess, type RandomAccess } from './access/random-access.js';
export {
  buildEncoderModel,
  type EncoderArchitecture,
  type EncoderModel,
} from './architecture/encoder-model.js';
export type { FamilyName } from './architecture/family.js';
export { type Checkpoint, type CheckpointFormat, openCheckpoint } from './checkpoint.js';
export { formatSafetensors } from './safetensors.js';
export type { LazyTensor } from './tensor.js';
export type { MetadataValue } from './torch/flatten.js';
