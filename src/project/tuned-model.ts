/**
 * What mitigation made, for use elsewhere: the tuned head, and the whole network with it.
 * In: an open project. Out: bytes of files. Tunes nothing.
 */
import { readFile } from 'node:fs/promises';
import { StageError, StorageError } from '../base/errors.js';
import {
  attachHead,
  formatModel,
  insertNormalization,
  parseModel,
  stringStringEntryCodec,
} from '../onnx/index.js';
import { readHead, readHeadBytes } from '../storage/index.js';
import { openProjectEncoder } from './encoders.js';
import { TUNED_HEAD_NAME } from './mitigation.js';
import type { Project } from './project.js';

/** Name of the class scores in an exported network, and of the names of classes in its metadata. */
const SCORES = 'logits';
const CLASS_METADATA = 'classes';

/** The tuned head as `.npz` with `W` [classes, features] and `b` [classes]. Throws `not-mitigated`. */
export function exportTunedHead({ layout }: Project): Promise<Uint8Array> {
  return readTuned(() => readHeadBytes(layout.heads, TUNED_HEAD_NAME));
}

/**
 * The encoder with the tuned head as ONNX: RGB in [0,1] in, class scores out; the names of the classes are in its metadata as JSON.
 * Throws `not-mitigated`, `no-encoder`.
 */
export async function exportTunedModel(project: Project): Promise<Uint8Array> {
  const { head } = await readTuned(() => readHead(project.layout.heads, TUNED_HEAD_NAME));
  const encoder = await openProjectEncoder(project);
  if (encoder === null) {
    throw new StageError('no-encoder', {
      what: 'The features of this workspace were imported, so there is no network that the tuned head could be part of.',
      next: 'Take the tuned head alone, and put it on your own network.',
    });
  }
  const { outputs, preprocessing } = encoder.card;
  const { mean, std } = preprocessing;
  const network = parseModel(await readFile(encoder.modelPath));
  const tuned = attachHead(network, head, { features: outputs.features, logits: SCORES });
  const model = mean === null || std === null ? tuned : insertNormalization(tuned, mean, std);
  const names = project.readDataset().classes.map(({ name }) => name);
  return formatModel({
    ...model,
    metadataProps: [
      ...model.metadataProps,
      stringStringEntryCodec.create({ key: CLASS_METADATA, value: JSON.stringify(names) }),
    ],
  });
}

async function readTuned<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof StorageError) || error.code !== 'file-missing') throw error;
    throw new StageError('not-mitigated', {
      what: 'No head has been tuned in this workspace.',
      next: 'Run `spuriosity mitigate`, or start it on the page Mitigation.',
      cause: error,
    });
  }
}
