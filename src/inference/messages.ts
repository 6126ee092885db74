/**
 * What a session and its process say to each other.
 * Types only; carried by Node's own channel with structured-clone serialisation, so typed arrays travel as bytes.
 */
import type { ErrorParts } from '../base/errors.js';
import type { ConcreteDevice, Feed, Tensor, ValueDescription } from './types.js';

export interface OpenRequest {
  kind: 'open';
  /** Path of a model file, or its bytes. */
  model: string | Uint8Array;
  device: ConcreteDevice;
  threadCount: number | undefined;
}

export interface RunRequest {
  kind: 'run';
  id: number;
  feeds: Record<string, Feed>;
  outputNames: readonly string[];
}

export type Request = OpenRequest | RunRequest;

export interface OpenedReply {
  kind: 'opened';
  id: typeof OPEN_ID;
  inputs: ValueDescription[];
  outputs: ValueDescription[];
}

export interface ResultReply {
  kind: 'result';
  id: number;
  outputs: Record<string, Tensor>;
}

export interface FailedReply {
  kind: 'failed';
  id: number;
  code: string;
  parts: Pick<ErrorParts, 'what' | 'why' | 'next'>;
}

export type Reply = OpenedReply | ResultReply | FailedReply;

/** The id under which a process answers its open request; runs count from 1. */
export const OPEN_ID = 0;
