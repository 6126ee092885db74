/**
 * Encoders by name: the one that comes with the package, the user's imported ones, or a folder with a card.
 * In: a name or path. Out: an opened encoder. Runs nothing, downloads nothing.
 */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { compareCodePoints } from '../../base/code-points.js';
import { ModelError, StageError } from '../../base/errors.js';
import {
  BUNDLED_ENCODER_NAME,
  bundledEncoderFolder,
  type OpenedEncoder,
  openEncoder,
} from '../../inference/index.js';
import { type EncoderCard, encoderCardSchema } from '../../records/networks/encoder.js';
import { readOptionalFolder, workspaceLayout } from '../../storage/index.js';
import type { Environment } from '../downloads/index.js';
import type { Project } from '../workspace/index.js';
import { toEncodersFolder } from './encoder-cache.js';
import { KNOWN_ENCODERS } from './encoder-registry.js';

/** Name of the encoder that comes with the package and works offline. */
export const DEFAULT_ENCODER = BUNDLED_ENCODER_NAME;

/** What a name or a path means: an encoder with a card, or a network file that is none yet. */
export type FoundEncoder = { kind: 'encoder'; encoder: OpenedEncoder } | { kind: 'file'; path: string };

/**
 * Finds an encoder by name (the bundled one, the user's cache, the workspace's `encoders` folder), by its folder, or by a network file.
 * Throws ModelError `encoder-unknown`.
 */
export async function findEncoder(
  nameOrPath: string = DEFAULT_ENCODER,
  workspaceFolder?: string,
  env: Environment = process.env,
): Promise<FoundEncoder> {
  if (nameOrPath === DEFAULT_ENCODER)
    return { kind: 'encoder', encoder: await openEncoder(bundledEncoderFolder()) };
  for (const folder of [nameOrPath, ...listNamedFolders(nameOrPath, workspaceFolder, env)]) {
    if (existsSync(join(folder, 'card.json'))) return { kind: 'encoder', encoder: await openEncoder(folder) };
  }
  if (statSync(nameOrPath, { throwIfNoEntry: false })?.isFile()) return { kind: 'file', path: nameOrPath };
  const isKnown = KNOWN_ENCODERS.some(({ name }) => name === nameOrPath);
  throw new ModelError('encoder-unknown', {
    status: 404,
    what: `There is no encoder ${JSON.stringify(nameOrPath)} here.`,
    next: isKnown
      ? `It is published: fetch it with \`spuriosity encoder pull ${nameOrPath}\`.`
      : `Name ${DEFAULT_ENCODER}, one of \`spuriosity encoder list\`, or a folder that holds a card.json and its ONNX file.`,
  });
}

/** Whether a text names an encoder: the bundled one, or one of the user's or the workspace's. No path does. */
export function isEncoderName(text: string, workspaceFolder: string): boolean {
  const isThere = (folder: string) => existsSync(join(folder, 'card.json'));
  return text === DEFAULT_ENCODER || listNamedFolders(text, workspaceFolder, process.env).some(isThere);
}

/** Where an encoder of that name may lie; nowhere for what is no name. */
function listNamedFolders(text: string, workspaceFolder: string | undefined, env: Environment): string[] {
  if (!encoderCardSchema.shape.name.safeParse(text).success) return [];
  const homes = [
    toEncodersFolder(env),
    ...(workspaceFolder === undefined ? [] : [workspaceLayout(workspaceFolder).encoders]),
  ];
  return homes.map((home) => join(home, text));
}

/** Opens an encoder by name or by the folder of its card. Throws ModelError `encoder-unknown` or `encoder-not-imported`. */
export async function openNamedEncoder(
  nameOrFolder: string = DEFAULT_ENCODER,
  workspaceFolder?: string,
): Promise<OpenedEncoder> {
  const found = await findEncoder(nameOrFolder, workspaceFolder);
  if (found.kind === 'encoder') return found.encoder;
  throw new ModelError('encoder-not-imported', {
    what: `${nameOrFolder} is a network file without a card.`,
    why: 'The card says how pixels enter the network and what its outputs are.',
    next: `Import it: \`spuriosity encoder import ${nameOrFolder} --name NAME\`, then use NAME.`,
  });
}

/** The encoders that can be used now: the bundled one, then the user's by name; a broken one is told to `warn` and left out. */
export async function listEncoders(
  warn: (message: string) => void = () => {},
  env: Environment = process.env,
): Promise<EncoderCard[]> {
  const home = toEncodersFolder(env);
  const names = (await readOptionalFolder(home)) ?? [];
  const cards = [(await openEncoder(bundledEncoderFolder())).card];
  for (const name of names.sort(compareCodePoints)) {
    if (!existsSync(join(home, name, 'card.json')) || name.endsWith('.tmp')) continue;
    await openEncoder(join(home, name)).then(
      ({ card }) => cards.push(card),
      (error: Error) => warn(error.message),
    );
  }
  return cards;
}

/** What `openNamedEncoder` calls the encoder of a manifest: the bundled one moves with the package, others stay where they were. */
export function toEncoderName({ name, folder }: { name: string; folder: string }): string {
  return name === DEFAULT_ENCODER ? name : folder;
}

/** The encoder that the workspace's features come from; null for features that a user brought. */
export async function openProjectEncoder(project: Project): Promise<OpenedEncoder | null> {
  const { encoder } = await project.readManifest();
  if (encoder === null) return null;
  const opened = await openNamedEncoder(toEncoderName(encoder));
  if (opened.card.modelSha256 === encoder.modelSha256) return opened;
  throw new ModelError('encoder-changed', {
    what: `The encoder ${encoder.name} is another network now than when its features were extracted.`,
    why: 'Its head and its activation maps would not belong to these features.',
    next: 'Run `spuriosity extract` again, or restore the encoder.',
  });
}

/** The encoder that the workspace's features come from. Throws `no-encoder` for features that a user brought. */
export async function openRequiredEncoder(project: Project): Promise<OpenedEncoder> {
  const encoder = await openProjectEncoder(project);
  if (encoder !== null) return encoder;
  throw new StageError('no-encoder', {
    status: 404,
    what: 'The features of this workspace were imported, so there is no network that could be run on its images.',
    why: 'Without one nothing says where in an image a feature fires.',
    next: 'Make a workspace from the images with `spuriosity init`, and its features with `spuriosity extract`.',
  });
}
