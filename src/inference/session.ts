/**
 * Opens a network on a device in a process of its own.
 * In: a model file or its bytes. Out: a `ModelSession`. Falls back to the CPU when another device cannot be had, and says so.
 */
import { readFileSync } from 'node:fs';
import { CancelledError, ModelError } from '../base/errors.js';
import { findModelFile } from '../files/index.js';
import { assertFeeds, assertOutputNames } from './checks.js';
import { chooseDevices } from './device-choice.js';
import { cutIntoPieces } from './held-inputs.js';
import { readLimits } from './limits.js';
import type { OpenedReply } from './messages.js';
import { SessionProcess } from './session-process.js';
import { describeSuspects } from './suspects.js';
import type { ConcreteDevice, Feed, ModelSession, SessionOptions, Tensor } from './types.js';

/** A network that reached its limits on one device is not tried on the next. */
const LIMIT_CODES: ReadonlySet<string> = new Set(['network-too-slow', 'network-too-large']);

/**
 * Opens a network; `model` is a path or the bytes of an ONNX file.
 * Rejects with ModelError `model-not-found`, `invalid-model`, `unsupported-model`, `inference-crashed`, `network-too-slow` or
 * `network-too-large`; with CancelledError when the signal fires.
 */
export async function openSession(
  model: string | Uint8Array,
  options: SessionOptions,
): Promise<ModelSession> {
  if (typeof model === 'string') await findModelFile(model);
  const notes: string[] = [];
  for (const candidate of chooseDevices(options.device)) {
    try {
      return await openOn(candidate, model, options, notes);
    } catch (error) {
      if (candidate === 'cpu' || !(error instanceof ModelError) || LIMIT_CODES.has(error.code)) throw error;
      notes.push(`Device ${candidate} cannot be used, so the CPU is. ${error.what}`);
    }
  }
  throw new Error('no device to try');
}

/** Opens a network on exactly this device, without falling back. */
export async function openOn(
  device: ConcreteDevice,
  model: string | Uint8Array,
  { threadCount, signal, limits = readLimits() }: Omit<SessionOptions, 'device'> = {},
  notes: readonly string[] = [],
): Promise<ModelSession> {
  if (signal?.aborted) throw new CancelledError();
  const process = new SessionProcess(prepareSuspects(model));
  const cancel = () => void process.cancel();
  const close = async () => {
    signal?.removeEventListener('abort', cancel);
    await process.close();
  };
  signal?.addEventListener('abort', cancel, { once: true });
  try {
    const opened = await process.open({ kind: 'open', model, device, threadCount, limits });
    return createSession(process, opened, device, notes, close);
  } catch (error) {
    await close();
    throw error;
  }
}

/** Bytes are described at once, so that they are not kept for it; a file is read when it comes to that. */
function prepareSuspects(model: string | Uint8Array): () => string {
  if (typeof model === 'string') return () => describeSuspects(() => readFileSync(model));
  const description = describeSuspects(() => model);
  return () => description;
}

function createSession(
  process: SessionProcess,
  { inputs, outputs }: OpenedReply,
  device: ConcreteDevice,
  notes: readonly string[],
  close: () => Promise<void>,
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
    close,
  };
}
