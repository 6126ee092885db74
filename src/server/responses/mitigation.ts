/**
 * What the last mitigation found, and what can be tuned.
 * In: the engine. Out: `MitigationResponse`; gaps per class are measured on the rankings as they are now.
 */
import { SpuriosityError } from '../../base/errors.js';
import { type MitigateReport, openTunedModel, readMitigation, type TunedModel } from '../../project/index.js';
import type { LiveProject } from '../../project/live/index.js';
import { FILE_ROUTES, type MitigationResponse } from '../../protocol/index.js';
import { MITIGATION_METHODS } from '../../records/bias.js';
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
  const tuned = stored === null ? null : await readTuned(live.project);
  return {
    result: stored === null ? null : await buildResult(live, stored.report, stored.isOutdated, tuned),
    models: live.models.filter(({ kind }) => kind !== 'predictions').map(({ name }) => name),
    presets: MITIGATION_RECIPE_NAMES.map((name) => ({ name, description: PRESET_DESCRIPTIONS[name] })),
    downloads: tuned === null ? [] : listDownloads(tuned.before.network !== null),
  };
}

/** Null where none was tuned, or it belongs to other features than there are now. */
function readTuned(project: LiveProject['project']): Promise<TunedModel | null> {
  return openTunedModel(project).catch((error: unknown) => {
    if (error instanceof SpuriosityError) return null;
    throw error;
  });
}

async function buildResult(
  live: LiveProject,
  report: MitigateReport,
  isOutdated: boolean,
  tuned: TunedModel | null,
): Promise<Result> {
  const { before, after } = report.accuracyByRank;
  return {
    model: report.model,
    isOutdated,
    trials: report.trials,
    targetGap: report.settings.stopGap,
    settings: formatSettings(report.settings),
    curves: [
      { method: null, bins: before.map(toAccuracyBin) },
      ...MITIGATION_METHODS.flatMap((method) => {
        const bins = after[method];
        return bins === undefined ? [] : { method, bins: bins.map(toAccuracyBin) };
      }),
    ],
    classes: tuned === null ? [] : await measureClasses(live, report, tuned),
  };
}

/** The gap of every class with the head as it was and with the tuned one. */
async function measureClasses(
  live: LiveProject,
  { model, settings }: MitigateReport,
  { head, before }: TunedModel,
): Promise<Result['classes']> {
  const place = live.models.findIndex(({ name }) => name === model);
  const { measuredSplit } = live.facts;
  if (place < 0 || measuredSplit === null) return [];
  const labels = await live.predictMeasured({ name: `tuned-${before.kind}`, head, features: before });
  const after = { model, labels };
  const { placeOfImage } = live.measured;
  return live.derived.listSpuriousClasses().flatMap((classIndex) => {
    const ranking = live.derived.rankClass(classIndex, measuredSplit);
    if (ranking === null) return [];
    const placed = [{ ...ranking, images: ranking.images.map((image) => placeOfImage[image]!) }];
    const measure = (predictions: typeof after) =>
      computeClassGaps(placed, predictions, live.measured.labels, { k: settings.k })[0]?.gap;
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
