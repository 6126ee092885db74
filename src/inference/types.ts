/**
 * What goes through a session: feeds in, tensors out, and the session's own description.
 * Types only; safe for stages to import.
 */
import type { Tensor, TensorDtype } from '../onnx/index.js';

export type { Tensor, TensorDtype };

/** Devices that a user may ask for; `auto` takes the fastest one known to give correct results here. */
export const DEVICE_NAMES = ['auto', 'cpu', 'cuda', 'webgpu', 'coreml', 'dml'] as const;
export type DeviceName = (typeof DEVICE_NAMES)[number];
/** A device that a session really runs on. */
export type ConcreteDevice = Exclude<DeviceName, 'auto'>;

/**
 * Images as bytes; the session's process turns them into a float32 tensor `[count, 3, height, width]` in [0,1],
 * minus `mean`, over `std` where given. A quarter of the bytes of the tensor to hand over.
 */
export interface PixelBatch {
  kind: 'pixels';
  count: number;
  width: number;
  height: number;
  /** Uint8Array, [count, height, width, 3], row-major, RGB. Not changed, not kept. */
  data: Uint8Array;
  mean: readonly [number, number, number] | null;
  std: readonly [number, number, number] | null;
}

/** What a run takes for an input. */
export type Feed = Tensor | PixelBatch;

/** An input or output of a network. */
export interface ValueDescription {
  name: string;
  dtype: TensorDtype;
  /** A number where fixed, the graph's own name of the axis (maybe empty) where free. */
  dims: (number | string)[];
}

/** Where and how a network is run. */
export interface SessionOptions {
  device: DeviceName;
  /** Threads of the CPU's operators; default: as many as the machine has. */
  threadCount?: number;
  /** Ends the session's process at once, in the middle of a run too; what waits for it rejects with CancelledError. */
  signal?: AbortSignal;
  /** Default: by the environment and the machine. */
  limits?: SessionLimits;
}

/** What ends a session's process from inside, so that no network runs without end or takes the whole memory. */
export interface SessionLimits {
  /** Longest opening, and longest batch, in milliseconds; once one batch is done the limit follows it. */
  stepMs: number;
  /** Opening and all batches together, where that is limited. */
  totalMs?: number;
  /** Resident memory of the process. */
  memoryBytes: number;
}

/** A network ready to run, in a process of its own. */
export interface ModelSession {
  readonly inputs: readonly ValueDescription[];
  readonly outputs: readonly ValueDescription[];
  readonly device: ConcreteDevice;
  /** Of the process that runs the network; for watching its memory. */
  readonly processId: number;
  /** Sentences for the user, such as why a device was not taken; usually empty. */
  readonly notes: readonly string[];
  /**
   * Runs the network once. Calls queue up in order: keep two under way and the process never waits for its caller.
   * Rejects with ModelError: `unknown-input`, `missing-input`, `wrong-input-size`, `unknown-output`, `inference-failed`,
   * `inference-crashed` (the process is gone, open a new session), `network-too-slow`, `network-too-large` (it was ended, and
   * would be again), `session-closed`; with CancelledError when the session's signal has fired.
   */
  run(feeds: Record<string, Feed>, outputNames: readonly string[]): Promise<Record<string, Tensor>>;
  /**
   * Sends inputs that stay the same from run to run; later runs may leave them out, and one that feeds such an input uses its own.
   * The process keeps a copy, which grows piece by piece, so that gigabytes can be held. Rejects as `run` does.
   */
  hold(tensors: Record<string, Tensor>): Promise<void>;
  /** Ends the process; runs under way reject with `session-closed`. May be called twice. */
  close(): Promise<void>;
}
