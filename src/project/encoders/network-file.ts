/**
 * A network file as `encoder inspect` shows it: also one that has several outputs or sets of weights, none of which is chosen yet.
 * In: a path and the choice so far. Out: plain data. Imports nothing.
 */
import { ModelError } from '../../base/errors.js';
import { readModelFile } from '../../inference/index.js';
import { listOutputs, type ModelInspection, type OutputDescription } from '../../onnx/index.js';
import { type NetworkChoice, readEncoderSource } from './encoder-source.js';

export interface NetworkFile {
  description: string;
  /** Null until one of several outputs or sets of weights is chosen. */
  inspection: ModelInspection | null;
  /** Of an ONNX file; empty for checkpoints. */
  outputs: OutputDescription[];
  /** Sentences for people. */
  notes: string[];
}

/** Describes a network file. Rejects as `readEncoderSource` does, but for `several-outputs` and `several-weights`. */
export async function inspectNetworkFile(path: string, choice: NetworkChoice): Promise<NetworkFile> {
  try {
    const { description, inspection, outputs, notes } = await readEncoderSource(path, choice);
    return { description, inspection, outputs, notes: notes.map(({ text }) => text) };
  } catch (error) {
    if (!(error instanceof ModelError) || !/^several-(?:outputs|weights)$/.test(error.code)) throw error;
    const outputs = error.code === 'several-outputs' ? listOutputs(await readModelFile(path)) : [];
    return { description: error.what, inspection: null, outputs, notes: error.next ? [error.next] : [] };
  }
}
