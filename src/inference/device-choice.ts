/**
 * Which devices to try for a user's wish.
 * In: a device's name. Out: candidates, best first. Tries nothing itself.
 */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { ConcreteDevice, DeviceName } from './types.js';

/**
 * The devices to try for a user's wish, best first; always ends with the CPU.
 * `auto` takes CUDA where its libraries are installed and otherwise the CPU: the others have not been measured against it.
 */
export function chooseDevices(device: DeviceName): ConcreteDevice[] {
  if (device === 'cpu') return ['cpu'];
  if (device !== 'auto') return [device, 'cpu'];
  return isCudaInstalled() ? ['cuda', 'cpu'] : ['cpu'];
}

/** Whether onnxruntime's CUDA library lies beside its binding; the package does not bring it by itself. */
function isCudaInstalled(): boolean {
  const packageRoot = dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json'));
  const folder = join(packageRoot, 'bin', 'napi-v6', process.platform, process.arch);
  const library =
    process.platform === 'win32' ? 'onnxruntime_providers_cuda.dll' : 'libonnxruntime_providers_cuda.so';
  return existsSync(join(folder, library));
}
