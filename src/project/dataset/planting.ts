/**
 * A planted data set on disk: pictures with and without a known cue, object masks, and a manifest that says who carries it.
 * In: picture files by class and options. Out: `manifest.csv` (group column `cue`) and the pictures beside it, as PNG.
 * The same files and options make the same pixels. What is drawn is `src/planting/`'s.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assertNotCancelled, type Observer, SILENT_OBSERVER } from '../../base/observer.js';
import { decodeImage, encodeGrayPng, encodePng, type RgbImage } from '../../imaging/index.js';
import {
  buildPlantingPlan,
  type CueLook,
  chooseCueLook,
  drawCue,
  drawUntouchedRegion,
  type PicturePool,
  type PlantingOptions,
} from '../../planting/index.js';
import { readOptionalText, writeFileAtomic, writeTable } from '../../storage/index.js';
import { writePictureFile } from './picture-files.js';

/** Value of the column `cue` for images without it; the others hold the cue's name. */
export const NO_CUE = 'none';

const STAMP = 'planted.json';

/**
 * Makes the data set in `folder` unless it is there with the same pictures and options; a pool's pictures are paths of image
 * files, or names that `readPicture` understands. Masks exist where the cue has a region of its own; images of one size share theirs.
 * Throws `UsageError` (`planting-options`), `ImageError` for a picture that cannot be read, `StorageError`.
 */
export async function writePlantedDataset(
  folder: string,
  pools: readonly PicturePool[],
  options: PlantingOptions,
  observer: Observer = SILENT_OBSERVER,
  readPicture: (name: string) => Promise<RgbImage> = async (path) => decodeImage(await readFile(path)),
): Promise<{ manifestPath: string; imageCount: number; look: CueLook }> {
  const plan = buildPlantingPlan(pools, options);
  const look = chooseCueLook(options.cue, options.seed);
  const written = { manifestPath: join(folder, 'manifest.csv'), imageCount: plan.length, look };
  const stamp = `${JSON.stringify({ options, look, plan })}\n`;
  if ((await readOptionalText(join(folder, STAMP))) === stamp) return written;
  const masks = new Map<string, Promise<void>>();
  const rows: Record<string, string>[] = [];
  for (const { split, className, picture, hasCue, ordinal } of plan) {
    assertNotCancelled(observer);
    const path = `images/${split}/${className}/${String(ordinal).padStart(4, '0')}.png`;
    const image = await readPicture(picture);
    await writePictureFile(join(folder, path), await encodePng(hasCue ? await drawCue(image, look) : image));
    rows.push({
      path,
      label: className,
      split,
      cue: hasCue ? options.cue : NO_CUE,
      object_mask: await writeMask(folder, image, look, masks),
    });
    observer.progress({
      task: 'planting the cue',
      done: rows.length,
      total: plan.length,
      unit: 'images',
    });
  }
  const columns = ['path', 'label', 'split', 'cue'];
  if (masks.size > 0) columns.push('object_mask');
  await writeTable(folder, 'manifest', columns, rows);
  // Last: says that everything before it is there.
  await writeFileAtomic(join(folder, STAMP), stamp);
  return written;
}

/** The path of the mask for an image of this size, written when first needed; empty where the cue has no region. */
async function writeMask(
  folder: string,
  { width, height }: RgbImage,
  look: CueLook,
  masks: Map<string, Promise<void>>,
): Promise<string> {
  const mask = drawUntouchedRegion(width, height, look);
  if (mask === null) return '';
  const path = `masks/${width}x${height}.png`;
  if (!masks.has(path))
    masks.set(
      path,
      encodeGrayPng(mask).then((bytes) => writePictureFile(join(folder, path), bytes)),
    );
  await masks.get(path);
  return path;
}
