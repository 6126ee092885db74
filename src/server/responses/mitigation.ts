/**
 * What the last mitigation found, and what can be tuned.
 * In: the engine. Out: `MitigationResponse`; gaps per class are measured on the rankings as they are now.
 */
import {
  type MitigateReport,
  readMitigation,
  readProjectHead,
  TUNED_HEAD_NAME,
  TUNED_LAYER_NAME,
} from '../../project/index.js';
import type { LiveProject } from '../../project/live/index.js';
import { FILE_ROUTES, type MitigationResponse } from '../../protocol/index.js';
import type { LinearHead } from '../../records/encoder.js';
import { computeClassGaps } from '../../stages/bias/index.js';
import {
  formatSettings,
  MITIGATION_RECIPE_NAMES,
  type MitigationRecipeName,
} from '../../stages/mitigation/index.js';
import { toAccuracyBin } from './accuracy-bins.js';

type Result = NonNullable<MitigationResponse['result']>;

const PRESET_DESCRIPTIONS: Readonly<Record<MitigationRecipeName, string>> = {
  'small-data':
    'For any size: a share of each class, update steps instead of epochs, images of other classes as anchors.',
  paper: "The paper's setting: 100 images of each class, 20 epochs, no anchors; made for ImageNet.",
};

export async function buildMitigationResponse(live: LiveProject): Promise<MitigationResponse> {
  const stored = await readMitigation(live.project);
  const tuned = stored === null ? null : await readTunedHead(live);
  const layer = stored === null ? null : await readTunedLayer(live);
  return {
    result: stored === null ? null : await buildResult(live, stored.report, stored.isOutdated, tuned),
    models: live.models.filter(({ kind }) => kind !== 'predictions').map(({ name }) => name),
    presets: MITIGATION_RECIPE_NAMES.map((name) => ({ name, description: PRESET_DESCRIPTIONS[name] })),
    downloads:
      tuned === null && layer === null ? [] : listDownloads(layer !== null || live.facts.encoder !== null),
  };
}

/** Null where none was tuned, or it belongs to other features. */
async function readTunedHead({ project, facts }: LiveProject): Promise<LinearHead | null> {
  const head = await readProjectHead(project, TUNED_HEAD_NAME).catch(() => null);
  return head !== null && head.featureCount === facts.features?.featureCount ? head : null;
}

/** Null unless the last layer of an added network was tuned; its features are not the workspace's. */
function readTunedLayer({ project }: LiveProject): Promise<LinearHead | null> {
  return readProjectHead(project, TUNED_LAYER_NAME).catch(() => null);
}

async function buildResult(
  live: LiveProject,
  report: MitigateReport,
  isOutdated: boolean,
  tuned: LinearHead | null,
): Promise<Result> {
  const { before, after } = report.accuracyByRank;
  const bins = after['low-spuriosity'];
  return {
    model: report.model,
    isOutdated,
    trials: report.trials,
    targetGap: report.settings.stopGap,
    settings: formatSettings(report.settings),
    curves: [
      { stage: 'before', bins: before.map(toAccuracyBin) },
      ...(bins === undefined ? [] : [{ stage: 'after' as const, bins: bins.map(toAccuracyBin) }]),
    ],
    classes: tuned === null ? [] : await measureClasses(live, report, tuned),
  };
}

/** The gap of every class with the head as it was and with the tuned one. */
async function measureClasses(
  live: LiveProject,
  { model, settings }: MitigateReport,
  tuned: LinearHead,
): Promise<Result['classes']> {
  const place = live.models.findIndex(({ name }) => name === model);
  const { measuredSplit } = live.facts;
  if (place < 0 || measuredSplit === null) return [];
  const after = { model, labels: await live.predictMeasured(TUNED_HEAD_NAME, tuned) };
  const { labels, placeOfImage } = live.measured;
  return live.derived.listSpuriousClasses().flatMap((classIndex) => {
    const ranking = live.derived.rankClass(classIndex, measuredSplit);
    if (ranking === null) return [];
    const placed = [{ ...ranking, images: ranking.images.map((image) => placeOfImage[image]!) }];
    const measure = (predictions: typeof after) =>
      computeClassGaps(placed, predictions, labels, { k: settings.k })[0]?.gap;
    const gapBefore = measure(live.models[place]!.predictions);
    const gapAfter = measure(after);
    return gapBefore === undefined || gapAfter === undefined ? [] : { classIndex, gapBefore, gapAfter };
  });
}

function listDownloads(hasNetwork: boolean): MitigationResponse['downloads'] {
  const network = {
    name: 'model.onnx',
    path: FILE_ROUTES.tunedModel,
    description: 'The whole network with the tuned last layer in its place.',
  };
  return [
    {
      name: 'head.npz',
      path: FILE_ROUTES.tunedHead,
      description: 'The tuned last layer for NumPy: arrays W [classes, features] and b [classes].',
    },
    {
      name: 'head.safetensors',
      path: FILE_ROUTES.tunedWeights,
      description: 'The same for PyTorch: weight and bias of a Linear layer, class names in its metadata.',
    },
    ...(hasNetwork ? [network] : []),
    {
      name: 'model-card.md',
      path: FILE_ROUTES.modelCard,
      description: 'What it is: data, cues, before and after with intervals, how to run it, limits.',
    },
  ];
}
