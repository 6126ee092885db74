/**
 * Fills the report's data from a project: what the stages left, measured anew from features and verdicts as they are.
 * In: an open project. Out: `ReportData`. Renders nothing, writes nothing.
 */
import { assertNotCancelled, type Observer } from '../../base/observer.js';
import {
  chooseMeasuredSplit,
  countImages,
  describeOutdatedTables,
  describeSetAside,
  findNoise,
  isDemoFolder,
  type MitigateReport,
  openProjectEncoder,
  PROGRAM_VERSION,
  type Project,
} from '../../project/index.js';
import { countBySource } from '../../records/annotation.js';
import { MITIGATION_METHODS, type Predictions } from '../../records/bias.js';
import { accuracyByRank, computeGroupAccuracies } from '../../stages/bias/index.js';
import { formatStop, SHARE_TITLES, toTargetGap } from '../../stages/mitigation/index.js';
import type { ReportData, ReportGroups, ReportHeader, ReportMitigation } from '../report-data.js';
import { collectClasses } from './collect-classes.js';
import { collectSensitivities, collectStudy } from './collect-models.js';
import { type CollectOptions, type Measured, measureProject, toRankPoints } from './measure.js';
import { openThumbnails } from './pictures.js';

/** Flagged images shown; the table has them all. */
const SHOWN_FLAGS = 24;
/** Stretches of the curve of accuracy against rank. */
const RANK_BINS = 10;

/** Collects everything that the report shows. */
export async function collectReportData(
  project: Project,
  options: CollectOptions,
  observer: Observer,
): Promise<ReportData> {
  const measured = await measureProject(project, options.k);
  assertNotCancelled(observer);
  const thumbnails = await openThumbnails(project);
  const dataset = project.readDataset();
  const split = chooseMeasuredSplit(dataset);
  const noise = measured.bias === null ? null : await findNoise(project, measured.bias);
  const flags = noise?.flags.slice(0, SHOWN_FLAGS) ?? [];
  const flagImages = await thumbnails.ofImages(flags.map(({ image }) => image));
  const nameOf = (classIndex: number) => dataset.classes[classIndex]!.displayName;
  return {
    header: await collectHeader(project, measured, options.writtenOn),
    verdictCounts: countBySource(measured.verdicts),
    gapSettings: { k: options.k, split },
    classes: await collectClasses(project, measured, thumbnails, options, observer),
    rankCurves: collectRankCurves(measured),
    mitigation: toReportMitigation(measured.mitigation),
    groups: collectGroups(project, measured),
    models: (measured.bias?.models ?? []).map(({ gaps: _gaps, ...model }) => ({
      ...model,
      evidence: measured.evidence?.models.find((one) => one.model === model.model) ?? null,
    })),
    study: collectStudy(project, measured),
    sensitivities: await collectSensitivities(project),
    collisions: (noise?.collisions ?? []).map((one) => ({
      feature: one.feature,
      label: null,
      spuriousClass: nameOf(one.spuriousClassIndex),
      coreClass: nameOf(one.coreClassIndex),
      unreviewed: measured.verdicts.some(
        ({ feature, classIndex, source }) =>
          source === 'provisional' &&
          feature === one.feature &&
          [one.spuriousClassIndex, one.coreClassIndex].includes(classIndex),
      ),
    })),
    labelNoise: {
      totalCount: noise?.flags.length ?? 0,
      flags: flags.flatMap((flag) => {
        const image = flagImages.find(({ path }) => path === dataset.images[flag.image]!.path);
        if (image === undefined) return [];
        return {
          image,
          className: nameOf(flag.classIndex),
          suspectedClass: nameOf(flag.suspectedClassIndex),
          spuriosity: flag.spuriosity,
        };
      }),
    },
    reproduce: {
      version: PROGRAM_VERSION,
      commands: [`spuriosity report -w ${quote(project.folder.split(/[\\/]/).at(-1)!)}`],
    },
  };
}

async function collectHeader(
  project: Project,
  { bias, discovery, mitigationNote }: Measured,
  writtenOn: Date,
): Promise<ReportHeader> {
  const dataset = project.readDataset();
  const encoder = await openProjectEncoder(project);
  const { head } = discovery;
  const skipped = await project.readSkippedRows();
  return {
    title: dataset.root.split(/[\\/]/).filter(Boolean).at(-1) ?? 'data set',
    date: writtenOn.toISOString().slice(0, 10),
    synthetic: await isDemoFolder(dataset.root),
    encoder:
      encoder === null
        ? { title: 'features imported by the user', robust: false, licence: 'unknown' }
        : { title: encoder.card.title, robust: encoder.card.robust, licence: encoder.card.licence },
    head: {
      kind: head.kind,
      recipe: head.recipe === null ? null : `recipe ${head.recipe}, seed ${head.seed}`,
      trainAccuracy: head.trainAccuracy ?? Number.NaN,
      valAccuracy: head.validationAccuracy ?? Number.NaN,
      curve: head.curve.map(({ epoch, trainAccuracy, validationAccuracy }) => ({
        epoch,
        trainAccuracy,
        valAccuracy: validationAccuracy ?? Number.NaN,
      })),
    },
    classCount: dataset.classes.length,
    imageCounts: countImages(dataset),
    skipped: [
      ...dataset.skipped,
      ...skipped.map(({ row, code, reason }) => ({ path: dataset.images[row]!.path, code, reason })),
    ],
    notes: [
      ...dataset.notes,
      ...[describeSetAside(project)].filter((note) => note !== null),
      ...(bias?.problems ?? []).map(({ model, reason }) => `The model ${model} is left out. ${reason}`),
      ...(await describeOutdatedTables(project)),
      ...project.damages,
      ...(mitigationNote === null ? [] : [`The mitigation is left out. ${mitigationNote}`]),
    ],
  };
}

function collectRankCurves({ bias, mitigation, labels }: Measured): ReportData['rankCurves'] {
  if (mitigation === null) {
    if (bias === null) return [];
    const bins = accuracyByRank(bias.rankings, bias.predictions[0]!, labels, RANK_BINS);
    return [{ method: null, points: toRankPoints(bins) }];
  }
  const { before, after } = mitigation.accuracyByRank;
  return [
    { method: null, points: toRankPoints(before) },
    ...MITIGATION_METHODS.flatMap((method) => {
      const bins = after[method];
      return bins === undefined ? [] : [{ method, points: toRankPoints(bins) }];
    }),
  ];
}

function toReportMitigation(mitigation: MitigateReport | null): ReportMitigation | null {
  if (mitigation === null) return null;
  const { recipe, imagesPerClass, anchors, optimizer, batchSize, k, stopBy } = mitigation.settings;
  return {
    model: mitigation.model,
    settings:
      `Recipe ${recipe}: ${typeof imagesPerClass === 'number' ? `${imagesPerClass} images of each class` : SHARE_TITLES[imagesPerClass]}${stopBy === 'worst-group' ? '' : ' with a spurious feature'}` +
      `${anchors && stopBy !== 'worst-group' ? ', and equally many random images of every other class' : ''}; ` +
      `${optimizer.kind.toUpperCase()}, learning rate ${optimizer.learningRate}, batch ${batchSize}; until ${formatStop(mitigation.settings)}.`,
    k,
    targetGap: toTargetGap(mitigation),
    recommendation: mitigation.recommendation,
    trials: mitigation.trials,
  };
}

function collectGroups(project: Project, { bias, tuned }: Measured): ReportGroups | null {
  const dataset = project.readDataset();
  const column = dataset.groupColumns[0];
  if (bias === null || column === undefined) return null;
  const nameOf = (classIndex: number) => dataset.classes[classIndex]!.displayName;
  const measure = (predictions: Predictions) =>
    computeGroupAccuracies({ predictions, images: dataset.images, groupColumn: column, split: bias.split })
      .cells;
  const after = tuned === null ? null : measure(tuned);
  return {
    column,
    split: bias.split,
    auroc: bias.groupAuroc
      .filter((one) => one.column === column)
      .map(({ classIndex, majorityGroup, auroc }) => ({
        classIndex,
        className: nameOf(classIndex),
        group: majorityGroup,
        auroc,
      })),
    accuracy: measure(bias.predictions[0]!).map((cell, place) => ({
      className: nameOf(cell.classIndex),
      group: cell.group,
      imageCount: cell.imageCount,
      accuracyBefore: cell.accuracy,
      accuracyAfter: after?.[place]?.accuracy ?? null,
    })),
  };
}

function quote(text: string): string {
  return /^[\w.@/-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
