/**
 * Encoders by name: the one that comes with the package, or a folder with a card.
 * In: a name or path. Out: an opened encoder. Runs nothing.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ModelError } from '../base/errors.js';
import {
  BUNDLED_ENCODER_NAME,
  bundledEncoderFolder,
  type OpenedEncoder,
  openEncoder,
} from '../inference/index.js';
import type { Project } from './project.js';

/** Name of the encoder that comes with the package and works offline. */
export const DEFAULT_ENCODER = BUNDLED_ENCODER_NAME;

/** Opens an encoder by name or by the folder of its card. Throws `encoder-unknown`. */
export async function openNamedEncoder(nameOrFolder: string = DEFAULT_ENCODER): Promise<OpenedEncoder> {
  if (nameOrFolder === DEFAULT_ENCODER) return openEncoder(bundledEncoderFolder());
  if (existsSync(join(nameOrFolder, 'card.json'))) return openEncoder(nameOrFolder);
  throw new ModelError('encoder-unknown', {
    what: `There is no encoder ${JSON.stringify(nameOrFolder)}.`,
    next: `Name ${DEFAULT_ENCODER} or a folder that holds a card.json and its ONNX file.`,
  });
}

/** The encoder that the workspace's features come from; null for features that a user brought. */
export async function openProjectEncoder(project: Project): Promise<OpenedEncoder | null> {
  const { encoder } = await project.readManifest();
  if (encoder === null) return null;
  // The bundled encoder moves with the package; others stay where they were.
  const opened = await openNamedEncoder(encoder.name === DEFAULT_ENCODER ? encoder.name : encoder.folder);
  if (opened.card.modelSha256 === encoder.modelSha256) return opened;
  throw new ModelError('encoder-changed', {
    what: `The encoder ${encoder.name} is another network now than when its features were extracted.`,
    why: 'Its head and its activation maps would not belong to these features.',
    next: 'Run `spuriosity extract` again, or restore the encoder.',
  });
}
