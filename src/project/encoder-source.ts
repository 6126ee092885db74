/**
 * Reads a network from whatever file holds it: ONNX, a PyTorch checkpoint, safetensors. Told apart by content, not by name.
 * In: a path. Out: an ONNX model with image in and feature map, features and logits out. Runs and writes nothing.
 */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { ModelError } from '../base/errors.js';
import { buildEncoderModel, openCheckpoint, openFileAccess } from '../checkpoint/index.js';
import {
  exposeOutputs,
  inspectModel,
  type ModelInspection,
  type ModelProto,
  parseModel,
} from '../onnx/index.js';

/** A network as an encoder; its values are called as `DEFAULT_ENCODER_NAMES` says. */
export interface EncoderSource {
  model: ModelProto;
  /** Of the file as it was; of the written graph for checkpoints. */
  inspection: ModelInspection;
  /** What it is, in words: "ResNet-50 from a PyTorch checkpoint". */
  description: string;
  /** Side of the square images that the network is made for; null when nothing says it. */
  inputSide: number | null;
  /** Sentences for people. */
  notes: string[];
}

/** Reads a file of any known kind. ModelError of the readers and of surgery. */
export async function readEncoderSource(path: string): Promise<EncoderSource> {
  const access = await openFileAccess(path);
  try {
    const checkpoint = await openCheckpoint(access, basename(path)).catch((error: unknown) => {
      if (error instanceof ModelError && error.code === 'not-a-checkpoint') return error;
      throw error;
    });
    if (checkpoint instanceof ModelError) return await readOnnx(path, checkpoint);
    const { model, architecture, notes } = await buildEncoderModel(checkpoint);
    return {
      model,
      inspection: inspectModel(model),
      description: `${architecture.description} from ${FORMAT_WORDS[checkpoint.format]}`,
      inputSide: architecture.inputSide,
      notes,
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

/** A file that is no ONNX model either, and does not claim to be one, is called what it most likely was meant as. */
async function readOnnx(path: string, notACheckpoint: ModelError): Promise<EncoderSource> {
  let original: ModelProto;
  try {
    original = parseModel(await readFile(path));
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    if (!path.endsWith('.onnx')) throw notACheckpoint;
    const { what, why, next } = error;
    throw new ModelError(error.code, { what: `${JSON.stringify(basename(path))}: ${what}`, why, next });
  }
  const inspection = inspectModel(original);
  const [, , height, width] = inspection.input.dims;
  return {
    model: exposeOutputs(original),
    inspection,
    description: `a classifier of ${inspection.nodeCount} nodes, ONNX file${inspection.producer && ` by ${inspection.producer}`}`,
    inputSide: typeof height === 'number' && height === width ? height : null,
    notes: inspection.notes,
  };
}
