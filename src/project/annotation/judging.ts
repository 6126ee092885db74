/**
 * What automatic verdicts are made of, gathered from a workspace: groups, activations, maps and masks of a pair's top images.
 * In: an open project and its pairs. Out: verdicts, of one kind each. Stores none, and does not choose between kinds.
 */
import { type Observer, SILENT_OBSERVER } from '../../base/observer.js';
import type { AutomaticSource, Pair, Verdict } from '../../records/annotation.js';
import type { Discovery } from '../../records/discovery.js';
import {
  computeClassEvidence,
  computeClassWeights,
  computeEvidenceAgreement,
  computeGroupScore,
  computeSurroundingsShares,
  DEFAULT_AUTOMATIC_IMAGES,
  DEFAULT_OFF_OBJECT_SHARE,
  decideByFoundMasks,
  decideByGroup,
  decideByMask,
  decideBySurroundings,
  decideProvisionally,
  type EvidentPair,
  type FrameMap,
  isTiedToClasses,
  removeFeature,
  toPairKey,
} from '../../stages/annotation/index.js';
import { chooseExemplars } from '../../stages/discovery/index.js';
import type { WholeFeatureMap } from '../../stages/features/index.js';
import { listRowsOf, listTrainingRows } from '../discovery/index.js';
import { readPairColumns, readProjectHead } from '../features/index.js';
import { type MappedImage, openObjectMasks, readMaps } from '../pictures/index.js';
import type { Project } from '../workspace/index.js';
import { drawUsualRows, type ExemplarPair, measureSurroundings } from './surroundings.js';

/** Verdicts by the known groups of the data set; none of pairs whose class does not vary. */
export async function judgeByGroups(
  project: Project,
  { pairs }: Discovery,
  from: AutomaticSource | null,
): Promise<Verdict[]> {
  const { images, groupColumns } = project.readDataset();
  if (groupColumns.length === 0) return [];
  const { readActivations } = await readPairColumns(project, pairs);
  const rowsOfClass = await listTrainingRows(project);
  const training = rowsOfClass.flat().map((row) => images[row]!);
  // Groups that have nothing to do with the classes convict a feature that tells them, but acquit none.
  const canAcquit =
    from === 'group-column' ||
    groupColumns.some((name) =>
      isTiedToClasses(
        training.map(({ columns: ofImage }) => ofImage[name] ?? ''),
        training.map(({ classIndex }) => classIndex),
      ),
    );
  const measure = (pair: Pair, rows: readonly number[]) => {
    const groups = Object.fromEntries(
      groupColumns.map((name) => [name, rows.map((row) => images[row]!.columns[name] ?? '')]),
    );
    return computeGroupScore(readActivations(pair, rows), groups);
  };
  // A cue on nearly every training image leaves too few without it; where validation has more, these tell.
  const furtherOfClass = await listRowsOf(project, ['train', 'val']);
  return pairs.flatMap((pair) => {
    const score =
      measure(pair, rowsOfClass[pair.classIndex]!) ?? measure(pair, furtherOfClass[pair.classIndex]!);
    const verdict = score === null ? null : decideByGroup(pair, score);
    return verdict === null || (verdict.verdict === 'core' && !canAcquit) ? [] : verdict;
  });
}

/**
 * Verdicts from where features fire: by object masks where all images of a class have them, else provisional. Needs images.
 * Of `settled` pairs (keys), whose verdict is known from elsewhere, no more is asked than their maps.
 */
export async function judgeByMaps(
  project: Project,
  { pairs }: Discovery,
  from: AutomaticSource | null,
  settled: ReadonlySet<string>,
  observer: Observer,
): Promise<Verdict[]> {
  const { exemplars, classes } = await readJudgedPairs(
    project,
    pairs,
    { masks: from !== 'provisional' },
    observer,
  );
  const segmenter = (await openObjectMasks(project))?.segmenter ?? null;
  const verdicts = classes.flatMap((ofClass) => judgeClass(ofClass, from, segmenter));
  const isOpen = (verdict: Verdict) =>
    verdict.source === 'object-mask' &&
    (verdict.score ?? 0) <= DEFAULT_OFF_OBJECT_SHARE &&
    !settled.has(toPairKey(verdict));
  const open = new Set(verdicts.filter(isOpen).map(toPairKey));
  return askSurroundings(
    project,
    verdicts,
    exemplars.filter((pair) => open.has(toPairKey(pair))),
    segmenter,
    observer,
  );
}

/** Asks of pairs most of whose map lies on the object whether they owe it to what surrounds it: a cell sees more than its own square. */
async function askSurroundings(
  project: Project,
  verdicts: Verdict[],
  pairs: readonly ExemplarPair[],
  segmenter: string | null,
  observer: Observer,
): Promise<Verdict[]> {
  if (pairs.length === 0) return verdicts;
  const measured = await measureSurroundings(project, pairs, observer);
  return verdicts.map((verdict) => {
    const own = measured.get(toPairKey(verdict));
    if (own === undefined) return verdict;
    const shares = {
      strongest: computeSurroundingsShares(own.strongest),
      usual: computeSurroundingsShares(own.usual),
    };
    return decideBySurroundings(verdict, shares, segmenter);
  });
}

/** A pair with its top images, as a verdict needs them: the pixels are let go. */
interface JudgedPair extends EvidentPair {
  /** One per map; null where an image has none. */
  masks: (FrameMap | null)[];
  boxCount: number;
}

/** The images that a verdict looks at: of each pair those that activate it most. */
async function listJudgedExemplars(
  project: Project,
  pairs: Discovery['pairs'],
  observer: Observer,
): Promise<ExemplarPair[]> {
  const { readActivations } = await readPairColumns(project, pairs, observer);
  return chooseExemplars(pairs, readActivations, await listTrainingRows(project), {
    top: DEFAULT_AUTOMATIC_IMAGES,
    bottom: 0,
  });
}

/** Every image whose mask a verdict may ask for, ascending: those that activate a pair most, and those drawn from each class at random. */
export async function listMaskedRows(
  project: Project,
  { pairs }: Discovery,
  observer: Observer,
): Promise<number[]> {
  const { images } = project.readDataset();
  const exemplars = await listJudgedExemplars(project, pairs, observer);
  const rowsOfClass = await listTrainingRows(project);
  const judged = [...new Set(pairs.map(({ classIndex }) => classIndex))];
  const usual = judged.flatMap((classIndex) =>
    drawUsualRows(project, classIndex, rowsOfClass[classIndex]!, {
      mayHave: ({ location }) => location !== null,
    }),
  );
  const rows = new Set([...exemplars.flatMap(({ top }) => top), ...usual]);
  return [...rows].filter((row) => images[row]!.location !== null).sort((a, b) => a - b);
}

/** The pairs, each class's together, with maps of their top images; and which images these are. */
async function readJudgedPairs(
  project: Project,
  pairs: Discovery['pairs'],
  options: { masks: boolean },
  observer: Observer,
): Promise<{ exemplars: ExemplarPair[]; classes: JudgedPair[][] }> {
  const { classes, images } = project.readDataset();
  const exemplars = await listJudgedExemplars(project, pairs, observer);
  const head = await readProjectHead(project);
  const weights = classes.map(({ index }) => computeClassWeights(head, index));
  const featuresOfRow = new Map<number, number[]>();
  for (const { feature, top } of exemplars) {
    for (const row of top) featuresOfRow.set(row, [...(featuresOfRow.get(row) ?? []), feature]);
  }
  const requests = [...featuresOfRow]
    .sort(([a], [b]) => a - b)
    .map(([row, features]) => ({
      row,
      features,
      summarize: (map: WholeFeatureMap) => computeClassEvidence(map, weights[images[row]!.classIndex]!),
    }));
  const mapped = new Map<number, Omit<MappedImage, 'pixels'>>();
  const keep = ({ pixels: _, ...image }: MappedImage) => void mapped.set(image.row, image);
  await readMaps(project, requests, keep, options, observer);
  const toJudged = ({ classIndex, feature, top }: ExemplarPair): JudgedPair => {
    const found = top.flatMap((row) => mapped.get(row) ?? []);
    const maps = found.map((image) => image.maps.get(feature)!);
    const weight = weights[classIndex]![feature]!;
    return {
      classIndex,
      feature,
      maps,
      evidence: found.map(({ summary }, place) => removeFeature(summary!, maps[place]!, weight)),
      masks: found.map(({ mask }) => mask),
      boxCount: found.filter(({ isBox }) => isBox).length,
    };
  };
  const ofClass = (index: number) => exemplars.filter(({ classIndex }) => classIndex === index).map(toJudged);
  return {
    exemplars,
    classes: classes.map(({ index }) => ofClass(index)).filter((judged) => judged.length > 0),
  };
}

/** Verdicts of one class: by its masks where its images have them, else provisional. */
function judgeClass(pairs: JudgedPair[], from: AutomaticSource | null, segmenter: string | null): Verdict[] {
  const decideByMasks = () =>
    segmenter === null ? decideByOwnMasks(pairs) : decideByFoundMasks(pairs, segmenter);
  const byMasks = from === 'provisional' ? null : decideByMasks();
  return byMasks ?? (from === 'object-mask' ? [] : decideProvisionally(pairs));
}

/** By masks that the data set brings; null where an image has none. */
function decideByOwnMasks(pairs: readonly JudgedPair[]): Verdict[] | null {
  if (pairs.some(({ masks }) => masks.includes(null))) return null;
  return pairs.map((pair) =>
    decideByMask(
      pair,
      pair.masks.map((mask) => mask!),
      { areBoxes: pair.boxCount > pair.maps.length / 2 },
    ),
  );
}

/** How every discovered pair agrees with the evidence for its class, which provisional verdicts rest on (docs/method.md, M32). */
export async function measureEvidenceAgreements(
  project: Project,
  { pairs }: Discovery,
  observer: Observer = SILENT_OBSERVER,
): Promise<(Pair & { agreement: number })[]> {
  const { classes } = await readJudgedPairs(project, pairs, { masks: false }, observer);
  return classes.flat().map((pair) => ({
    classIndex: pair.classIndex,
    feature: pair.feature,
    agreement: computeEvidenceAgreement(pair),
  }));
}
