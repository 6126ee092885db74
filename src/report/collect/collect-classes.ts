/**
 * The report's classes: gaps, ends of the ranking, features with their pictures.
 * In: what was measured, thumbnails. Out: one `ReportClass` per class; pictures only for the classes shown in full.
 */
import { assertNotCancelled, type Observer } from '../../base/observer.js';
import {
  listPairVisuals,
  type PairColumns,
  type Project,
  rankClassByFeature,
  readPairColumns,
} from '../../project/index.js';
import type { Pair, Verdict } from '../../records/annotation.js';
import type { ClassGap, ClassRanking } from '../../records/bias.js';
import type { ClassRecord } from '../../records/dataset.js';
import {
  computeGroupScore,
  DEFAULT_GROUP_AUROC,
  listProvisionalClasses,
} from '../../stages/annotation/index.js';
import { accuracyByRank, computeClassGaps, computeMeanGapInterval } from '../../stages/bias/index.js';
import type { GapNumbers, RankedImage, ReportClass, ReportFeature } from '../report-data.js';
import { type CollectOptions, computeGapsAfter, type Measured, toRankPoints } from './measure.js';
import { sortClasses } from './ordering.js';
import { readPairPictures, type Thumbnails } from './pictures.js';

/** Images shown at either end of a ranking. */
const SHOWN_RANKED = 10;
/** Stretches of one class's curve: fewer than of all classes together, each has fewer images. */
const CLASS_RANK_BINS = 5;

/** Collects every class, in index order. */
export async function collectClasses(
  project: Project,
  measured: Measured,
  thumbnails: Thumbnails,
  { detailedClasses, k }: CollectOptions,
  observer: Observer,
): Promise<ReportClass[]> {
  const { classes } = project.readDataset();
  const context: ClassContext = {
    project,
    measured,
    k,
    columns: await readPairColumns(project, measured.discovery.pairs, observer),
    provisional: listProvisionalClasses(measured.verdicts),
  };
  const plain = classes.map((record) => collectNumbers(context, record));
  const detailed = sortClasses(plain).slice(0, detailedClasses);
  let done = 0;
  for (const cls of detailed) {
    assertNotCancelled(observer);
    await addPictures(context, cls, thumbnails);
    done += 1;
    observer.progress({ task: 'writing the report', done, total: detailed.length, unit: 'classes' });
  }
  return plain;
}

interface ClassContext {
  project: Project;
  measured: Measured;
  k: number;
  columns: PairColumns;
  /** Classes with a provisional verdict. */
  provisional: Set<number>;
}

function collectNumbers(context: ClassContext, record: ClassRecord): ReportClass {
  const { bias, evidence, tuned, labels } = context.measured;
  const ofClass = ({ classIndex }: { classIndex: number }) => classIndex === record.index;
  const ranking = bias?.rankings.find(ofClass);
  const curves = (predictions: NonNullable<typeof tuned>) =>
    toRankPoints(accuracyByRank([ranking!], predictions, labels, CLASS_RANK_BINS));
  return {
    index: record.index,
    name: record.displayName,
    gloss: record.gloss,
    gap: toGapNumbers(bias?.models[0]?.gaps.find(ofClass)),
    gapAfter: toGapNumbers(computeGapsAfter(context.measured).find(ofClass)),
    evidence: evidence?.classes.find((one) => ofClass(one) && one.model === bias?.models[0]?.model) ?? null,
    isProvisional: context.provisional.has(record.index),
    mostSpurious: [],
    leastSpurious: [],
    features: context.measured.discovery.pairs.filter(ofClass).map((pair) => collectFeature(context, pair)),
    rankCurves:
      ranking === undefined
        ? []
        : [
            { method: null, points: curves(bias!.predictions[0]!) },
            ...(tuned === null ? [] : [{ method: 'low-spuriosity' as const, points: curves(tuned) }]),
          ],
  };
}

function collectFeature(context: ClassContext, pair: Measured['discovery']['pairs'][number]): ReportFeature {
  const verdict = context.measured.verdicts.find(
    (one) => one.classIndex === pair.classIndex && one.feature === pair.feature,
  );
  const { verdict: word, source, basis, votesCore, votesSpurious } = verdict ?? toUnjudged(pair);
  return {
    feature: pair.feature,
    rank: pair.rank,
    importance: pair.importance,
    verdict: word,
    source,
    basis,
    votesCore,
    votesSpurious,
    label: word === 'spurious' ? findGroupName(context, pair) : null,
    top: [],
    heatmaps: [],
    bottom: [],
    accuracy: measureFeature(context, pair),
  };
}

/** A pair that nobody and nothing has judged counts as core, unreviewed. */
function toUnjudged({ classIndex, feature }: Pair): Verdict {
  return {
    classIndex,
    feature,
    verdict: 'core',
    votesCore: 0,
    votesSpurious: 0,
    source: 'provisional',
    score: null,
    probability: null,
    basis: 'Unreviewed: nobody has judged this pair.',
  };
}

/** The known group that the feature stands for within its class, such as "water"; null where none fits. */
function findGroupName({ project, columns }: ClassContext, { classIndex, feature }: Pair): string | null {
  const { images, groupColumns } = project.readDataset();
  const own = [...columns.imagesOfClass[classIndex]!];
  const rows = own.filter((image) => images[image]!.split === 'train');
  const score = computeGroupScore(
    columns.readActivations({ classIndex, feature }, rows),
    Object.fromEntries(
      groupColumns.map((name) => [name, rows.map((row) => images[row]!.columns[name] ?? '')]),
    ),
  );
  return score !== null && score.auroc >= DEFAULT_GROUP_AUROC ? score.group : null;
}

function measureFeature(
  { project, measured, columns, k }: ClassContext,
  pair: Pair,
): ReportFeature['accuracy'] {
  const { bias, labels } = measured;
  if (bias === null) return undefined;
  const ranking = rankClassByFeature(project.readDataset(), columns, pair, bias.split);
  const [gap] = computeClassGaps([ranking], bias.predictions[0]!, labels, { k });
  if (gap === undefined) return undefined;
  return { split: bias.split, k: gap.k, accuracyTop: gap.accuracyTop, accuracyBottom: gap.accuracyBottom };
}

async function addPictures(context: ClassContext, cls: ReportClass, thumbnails: Thumbnails): Promise<void> {
  const { discovery, bias } = context.measured;
  for (const feature of cls.features) {
    const exemplars = discovery.exemplars.find(
      (one) => one.classIndex === cls.index && one.feature === feature.feature,
    )!;
    const visuals = listPairVisuals(context.project, exemplars, feature.rank);
    Object.assign(feature, await readPairPictures(thumbnails, visuals, exemplars));
  }
  const ranking = bias?.rankings.find(({ classIndex }) => classIndex === cls.index);
  if (ranking === undefined) return;
  const shown = Math.min(SHOWN_RANKED, Math.floor(ranking.images.length / 2));
  cls.leastSpurious = await collectRanked(context, ranking, [...Array(shown).keys()], thumbnails);
  cls.mostSpurious = await collectRanked(
    context,
    ranking,
    Array.from({ length: shown }, (_, place) => ranking.images.length - 1 - place),
    thumbnails,
  );
}

async function collectRanked(
  { project, measured }: ClassContext,
  ranking: ClassRanking,
  places: number[],
  thumbnails: Thumbnails,
): Promise<RankedImage[]> {
  const { classes, images } = project.readDataset();
  const { labels: predicted } = measured.bias!.predictions[0]!;
  const pictures = await thumbnails.ofImages(places.map((place) => ranking.images[place]!));
  return places.flatMap((place) => {
    const row = ranking.images[place]!;
    const picture = pictures.find(({ path }) => path === images[row]!.path);
    if (picture === undefined) return [];
    const label = predicted[row]!;
    return {
      ...picture,
      spuriosity: ranking.spuriosity[place]!,
      predictedClass: label < 0 ? null : classes[label]!.displayName,
      correct: label < 0 ? null : label === ranking.classIndex,
    };
  });
}

function toGapNumbers(gap: ClassGap | undefined): GapNumbers | null {
  if (gap === undefined) return null;
  const { k, imageCount, reducedK, accuracyTop, accuracyBottom } = gap;
  const interval = computeMeanGapInterval([gap]);
  return { k, imageCount, reducedK, accuracyTop, accuracyBottom, gap: gap.gap, interval };
}
