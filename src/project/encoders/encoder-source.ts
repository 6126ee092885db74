/**
 * Reads a network from whatever file holds it: ONNX, a PyTorch checkpoint, safetensors. Told apart by content, not by name.
 * In: a path. Out: an ONNX model with image in and feature map, features and logits out. Runs and writes nothing.
 */
import { basename } from 'node:path';
import { ModelError, UsageError } from '../../base/errors.js';
import { buildEncoderModel, openCheckpoint, openWeightSource } from '../../checkpoint/index.js';
import { readModelFile } from '../../inference/index.js';
import {
  exposeOutputs,
  inspectModel,
  listOutputs,
  type ModelInspection,
  type ModelProto,
  type NetworkNote,
  type OutputChoice,
  type OutputDescription,
  selectOutput,
  toEvaluationMode,
} from '../../onnx/index.js';

/** A network as an encoder; its values are called as `DEFAULT_ENCODER_NAMES` says. */
export interface EncoderSource {
  model: ModelProto;
  /** Of an ONNX file, in its order; empty for checkpoints. */
  outputs: OutputDescription[];
  /** Of the file as it was; of the written graph for checkpoints. */
  inspection: ModelInspection;
  /** What it is, in words: "ResNet-50 from a PyTorch checkpoint". */
  description: string;
  /** Side of the square images that the network is made for; null when nothing says it. */
  inputSide: number | null;
  notes: NetworkNote[];
}

/** Which network of a file is meant, where it has several. */
export interface NetworkChoice extends OutputChoice {
  /** The set of weights in a checkpoint. */
  weights?: string;
}

/** Reads a file of any known kind. ModelError of the readers and of surgery; UsageError `choice-without-use`. */
export async function readEncoderSource(path: string, choice: NetworkChoice = {}): Promise<EncoderSource> {
  const access = await openWeightSource(path);
  try {
    const checkpoint = await openCheckpoint(access, basename(path)).catch((error: unknown) => {
      if (error instanceof ModelError && error.code === 'not-a-checkpoint') return error;
      throw error;
    });
    if (checkpoint instanceof ModelError) return await readOnnx(path, checkpoint, choice);
    if (choice.output !== undefined) throw uselessChoiceError('--output', 'a checkpoint names no outputs');
    const { model, architecture, notes } = await buildEncoderModel(checkpoint, choice.weights);
    return {
      model,
      outputs: [],
      inspection: inspectModel(model),
      description: `${architecture.description} from ${FORMAT_WORDS[checkpoint.format]}`,
      inputSide: architecture.inputSide,
      notes: toNotes(notes),
    };
  } finally {
    await access.close();
  }
}

const FORMAT_WORDS = {
  'torch-zip': 'a PyTorch checkpoint',
  'torch-legacy': 'a PyTorch checkpoint in the old format',
  safetensors: 'a safetensors file',
} as const;

/** Errors of bytes that are no ONNX file at all. */
const FOREIGN: ReadonlySet<string> = new Set(['malformed-protobuf', 'not-an-onnx-model']);

/** A file that is no ONNX model either, and does not claim to be one, is called what it most likely was meant as. */
async function readOnnx(
  path: string,
  notACheckpoint: ModelError,
  choice: NetworkChoice,
): Promise<EncoderSource> {
  const original = await readModelFile(path).catch((error: unknown) => {
    if (!(error instanceof ModelError)) throw error;
    if (!FOREIGN.has(error.code)) throw error;
    if (!path.endsWith('.onnx')) throw notACheckpoint;
    const { what, why, next } = error;
    throw new ModelError(error.code, { what: `${JSON.stringify(basename(path))}: ${what}`, why, next });
  });
  if (choice.weights !== undefined) throw uselessChoiceError('--weights', 'an ONNX file has one set of them');
  const selected = selectOutput(original, choice);
  const { model, notes } = toEvaluationMode(selected.model);
  const inspection = inspectModel(model);
  const [, , height, width] = inspection.input.dims;
  return {
    model: exposeOutputs(model),
    outputs: listOutputs(original),
    inspection,
    description: `a classifier of ${inspection.nodeCount} nodes, ONNX file${inspection.producer && ` by ${inspection.producer}`}`,
    inputSide: typeof height === 'number' && height === width ? height : null,
    notes: [
      ...toNotes(selected.note === null ? [] : [selected.note]),
      ...toNotes(notes),
      ...inspection.notes,
    ],
  };
}

function toNotes(texts: readonly string[]): NetworkNote[] {
  return texts.map((text) => ({ topic: 'network', text }));
}

function uselessChoiceError(option: string, reason: string): UsageError {
  return new UsageError('choice-without-use', {
    what: `${option} does not apply to this file: ${reason}.`,
    next: `Leave ${option} out.`,
  });
}
