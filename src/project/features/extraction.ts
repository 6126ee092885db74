/**
 * The features stage on disk: every image of the data set through the encoder, shard by shard.
 * In: a project and an encoder. Out: committed shards, the manifest's entry, `skipped-images.csv`.
 */
import { basename, dirname } from 'node:path';
import { StageError } from '../../base/errors.js';
import { type Observer, SILENT_OBSERVER } from '../../base/observer.js';
import type { OpenedEncoder } from '../../inference/index.js';
import type { IntensityRanges } from '../../records/intensity.js';
import type { FeatureStore } from '../../storage/index.js';
import { nameByEncoder, openNamedEncoder } from '../encoders/index.js';
import { surveyIntensity } from '../pictures/index.js';
import type { OpenDataset, Project } from '../workspace/index.js';
import { DEFAULT_EXTRACT_OPTIONS, type ExtractOptions } from './extract-options.js';
import { type ExtractSummary, summarizeExtraction } from './extraction-summary.js';
import { runNetwork } from './network-run.js';
import { openShardRunner } from './shard-runner.js';
import { readStandingChoice } from './standing-features.js';

/** Extracts what is missing; a second call goes on after the last committed shard. */
export async function extractProject(
  project: Project,
  options: ExtractOptions = DEFAULT_EXTRACT_OPTIONS,
  observer: Observer = SILENT_OBSERVER,
): Promise<ExtractSummary> {
  const dataset = project.readDataset();
  assertHasImages(dataset);
  checkDatabase(project, options, observer);
  const standing = options.verify ? await readStandingChoice(project, options) : null;
  const chosen = standing?.options ?? options;
  const encoder = await openNamedEncoder(chosen.encoder, project.folder);
  const intensity = standing?.ranges ?? (await chooseIntensity(dataset, chosen, observer));
  const { store, extractedCount, changes, poison } = await runNetwork(
    dataset,
    encoder,
    project.layout.features,
    { ...chosen, intensity },
    observer,
  );
  // Only now: work that fails leaves the workspace with the features that it had.
  await recordFeatures(project, encoder, store, chosen.part !== undefined);
  if (poison !== null) throw poison;
  if (changes.length > 0) warnOfOutdated(project, observer);
  return summarizeExtraction(project, encoder, store, extractedCount, chosen, observer);
}

/** An extraction that is open and computes the shards that it is told, one contract for all that divide work: a shard in, a receipt out. */
export interface ProjectRunner {
  store: FeatureStore;
  /** Computes shards; resolves with the number of images. Throws StageError `shard-poison`, CancelledError, the system's failures. */
  run(shards: readonly number[]): Promise<number>;
  /** Makes the features the workspace's own. */
  record(): Promise<void>;
  close(): Promise<void>;
}

/** Opens the extraction for shards that a queue hands out. */
export async function openProjectRunner(
  project: Project,
  options: ExtractOptions,
  observer: Observer,
): Promise<ProjectRunner> {
  const dataset = project.readDataset();
  assertHasImages(dataset);
  const encoder = await openNamedEncoder(options.encoder, project.folder);
  const intensity = await chooseIntensity(dataset, options, observer);
  const runner = await openShardRunner(
    dataset,
    encoder,
    project.layout.features,
    { ...options, intensity, isolate: true, isClaimed: false },
    observer,
  );
  return { ...runner, record: () => recordFeatures(project, encoder, runner.store, true) };
}

/** With `verify` every page of the database is looked at; without, it is said what was left out when it was opened. */
function checkDatabase({ database }: Project, { verify }: ExtractOptions, observer: Observer): void {
  if (verify) database.checkPages();
  else if (database.uncheckedTables.length > 0) {
    observer.info(
      `The database is large: its table ${database.uncheckedTables.join(', ')} was not checked for damage; \`spuriosity extract --verify\` does so.`,
    );
  }
}

/** Everything that rests on features names their fingerprint, and is outdated by others. */
function warnOfOutdated({ database }: Project, observer: Observer): void {
  observer.warn(
    'Important features, rankings, gaps, mitigation and report rest on the images as they were: run `spuriosity discover` and what follows again.',
  );
  const networks = database.readModels().filter(({ kind }) => kind === 'onnx');
  if (networks.length === 0) return;
  observer.warn(
    `Added networks saw the images as they were, too: add ${networks.map(({ name }) => name).join(', ')} again.`,
  );
}

async function chooseIntensity(
  dataset: OpenDataset,
  { intensity }: ExtractOptions,
  observer: Observer,
): Promise<IntensityRanges> {
  const { ranges, sentences } = await surveyIntensity(dataset, intensity, observer);
  for (const sentence of sentences) observer.info(sentence);
  if (sentences.length === 0 && intensity !== 'auto') {
    observer.warn('--intensity has no effect: no image that was looked at has more than 8 bits.');
  }
  return ranges;
}

/**
 * The features are the workspace's from now on. A part of the work writes nothing that is there already: a thousand of them at once would
 * wait for each other.
 */
export async function recordFeatures(
  project: Project,
  encoder: OpenedEncoder,
  store: FeatureStore,
  isPart = false,
): Promise<void> {
  const known = isPart ? (await project.readManifest()).features : null;
  if (known?.fingerprint !== store.plan.fingerprint) {
    await project.updateManifest((manifest) => ({
      ...manifest,
      encoder: {
        name: encoder.card.name,
        modelSha256: encoder.card.modelSha256,
        folder: dirname(encoder.modelPath),
      },
      features: {
        folder: basename(store.folder),
        fingerprint: store.plan.fingerprint,
        source: 'extracted',
      },
    }));
  }
  if (isPart) return;
  const named = nameByEncoder(project.readDataset().classes, encoder.card.classes);
  if (named.length > 0) project.database.writeClassNames(named);
  project.forget();
}

export function assertHasImages(dataset: OpenDataset): void {
  if (dataset.images.some(({ location }) => location !== null)) return;
  throw new StageError('no-image-files', {
    what: 'This workspace has no image files (its data set was read with --no-images or --classes).',
    next: 'Import features with `spuriosity features import F.npy`, or make a workspace with the images.',
  });
}
