/**
 * An open workspace: its manifest, database and features, wired together for the stages.
 * In: a folder. Out: a `Project` whose reads are cached until `close`. The stages' work is in the files beside this one.
 */
import { existsSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { StageError, StorageError, UsageError } from '../../base/errors.js';
import { type Observer, SILENT_OBSERVER } from '../../base/observer.js';
import type { Dataset, ImageRecord, ImageRoot, SplitName } from '../../records/dataset.js';
import type { SkippedRow } from '../../records/extraction.js';
import type { FeatureSource } from '../../records/features.js';
import { WORKSPACE_VERSION, type WorkspaceManifest } from '../../records/workspace.js';
import {
  createWorkspace,
  type FeatureStore,
  openDatabase,
  openFeatureStoreAt,
  openWorkspace,
  readFeatureCount,
  readFollowsLinks,
  updateWorkspace,
  type WorkspaceDatabase,
  type WorkspaceLayout,
  workspaceLayout,
} from '../../storage/index.js';
import { PROGRAM_VERSION } from './version.js';

/** Where images start, with everything the reader found. */
export type OpenDataset = Dataset & ImageRoot;

/** An open workspace; `close` it when done. */
export interface Project {
  readonly folder: string;
  readonly layout: WorkspaceLayout;
  readonly database: WorkspaceDatabase;
  readManifest(): Promise<WorkspaceManifest>;
  updateManifest(change: (manifest: WorkspaceManifest) => WorkspaceManifest): Promise<void>;
  /** Throws `no-dataset` when the workspace has none. */
  readDataset(): OpenDataset;
  /** Throws `no-features` when nothing was extracted or imported. */
  openFeatureStore(): Promise<FeatureStore>;
  openFeatures(): Promise<FeatureSource>;
  /** Columns of the features, without waiting; null where there are none yet. */
  readFeatureCount(): number | null;
  /** Images without features and why, in data set order. */
  readSkippedRows(): Promise<SkippedRow[]>;
  /** What was found damaged since the workspace was opened, or read anew, in sentences; for those who show it. */
  readonly damages: readonly string[];
  /** Says once that a file of the workspace is damaged; `consequence` is the rest of a sentence. */
  noteDamage(damage: { path: string; fault: string }, consequence: string): void;
  /** Drops what was read before; call after changing data set or features. */
  forget(): void;
  close(): void;
}

/** The workspace that belongs to a data path when the user names none: `<data>.spuriosity` beside the data. */
export function chooseWorkspaceFolder(dataPath: string): string {
  const absolute = resolve(dataPath);
  const name = absolute
    .split(/[\\/]/)
    .at(-1)!
    .replace(/\.(csv|jsonl|tar)$/i, '');
  return join(dirname(absolute), `${name}.spuriosity`);
}

/**
 * Opens the workspace in `folder`; `observer` hears of files that are found damaged while it is open. With `forReading` its database is not
 * written to, so that many machines may have it open in a folder that they share.
 * Throws `workspace-missing`, `workspace-not-one`, `workspace-too-old`, `workspace-too-new`.
 */
export async function openProject(
  folder: string,
  observer: Pick<Observer, 'warn'> = SILENT_OBSERVER,
  options: { forReading?: boolean } = {},
): Promise<Project> {
  await openWorkspace(folder);
  return new OpenProject(folder, observer, options);
}

/** Opens the workspace in `folder`, making an empty one where there is none. */
export async function openOrCreateProject(
  folder: string,
  observer: Pick<Observer, 'warn'> = SILENT_OBSERVER,
): Promise<Project> {
  try {
    return await openProject(folder, observer);
  } catch (error) {
    if (!isMissingWorkspace(error)) throw error;
  }
  await createWorkspace(folder, {
    workspaceVersion: WORKSPACE_VERSION,
    createdBy: `spuriosity ${PROGRAM_VERSION}`,
    dataset: null,
    encoder: null,
    features: null,
  });
  return openProject(folder, observer);
}

/** No folder, or one that is still empty of a manifest, may become a workspace. */
function isMissingWorkspace(error: unknown): boolean {
  return error instanceof StorageError && ['workspace-missing', 'workspace-not-one'].includes(error.code);
}

/**
 * Where the images are: as the workspace knows it, or, where that is gone, in a folder of its name beside the workspace, so that both can
 * be moved together (rule W2).
 */
function findRoot(folder: string, { root, images }: Pick<OpenDataset, 'root' | 'images'>): string {
  if (existsSync(root)) return root;
  const beside = join(dirname(folder), basename(root));
  const first = images.find(({ location }) => location !== null)?.location;
  return first && existsSync(join(beside, first.path.split('/')[0]!)) ? beside : root;
}

class OpenProject implements Project {
  readonly folder: string;
  readonly layout: WorkspaceLayout;
  readonly database: WorkspaceDatabase;
  #dataset: OpenDataset | null = null;
  #store: FeatureStore | null = null;
  #source: FeatureSource | null = null;
  /** Undefined until it is asked for. */
  #featureCount: number | null | undefined;

  readonly #damages = new Map<string, string>();
  readonly #said = new Set<string>();

  constructor(
    folder: string,
    private readonly observer: Pick<Observer, 'warn'>,
    options: { forReading?: boolean },
  ) {
    this.folder = resolve(folder);
    this.layout = workspaceLayout(this.folder);
    this.database = openDatabase(this.layout.database, options);
  }

  async readManifest(): Promise<WorkspaceManifest> {
    return (await openWorkspace(this.folder)).manifest;
  }

  async updateManifest(change: (manifest: WorkspaceManifest) => WorkspaceManifest): Promise<void> {
    await updateWorkspace(this.folder, change);
    this.#featureCount = undefined;
  }

  readDataset(): OpenDataset {
    if (this.#dataset === null) {
      if (!this.database.hasDataset()) {
        throw new StageError('no-dataset', {
          what: `The workspace ${this.folder} has no data set yet.`,
          next: 'Run `spuriosity init DATA` first.',
        });
      }
      const dataset = this.database.readDataset();
      const root = findRoot(this.folder, dataset);
      this.#dataset = { ...dataset, root, followsLinks: readFollowsLinks(this.folder) };
    }
    return this.#dataset;
  }

  async openFeatureStore(): Promise<FeatureStore> {
    if (this.#store === null) {
      const { features } = await this.readManifest();
      if (features === null) {
        throw new StageError('no-features', {
          what: `The workspace ${this.folder} has no features yet.`,
          next: 'Run `spuriosity extract`, or bring your own with `spuriosity features import F.npy`.',
        });
      }
      const store = await openFeatureStoreAt(join(this.layout.features, features.folder));
      if (store.plan.fingerprint !== features.fingerprint) {
        throw new StageError('features-conflict', {
          what: `The workspace ${this.folder} names features of the plan ${features.fingerprint}, and ${store.folder} holds those of ${store.plan.fingerprint}.`,
          why: 'One of the two was copied from elsewhere; numbers would be of other images than they say.',
          next: 'Put the folder of this workspace back, or run `spuriosity extract` again.',
        });
      }
      this.#store = store;
    }
    return this.#store;
  }

  async openFeatures(): Promise<FeatureSource> {
    this.#source ??= await (await this.openFeatureStore()).openSource();
    return this.#source;
  }

  readFeatureCount(): number | null {
    if (this.#featureCount === undefined) this.#featureCount = readFeatureCount(this.layout);
    return this.#featureCount;
  }

  async readSkippedRows(): Promise<SkippedRow[]> {
    const { features } = await this.readManifest();
    if (features === null) return [];
    const receipts = await (await this.openFeatureStore()).readReceipts();
    return receipts.flatMap(({ skipped }) => skipped);
  }

  get damages(): string[] {
    return [...this.#damages.values()];
  }

  noteDamage({ path, fault }: { path: string; fault: string }, consequence: string): void {
    if (this.#damages.has(path)) return;
    const sentence = `${relative(this.folder, path)} is damaged (${fault}): ${consequence}.`;
    this.#damages.set(path, sentence);
    if (this.#said.has(path)) return;
    this.#said.add(path);
    this.observer.warn(sentence);
  }

  forget(): void {
    this.#damages.clear();
    this.#dataset = null;
    this.#store = null;
    this.#source = null;
    this.#featureCount = undefined;
  }

  close(): void {
    this.database.close();
  }
}

/** Usable images (with features) of a split, ascending, as image indices (docs/method.md, M132). */
export function listUsableRows(dataset: Dataset, valid: Uint8Array, split: SplitName): Int32Array {
  return Int32Array.from(
    dataset.images
      .filter((image) => image.split === split && valid[image.index] === 1)
      .map(({ index }) => index),
  );
}

/** Class index per image, in data set order. */
export function listLabels(dataset: Dataset): Int32Array {
  return Int32Array.from(dataset.images, ({ classIndex }) => classIndex);
}

/**
 * The split that accuracies are measured on: `val`, or `test` where there is no validation split.
 * Throws `no-validation-images` when both are empty.
 */
export function chooseMeasuredSplit(dataset: Dataset): SplitName {
  for (const split of ['val', 'test'] as const) {
    if (dataset.images.some((image) => image.split === split)) return split;
  }
  throw new StageError('no-validation-images', {
    what: 'The data set has no validation or test images.',
    why: 'Gaps are measured on images that the head was not fitted on.',
    next: 'Run `spuriosity init` again with --val-fraction 0.2, or give the manifest a split column.',
  });
}

/** Throws the UsageError for a class that the data set does not have. */
export function assertClassIndex(dataset: Dataset, classIndex: number): void {
  if (dataset.classes[classIndex] !== undefined) return;
  throw new UsageError('class-unknown', {
    status: 404,
    what: `There is no class ${classIndex}; the data set has classes 0 to ${dataset.classes.length - 1}.`,
  });
}

/** The image of an index. Throws `image-unknown`. */
export function findImage({ images }: Pick<Dataset, 'images'>, index: number): ImageRecord {
  const record = images[index];
  if (record !== undefined) return record;
  throw new UsageError('image-unknown', {
    status: 404,
    what: `There is no image ${index}; the data set has ${images.length}.`,
  });
}
