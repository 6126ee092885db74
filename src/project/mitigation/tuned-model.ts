/**
 * What mitigation made, for use elsewhere: the tuned head, and the whole network with it.
 * In: an open project. Out: the tuned model, and bytes of files. Tunes nothing, checks nothing.
 */
import { ModelError, StageError, StorageError } from '../../base/errors.js';
import { type Observer, SILENT_OBSERVER } from '../../base/observer.js';
import { formatSafetensors } from '../../checkpoint/index.js';
import { readModelFile } from '../../inference/index.js';
import {
  attachHead,
  formatModel,
  insertNormalization,
  listExternalTensors,
  type ModelProto,
  stringStringEntryCodec,
} from '../../onnx/index.js';
import type { MitigationMethod } from '../../records/bias.js';
import type { LinearHead } from '../../records/networks/encoder.js';
import { formatHead, type HeadMeta, readHead, type StoredHead } from '../../storage/index.js';
import { computeHeadHash } from '../features/index.js';
import type { Project } from '../workspace/index.js';
import {
  chooseOfferedMethod,
  type MitigateReport,
  readMitigation,
  TUNED_HEAD_NAME,
  TUNED_LAYER_NAME,
  toHeadName,
} from './mitigation.js';
import { type FeatureNetwork, openTunableModel, type TunableModel } from './tunable-models.js';

/** Name of the class scores in an exported network, and of the names of classes in the metadata of exported files. */
export const SCORES_NAME = 'logits';
const CLASS_METADATA = 'classes';

/** A tuned head with the model that it came from and the run that tuned it. */
export interface TunedModel {
  head: LinearHead;
  method: MitigationMethod;
  report: MitigateReport;
  /** Spurious verdicts, features or the head before tuning have changed since. */
  isOutdated: boolean;
  before: TunableModel;
}

/**
 * Opens a method's head, the offered one unless named, with everything that it belongs to. Throws `not-mitigated`, `not-repaired` (the
 * method left the head as it was, or was not run), `head-outdated` (other features or another model than those that it was tuned on),
 * `head-width`.
 */
export async function openTunedModel(
  project: Project,
  observer: Observer = SILENT_OBSERVER,
  asked?: MitigationMethod,
): Promise<TunedModel> {
  const stored = await readMitigation(project);
  if (stored === null) throw toNotMitigated();
  const method = asked ?? chooseOfferedMethod(stored.report);
  const isRepaired = stored.report.methods.some((own) => own.method === method && own.state === 'repaired');
  if (method === null || !isRepaired) throw toNotRepaired(stored.report, asked);
  const { head, meta } = await readTunedHead(project, asked);
  const before = await openTunableModel(project, stored.report.model, observer);
  assertBelongs(project, head, meta, before);
  const isFromOther = meta.headBefore !== undefined && meta.headBefore !== computeHeadHash(before.head);
  return { head, method, report: stored.report, isOutdated: stored.isOutdated || isFromOther, before };
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
 * The network with the tuned head as one ONNX file. Throws `no-encoder`, `weights-outside` for networks whose weights do not fit into
 * one file, and what `openTunedModel` throws.
 */
export async function exportTunedModel(project: Project): Promise<Uint8Array> {
  const { model } = await buildTunedModel(project, await openTunedModel(project));
  if (listExternalTensors(model).length === 0) return formatModel(model);
  throw new ModelError('weights-outside', {
    what: 'The weights of this network are too large for one ONNX file.',
    next: 'Use `spuriosity export model FOLDER`, which writes model.onnx and model.onnx.data.',
  });
}

/**
 * The network with the tuned head: RGB in [0,1] in, class scores out; the names of the classes are in its metadata as JSON. Weights
 * that stayed in files are found from `sourcePath`. Throws `no-encoder`.
 */
export async function buildTunedModel(
  project: Project,
  { head, before }: TunedModel,
): Promise<{ model: ModelProto; sourcePath: string }> {
  const { card, modelPath } = requireNetwork(before);
  const { mean, std } = card.preprocessing;
  const network = await readModelFile(modelPath);
  const attached = attachHead(network, head, { features: card.outputs.features, logits: SCORES_NAME });
  const model = mean === null || std === null ? attached : insertNormalization(attached, mean, std);
  const metadataProps = [
    ...model.metadataProps.filter(({ key }) => key !== CLASS_METADATA),
    stringStringEntryCodec.create({ key: CLASS_METADATA, value: formatClasses(project) }),
  ];
  return { model: { ...model, metadataProps }, sourcePath: modelPath };
}

/** The network that the features came out of. Throws `no-encoder` for features that a user brought. */
export function requireNetwork({ network }: TunableModel): FeatureNetwork {
  if (network !== null) return network;
  throw new StageError('no-encoder', {
    status: 404,
    what: 'The features of this workspace were imported, so there is no network that the tuned head could be part of.',
    next: 'Take the tuned head alone (`spuriosity export model FOLDER --head-only`), and put it on your own network.',
  });
}

async function readTunedHead({ layout }: Project, method?: MitigationMethod): Promise<StoredHead> {
  for (const name of [TUNED_HEAD_NAME, TUNED_LAYER_NAME]) {
    try {
      return await readHead(layout.heads, method === undefined ? name : toHeadName(name, method));
    } catch (error) {
      if (!(error instanceof StorageError) || error.code !== 'file-missing') throw error;
    }
  }
  throw toNotMitigated();
}

function toNotMitigated(): StageError {
  return new StageError('not-mitigated', {
    status: 404,
    what: 'No head has been repaired in this workspace.',
    next: 'Run `spuriosity mitigate`, or start it on the page Mitigation.',
  });
}

function toNotRepaired({ methods }: MitigateReport, asked: MitigationMethod | undefined): StageError {
  const named = methods.filter(({ method, state }) => state !== 'repaired' && (asked ?? method) === method);
  return new StageError('not-repaired', {
    status: 404,
    what:
      asked === undefined
        ? `The last run left no other head than the one before: ${named.map(({ method, note }) => `${method}: ${note}`).join('; ')}.`
        : `The last run has no head of ${asked}${named.map(({ note }) => `: ${note}`).join('')}.`,
    why: 'The model before would be exported as a repaired one.',
    next: 'Run `spuriosity mitigate` with other methods, or deploy the model as it is.',
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
