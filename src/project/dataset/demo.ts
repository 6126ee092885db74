/**
 * The demo data set on disk: images, object masks and a manifest with the true background of every image.
 * In: a folder. Out: `manifest.csv` and the pictures beside it. The images are synthetic.
 */
import { join } from 'node:path';
import { type Observer, SILENT_OBSERVER } from '../../base/observer.js';
import { DEFAULT_DEMO_OPTIONS, DEMO_CLASSES, type DemoOptions, drawDemoImages } from '../../demo/index.js';
import { readOptionalText, statOptional, writeFileAtomic, writeTable } from '../../storage/index.js';
import { writePictureFile } from './picture-files.js';

const MANIFEST = 'manifest';

/** Draws the demo data set into `folder` unless it is there already with the same options; returns the manifest's path. */
export async function writeDemoDataset(
  folder: string,
  options: DemoOptions = DEFAULT_DEMO_OPTIONS,
  observer: Observer = SILENT_OBSERVER,
): Promise<{ manifestPath: string; imageCount: number; drawn: boolean }> {
  const stamp = join(folder, 'demo.json');
  const wanted = `${JSON.stringify({ synthetic: true, ...options }, null, 1)}\n`;
  const manifestPath = join(folder, `${MANIFEST}.csv`);
  const imageCount = (options.trainPerClass + options.valPerClass) * DEMO_CLASSES.length;
  if ((await readOptionalText(stamp)) === wanted) return { manifestPath, imageCount, drawn: false };
  const rows: Record<string, string>[] = [];
  for await (const image of drawDemoImages(options, observer)) {
    await writePictureFile(join(folder, image.path), image.bytes);
    await writePictureFile(join(folder, image.maskPath), image.maskBytes);
    rows.push({
      path: image.path,
      label: image.className,
      split: image.split,
      background: image.background,
      object_mask: image.maskPath,
      true_label: image.trueClassName,
    });
  }
  await writeTable(
    folder,
    MANIFEST,
    ['path', 'label', 'split', 'background', 'object_mask', 'true_label'],
    rows,
  );
  // Last: says that everything before it is there.
  await writeFileAtomic(stamp, wanted);
  return { manifestPath, imageCount, drawn: true };
}

/** Whether a data set folder was drawn by this program; an archive never is. */
export async function isDemoFolder(folder: string): Promise<boolean> {
  if (!(await statOptional(folder))?.isDirectory()) return false;
  return (await readOptionalText(join(folder, 'demo.json')))?.includes('"synthetic": true') ?? false;
}
