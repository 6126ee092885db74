import path from 'node:path';
import { expect, test } from 'vitest';
import { toNpy } from '../../../test/arrays.js';
import { createNumbers } from '../../../test/studies/study.js';
import { toCsv } from '../../../test/tables.js';
import { writeTree } from '../../../test/trees.js';
import { SILENT_OBSERVER } from '../../base/observer.js';
import { DEFAULT_DATASET_OPTIONS } from '../../stages/dataset/index.js';
import { initProject } from '../dataset/index.js';
import { DEFAULT_DISCOVER_OPTIONS, discoverProject, readDiscovery } from '../discovery/index.js';
import { importFeatures } from '../features/index.js';
import { judgeByGroups } from './judging.js';

const CLASSES = ['a', 'b'] as const;
/** Images of a class: in training all but `rare` show the cue that is usual for it, in validation half. */
const COUNTS = { train: 60, val: 20 } as const;
const FEATURES = 3;

/** Feature 0 tells the cue, 1 the class, 2 nothing. */
async function judge(rare: number) {
  const next = createNumbers(7);
  const images = CLASSES.flatMap((label, classIndex) =>
    (['train', 'val'] as const).flatMap((split) =>
      Array.from({ length: COUNTS[split] }, (_, n) => {
        const isRare = split === 'train' ? n < rare : n % 2 === 0;
        const cue = classIndex === 0 ? !isRare : isRare;
        const features = [Number(cue) * 2, classIndex * 2, 1].map((level) => level + next());
        return { path: `${label}/${split}-${n}.jpg`, label, split, place: cue ? 'sea' : 'land', features };
      }),
    ),
  );
  const folder = await writeTree({
    'manifest.csv': toCsv(
      ['path', 'label', 'split', 'place'],
      images.map((image) => [image.path, image.label, image.split, image.place]),
    ),
    'features.npy': toNpy(
      '<f4',
      [images.length, FEATURES],
      images.flatMap(({ features }) => features),
    ),
  });
  const at = (name: string) => path.join(folder, name);
  const options = {
    ...DEFAULT_DATASET_OPTIONS,
    format: 'manifest' as const,
    noImages: true,
    groupColumns: ['place'],
  };
  const { project } = await initProject(at('manifest.csv'), at('w.spuriosity'), options);
  try {
    await importFeatures(project, at('features.npy'), null);
    await discoverProject(
      project,
      { ...DEFAULT_DISCOVER_OPTIONS, topFeatures: FEATURES, visuals: false, attackedPairs: 0 },
      SILENT_OBSERVER,
    );
    const verdicts = await judgeByGroups(project, await readDiscovery(project), 'group-column');
    return verdicts
      .map(({ classIndex, feature, verdict }) => `${CLASSES[classIndex]}${feature} ${verdict}`)
      .sort();
  } finally {
    project.close();
  }
}

test.each([20, 2, 0])(
  'M31: with %i training images of a class without its usual cue the feature of the cue is found all the same',
  async (rare) => {
    expect(await judge(rare)).toEqual([
      'a0 spurious',
      'a1 core',
      'a2 core',
      'b0 spurious',
      'b1 core',
      'b2 core',
    ]);
  },
);
