/** Networks run in child processes. The only door to onnxruntime. */
export { type DeviceReport, listDevices } from './devices.js';
export { BUNDLED_ENCODER_NAME, bundledEncoderFolder, type OpenedEncoder, openEncoder } from './encoder.js';
export { openEncoderSession } from './encoder-session.js';
export { readImportLimits, readLimits } from './limits.js';
export {
  listWeightFiles,
  openModelSession,
  readModelFile,
  toDataPath,
  writeModelFile,
} from './model-files/model-file.js';
export { openSession } from './session.js';
export { startSupervisor } from './supervisor.js';
export {
  type ConcreteDevice,
  DEVICE_NAMES,
  type DeviceName,
  type Feed,
  type ModelSession,
  type PixelBatch,
  type SessionOptions,
  type Tensor,
  type TensorDtype,
  type ValueDescription,
} from './types.js';
