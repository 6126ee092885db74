import path from 'node:path';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { writeTinyEncoder } from '../../../test/studies/tiny-encoder.js';
import { writeTree } from '../../../test/trees.js';
import { SILENT_OBSERVER } from '../../base/observer.js';
import { toPairKey } from '../../stages/annotation/index.js';
import { DEFAULT_DATASET_OPTIONS } from '../../stages/dataset/index.js';
import { initProject } from '../dataset/index.js';
import { DEFAULT_EXTRACT_OPTIONS, extractProject } from '../features/index.js';
import { measureSurroundings } from './surroundings.js';

const SIDE = 16;
/** Left half: the object, red; right half: what surrounds it, green. */
const [RED, GREEN] = [200, 100];

/** A picture whose halves have one colour each. */
function draw(left: number[], right: number[]): Promise<Buffer> {
  const pixels = Array.from({ length: SIDE * SIDE }, (_, n) => (n % SIDE < SIDE / 2 ? left : right));
  return sharp(Buffer.from(pixels.flat()), { raw: { width: SIDE, height: SIDE, channels: 3 } })
    .png()
    .toBuffer();
}

it('tells what features of colour owe to the object and to what surrounds it, as arithmetic has it', async () => {
  const names = Array.from({ length: 6 }, (_, n) => `${n}.png`);
  const object = await draw([RED, 0, 0], [0, GREEN, 0]);
  const blue = await draw([0, 0, 150], [0, 0, 150]);
  const data = await writeTree({
    ...Object.fromEntries(
      names.flatMap((name) => [
        [`a/${name}`, object],
        [`b/${name}`, blue],
      ]),
    ),
    'left.png': await draw([255, 255, 255], [0, 0, 0]),
    'manifest.csv': `path,label,split,object_mask\n${names
      .flatMap((name) => [`a/${name},a,train,left.png`, `b/${name},b,train,left.png`])
      .join('\n')}\n`,
  });
  const folder = await writeTree({});
  const { project } = await initProject(data, path.join(folder, 'w.spuriosity'), DEFAULT_DATASET_OPTIONS);
  await extractProject(project, {
    ...DEFAULT_EXTRACT_OPTIONS,
    encoder: await writeTinyEncoder(path.join(folder, 'tiny')),
  });
  const { images } = project.readDataset();
  const top = images
    .filter(({ classIndex, split }) => classIndex === 0 && split === 'train')
    .map(({ index }) => index);
  // The tiny encoder's features are means of red, green, blue, and red + green.
  const pairs = [0, 1, 3].map((feature) => ({ classIndex: 0, feature, top }));
  const measured = await measureSurroundings(project, pairs, SILENT_OBSERVER);
  project.close();

  const red = RED / 255 / 2;
  const green = GREEN / 255 / 2;
  const sum = red + green;
  const expected = {
    0: { whole: red, object: red, surroundings: 0, painted: 2 * red },
    1: { whole: green, object: 0, surroundings: green, painted: 0 },
    3: { whole: sum, object: red, surroundings: green, painted: 2 * red },
  };
  // All images of the class are alike, so that the strongest say what the usual ones do.
  for (const [feature, means] of Object.entries(expected)) {
    const all = Object.fromEntries(
      Object.entries({ ...means, other: 0 }).map(([name, value]) => [
        name,
        top.map(() => expect.closeTo(value, 5)),
      ]),
    );
    expect(measured.get(toPairKey({ classIndex: 0, feature: Number(feature) }))).toEqual({
      strongest: all,
      usual: all,
    });
  }
});
