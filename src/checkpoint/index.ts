/** Weight files of PyTorch and safetensors, and the ONNX encoders that are made of them. Executes nothing that a file names. */
export { buildEncoderModel } from './architecture/encoder-model.js';
export { IMAGENET_SIDE } from './architecture/family.js';

export { openCheckpoint } from './checkpoint.js';
export { formatSafetensors } from './safetensors.js';
export { openWeightSource } from './source.js';
