/**
 * What the last mitigation found, and what can be tuned.
 * In: the engine. Out: `MitigationResponse`; gaps per class are measured on the rankings as they are now.
 */
import { StageError } from '../../base/errors.js';
import {
  type MitigateReport,
  openTunedModel,
  readMitigation,
  type TunedModel,
  toClassGapNumbers,
} from '../../project/index.js';
import type { LiveProject } from '../../project/live/index.js';
import { FILE_ROUTES, type GapEstimate, type MitigationResponse } from '../../protocol/index.js';
import {
  MITIGATION_METHODS,
  MITIGATION_RECIPE_NAMES,
  type MitigationRecipeName,
} from '../../records/bias.js';
import { computeClassGaps } from '../../stages/bias/index.js';
import { formatSettings, toTargetGap } from '../../stages/mitigation/index.js';
import { explainDamage } from '../../storage/index.js';
import { WITHHELD } from '../../words/index.js';
import { toAccuracyBin } from './accuracy-bins.js';

type Result = NonNullable<MitigationResponse['result']>;

const RECIPE_DESCRIPTIONS: Readonly<Record<MitigationRecipeName, string>> = {
  quarter:
    'The least spurious quarter of each class, until the mean size of the gaps has halved; images of other classes as anchors.',
  'small-data':
    'Few images (8% of each class) until the mean size of the gaps is below 5 points; images of other classes as anchors.',
  paper: "The paper's setting: 100 images of each class, 20 epochs, no anchors; made for ImageNet.",
};

export async function buildMitigationResponse(live: LiveProject): Promise<MitigationResponse> {
  const isShown = live.onlyOf === null;
  const { value: stored, damage } = isShown
    ? await explainDamage(readMitigation(live.project))
    : { value: null, damage: null };
  const tuned = stored === null ? null : await readTuned(live.project);
  return {
    result: stored === null ? null : await buildResult(live, stored.report, stored.isOutdated, tuned),
    damage,
    withheld: isShown ? null : WITHHELD,
    models: live.models.filter(({ kind }) => kind !== 'predictions').map(({ name }) => name),
    recipes: MITIGATION_RECIPE_NAMES.map((name) => ({ name, description: RECIPE_DESCRIPTIONS[name] })),
    offeredMethod: tuned?.method ?? null,
    downloads: tuned === null ? [] : listDownloads(tuned.before.network !== null),
  };
}

/** Null where none was tuned, or it belongs to other features than there are now. */
function readTuned(project: LiveProject['project']): Promise<TunedModel | null> {
  return openTunedModel(project).catch((error: unknown) => {
    if (error instanceof StageError) return null;
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
    targetGap: toTargetGap(report),
    settings: formatSettings(report.settings),
    recommendation: report.recommendation,
    methods: report.methods,
    path: report.path,
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
      computeClassGaps(placed, predictions, live.measured.labels, { k: settings.k }).map(
        toClassGapNumbers,
      )[0];
    const [old, tuned] = [measure(live.models[place]!.predictions), measure(after)];
    if (old === undefined || tuned === undefined) return [];
    const { k, imageCount } = tuned;
    const toEstimate = ({ gap, interval }: GapEstimate) => ({ gap, interval });
    return { classIndex, k, imageCount, before: toEstimate(old), after: toEstimate(tuned) };
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
