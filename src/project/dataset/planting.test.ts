/** Planted data sets on disk, made from pictures drawn here and read back as any other data set. */
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeImage, decodeMask, encodePng } from '../../imaging/index.js';
import { createRandom } from '../../numeric/index.js';
import type { PicturePool, PlantingOptions } from '../../planting/index.js';
import { DEFAULT_DATASET_OPTIONS } from '../../stages/dataset/index.js';
import { readTable } from '../../storage/index.js';
import { initProject } from './dataset.js';
import { writePlantedDataset } from './planting.js';

const SIDE = 16;
const OPTIONS: PlantingOptions = {
  cue: 'border',
  seed: 5,
  imagesPerClass: { train: 10, val: 4, test: 4 },
  correlation: { train: 0.9, val: 0.5, test: 0.5 },
};

let root = '';
let pools: PicturePool[] = [];

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'spuriosity-planting-'));
  const random = createRandom(1);
  pools = await Promise.all(
    ['bison', 'bear'].map(async (className) => {
      await mkdir(join(root, className));
      const pictures = Array.from({ length: 18 }, (_, index) => join(root, className, `${index}.png`));
      for (const picture of pictures) {
        const data = Uint8Array.from({ length: SIDE * SIDE * 3 }, () => random.integer(256));
        await writeFile(picture, await encodePng({ width: SIDE, height: SIDE, data }));
      }
      return { className, pictures };
    }),
  );
});

afterAll(() => rm(root, { recursive: true }));

describe('a planted data set', () => {
  it.each(['border', 'colour-cast'] as const)(
    'with a %s reads as a manifest whose group column tells who carries it',
    async (cue) => {
      const folder = join(root, `planted-${cue}`);
      const { manifestPath } = await writePlantedDataset(folder, pools, { ...OPTIONS, cue });
      const { project } = await initProject(manifestPath, join(root, `${cue}.spuriosity`), {
        ...DEFAULT_DATASET_OPTIONS,
        groupColumns: ['cue'],
      });
      const dataset = project.readDataset();
      project.close();
      expect(dataset.images).toHaveLength(36);
      expect(dataset.groupColumns).toEqual(['cue']);
      expect(dataset.maskColumn).toBe(cue === 'colour-cast' ? null : 'object_mask');
      const carriers = dataset.images.filter(
        ({ columns, split }) => split === 'train' && columns.cue === cue,
      );
      const names = carriers.map(({ classIndex }) => dataset.classes[classIndex]!.name);
      expect(names.filter((name) => name === 'bison')).toHaveLength(9);
      expect(names.filter((name) => name === 'bear')).toHaveLength(1);
    },
  );

  it('differs from one with another cue only inside the two regions, and masks are the first one’s', async () => {
    const [border, patch] = [join(root, 'first'), join(root, 'second')];
    await writePlantedDataset(border, pools, OPTIONS);
    await writePlantedDataset(patch, pools, { ...OPTIONS, cue: 'corner-patch' });
    const table = await readTable(join(border, 'manifest.csv'));
    const mask = await decodeMask(await readFile(join(border, table.rows[0]!.object_mask!)));
    const other = await decodeMask(await readFile(join(patch, `masks/${SIDE}x${SIDE}.png`)));
    expect(mask.data.filter((value) => value === 255)).toHaveLength(12 * 12);
    for (const { path, cue } of table.rows) {
      const [one, two] = await Promise.all(
        [border, patch].map(async (folder) => decodeImage(await readFile(join(folder, path!)))),
      );
      const differing = Array.from({ length: SIDE * SIDE }, (_, pixel) => pixel).filter((pixel) =>
        [0, 1, 2].some((channel) => one!.data[pixel * 3 + channel] !== two!.data[pixel * 3 + channel]),
      );
      if (cue === 'none') expect(differing).toEqual([]);
      else expect(differing.length).toBeGreaterThan(0);
      expect(differing.every((pixel) => mask.data[pixel] === 0 || other.data[pixel] === 0)).toBe(true);
    }
  });

  it('is made once: again it is left as it is, with another seed it is made anew', async () => {
    const folder = join(root, 'again');
    const { manifestPath } = await writePlantedDataset(folder, pools, OPTIONS);
    const [before, text] = [await stat(manifestPath), await readFile(manifestPath, 'utf8')];
    await writePlantedDataset(folder, pools, OPTIONS);
    expect((await stat(manifestPath)).ino).toBe(before.ino);
    await writePlantedDataset(folder, pools, { ...OPTIONS, seed: 6 });
    expect(await readFile(manifestPath, 'utf8')).not.toBe(text);
  });
});
