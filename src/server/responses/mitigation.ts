/**
 * What the last mitigation found, and what can be tuned.
 * In: the engine. Out: `MitigationResponse`; gaps per class are measured on the rankings as they are now.
 */
import {
  HEAD_NAME,
  type MitigateReport,
  readMitigation,
  readProjectHead,
  TUNED_HEAD_NAME,
} from '../../project/index.js';
import type { LiveProject } from '../../project/live/index.js';
import { FILE_ROUTES, type MitigationResponse } from '../../protocol/index.js';
import type { LinearHead } from '../../records/encoder.js';
import { computeClassGaps } from '../../stages/bias/index.js';
import {
  MITIGATION_RECIPE_NAMES,
  type MitigationRecipeName,
  type MitigationSettings,
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
  return {
    result: stored === null ? null : await buildResult(live, stored.report, stored.isOutdated, tuned),
    models: live.models.filter(({ kind }) => kind === 'head').map(({ name }) => name),
    presets: MITIGATION_RECIPE_NAMES.map((name) => ({ name, description: PRESET_DESCRIPTIONS[name] })),
    downloads: tuned === null ? [] : listDownloads(live, stored!.report),
  };
}

/** Null where none was tuned, or it belongs to other features. */
async function readTunedHead({ project, facts }: LiveProject): Promise<LinearHead | null> {
  const head = await readProjectHead(project, TUNED_HEAD_NAME).catch(() => null);
  return head !== null && head.featureCount === facts.features?.featureCount ? head : null;
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

function formatSettings(settings: MitigationSettings): Result['settings'] {
  const { recipe, imagesPerClass, anchors, optimizer, batchSize, schedule, k, trials, seed } = settings;
  const share = imagesPerClass === 'share' ? 'a share of each class' : String(imagesPerClass);
  const rows: [string, string][] = [
    ['preset', recipe],
    ['images per class', share],
    ['anchors', anchors ? 'equally many random images of the other classes' : 'none'],
    ['optimizer', `${optimizer.kind.toUpperCase()}, learning rate ${optimizer.learningRate}`],
    ['batch', `${batchSize} images`],
    ['length', schedule.kind === 'passes' ? `${schedule.epochs} epochs` : `about ${schedule.steps} steps`],
    ['k', String(k)],
    ['trials of each baseline', String(trials)],
    ['seed', String(seed)],
  ];
  return rows.map(([name, value]) => ({ name, value }));
}

function listDownloads({ facts }: LiveProject, { model }: MitigateReport): MitigationResponse['downloads'] {
  const head = {
    name: 'head.npz',
    path: FILE_ROUTES.tunedHead,
    description: 'The tuned head: arrays W [classes, features] and b [classes].',
  };
  if (facts.encoder === null || model !== HEAD_NAME) return [head];
  return [
    head,
    {
      name: 'model.onnx',
      path: FILE_ROUTES.tunedModel,
      description: 'The whole network with the tuned head in its place.',
    },
  ];
}
