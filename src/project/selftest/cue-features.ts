/**
 * How well features and rankings tell a known cue: an open project and the cue's column in, AUROCs out. Judges no pair.
 * Every AUROC is within one class: 1 where the images with the class's usual value of the column come first.
 */
import { computeAuroc, computeAurocInterval } from '../../numeric/index.js';
import type { ClassRanking } from '../../records/bias.js';
import type { SplitName } from '../../records/dataset.js';
import type { Discovery, ImportantFeature } from '../../records/discovery.js';
import { readAllRows } from '../../records/features.js';
import type { CueFeature, MeasuredAuroc } from '../../records/selftest/selftest.js';
import { findMajorityGroups, spuriosityGroupAuroc } from '../../stages/bias/index.js';
import { computeClassMeans, computeImportantFeatures } from '../../stages/discovery/index.js';
import { readProjectHead } from '../features/index.js';
import type { Project } from '../workspace/index.js';

/** The splits that choose the best feature and measure it; the same twice where the choice may flatter the number. */
export interface CueSplits {
  choosing: SplitName;
  measuring: SplitName;
}

/** The features of one class against the cue. */
export interface ClassCueFeatures {
  className: string;
  classIndex: number;
  /** The commonest value of the column among the class's training images. */
  majority: string;
  /** Listed features by rank, with their AUROC on the choosing split. */
  pairs: { feature: number; rank: number; auroc: number }[];
  /** Of the listed features, and of all, the one with the highest AUROC on the choosing split. */
  listed: CueFeature;
  best: CueFeature;
  /** AUROC of `best` on the choosing split. */
  bestAnywhere: number;
}

/** For each class what its features know of the column. Classes in which the column does not vary in both splits are left out. */
export async function measureCueFeatures(
  project: Project,
  discovery: Discovery,
  column: string,
  { choosing, measuring }: CueSplits = { choosing: 'train', measuring: 'train' },
): Promise<ClassCueFeatures[]> {
  const { images, classes } = project.readDataset();
  const source = await project.openFeatures();
  const { featureCount, valid } = source;
  const features = await readAllRows(source);
  const importance = await rankAllFeatures(project);
  const known = images.filter(({ index, columns }) => valid[index] === 1 && (columns[column] ?? '') !== '');
  const majorities = findMajorityGroups(known, column);
  return classes.flatMap(({ index: classIndex, name }) => {
    const majority = majorities.get(classIndex);
    if (majority === undefined) return [];
    const prepare = (split: SplitName) => {
      const rows = known.filter((image) => image.classIndex === classIndex && image.split === split);
      return {
        carries: rows.map(({ columns }) => columns[column] === majority),
        gather: (feature: number) => rows.map(({ index }) => features[index * featureCount + feature]!),
      };
    };
    const [chosenOn, measuredOn] = [prepare(choosing), prepare(measuring)];
    const ofClass = importance.filter((pair) => pair.classIndex === classIndex);
    const isListed = ({ feature }: ImportantFeature) =>
      discovery.pairs.some((pair) => pair.classIndex === classIndex && pair.feature === feature);
    const all = ofClass.map((pair) => ({
      feature: pair.feature,
      rank: pair.rank,
      isListed: isListed(pair),
      auroc: computeAuroc(chosenOn.gather(pair.feature), chosenOn.carries),
    }));
    const listed = all.filter((one) => one.isListed);
    const varies = new Set(measuredOn.carries).size === 2 && all.every(({ auroc }) => !Number.isNaN(auroc));
    if (listed.length === 0 || !varies) return [];
    const chooseBest = (candidates: typeof all) =>
      candidates.reduce((best, one) => (one.auroc > best.auroc ? one : best));
    const toFeature = ({ feature, rank }: (typeof all)[number]): CueFeature => ({
      feature,
      rank,
      measured: measureAuroc(measuredOn.gather(feature), measuredOn.carries),
    });
    return {
      className: name,
      classIndex,
      majority,
      pairs: listed.map(({ feature, rank, auroc }) => ({ feature, rank, auroc })),
      listed: toFeature(chooseBest(listed)),
      best: toFeature(chooseBest(all)),
      bestAnywhere: chooseBest(all).auroc,
    };
  });
}

/** How well scores tell the positives, with its interval. */
export function measureAuroc(scores: ArrayLike<number>, positives: readonly boolean[]): MeasuredAuroc {
  const auroc = computeAuroc(scores, positives);
  const positiveCount = positives.filter(Boolean).length;
  return { auroc, ...computeAurocInterval(auroc, positiveCount, positives.length - positiveCount) };
}

/** Mean over classes of the AUROC of spuriosity against the column, on the ranked images; null where it is not defined for any. */
export function measureRankings(
  project: Project,
  rankings: readonly ClassRanking[],
  column: string,
): number | null {
  const aurocs = spuriosityGroupAuroc(rankings, project.readDataset().images, column).map(
    ({ auroc }) => auroc,
  );
  return aurocs.length === 0 ? null : aurocs.reduce((sum, value) => sum + value, 0) / aurocs.length;
}

/** Every feature of every class by importance over the class's training images, as `discover` lists the first of them. */
async function rankAllFeatures(project: Project): Promise<ImportantFeature[]> {
  const { images, classes } = project.readDataset();
  const source = await project.openFeatures();
  const classOfRow = Int32Array.from(images, ({ index, split, classIndex }) =>
    split === 'train' && source.valid[index] === 1 ? classIndex : -1,
  );
  const means = await computeClassMeans(source, classOfRow, classes.length);
  return computeImportantFeatures(means, await readProjectHead(project), source.featureCount);
}
