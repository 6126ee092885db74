/**
 * Fetches a published network by name: downloaded or from a file, checked, converted, kept in the user's cache.
 * In: a name of the registry. Out: the imported encoder. A hash that is known is checked; one that is not is trusted the first time
 * and recorded in the card, and a later download must match it.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ModelError } from '../../base/errors.js';
import { type Observer, SILENT_OBSERVER } from '../../base/observer.js';
import { hashFile } from '../../files/index.js';
import { openEncoder } from '../../inference/index.js';
import { downloadFile, type Environment } from '../downloads/index.js';
import { toDownloadsFolder, toEncodersFolder } from './encoder-cache.js';
import { type ImportedEncoder, importEncoder } from './encoder-import.js';
import { findKnownEncoder, type KnownEncoder } from './encoder-registry.js';

export interface PullOptions {
  /** A copy of the published file, for machines without network. */
  from?: string;
  /** Fetch and convert again although the encoder is there. */
  replace?: boolean;
  /** Folder of encoders; default: the user's cache. */
  folder?: string;
  env?: Environment;
}

export type PulledEncoder = Pick<ImportedEncoder, 'card' | 'folder' | 'notes'> & {
  /** Whether it was there already. */
  isCached: boolean;
};

/** Pulls a network by its registry name. ModelError `encoder-unknown`, `encoder-needs-export`, and those of downloads and of import. */
export async function pullEncoder(
  name: string,
  options: PullOptions = {},
  observer: Observer = SILENT_OBSERVER,
): Promise<PulledEncoder> {
  return pullKnownEncoder(findKnownEncoder(name), options, observer);
}

/** As `pullEncoder`, for an entry that need not be in the registry. */
export async function pullKnownEncoder(
  known: KnownEncoder,
  { from, replace = false, env = process.env, folder = toEncodersFolder(env) }: PullOptions,
  observer: Observer,
): Promise<PulledEncoder> {
  const existing = await openEncoder(join(folder, known.name)).catch((error: unknown) => {
    // One that is broken is fetched anew.
    if (error instanceof ModelError) return null;
    throw error;
  });
  if (existing && !replace)
    return { card: existing.card, folder: join(folder, known.name), notes: [], isCached: true };
  if (!known.isReadable && from === undefined) throw needsExportError(known);
  const expected = {
    sizeBytes: known.sizeBytes,
    sha256: known.sha256 ?? existing?.card.source?.sha256 ?? null,
  };
  if (!known.isAddressConfirmed && from === undefined) {
    observer.warn(
      `The address ${known.url} is made from the published file name; nobody has been seen using it.`,
    );
  }
  const path = from ?? join(toDownloadsFolder(env), `${known.name}.ckpt`);
  if (from === undefined) await downloadFile({ url: known.url, path, ...expected }, observer, env);
  else if (expected.sha256 !== null) await assertFileHash(from, expected.sha256);
  const imported = await importEncoder(
    path,
    {
      name: known.name,
      title: known.title,
      robust: known.robust,
      licence: known.licence,
      url: known.url,
      folder,
      replace,
    },
    observer,
  );
  if (from === undefined) await rm(path, { force: true });
  const trust =
    expected.sha256 === null
      ? [`No hash is published; this file's is kept in the card: ${imported.card.source?.sha256}.`]
      : [];
  return {
    card: imported.card,
    folder: imported.folder,
    notes: [...imported.notes, ...trust],
    isCached: false,
  };
}

async function assertFileHash(path: string, expected: string): Promise<void> {
  const actual = await hashFile(path);
  if (actual === expected) return;
  throw new ModelError('download-hash-mismatch', {
    what: `${path} has SHA-256 ${actual}; the known file has ${expected}.`,
    why: 'It is damaged, or it is another file.',
    next: 'Download it again, or import it under a name of its own with `encoder import`.',
  });
}

function needsExportError({ name, title, url }: KnownEncoder): ModelError {
  return new ModelError('encoder-needs-export', {
    what: `${title} is published as a PyTorch checkpoint of an architecture that is not written here.`,
    next: `Download ${url}, export it with torch.onnx.export, and run \`spuriosity encoder import FILE --name ${name}\`.`,
  });
}
