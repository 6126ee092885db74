/**
 * A copy of the app that needs no server: any web host, any folder of it, or a memory stick with a small server.
 * In: an open project and its live numbers. Out: a folder with the app, its data as files, and pictures. Draws no attack anew.
 */
import { cp, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ImageError, StageError, UsageError } from '../../base/errors.js';
import { assertNotCancelled, type Observer } from '../../base/observer.js';
import { PROGRAM_VERSION } from '../../project/index.js';
import type { LiveProject } from '../../project/live/index.js';
import type { PairResponse } from '../../protocol/index.js';
import { toStorageError, writeFileAtomic } from '../../storage/index.js';
import { BASE_PLACE, readAppPage } from '../app-files.js';
import { createPictureDesk, type PictureDesk } from '../pictures/picture-desk.js';
import { RefusalError } from '../refusal.js';
import { toPolicyTag } from '../security/headers.js';
import { createNameHider, NAME_KEEPER } from './name-hider.js';
import { listSiteDocuments, type SiteDocument } from './site-data.js';
import { listSitePictures, type SitePicture } from './site-pictures.js';

/** Pictures of a ranking, of each class and split; half from either end. */
export const DEFAULT_IMAGES_PER_CLASS = 200;
/** Tells a folder that an export made from one that it must not touch. */
const MARKER = 'spuriosity-site.json';
/** What a page says that was opened as a file, from which browsers load no program. */
const OPENED_AS_FILE = `<main style="max-width:40em;margin:4em auto;padding:0 1em;font:16px/1.5 system-ui,sans-serif">
<h1>This copy needs a web server</h1><p>A browser runs no program of this kind from a file. In a terminal, in the folder of this
page, type <code>npx serve</code> or <code>python3 -m http.server</code>, and open the address that it prints; or put the folder on
any web host.</p></main>`;
const STATIC_MARK = toPolicyTag(
  `window.SPURIOSITY_STATIC=true;if(location.protocol==='file:')addEventListener('DOMContentLoaded',()=>{document.getElementById('app').innerHTML=${JSON.stringify(OPENED_AS_FILE.replaceAll('\n', ' '))}})`,
);
/** Pictures under way at once; more only wait for the network. */
const PARALLEL_PICTURES = 16;
/** Drawn first, to say how much all will take. */
const SAMPLE_SIZE = 16;
/** Of pictures that cannot be had: an unreadable image, a network without maps; the pages show a frame in their place. */
const MISSING_PICTURE = [ImageError, RefusalError, StageError];

export interface SiteOptions {
  folder: string;
  /** Folder of the built app. */
  appFolder: string;
  /** Null: no pictures at all. */
  imagesPerClass: number | null;
  /** Whether people's names are kept. */
  names: boolean;
}

export interface SiteSummary {
  folder: string;
  documentCount: number;
  pictureCount: number;
  /** Pictures that cannot be had, such as attacks that nobody drew. */
  missingPictureCount: number;
  sizeBytes: number;
}

/** Writes the copy; an earlier one in the folder is replaced. Throws `folder-not-empty`, `app-not-built`. */
export async function exportSite(
  live: LiveProject,
  options: SiteOptions,
  observer: Observer,
): Promise<SiteSummary> {
  const { folder, appFolder, imagesPerClass } = options;
  const page = await readAppPage(appFolder);
  await clearFolder(folder, appFolder);
  const hasImages = live.facts.dataset.images.some(({ location }) => location !== null);
  const hasPictures = hasImages && imagesPerClass !== null;
  const pictures = hasPictures ? await listSitePictures(live, imagesPerClass) : [];
  const desk = createPictureDesk(live.project);
  const documents = listSiteDocuments(live, {
    names: options.names ? NAME_KEEPER : createNameHider(),
    hasPictures,
    hasAttacks: async (pair) => hasPictures && pair.hasAttacks && (await areAttacksDrawn(desk, pair)),
  });
  try {
    await announceSize(desk, documents.length, pictures, observer);
    await copyApp(appFolder, folder);
    const dataBytes = await writeDocuments(folder, documents, observer);
    const drawn = await writePictures(folder, desk, pictures, observer);
    // Last: a copy that is not whole has no page.
    await writeFileAtomic(join(folder, 'index.html'), page.replace(BASE_PLACE, STATIC_MARK));
    return {
      folder,
      documentCount: documents.length,
      pictureCount: drawn.count,
      missingPictureCount: pictures.length - drawn.count,
      sizeBytes: dataBytes + drawn.sizeBytes,
    };
  } finally {
    await desk.close();
  }
}

async function clearFolder(folder: string, appFolder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    const names = await readdir(folder);
    if (names.length > 0 && !names.includes(MARKER)) {
      throw new UsageError('folder-not-empty', {
        what: `${folder} holds other files.`,
        why: 'They would be mixed with the copy, or lost.',
        next: 'Name a new or an empty folder.',
      });
    }
    // What somebody has added since stays.
    const own = [...(await readdir(appFolder)), 'data', 'pictures'];
    for (const name of own) await rm(join(folder, name), { recursive: true, force: true });
    await writeFileAtomic(
      join(folder, MARKER),
      `${JSON.stringify({ madeBy: `spuriosity ${PROGRAM_VERSION}` })}\n`,
    );
  } catch (error) {
    throw toStorageError(error, `Clearing ${folder} failed`);
  }
}

/** Says beforehand how large the copy becomes, by a sample of its pictures. */
async function announceSize(
  desk: PictureDesk,
  documentCount: number,
  pictures: readonly SitePicture[],
  observer: Observer,
): Promise<void> {
  const sample = pictures.filter((_, n) => n % Math.ceil(pictures.length / SAMPLE_SIZE) === 0);
  const sizes = (await Promise.all(sample.map((picture) => readPicture(desk, picture)))).flatMap(
    (bytes) => bytes?.length ?? [],
  );
  const meanBytes = sizes.reduce((sum, size) => sum + size, 0) / Math.max(1, sizes.length);
  const megabytes = (meanBytes * pictures.length) / 1e6;
  observer.info(
    `The copy takes ${documentCount} data files and up to ${pictures.length} pictures (about ${megabytes.toFixed(megabytes < 10 ? 1 : 0)} MB).`,
  );
}

async function copyApp(appFolder: string, folder: string): Promise<void> {
  try {
    await cp(appFolder, folder, {
      recursive: true,
      filter: (source) => source !== join(appFolder, 'index.html'),
    });
    // GitHub's pages would leave out files whose name begins with an underscore.
    await writeFileAtomic(join(folder, '.nojekyll'), '');
  } catch (error) {
    throw toStorageError(error, `Copying the app to ${folder} failed`);
  }
}

async function writeDocuments(
  folder: string,
  documents: readonly SiteDocument[],
  observer: Observer,
): Promise<number> {
  let sizeBytes = 0;
  for (const [n, { file, build }] of documents.entries()) {
    assertNotCancelled(observer);
    const text = JSON.stringify(await build());
    await writeSiteFile(join(folder, file), text);
    sizeBytes += Buffer.byteLength(text);
    observer.progress({ task: 'writing data', done: n + 1, total: documents.length, unit: 'files' });
  }
  return sizeBytes;
}

async function writePictures(
  folder: string,
  desk: PictureDesk,
  pictures: readonly SitePicture[],
  observer: Observer,
): Promise<{ count: number; sizeBytes: number }> {
  const sum = { count: 0, sizeBytes: 0 };
  for (let from = 0; from < pictures.length; from += PARALLEL_PICTURES) {
    assertNotCancelled(observer);
    const batch = pictures.slice(from, from + PARALLEL_PICTURES);
    const drawn = await Promise.all(
      batch.map(async (picture) => {
        const bytes = await readPicture(desk, picture);
        if (bytes !== null) await writeSiteFile(join(folder, picture.file), bytes);
        return bytes;
      }),
    );
    for (const bytes of drawn) {
      if (bytes === null) continue;
      sum.count += 1;
      sum.sizeBytes += bytes.length;
    }
    const done = from + batch.length;
    observer.progress({ task: 'drawing pictures', done, total: pictures.length, unit: 'pictures' });
  }
  return sum;
}

async function areAttacksDrawn(desk: PictureDesk, { feature, top }: PairResponse): Promise<boolean> {
  const found = await Promise.all(top.map(({ image }) => desk.find({ kind: 'attack', row: image, feature })));
  return found.every((bytes) => bytes !== null);
}

/** Null for a picture that cannot be had, and for an attack that nobody has drawn. */
async function readPicture(desk: PictureDesk, { request }: SitePicture): Promise<Uint8Array | null> {
  if (request.kind === 'attack') return desk.find(request);
  try {
    return await desk.read(request);
  } catch (error) {
    if (MISSING_PICTURE.some((kind) => error instanceof kind)) return null;
    throw error;
  }
}

async function writeSiteFile(path: string, content: string | Uint8Array): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  } catch (error) {
    throw toStorageError(error, `Writing ${path} failed`);
  }
}
