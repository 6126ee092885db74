/**
 * What a session and its process say to each other.
 * Types only; carried by Node's own channel with structured-clone serialisation, so typed arrays travel as bytes.
 */
import type { ErrorParts } from '../base/errors.js';
import type { ConcreteDevice, Feed, SessionLimits, Tensor, TensorDtype, ValueDescription } from './types.js';

/** Asks for a network; the first thing said. */
export interface OpenRequest {
  kind: 'open';
  /** Path of a model file, or its bytes. */
  model: string | Uint8Array;
  device: ConcreteDevice;
  threadCount: number | undefined;
  limits: SessionLimits;
}

/** Asks for one run. */
export interface RunRequest {
  kind: 'run';
  id: number;
  feeds: Record<string, Feed>;
  outputNames: readonly string[];
}

/** A piece of an input that later runs take as it is; pieces arrive in order and the first one makes the room. */
export interface HoldRequest {
  kind: 'hold';
  id: number;
  name: string;
  dtype: TensorDtype;
  dims: readonly number[];
  /** Where in the tensor the piece begins, in elements. */
  elementStart: number;
  data: Tensor['data'];
}

/** Whatever a session asks of its process. */
export type Request = OpenRequest | RunRequest | HoldRequest;

/** The network is open. */
export interface OpenedReply {
  kind: 'opened';
  id: typeof OPEN_ID;
  inputs: ValueDescription[];
  outputs: ValueDescription[];
}

/** A run is done. */
export interface ResultReply {
  kind: 'result';
  id: number;
  outputs: Record<string, Tensor>;
}

/** A piece of a held input has arrived. */
export interface HeldReply {
  kind: 'held';
  id: number;
}

/** A request failed, in the words of a ModelError. */
export interface FailedReply {
  kind: 'failed';
  id: number;
  code: string;
  parts: Pick<ErrorParts, 'what' | 'why' | 'next'>;
}

/** Whatever a process answers. */
export type Reply = OpenedReply | ResultReply | HeldReply | FailedReply;

/** The id under which a process answers its open request; all others count from 1. */
export const OPEN_ID = 0;
