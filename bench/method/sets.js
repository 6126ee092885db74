/**
 * The data sets of the method's benchmark: a family with planted cues, and folders of real and drawn pictures.
 * In: where pictures are, which members are wanted. Out: descriptions; a planted set is made when it is first prepared. Measures nothing.
 */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DEFAULT_PLANTING_OPTIONS, writeDemoDataset, writePlantedDataset } from '../../dist/index.js';

/** Near neighbours among the classes of tiny-imagenet-50; the first of a pair carries the cue. */
const PAIRS = [
  { name: 'goats', classes: { bighorn: 'n02415577', gazelle: 'n02423022' } },
  { name: 'birds', classes: { goose: 'n01855672', albatross: 'n02058221' } },
];
/** Of those that can be planted the first three: a region in one place, one all around, and none. */
const CUES = ['border', 'corner-patch', 'colour-cast'];
const CORRELATIONS = [0.8, 0.95, 0.99];
const SEEDS = [0, 1, 2, 3, 4];
const QUICK = { correlations: [0.95], seeds: [0] };

/** Folders beside each other; those that are absent are left out. `cue` is the column with the known cue. */
const FOLDERS = [
  { name: 'butterflies-on-places', cue: 'background', sources: ['groups', 'masks', 'provisional'] },
  { name: 'butterflies', cue: null, sources: ['masks', 'provisional'] },
  { name: 'ants-bees', cue: null, sources: ['provisional'] },
  { name: 'tiny-imagenet-50', cue: null, sources: ['provisional'] },
];

/**
 * All members, or those of a kind or name in `wanted`. `head` is what `discover --head` would be given: planted cues can only be learnt
 * by a head fitted on them, and the encoder's own knows these classes already.
 */
export function listSets({ data, cache, wanted, seeds, quick }) {
  const planted = listPlanted({ data, cache, seeds: quick ? QUICK.seeds : (seeds ?? SEEDS), quick });
  const demo = {
    name: 'demo',
    kind: 'demo',
    cue: 'background',
    sources: ['groups', 'masks', 'provisional'],
    head: 'auto',
    prepare: async () => (await writeDemoDataset(join(cache, 'demo'))).manifestPath,
  };
  const folders = FOLDERS.filter(({ name }) => existsSync(join(data, name))).map((folder) => ({
    ...folder,
    kind: folder.name,
    head: 'auto',
    prepare: async () => join(data, folder.name),
  }));
  const sets = [...planted, demo, ...folders];
  if (wanted === undefined) return sets;
  const unknown = wanted.filter((one) => !sets.some(({ kind, name }) => one === kind || one === name));
  if (unknown.length > 0)
    throw new Error(`No set is called ${unknown.join(', ')}, or its pictures are not in ${data}.`);
  return sets.filter(({ kind, name }) => wanted.includes(kind) || wanted.includes(name));
}

function listPlanted({ data, cache, seeds, quick }) {
  const source = join(data, 'tiny-imagenet-50');
  if (!existsSync(source)) return [];
  return PAIRS.flatMap(({ name: pair, classes }) =>
    CUES.flatMap((cue) =>
      (quick ? QUICK.correlations : CORRELATIONS).flatMap((train) =>
        seeds.map((seed) => {
          const name = `${pair}-${cue}-${train}-${seed}`;
          return {
            name,
            kind: 'planted',
            planted: { pair, cue, correlation: train, seed },
            cue: 'cue',
            sources: ['groups', ...(cue === 'colour-cast' ? [] : ['masks']), 'provisional'],
            head: 'fitted',
            prepare: async () => {
              const options = {
                ...DEFAULT_PLANTING_OPTIONS,
                cue,
                seed,
                correlation: { ...DEFAULT_PLANTING_OPTIONS.correlation, train },
              };
              const pools = await Promise.all(
                Object.entries(classes).map(([className, wordnetId]) =>
                  readPool(source, className, wordnetId),
                ),
              );
              return (await writePlantedDataset(join(cache, 'planted', name), pools, options)).manifestPath;
            },
          };
        }),
      ),
    ),
  );
}

/** Every picture of a class, whichever split it came in. */
async function readPool(root, className, wordnetId) {
  const folders = ['train', 'val'].map((split) => join(root, split, wordnetId));
  const lists = await Promise.all(
    folders.map(async (folder) => (await readdir(folder)).sort().map((file) => join(folder, file))),
  );
  return { className, pictures: lists.flat() };
}
