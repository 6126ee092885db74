/**
 * A repaired model as a folder that runs without this program: network, last layer, class names, preprocessing, model card.
 * In: an open project with a tuned head, a folder. Out: the files; the network is written only once it was checked.
 */
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { UsageError } from '../../base/errors.js';
import { type Observer, SILENT_OBSERVER } from '../../base/observer.js';
import { toDataPath, writeModelFile } from '../../inference/index.js';
import type { MitigationMethod } from '../../records/bias.js';
import { toStorageError, writeFileAtomic } from '../../storage/index.js';
import { HUB_PROCESSOR_FILE } from '../encoders/index.js';
import type { Project } from '../workspace/index.js';
import { formatHubConfig, formatHubProcessor } from './hub-files.js';
import type { MitigateReport } from './mitigation.js';
import { exportModelCard, measureTunedModel, type TunedMeasures } from './tuned-card.js';
import {
  buildTunedModel,
  exportTunedHead,
  exportTunedWeights,
  openTunedModel,
  requireNetwork,
  type TunedModel,
} from './tuned-model.js';
import { checkTunedModel, DEFAULT_CHECKED_IMAGES, type TunedModelCheck } from './tuned-model-check.js';

export interface TunedExportOptions {
  folder: string;
  /** The last layer without its network. */
  headOnly: boolean;
  /** Validation images that the written network is compared on; 0: none. */
  checkedImages: number;
  /** The method whose head it is; absent: the offered one. */
  method?: MitigationMethod;
}

export const DEFAULT_TUNED_EXPORT = { headOnly: false, checkedImages: DEFAULT_CHECKED_IMAGES } as const;

export interface TunedExport {
  folder: string;
  model: string;
  method: MitigationMethod;
  recommendation: MitigateReport['recommendation'];
  files: string[];
  measures: TunedMeasures;
  /** Null where nothing was compared. */
  check: TunedModelCheck | null;
  isOutdated: boolean;
}

const CARD_FILE = 'README.md';
const NETWORK_FILE = 'model.onnx';
/** The second one only where the weights do not fit into the first. */
const NETWORK_FILES = [NETWORK_FILE, toDataPath(NETWORK_FILE)];
const WEIGHTS_FILE = 'head.safetensors';
const UNCHECKED_FOLDER = '.unchecked';

/**
 * Writes the folder. Throws `folder-not-empty`, `not-writable`, `no-encoder`, and what opening and checking the tuned model throw;
 * after an error no network is left that was not checked.
 */
export async function exportTuned(
  project: Project,
  { folder: given, headOnly, checkedImages, method }: TunedExportOptions,
  observer: Observer = SILENT_OBSERVER,
): Promise<TunedExport> {
  const folder = resolve(given);
  const tuned = await openTunedModel(project, observer, method);
  if (!headOnly) requireNetwork(tuned.before);
  const measures = await measureTunedModel(project, tuned, observer);
  await prepareFolder(folder);
  const check = headOnly ? null : await writeNetwork(project, folder, tuned, checkedImages, observer);
  const files: [string, string | Uint8Array][] = [
    [WEIGHTS_FILE, await exportTunedWeights(project, tuned)],
    ['head.npz', await exportTunedHead(project, tuned)],
    ['config.json', formatHubConfig(project.readDataset().classes)],
    ...(headOnly ? [] : [[HUB_PROCESSOR_FILE, formatHubProcessor(requireNetwork(tuned.before))] as const]),
    [CARD_FILE, await exportModelCard(project, { tuned, measures, check, isHeadOnly: headOnly })],
  ].map(([name, content]) => [name as string, content as string | Uint8Array]);
  for (const [name, content] of files) await writeFileAtomic(join(folder, name), content);
  return {
    folder,
    model: tuned.report.model,
    method: tuned.method,
    recommendation: tuned.report.recommendation,
    files: [
      ...NETWORK_FILES.filter((name) => existsSync(join(folder, name))),
      ...files.map(([name]) => name),
    ],
    measures,
    check,
    isOutdated: tuned.isOutdated,
  };
}

/** Writes the network into a folder of its own, checks that file, and only then gives it its place. */
async function writeNetwork(
  project: Project,
  folder: string,
  tuned: TunedModel,
  checkedImages: number,
  observer: Observer,
): Promise<TunedModelCheck | null> {
  const unchecked = join(folder, UNCHECKED_FOLDER);
  const path = join(unchecked, NETWORK_FILE);
  try {
    const { model, sourcePath } = await buildTunedModel(project, tuned);
    await mkdir(unchecked);
    await writeModelFile(path, model, sourcePath);
    const check =
      checkedImages === 0 ? null : await checkTunedModel(project, path, tuned, checkedImages, observer);
    for (const name of await readdir(unchecked)) await rename(join(unchecked, name), join(folder, name));
    return check;
  } catch (error) {
    throw toStorageError(error, `Writing ${join(folder, NETWORK_FILE)} failed`);
  } finally {
    await rm(unchecked, { recursive: true, force: true });
  }
}

/** A new or empty folder, or an earlier export, whose files make room: a network would not fit another head. */
async function prepareFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    // A network that was never checked is all that an export leaves that was ended by force.
    const names = (await readdir(folder)).filter((name) => name !== UNCHECKED_FOLDER);
    if (names.length > 0 && !names.includes(WEIGHTS_FILE)) {
      throw new UsageError('folder-not-empty', {
        what: `${folder} holds other files.`,
        why: 'They would be mixed with the exported model, or lost.',
        next: 'Name a new or an empty folder.',
      });
    }
    for (const name of [...NETWORK_FILES, HUB_PROCESSOR_FILE, UNCHECKED_FOLDER])
      await rm(join(folder, name), { recursive: true, force: true });
  } catch (error) {
    throw toStorageError(error, `Preparing ${folder} failed`);
  }
}
