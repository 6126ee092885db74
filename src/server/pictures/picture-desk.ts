/**
 * Every picture of a workspace by its address: drawn before, cached, or made now.
 * In: kind, image, feature. Out: bytes, or a file to copy. Opens a new cache when data set, features or discovery are others.
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { openDrawnPictures, type Project, readOptionalDiscovery, VISUAL_SIDE } from '../../project/index.js';
import type { HeatmapStyle } from '../../records/names.js';
import { readOptionalFile } from '../../storage/index.js';
import { RefusalError } from '../refusal.js';
import { readOriginal } from './originals.js';
import { createPictureCache, type PictureCache } from './picture-cache.js';
import { createPictureMaker, type PictureMaker } from './picture-maker.js';
import { createReadGate, type ReadGate } from './read-gate.js';

/** Counts up when pictures of the same things are drawn in another way. */
const PICTURE_VERSION = 3;
/** Files in one folder of the cache. */
const FOLDER_SIZE = 1000;

/** What a picture shows. */
export type PictureRequest =
  | { kind: 'image'; row: number }
  /** Of where the core features of the image's class fire, ascending. */
  | { kind: 'crop'; row: number; coreFeatures: readonly number[] }
  | { kind: 'heatmap'; row: number; feature: number; style: HeatmapStyle }
  | { kind: 'attack'; row: number; feature: number };

export interface PictureDesk {
  /** A tag that changes with the picture; throws what says that there is no such picture. */
  tag(request: PictureRequest): Promise<string>;
  read(request: PictureRequest, signal?: AbortSignal): Promise<Uint8Array>;
  /** Null where it was not drawn before. */
  find(request: PictureRequest): Promise<Uint8Array | null>;
  /** An image as it is in the data set. Throws `image-missing`, `image-timeout`. */
  readOriginal(row: number): Promise<{ type: string; bytes: Uint8Array }>;
  /** Call when data set, features or discovery may have changed. */
  forget(): Promise<void>;
  close(): Promise<void>;
}

/** What pictures are made of and where they are, for one state of the workspace. */
interface Studio {
  basis: string;
  maker: PictureMaker;
  cache: PictureCache;
  findDrawn(request: PictureRequest): Promise<string | null>;
}

export function createPictureDesk(project: Project, gate = createReadGate()): PictureDesk {
  let studio: Promise<Studio> | null = null;
  const openStudio = () => {
    studio ??= createStudio(project, gate).catch((error: unknown) => {
      studio = null;
      throw error;
    });
    return studio;
  };
  const close = async () => {
    const closing = studio;
    studio = null;
    // One that never opened needs no closing.
    await closing?.then(
      ({ maker, cache }) => Promise.all([maker.close(), cache.settle()]),
      () => {},
    );
  };
  return {
    tag: async (request) => {
      assertRequest(project, request);
      const { basis } = await openStudio();
      return `${basis}-${toName(request).replaceAll('/', '-')}`;
    },
    read: async (request, signal) => {
      assertRequest(project, request);
      const studio = await openStudio();
      return (
        (await readDrawn(studio, request)) ??
        studio.cache.read(toName(request), (stop) => draw(studio.maker, request, stop), signal)
      );
    },
    find: async (request) => {
      assertRequest(project, request);
      const studio = await openStudio();
      return (await readDrawn(studio, request)) ?? studio.cache.find(toName(request));
    },
    readOriginal: (row) => gate.run(() => readOriginal(project, row)),
    forget: close,
    close,
  };
}

async function createStudio(project: Project, gate: ReadGate): Promise<Studio> {
  const { features, dataset } = await project.readManifest();
  const maker = await createPictureMaker(project, gate);
  const discovery = await readOptionalDiscovery(project);
  const drawn = discovery === null ? null : await openDrawnPictures(project, discovery);
  const parts = [PICTURE_VERSION, VISUAL_SIDE, dataset?.fingerprint, features?.fingerprint];
  const basis = createHash('sha256')
    .update(JSON.stringify([...parts, maker.encoder?.card.modelSha256, maker.encoder?.card.attack]))
    .digest('hex')
    .slice(0, 16);
  return {
    basis,
    maker,
    cache: createPictureCache(join(project.layout.cache, 'pictures', basis)),
    findDrawn: async (request) => {
      if (drawn === null || request.kind === 'crop') return null;
      const kind = request.kind === 'heatmap' ? (`heatmap/${request.style}` as const) : request.kind;
      return drawn.find(kind, request.row, 'feature' in request ? request.feature : null);
    },
  };
}

async function readDrawn({ findDrawn }: Studio, request: PictureRequest): Promise<Uint8Array | null> {
  const path = await findDrawn(request);
  return path === null ? null : readOptionalFile(path);
}

function draw(maker: PictureMaker, request: PictureRequest, signal: AbortSignal): Promise<Uint8Array> {
  const { row } = request;
  switch (request.kind) {
    case 'image':
      return maker.drawImage(row, signal);
    case 'crop':
      return maker.drawCrop(row, request.coreFeatures, signal);
    case 'heatmap':
      return maker.drawHeatmap(row, request.feature, request.style, signal);
    case 'attack':
      return maker.drawAttack(row, request.feature, signal);
  }
}

/** File of a picture in the cache. */
function toName(request: PictureRequest): string {
  const file = `${Math.floor(request.row / FOLDER_SIZE)}/${request.row}.jpg`;
  if (request.kind === 'heatmap') return `heatmaps/${request.style}/${request.feature}/${file}`;
  if (request.kind === 'attack') return `attacks/${request.feature}/${file}`;
  if (request.kind === 'image') return `images/${file}`;
  const features = createHash('sha256').update(request.coreFeatures.join()).digest('hex');
  return `crops/${features.slice(0, 16)}/${file}`;
}

/** Throws `image-missing`, and `no-core-features` for a crop of a class without one. */
function assertRequest(project: Project, request: PictureRequest): void {
  const { row } = request;
  const image = project.readDataset().images[row];
  if (image !== undefined && image.location !== null) {
    if (request.kind !== 'crop' || request.coreFeatures.length > 0) return;
    throw new RefusalError(404, 'no-core-features', {
      what: `No feature of the class of image ${row} is judged core, so there is no core to cut out.`,
      next: 'Answer some pairs of its class.',
    });
  }
  throw new RefusalError(404, 'image-missing', {
    what:
      image === undefined ? `There is no image ${row}.` : `${image.path} was declared without an image file.`,
  });
}
