/** The page of a self-test on disk. In: its folder and results. Out: `selftest.html` beside them. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeImage, encodePng, resizeForDisplay } from '../../imaging/index.js';
import type { SelfTest } from '../../records/selftest/selftest.js';
import { writeFileAtomic } from '../../storage/index.js';
import { renderSelfTest } from '../selftest-page.js';

/** Longer side of an example, in pixels; smaller ones stay as they are. */
const EXAMPLE_SIDE = 224;

/** Writes the page and returns its path. Throws `StorageError`. */
export async function writeSelfTestPage(folder: string, result: SelfTest): Promise<string> {
  const read = async (name: string) => {
    const image = await decodeImage(await readFile(join(folder, 'examples', `${name}.png`)));
    const isLarge = Math.max(image.width, image.height) > EXAMPLE_SIDE;
    const shown = isLarge ? await resizeForDisplay(image, EXAMPLE_SIDE) : image;
    return `data:image/png;base64,${Buffer.from(await encodePng(shown)).toString('base64')}`;
  };
  const cues = [...new Set(result.studies.map(({ cue }) => cue))];
  const pictures = {
    without: await read('without'),
    with: new Map(await Promise.all(cues.map(async (cue) => [cue, await read(cue)] as const))),
  };
  const path = join(folder, 'selftest.html');
  await writeFileAtomic(path, renderSelfTest(result, pictures));
  return path;
}
