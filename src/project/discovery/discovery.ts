/**
 * The discovery stage on disk: head, important features, exemplars, heatmaps.
 * In: features. Out: `discovery.json`, `important-features.csv`, pictures below `visuals/`.
 */
import { join } from 'node:path';
import { nullOn, StageError } from '../../base/errors.js';
import { type Observer, SILENT_OBSERVER } from '../../base/observer.js';
import type { SplitName } from '../../records/dataset.js';
import { DISCOVERY_VERSION, type Discovery, discoverySchema } from '../../records/discovery.js';
import { DEFAULT_HEATMAP_STYLE, type HeatmapStyle } from '../../records/names.js';
import type { LinearHead } from '../../records/networks/encoder.js';
import { RESULT_TABLES } from '../../records/tables.js';
import {
  chooseExemplars,
  chooseTopFeatureCount,
  computeClassMeans,
  computeImportantFeatures,
} from '../../stages/discovery/index.js';
import { formatRecord, readOptionalResult, type TableOrigin, writeFileAtomic } from '../../storage/index.js';
import { openProjectEncoder } from '../encoders/index.js';
import {
  DEFAULT_HEAD_OPTIONS,
  HEAD_NAME,
  type HeadOptions,
  predictWithHead,
  prepareHead,
  readPairColumns,
} from '../features/index.js';
import { drawVisuals } from '../pictures/index.js';
import {
  formatCommand,
  listLabels,
  type Project,
  readParts,
  toClassCells,
  WORKSPACE_PARTS,
  writeProjectTables,
} from '../workspace/index.js';
import { type AttackSummary, chooseImportantPairs, drawAttacksWherePossible } from './attacks.js';

export interface DiscoverOptions {
  /** Null: by the number of classes. */
  topFeatures: number | null;
  head: HeadOptions;
  /** Average importances only over images that the head classifies correctly, as the authors' code does. */
  correctOnly: boolean;
  /** Whether pictures are drawn; they need the images. */
  visuals: boolean;
  /** How heatmaps are drawn. */
  heatmapStyle: HeatmapStyle;
  /** How many pairs, the most important ones, have their feature attacks drawn at once; the others are drawn on request. */
  attackedPairs: number;
}

/** Pairs whose attacks `discover` draws: some twenty passes forwards and back for each of five images. */
export const DEFAULT_ATTACKED_PAIRS = 8;

export const DEFAULT_DISCOVER_OPTIONS: DiscoverOptions = {
  topFeatures: null,
  head: DEFAULT_HEAD_OPTIONS,
  correctOnly: false,
  visuals: true,
  heatmapStyle: DEFAULT_HEATMAP_STYLE,
  attackedPairs: DEFAULT_ATTACKED_PAIRS,
};

export interface DiscoverSummary {
  head: Discovery['head'];
  classCount: number;
  pairCount: number;
  topFeatures: number;
  /** Null where no picture could be drawn: features without images or without an encoder. */
  visualsFolder: string | null;
  /** Of the pairs attacked at once; null without any. */
  attacks: AttackSummary | null;
}

/** Finds the features that matter for each class and draws what they detect. */
export async function discoverProject(
  project: Project,
  options: DiscoverOptions = DEFAULT_DISCOVER_OPTIONS,
  observer: Observer = SILENT_OBSERVER,
): Promise<DiscoverSummary> {
  const restsOn = await readParts(project, WORKSPACE_PARTS, ['features', 'data']);
  const dataset = project.readDataset();
  const source = await project.openFeatures();
  const { head, description } = await prepareHead(project, options.head, observer);
  const topFeatures = options.topFeatures ?? chooseTopFeatureCount(dataset.classes.length);
  const classOfRow = await listTrainingClasses(project, head, options.correctOnly);
  const means = await computeClassMeans(source, classOfRow, dataset.classes.length, observer);
  const pairs = computeImportantFeatures(means, head, topFeatures);
  const { readActivations } = await readPairColumns(project, pairs, observer);
  const discovery: Discovery = {
    discoveryVersion: DISCOVERY_VERSION,
    featuresFingerprint: (await project.readManifest()).features!.fingerprint,
    head: description,
    topFeatures,
    averagedOver: options.correctOnly ? 'correct' : 'all',
    heatmapStyle: options.heatmapStyle,
    pairs,
    exemplars: chooseExemplars(pairs, readActivations, await listTrainingRows(project)),
  };
  await writeDiscovery(project, discovery, { ...describeDiscovery(options, topFeatures), restsOn });
  const canDraw = options.visuals && (await canDrawVisuals(project));
  if (canDraw) await drawVisuals(project, discovery, observer);
  const attacked = chooseImportantPairs(discovery, canDraw ? options.attackedPairs : 0);
  const attacks =
    attacked.length === 0 ? null : await drawAttacksWherePossible(project, discovery, attacked, {}, observer);
  return {
    head: description,
    classCount: new Set(pairs.map(({ classIndex }) => classIndex)).size,
    pairCount: pairs.length,
    topFeatures,
    visualsFolder: canDraw ? project.layout.visuals : null,
    attacks,
  };
}

/** What `discover` left. Throws `no-discovery`, `result-damaged`, or `discovery-outdated` when the features are others now. */
export async function readDiscovery(project: Project): Promise<Discovery> {
  const discovery = await readOptionalResult(
    toDiscoveryPath(project),
    discoverySchema,
    'spuriosity discover',
  );
  if (discovery === null) {
    throw new StageError('no-discovery', {
      what: 'The important features of this workspace are not known yet.',
      next: 'Run `spuriosity discover` first.',
    });
  }
  const { features } = await project.readManifest();
  if (discovery.featuresFingerprint === features?.fingerprint) return discovery;
  throw new StageError('discovery-outdated', {
    what: 'The important features of this workspace belong to other features than it has now.',
    next: 'Run `spuriosity discover` again.',
  });
}

/** As `readDiscovery`, but null where there is none of the features as they are. */
export function readOptionalDiscovery(project: Project): Promise<Discovery | null> {
  return readDiscovery(project).catch(nullOn('no-discovery', 'discovery-outdated'));
}

/** Usable training images per class, ascending. */
export function listTrainingRows(project: Project): Promise<number[][]> {
  return listRowsOf(project, ['train']);
}

/** Images of the splits that have features, by class, in data set order. */
export async function listRowsOf(project: Project, splits: readonly SplitName[]): Promise<number[][]> {
  const { images, classes } = project.readDataset();
  const { valid } = await project.openFeatures();
  const rows: number[][] = classes.map(() => []);
  for (const { index, split, classIndex } of images) {
    if (splits.includes(split) && valid[index] === 1) rows[classIndex]!.push(index);
  }
  return rows;
}

/** Whether heatmaps can be made: the images and a network with a feature map are at hand. */
export async function canDrawVisuals(project: Project): Promise<boolean> {
  if (project.readDataset().images.every(({ location }) => location === null)) return false;
  const encoder = await openProjectEncoder(project);
  return encoder !== null && encoder.card.outputs.featureMap !== null;
}

async function listTrainingClasses(
  project: Project,
  head: LinearHead,
  correctOnly: boolean,
): Promise<Int32Array> {
  const classOfRow = listLabels(project.readDataset()).fill(-1);
  const predictions = correctOnly ? await predictWithHead(project, HEAD_NAME, head) : null;
  (await listTrainingRows(project)).forEach((rows, classIndex) => {
    for (const row of rows) {
      if (predictions === null || predictions.labels[row] === classIndex) classOfRow[row] = classIndex;
    }
  });
  return classOfRow;
}

async function writeDiscovery(project: Project, discovery: Discovery, origin: TableOrigin): Promise<void> {
  const { classes } = project.readDataset();
  const table = {
    name: 'important-features',
    columns: RESULT_TABLES['important-features'],
    rows: discovery.pairs.map((pair) => ({
      ...toClassCells(classes, pair.classIndex),
      rank: pair.rank,
      feature: pair.feature,
      importance: pair.importance,
      mean_activation: pair.meanActivation,
      head_weight: pair.headWeight,
    })),
  };
  await writeProjectTables(project, origin, [table], () =>
    writeFileAtomic(toDiscoveryPath(project), formatRecord(discovery)),
  );
}

/** The options that decide what is found, and the command that has them. */
function describeDiscovery({ topFeatures, head, correctOnly }: DiscoverOptions, found: number) {
  return {
    command: formatCommand('discover', {
      'top-features': [topFeatures],
      head: [head.kind, DEFAULT_HEAD_OPTIONS.kind],
      recipe: [head.recipe, DEFAULT_HEAD_OPTIONS.recipe],
      'correct-only': [correctOnly],
      seed: [head.seed, DEFAULT_HEAD_OPTIONS.seed],
    }),
    options: { topFeatures: found, head: { ...head }, correctOnly },
  };
}

/** Where `discover` leaves what it found. */
export function toDiscoveryPath(project: Project): string {
  return join(project.folder, 'discovery.json');
}
