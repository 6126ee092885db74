/**
 * What mitigation made, for use elsewhere: the tuned head, and the whole network with it.
 * In: an open project. Out: the tuned model, and bytes of files. Tunes nothing, checks nothing.
 */
import { readFile } from 'node:fs/promises';
import { StageError, StorageError } from '../base/errors.js';
import { type Observer, SILENT_OBSERVER } from '../base/observer.js';
import { formatSafetensors } from '../checkpoint/index.js';
import {
  attachHead,
  formatModel,
  insertNormalization,
  parseModel,
  stringStringEntryCodec,
} from '../onnx/index.js';
import type { LinearHead } from '../records/encoder.js';
import { formatHead, type HeadMeta, readHead, type StoredHead } from '../storage/index.js';
import {
  computeHeadHash,
  type MitigateReport,
  readMitigation,
  TUNED_HEAD_NAME,
  TUNED_LAYER_NAME,
} from './mitigation.js';
import type { Project } from './project.js';
import { type FeatureNetwork, openTunableModel, type TunableModel } from './tunable-models.js';

/** Name of the class scores in an exported network, and of the names of classes in the metadata of exported files. */
export const SCORES_NAME = 'logits';
const CLASS_METADATA = 'classes';

/** A tuned head with the model that it came from and the run that tuned it. */
export interface TunedModel {
  head: LinearHead;
  report: MitigateReport;
  /** Spurious verdicts, features or the head before tuning have changed since. */
  isOutdated: boolean;
  before: TunableModel;
}

/**
 * Opens the tuned head with everything that it belongs to. Throws `not-mitigated`, `head-outdated` (other features or another
 * model than those that it was tuned on), `head-width`.
 */
export async function openTunedModel(
  project: Project,
  observer: Observer = SILENT_OBSERVER,
): Promise<TunedModel> {
  const { head, meta } = await readTunedHead(project);
  const stored = await readMitigation(project);
  if (stored === null) throw toNotMitigated();
  const before = await openTunableModel(project, stored.report.model, observer);
  assertBelongs(project, head, meta, before);
  const isFromOther = meta.headBefore !== undefined && meta.headBefore !== computeHeadHash(before.head);
  return { head, report: stored.report, isOutdated: stored.isOutdated || isFromOther, before };
}

/** The tuned head as `.npz` with `W` [classes, features] and `b` [classes]. Throws `not-mitigated`. */
export async function exportTunedHead(project: Project, tuned?: TunedModel): Promise<Uint8Array> {
  return formatHead((tuned ?? (await readTunedHead(project))).head);
}

/**
 * The tuned head as safetensors, named as PyTorch's `nn.Linear` names it: `weight` [classes, features], `bias` [classes]; the names
 * of the classes are in the metadata as JSON. Throws `not-mitigated`.
 */
export async function exportTunedWeights(project: Project, tuned?: TunedModel): Promise<Uint8Array> {
  const { head } = tuned ?? (await readTunedHead(project));
  const { classCount, featureCount, weights, bias } = head;
  return formatSafetensors(
    {
      weight: { shape: [classCount, featureCount], data: weights },
      bias: { shape: [classCount], data: bias },
    },
    { format: 'pt', [CLASS_METADATA]: formatClasses(project) },
  );
}

/**
 * The network with the tuned head as ONNX: RGB in [0,1] in, class scores out; the names of the classes are in its metadata as JSON.
 * Throws `no-encoder`, and what `openTunedModel` throws.
 */
export async function exportTunedModel(
  project: Project,
  tuned?: TunedModel,
  observer: Observer = SILENT_OBSERVER,
): Promise<Uint8Array> {
  const { head, before } = tuned ?? (await openTunedModel(project, observer));
  const { card, modelPath } = requireNetwork(before);
  const { mean, std } = card.preprocessing;
  const network = parseModel(await readFile(modelPath));
  const attached = attachHead(network, head, { features: card.outputs.features, logits: SCORES_NAME });
  const model = mean === null || std === null ? attached : insertNormalization(attached, mean, std);
  return formatModel({
    ...model,
    metadataProps: [
      ...model.metadataProps.filter(({ key }) => key !== CLASS_METADATA),
      stringStringEntryCodec.create({ key: CLASS_METADATA, value: formatClasses(project) }),
    ],
  });
}

/** The network that the features came out of. Throws `no-encoder` for features that a user brought. */
export function requireNetwork({ network }: TunableModel): FeatureNetwork {
  if (network !== null) return network;
  throw new StageError('no-encoder', {
    what: 'The features of this workspace were imported, so there is no network that the tuned head could be part of.',
    next: 'Take the tuned head alone (`spuriosity export model FOLDER --head-only`), and put it on your own network.',
  });
}

async function readTunedHead({ layout }: Project): Promise<StoredHead> {
  for (const name of [TUNED_HEAD_NAME, TUNED_LAYER_NAME]) {
    try {
      return await readHead(layout.heads, name);
    } catch (error) {
      if (!(error instanceof StorageError) || error.code !== 'file-missing') throw error;
    }
  }
  throw toNotMitigated();
}

function toNotMitigated(): StageError {
  return new StageError('not-mitigated', {
    what: 'No head has been tuned on low-spuriosity images in this workspace.',
    next: 'Run `spuriosity mitigate`, or start it on the page Mitigation.',
  });
}

/** @param meta its `features` are the fingerprint of what it was tuned on; heads of earlier versions do not say */
function assertBelongs(
  project: Project,
  head: LinearHead,
  { features, tunedFrom }: HeadMeta,
  before: TunableModel,
): void {
  if (tunedFrom !== before.name) {
    throw new StageError('head-outdated', {
      what: `The tuned head is that of the model ${tunedFrom}, the stored run that of ${before.name}.`,
      why: 'A run that was interrupted may have left them so.',
      next: 'Run `spuriosity mitigate` again.',
    });
  }
  if (features !== undefined && features !== before.fingerprint) {
    throw new StageError('head-outdated', {
      what: `The features of ${before.name} are others now than when its head was tuned.`,
      why: 'The tuned head would be put on a network that it was not made for.',
      next: 'Run `spuriosity mitigate` again.',
    });
  }
  const classCount = project.readDataset().classes.length;
  if (head.featureCount === before.source.featureCount && head.classCount === classCount) return;
  throw new StageError('head-width', {
    what: `The tuned head maps ${head.featureCount} features to ${head.classCount} classes; ${before.name} has ${before.source.featureCount} features, the data set ${classCount} classes.`,
    why: 'A head only works on features of the network that it was tuned for.',
    next: 'Run `spuriosity mitigate` again.',
  });
}

function formatClasses(project: Project): string {
  return JSON.stringify(project.readDataset().classes.map(({ name }) => name));
}
