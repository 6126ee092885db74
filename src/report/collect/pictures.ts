/**
 * Pictures for the report as data URIs of thumbnails.
 * In: image indices of a project, or picture files that `discover` drew. Out: small WebP images inline.
 */

import { decodeImage, encodeWebp, type RgbImage, resizeForDisplay } from '../../imaging/index.js';
import { createDisplayReader, type PairVisuals, type Project } from '../../project/index.js';
import { readOptionalFile } from '../../storage/index.js';
import type { ReportImage } from '../report-data.js';

/** Shorter side of a thumbnail in pixels. */
export const THUMBNAIL_SIDE = 112;
/** WebP quality of thumbnails; a report of 30 classes with five features stays below 10 MB. */
const THUMBNAIL_QUALITY = 72;

/** Thumbnails of one project; each image is read once. Empty lists where the project has no image files. */
export interface Thumbnails {
  ofImages(rows: readonly number[]): Promise<ReportImage[]>;
  /** Of picture files; ones that were not drawn are left out. `rows` name the images they show. */
  ofFiles(files: readonly string[], rows: readonly number[]): Promise<ReportImage[]>;
}

/** The strips of a pair. */
export async function readPairPictures(
  thumbnails: Thumbnails,
  visuals: PairVisuals,
  exemplars: { top: readonly number[]; bottom: readonly number[] },
): Promise<{ top: ReportImage[]; heatmaps: ReportImage[]; attacks: ReportImage[]; bottom: ReportImage[] }> {
  return {
    top: await thumbnails.ofFiles(visuals.top, exemplars.top),
    heatmaps: await thumbnails.ofFiles(visuals.heatmaps, exemplars.top),
    attacks: await thumbnails.ofFiles(visuals.attacks, exemplars.top),
    bottom: await thumbnails.ofFiles(visuals.bottom, exemplars.bottom),
  };
}

/** Opens the thumbnails of a project. */
export async function openThumbnails(project: Project): Promise<Thumbnails> {
  const { images } = project.readDataset();
  const readDisplay = await createDisplayReader(project, THUMBNAIL_SIDE);
  const known = new Map<number, Promise<ReportImage | null>>();
  const readOne = (row: number): Promise<ReportImage | null> => {
    const found = known.get(row);
    if (found !== undefined) return found;
    const reading =
      images[row]!.location === null
        ? Promise.resolve(null)
        : readDisplay(row).then(
            async (pixels) => ({ src: await toDataUri(pixels), path: images[row]!.path }),
            () => null,
          );
    known.set(row, reading);
    return reading;
  };
  return {
    ofImages: async (rows) => keepFound(await Promise.all(rows.map(readOne))),
    ofFiles: async (files, rows) =>
      keepFound(await Promise.all(files.map((file, place) => readPicture(file, images[rows[place]!]!.path)))),
  };
}

async function readPicture(file: string, path: string): Promise<ReportImage | null> {
  const bytes = await readOptionalFile(file);
  if (bytes === null) return null;
  return { src: await toDataUri(resizeForDisplay(await decodeImage(bytes), THUMBNAIL_SIDE)), path };
}

async function toDataUri(pixels: RgbImage): Promise<string> {
  const bytes = await encodeWebp(pixels, THUMBNAIL_QUALITY);
  return `data:image/webp;base64,${Buffer.from(bytes).toString('base64')}`;
}

function keepFound(images: (ReportImage | null)[]): ReportImage[] {
  return images.flatMap((image) => image ?? []);
}
