/**
 * What can be tuned: the workspace's head, a head added as a model, or the last layer of an added network, each with the
 * features that it stands on. In: an open project and a name. Out: head and features; an added network is run where its
 * features are missing. Tunes nothing.
 */
import { StageError } from '../../base/errors.js';
import type { Observer } from '../../base/observer.js';
import type { OpenedEncoder } from '../../inference/index.js';
import type { ExtractionPlan } from '../../records/extraction.js';
import type { FeatureSource } from '../../records/features.js';
import type { IntensityRanges } from '../../records/intensity.js';
import type { LinearHead } from '../../records/networks/encoder.js';
import { openOnnxFeatures } from '../bias/index.js';
import { openProjectEncoder } from '../encoders/index.js';
import { HEAD_NAME, readAddedHead, readProjectHead } from '../features/index.js';
import type { Project } from '../workspace/index.js';

/** What features came out of, for those that mean to run it again in the same way. */
export interface FeatureNetwork extends Pick<OpenedEncoder, 'card' | 'modelPath'> {
  /** Device that the features were computed on. */
  deviceClass: string;
  /** Whether images were turned upright before. */
  orientByExif: boolean;
  /** Sample values that fill 256 levels where images have more than 8 bits. */
  intensity: IntensityRanges;
}

export interface TunableModel {
  name: string;
  /** Of the data set's classes, in their order, before any tuning. */
  head: LinearHead;
  /** Whether `source` holds the features that rankings stand on too, or a network's own. */
  kind: 'head' | 'network';
  source: FeatureSource;
  /** Tells these features from all others. */
  fingerprint: string;
  /** Null for features that a user brought. */
  network: FeatureNetwork | null;
}

/** Opens a model for tuning. Throws `model-unknown`, `no-head`, `model-not-tunable`, `no-last-layer`. */
export async function openTunableModel(
  project: Project,
  name: string,
  observer: Observer,
): Promise<TunableModel> {
  const models = project.database.readModels();
  const kind = models.find((model) => model.name === name)?.kind;
  if (kind === undefined && name !== HEAD_NAME) {
    throw new StageError('model-unknown', {
      status: 404,
      what: `There is no model ${JSON.stringify(name)} to tune.`,
      next: `The models are ${[HEAD_NAME, ...models.map((model) => model.name)].join(', ')}.`,
    });
  }
  if (kind === 'onnx') return openAddedNetwork(project, name, observer);
  if (kind === 'predictions') {
    throw new StageError('model-not-tunable', {
      what: `Of the model ${name} only predictions are known.`,
      why: 'Tuning needs its last layer, and the features that enter it.',
      next: `Add its network (\`spuriosity model add ${name} --onnx F.onnx\`), or a head over the workspace’s features (--head F.npz).`,
    });
  }
  const { plan } = await project.openFeatureStore();
  const encoder = await openProjectEncoder(project);
  return {
    name,
    head: name === HEAD_NAME ? await readProjectHead(project) : await readAddedHead(project, name),
    kind: 'head',
    source: await project.openFeatures(),
    fingerprint: plan.fingerprint,
    network: encoder === null ? null : toFeatureNetwork(encoder, plan),
  };
}

async function openAddedNetwork(project: Project, name: string, observer: Observer): Promise<TunableModel> {
  const { network, head, store } = await openOnnxFeatures(project, name, observer);
  return {
    name,
    head,
    kind: 'network',
    source: await store.openSource(),
    fingerprint: store.plan.fingerprint,
    network: toFeatureNetwork(network, store.plan),
  };
}

function toFeatureNetwork(
  { card, modelPath }: Pick<OpenedEncoder, 'card' | 'modelPath'>,
  { deviceClass, orientByExif, intensity }: ExtractionPlan,
): FeatureNetwork {
  return { card, modelPath, deviceClass, orientByExif, intensity: intensity ?? {} };
}
