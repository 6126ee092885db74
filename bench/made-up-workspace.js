/**
 * A workspace of any size, written straight into storage: data set without files, features, discovery, verdicts, predictions.
 * In: a folder and counts. Out: a workspace that opens as any other. The same counts make the same numbers.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createRandom } from '../dist/numeric/index.js';
import {
  computeImageListHash,
  createPlan,
  createWorkspace,
  openDatabase,
  openFeatureStore,
  workspaceLayout,
  writeNpy,
} from '../dist/storage/index.js';

const SEED = 1;

/** Training images class by class, then validation images class by class, as folders are read. */
function buildDataset(size) {
  const classes = Array.from({ length: size.classes }, (_, index) => {
    const name = `n${String(index).padStart(8, '0')}`;
    return { index, name, displayName: `class ${index}` };
  });
  const images = ['train', 'val'].flatMap((split) =>
    classes.flatMap(({ index: classIndex, name }) =>
      Array.from({ length: size[split] }, (_, n) => ({
        split,
        classIndex,
        path: `${split}/${name}/${n}.JPEG`,
      })),
    ),
  );
  return {
    format: 'folder',
    classes,
    images: images.map(({ split, classIndex, path }, index) => ({
      index,
      path,
      location: { kind: 'file', path },
      classIndex,
      split,
      columns: {},
    })),
    extraColumns: [],
    groupColumns: [],
    maskColumn: null,
    skipped: [],
    notes: [],
  };
}

/** Numbers as activations are: not negative, few of them large. One block, turned differently for every shard. */
async function writeFeatures(layout, images, size) {
  const random = createRandom(SEED);
  const plan = createPlan({
    encoder: 'made-up',
    imageListSha256: computeImageListHash(images),
    modelSha256: 'a'.repeat(64),
    preprocessing: null,
    orientByExif: false,
    libraries: {},
    deviceClass: 'cpu',
    imageCount: images.length,
    featureCount: size.features,
  });
  const store = await openFeatureStore(layout.features, plan);
  const base = Float32Array.from({ length: plan.shardSize * size.features }, () =>
    Math.max(0, random.gaussian()),
  );
  for (let shard = 0, row = 0; row < images.length; shard++, row += plan.shardSize) {
    const rows = Math.min(plan.shardSize, images.length - row);
    const turn = (shard * 7919 * 31) % base.length;
    const data = new Float32Array(base.length);
    data.set(base.subarray(turn));
    data.set(base.subarray(0, turn), base.length - turn);
    await store.commitShard(shard, data.subarray(0, rows * size.features), [], 0);
  }
  return store;
}

function buildDiscovery(fingerprint, size) {
  const random = createRandom(SEED + 1);
  const pairs = [];
  const exemplars = [];
  for (let classIndex = 0; classIndex < size.classes; classIndex++) {
    for (const [place, feature] of random.sample(size.features, size.pairs).entries()) {
      const importance = 1 / (place + 1);
      pairs.push({ classIndex, rank: place + 1, feature, importance, meanActivation: 0.4, headWeight: 1 });
      const images = random.sample(size.train, 15).map((n) => classIndex * size.train + n);
      exemplars.push({ classIndex, feature, top: images.slice(0, 5), bottom: images.slice(5) });
    }
  }
  const head = { kind: 'own', recipe: null, seed: 0, trainAccuracy: 0.8, validationAccuracy: 0.7, curve: [] };
  return {
    ...{ discoveryVersion: 1, featuresFingerprint: fingerprint, head },
    ...{ topFeatures: size.pairs, averagedOver: 'all', pairs, exemplars },
  };
}

/** A third of the pairs is spurious, judged by nobody. */
function buildVerdicts({ pairs }) {
  return pairs.map(({ classIndex, feature }, place) => ({
    ...{ classIndex, feature, verdict: place % 3 === 0 ? 'spurious' : 'core' },
    ...{
      votesCore: 0,
      votesSpurious: 0,
      source: 'provisional',
      score: 0.5,
      probability: 0.5,
      basis: 'Made up.',
    },
  }));
}

/** Predictions of the validation images, right in two of three. */
async function writeModels(layout, database, images, size) {
  const random = createRandom(SEED + 2);
  await mkdir(layout.models, { recursive: true });
  for (let model = 0; model < size.models; model++) {
    const name = `model-${model}`;
    const data = Int32Array.from(images, ({ split, classIndex }) => {
      if (split !== 'val') return -1;
      return random.next() < 2 / 3 ? classIndex : random.integer(size.classes);
    });
    await writeNpy(join(layout.models, `${name}.npy`), { dtype: 'int32', shape: [data.length], data });
    database.writeModel({ name, kind: 'predictions', file: `${name}.npy`, tags: [], addedFrom: 'bench' });
  }
}

/**
 * @param folder where the workspace goes; empty or missing
 * @param size classes, train and val (images of each), features, models, pairs (of each class)
 */
export async function makeWorkspace(folder, size) {
  const dataset = buildDataset(size);
  const layout = workspaceLayout(folder);
  const store = await writeFeatures(layout, dataset.images, size);
  const { fingerprint } = store.plan;
  const discovery = buildDiscovery(fingerprint, size);
  const database = openDatabase(layout.database);
  database.writeDataset(dataset, folder);
  database.writeAutomaticVerdicts(buildVerdicts(discovery));
  await writeModels(layout, database, dataset.images, size);
  database.close();
  await writeFile(join(folder, 'discovery.json'), JSON.stringify(discovery));
  await createWorkspace(folder, {
    workspaceVersion: 1,
    createdBy: 'bench',
    dataset: {
      ...{ root: folder, format: 'folder', options: {}, fingerprint: 'made-up' },
      ...{ imageCount: dataset.images.length, classCount: size.classes },
    },
    encoder: null,
    features: { folder: store.folder.split(/[\\/]/).at(-1), fingerprint, source: 'imported' },
  });
}
