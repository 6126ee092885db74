/**
 * What other programs may rely on, and what this one relies on: a change to either list is a decision, made here.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import * as library from '../../src/index.js';
import { toNpy } from '../arrays.js';
import { createStudy, FEATURE_COUNT, rankBySpuriosity, toAnswers, toManifest } from '../studies/study.js';
import { writeTree } from '../trees.js';

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));

const EXPORTS = [
  'CancelledError',
  'DEFAULT_DATASET_OPTIONS',
  'DEFAULT_DISCOVER_OPTIONS',
  'DEFAULT_ENCODER',
  'DEFAULT_EXTRACT_OPTIONS',
  'DEFAULT_GAP_OPTIONS',
  'DEFAULT_PLANTING_OPTIONS',
  'DatasetError',
  'HEAD_RECIPES',
  'ImageError',
  'MITIGATION_RECIPES',
  'ModelError',
  'PLANTED_CUES',
  'PROGRAM_VERSION',
  'SILENT_OBSERVER',
  'SpuriosityError',
  'StageError',
  'StorageError',
  'UsageError',
  'accuracyByRank',
  'addHead',
  'addPredictions',
  'annotateAutomatically',
  'chooseExemplars',
  'chooseWorkspaceFolder',
  'compareModels',
  'computeAccuracy',
  'computeClassGaps',
  'computeClassMeans',
  'computeCoreCrop',
  'computeGapIntervals',
  'computeGroupAccuracies',
  'computeImportantFeatures',
  'computeSpuriosity',
  'discoverProject',
  'exportAnswers',
  'exportFeatures',
  'extractProject',
  'findCollisions',
  'findNoise',
  'fitHead',
  'flagLabelNoise',
  'formatAnswers',
  'importAnswers',
  'importFeatures',
  'initClasses',
  'initProject',
  'measureBias',
  'mergeVerdicts',
  'mitigate',
  'mitigateProject',
  'openNamedEncoder',
  'openProject',
  'parseAnswers',
  'parsePredictions',
  'predictAll',
  'rankProject',
  'readAnnotationStatus',
  'readDiscovery',
  'readMitigation',
  'readNpy',
  'readTable',
  'readVerdicts',
  'removeModel',
  'spuriosityGroupAuroc',
  'summarizeModels',
  'tallyVerdicts',
  'writeAnnotations',
  'writeBias',
  'writeDemoDataset',
  'writeNoise',
  'writeNpy',
  'writePlantedDataset',
  'writeRankings',
  'writeReport',
  'writeTable',
];

const DEPENDENCIES = [
  '@hono/node-server',
  '@observablehq/plot',
  '@photostructure/sqlite',
  'cli-progress',
  'cli-table3',
  'commander',
  'csv-parse',
  'csv-stringify',
  'fflate',
  'hono',
  'hyparquet',
  'hyparquet-compressors',
  'linkedom',
  'onnxruntime-node',
  'picocolors',
  'preact',
  'preact-render-to-string',
  'sharp',
  'umap-js',
  'undici',
  'yaml',
  'zod',
];

test('the library exports these names and no others', () => {
  expect(Object.keys(library).sort()).toEqual(EXPORTS);
});

test('the compiled package, imported by its own name, exports the same', () => {
  const script = "console.log(JSON.stringify(Object.keys(await import('spuriosity')).sort()))";
  const printed = execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: REPOSITORY,
  });
  expect(JSON.parse(printed.toString())).toEqual(EXPORTS);
});

test('the package depends on these packages; native ones and those that change a pixel are pinned', () => {
  const { dependencies } = JSON.parse(readFileSync(path.join(REPOSITORY, 'package.json'), 'utf8'));
  expect(Object.keys(dependencies).sort()).toEqual(DEPENDENCIES);
  for (const name of ['sharp', 'onnxruntime-node', '@photostructure/sqlite']) {
    expect(dependencies[name], name).toMatch(/^\d+\.\d+\.\d+$/);
  }
});

test('a study through the library alone: the same numbers as through the commands', async () => {
  const images = createStudy();
  const folder = await writeTree({
    'M.csv': toManifest(images),
    'all.npy': toNpy(
      '<f4',
      [images.length, FEATURE_COUNT],
      images.flatMap(({ features }) => features),
    ),
  });
  const { project, summary } = await library.initProject(
    path.join(folder, 'M.csv'),
    path.join(folder, 'study'),
    {
      ...library.DEFAULT_DATASET_OPTIONS,
      noImages: true,
    },
  );
  try {
    expect(summary.imageCounts).toEqual({ train: 120, val: 91, test: 0 });
    await library.importFeatures(project, path.join(folder, 'all.npy'), null);
    library.importAnswers(project, toAnswers([{ classIndex: 0, feature: 4, votes: 5, of: 5 }]), 'answers');
    const [ranking] = await library.rankProject(project, ['val']);
    const expected = rankBySpuriosity(images, 0, 'val', [4]);
    const { images: known } = project.readDataset();
    expect(ranking!.images.map((index) => known[index]!.path)).toEqual(
      expected.map(({ image }) => image.path),
    );
    await library.discoverProject(project);
    const { models } = await library.measureBias(project);
    expect(models[0]!.gaps.map(({ classIndex, k }) => [classIndex, k])).toEqual([[0, 10]]);
  } finally {
    project.close();
  }
});
