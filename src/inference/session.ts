/**
 * Opens a network on a device in a process of its own.
 * In: a model file or its bytes. Out: a `ModelSession`. Falls back to the CPU when another device cannot be had, and says so.
 */
import { stat } from 'node:fs/promises';
import { ModelError } from '../base/errors.js';
import { assertFeeds, assertOutputNames } from './checks.js';
import { chooseDevices } from './device-choice.js';
import { cutIntoPieces } from './held-inputs.js';
import type { OpenedReply } from './messages.js';
import { SessionProcess } from './session-process.js';
import type { ConcreteDevice, Feed, ModelSession, SessionOptions, Tensor } from './types.js';

/**
 * Opens a network; `model` is a path or the bytes of an ONNX file.
 * Rejects with ModelError `model-not-found`, `invalid-model`, `unsupported-model` or `inference-crashed`.
 */
export async function openSession(
  model: string | Uint8Array,
  { device, threadCount }: SessionOptions,
): Promise<ModelSession> {
  if (typeof model === 'string') await assertFileExists(model);
  const notes: string[] = [];
  for (const candidate of chooseDevices(device)) {
    try {
      return await openOn(candidate, model, threadCount, notes);
    } catch (error) {
      if (candidate === 'cpu' || !(error instanceof ModelError)) throw error;
      notes.push(`Device ${candidate} cannot be used, so the CPU is. ${error.what}`);
    }
  }
  throw new Error('no device to try');
}

/** Opens a network on exactly this device, without falling back. */
export async function openOn(
  device: ConcreteDevice,
  model: string | Uint8Array,
  threadCount: number | undefined,
  notes: readonly string[] = [],
): Promise<ModelSession> {
  const process = new SessionProcess();
  try {
    const opened = await process.open({ kind: 'open', model, device, threadCount });
    return createSession(process, opened, device, notes);
  } catch (error) {
    await process.close();
    throw error;
  }
}

function createSession(
  process: SessionProcess,
  { inputs, outputs }: OpenedReply,
  device: ConcreteDevice,
  notes: readonly string[],
): ModelSession {
  const held = new Set<string>();
  return {
    inputs,
    outputs,
    device,
    processId: process.id,
    notes: [...notes],
    async run(feeds: Record<string, Feed>, outputNames: readonly string[]): Promise<Record<string, Tensor>> {
      assertFeeds(feeds, inputs, (name) => held.has(name));
      assertOutputNames(outputNames, outputs);
      return (await process.run({ feeds, outputNames })).outputs;
    },
    async hold(tensors: Record<string, Tensor>): Promise<void> {
      assertFeeds(tensors, inputs, () => true);
      for (const [name, tensor] of Object.entries(tensors)) {
        for (const piece of cutIntoPieces(tensor)) await process.hold({ name, ...piece });
        held.add(name);
      }
    },
    close: () => process.close(),
  };
}

async function assertFileExists(path: string): Promise<void> {
  const found = await stat(path).catch(() => null);
  if (found?.isFile()) return;
  throw new ModelError('model-not-found', {
    what: `There is no model file at ${path}.`,
    next: 'Give the path of an .onnx file.',
  });
}
