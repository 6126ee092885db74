/**
 * One planted cue at one correlation, through the stages as anyone's data go through them: the program is not told which images carry it.
 * In: a planted data set on disk. Out: a `SelfTestStudy`, measured against the truth. Draws nothing; decides nothing from the truth.
 */
import { StageError } from '../../base/errors.js';
import type { Observer } from '../../base/observer.js';
import { computeDifferenceInterval } from '../../numeric/index.js';
import type { ImageRecord, SplitName } from '../../records/dataset.js';
import type { ModelEvidence } from '../../records/evidence.js';
import type { SelfTestStudy, WorstCueCell } from '../../records/selftest/selftest.js';
import { computeGroupAccuracies, type GroupAccuracies } from '../../stages/bias/index.js';
import { DEFAULT_DATASET_OPTIONS } from '../../stages/dataset/index.js';
import { annotateAutomatically } from '../annotation/index.js';
import { measureBias, measureProjectEvidence, predictAll } from '../bias/index.js';
import { initProject, NO_CUE } from '../dataset/index.js';
import { DEFAULT_DISCOVER_OPTIONS, discoverProject, readDiscovery } from '../discovery/index.js';
import { type ExtractOptions, extractProject, HEAD_NAME } from '../features/index.js';
import { rankProject } from '../ranking/index.js';
import { type Project, readVerdicts } from '../workspace/index.js';
import { measureAuroc, measureCueFeatures } from './cue-features.js';
import { measureRepairs } from './repairs.js';

/** Column of the manifest that tells who carries the cue; no stage is given it as a group. */
const CUE_COLUMN = 'cue';
/** Of each repair: a study compares methods on hundreds of images, not thousands. */
const TRIALS = 1;

/** What the study is told beside the data. */
export interface StudyInput {
  manifestPath: string;
  workspace: string;
  /** The class that usually carries the cue, then the other. */
  classNames: readonly [string, string];
  extract: ExtractOptions;
  seed: number;
  /** Images at either end of a gap. */
  k: number;
}

/** What is measured; the rest of a study is known before. */
export type StudyMeasures = Omit<
  SelfTestStudy,
  'cue' | 'correlation' | 'look' | 'classNames' | 'imagesPerClass'
>;

/** Every stage, then the truth. A second call goes on where the first was stopped. */
export async function runStudy(input: StudyInput, observer: Observer): Promise<StudyMeasures> {
  const options = { ...DEFAULT_DATASET_OPTIONS, groupColumns: [], maskColumn: undefined };
  const { project } = await initProject(input.manifestPath, input.workspace, options, observer);
  try {
    await extractProject(project, input.extract, observer);
    const head = { ...DEFAULT_DISCOVER_OPTIONS.head, kind: 'fitted' as const, seed: input.seed };
    // A planted cue can only be learnt by a head that is fitted on it; nobody looks at pictures here.
    await discoverProject(
      project,
      { ...DEFAULT_DISCOVER_OPTIONS, head, visuals: false, attackedPairs: 0 },
      observer,
    );
    await annotateAutomatically(project, { from: 'provisional' }, observer);
    return await measureStudy(project, input, observer);
  } finally {
    project.close();
  }
}

async function measureStudy(project: Project, input: StudyInput, observer: Observer): Promise<StudyMeasures> {
  const { classes } = project.readDataset();
  const carrier = classes.find(({ name }) => name === input.classNames[0])!.index;
  const discovery = await readDiscovery(project);
  const features = (
    await measureCueFeatures(project, discovery, CUE_COLUMN, { choosing: 'val', measuring: 'test' })
  ).find(({ classIndex }) => classIndex === carrier)!;
  const verdicts = readVerdicts(project);
  const own = verdicts.find(
    ({ classIndex, feature }) => classIndex === carrier && feature === features.listed.feature,
  );
  const before = await measureHeadGroups(project);
  const repaired = await repair(project, before, observer);
  const spuriousPairs = verdicts.filter(({ verdict }) => verdict === 'spurious').length;
  return {
    featureCount: (await project.openFeatures()).featureCount,
    listedCount: features.pairs.length,
    listed: features.listed,
    best: features.best,
    verdict: own === undefined ? null : { verdict: own.verdict, probability: own.probability },
    spuriousPairs,
    spuriosity: spuriousPairs === 0 ? null : await measureSpuriosity(project, carrier),
    gap: spuriousPairs === 0 ? null : await measureGap(project, input.k),
    truth: {
      accuracy: before.imageWeightedAccuracy,
      effect: measureEffect(before, carrier),
      worst: toWorstCell(project, before),
    },
    ...repaired,
  };
}

/** The head on test images by class and cue. */
async function measureHeadGroups(project: Project): Promise<GroupAccuracies> {
  const { predictions } = await predictAll(project);
  return computeGroupAccuracies({
    predictions: predictions.find(({ model }) => model === HEAD_NAME)!,
    images: project.readDataset().images,
    groupColumn: CUE_COLUMN,
    split: 'test',
  });
}

/** Accuracy where image and habit of its class agree about the cue minus accuracy where they do not. */
function measureEffect({ cells }: GroupAccuracies, carrier: number) {
  const sum = (agrees: boolean) => {
    const ofKind = cells.filter(
      ({ classIndex, group }) => ((classIndex === carrier) === (group !== NO_CUE)) === agrees,
    );
    const count = ofKind.reduce((total, { imageCount }) => total + imageCount, 0);
    const right = ofKind.reduce((total, { imageCount, accuracy }) => total + imageCount * accuracy, 0);
    return { share: right / count, count };
  };
  const [keeping, breaking] = [sum(true), sum(false)];
  return {
    difference: keeping.share - breaking.share,
    ...computeDifferenceInterval(keeping, breaking),
  };
}

function toWorstCell(project: Project, { worst }: GroupAccuracies): WorstCueCell {
  const { classIndex, group, accuracy, imageCount, interval } = worst!;
  const className = project.readDataset().classes[classIndex]!.name;
  return { className, hasCue: group !== NO_CUE, accuracy, imageCount, ...interval };
}

async function measureSpuriosity(project: Project, carrier: number) {
  const { images } = project.readDataset();
  const ranking = (await rankProject(project, ['test'])).find(({ classIndex }) => classIndex === carrier);
  if (ranking === undefined) return null;
  const carries = ranking.images.map((image) => isCarrier(images[image]!));
  return measureAuroc(ranking.spuriosity, carries);
}

function isCarrier({ columns }: ImageRecord): boolean {
  return columns[CUE_COLUMN] !== NO_CUE;
}

async function measureGap(project: Project, k: number): Promise<StudyMeasures['gap']> {
  const split: SplitName = 'val';
  const evidence = await measureProjectEvidence(project, await measureBias(project, { k, split }));
  const head = evidence.models.find(({ model }) => model === HEAD_NAME);
  return head === undefined ? null : toGap(head);
}

function toGap({ gap, adjusted, strict, permuted, core, random, finding }: ModelEvidence) {
  return {
    gap: gap.gap,
    low: gap.low,
    high: gap.high,
    adjusted: adjusted && {
      gap: adjusted.gap,
      low: adjusted.low,
      high: adjusted.high,
      pValue: adjusted.pValue,
    },
    strict: strict && { gap: strict.gap, pValue: strict.pValue },
    permuted,
    core: core?.gap ?? null,
    random: random?.gap ?? null,
    finding,
  };
}

/** What the recommended repair does to the worst group; a data set without a ranking has none. */
async function repair(
  project: Project,
  before: GroupAccuracies,
  observer: Observer,
): Promise<Pick<StudyMeasures, 'repair' | 'notRepaired'>> {
  if (!readVerdicts(project).some(({ verdict }) => verdict === 'spurious')) {
    return { repair: null, notRepaired: 'no feature was called spurious' };
  }
  const repairs = await measureRepairs(project, CUE_COLUMN, TRIALS, observer).catch((error) => {
    // A few images may be too few to tune on or to measure by.
    if (error instanceof StageError) return error;
    throw error;
  });
  if (repairs instanceof StageError) return { repair: null, notRepaired: repairs.what };
  const { recommended, methods } = repairs;
  const row = methods.find(({ method }) => method === recommended);
  if (recommended === null || row?.groups?.worst == null)
    return { repair: null, notRepaired: 'no repair is recommended' };
  const toShare = ({ worst }: GroupAccuracies) => ({ share: worst!.accuracy, count: worst!.imageCount });
  return {
    repair: {
      method: recommended,
      accuracy: row.accuracy,
      worst: toWorstCell(project, row.groups),
      change: {
        difference: row.groups.worst.accuracy - before.worst!.accuracy,
        ...computeDifferenceInterval(toShare(row.groups), toShare(before)),
      },
    },
    notRepaired: null,
  };
}
