/**
 * Which devices work on this machine.
 * In: nothing. Out: a report made by running a tiny network on each device. Measures no speed.
 */
import { ModelError } from '../base/errors.js';
import {
  DATA_TYPE,
  dimensionCodec,
  formatModel,
  graphCodec,
  IR_VERSION,
  modelCodec,
  nodeCodec,
  operatorSetIdCodec,
  tensorShapeCodec,
  tensorTypeCodec,
  typeCodec,
  valueInfoCodec,
} from '../onnx/index.js';
import { openOn } from './session.js';
import { type ConcreteDevice, DEVICE_NAMES } from './types.js';

/** Whether a device works here. */
export interface DeviceReport {
  device: ConcreteDevice;
  works: boolean;
  /** One sentence: what went wrong, or that it works. */
  detail: string;
}

const CONCRETE_DEVICES = DEVICE_NAMES.filter((name): name is ConcreteDevice => name !== 'auto');

/** Tries every device with a one-operator network, each in its own process, so that a crashing driver harms nothing. */
export async function listDevices(): Promise<DeviceReport[]> {
  const model = buildTrialModel();
  const reports: DeviceReport[] = [];
  for (const device of CONCRETE_DEVICES) reports.push(await tryDevice(device, model));
  return reports;
}

async function tryDevice(device: ConcreteDevice, model: Uint8Array): Promise<DeviceReport> {
  try {
    const session = await openOn(device, model);
    try {
      await session.run({ x: { dtype: 'float32', dims: [1], data: Float32Array.of(1) } }, ['y']);
      return { device, works: true, detail: 'Works.' };
    } finally {
      await session.close();
    }
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    return { device, works: false, detail: error.what };
  }
}

/** y = relu(x), x of shape [1]. */
function buildTrialModel(): Uint8Array {
  const type = typeCodec.create({
    tensorType: tensorTypeCodec.create({
      elemType: DATA_TYPE.float32,
      shape: tensorShapeCodec.create({ dim: [dimensionCodec.create({ dimValue: 1 })] }),
    }),
  });
  return formatModel(
    modelCodec.create({
      irVersion: IR_VERSION,
      opsetImport: [operatorSetIdCodec.create({ version: 17 })],
      graph: graphCodec.create({
        name: 'trial',
        node: [nodeCodec.create({ opType: 'Relu', input: ['x'], output: ['y'] })],
        input: [valueInfoCodec.create({ name: 'x', type })],
        output: [valueInfoCodec.create({ name: 'y', type })],
      }),
    }),
  );
}
