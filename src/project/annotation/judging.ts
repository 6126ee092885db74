/**
 * What automatic verdicts are made of, gathered from a workspace: groups, activations, maps and masks of a pair's top images.
 * In: an open project and its pairs. Out: verdicts, of one kind each. Stores none, and does not choose between kinds.
 */
import type { Observer } from '../../base/observer.js';
import type { AutomaticSource, Verdict } from '../../records/annotation.js';
import type { Discovery } from '../../records/discovery.js';
import {
  computeGroupScore,
  computeSurroundingsShares,
  DEFAULT_AUTOMATIC_IMAGES,
  DEFAULT_OFF_OBJECT_SHARE,
  decideByGroup,
  decideByMask,
  decideBySurroundings,
  decideProvisionally,
  type FrameMap,
  isTiedToClasses,
  type MappedPair,
  toPairKey,
} from '../../stages/annotation/index.js';
import { chooseExemplars } from '../../stages/discovery/index.js';
import { listTrainingRows } from '../discovery/index.js';
import { readPairColumns } from '../features/index.js';
import { type MappedImage, readMaps } from '../pictures/index.js';
import type { Project } from '../workspace/index.js';
import { type ExemplarPair, measureSurroundings } from './surroundings.js';

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
  return pairs.flatMap((pair) => {
    const rows = rowsOfClass[pair.classIndex]!;
    const groups = Object.fromEntries(
      groupColumns.map((name) => [name, rows.map((row) => images[row]!.columns[name] ?? '')]),
    );
    const score = computeGroupScore(readActivations(pair, rows), groups);
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
  const dataset = project.readDataset();
  const { readActivations } = await readPairColumns(project, pairs, observer);
  const exemplars = chooseExemplars(pairs, readActivations, await listTrainingRows(project), {
    top: DEFAULT_AUTOMATIC_IMAGES,
    bottom: 0,
  });
  const featuresOfRow = new Map<number, number[]>();
  for (const { feature, top } of exemplars) {
    for (const row of top) featuresOfRow.set(row, [...(featuresOfRow.get(row) ?? []), feature]);
  }
  const requests = [...featuresOfRow].sort(([a], [b]) => a - b).map(([row, features]) => ({ row, features }));
  const mapped = new Map<number, JudgedImage>();
  const keep = ({ row, maps, mask, isBox }: MappedImage) => void mapped.set(row, { maps, mask, isBox });
  await readMaps(project, requests, keep, { masks: from !== 'provisional' }, observer);
  const verdicts = dataset.classes.flatMap(({ index }) => {
    const ofClass = exemplars.filter(({ classIndex }) => classIndex === index);
    return ofClass.length === 0 ? [] : judgeClass(ofClass, mapped, from);
  });
  const isOpen = (verdict: Verdict) =>
    verdict.source === 'object-mask' &&
    (verdict.score ?? 0) <= DEFAULT_OFF_OBJECT_SHARE &&
    !settled.has(toPairKey(verdict));
  const open = new Set(verdicts.filter(isOpen).map(toPairKey));
  return askSurroundings(
    project,
    verdicts,
    exemplars.filter((pair) => open.has(toPairKey(pair))),
    observer,
  );
}

/** Asks of pairs most of whose map lies on the object whether they owe it to what surrounds it: a cell sees more than its own square. */
async function askSurroundings(
  project: Project,
  verdicts: Verdict[],
  pairs: readonly ExemplarPair[],
  observer: Observer,
): Promise<Verdict[]> {
  if (pairs.length === 0) return verdicts;
  const measured = await measureSurroundings(project, pairs, observer);
  return verdicts.map((verdict) => {
    const own = measured.get(toPairKey(verdict));
    if (own === undefined) return verdict;
    return decideBySurroundings(verdict, {
      strongest: computeSurroundingsShares(own.strongest),
      usual: computeSurroundingsShares(own.usual),
    });
  });
}

/** What a verdict needs of an image; the pixels are let go. */
type JudgedImage = Pick<MappedImage, 'maps' | 'mask' | 'isBox'>;

/** Verdicts of one class: by its masks where its images have them, else provisional. */
function judgeClass(
  exemplars: readonly { classIndex: number; feature: number; top: number[] }[],
  mapped: Map<number, JudgedImage>,
  from: AutomaticSource | null,
): Verdict[] {
  const pairs = exemplars.map(({ classIndex, feature, top }) => ({
    classIndex,
    feature,
    images: top.flatMap((row) => mapped.get(row) ?? []),
  }));
  const isMasked = pairs.every(({ images }) => images.every(({ mask }) => mask !== null));
  if (isMasked && from !== 'provisional') {
    return pairs.map((pair) =>
      decideByMask(
        toMappedPair(pair),
        pair.images.map(({ mask }) => mask!),
        pair.images.filter(({ isBox }) => isBox).length > pair.images.length / 2,
      ),
    );
  }
  return from === 'object-mask' ? [] : decideProvisionally(pairs.map(toMappedPair));
}

function toMappedPair(pair: { classIndex: number; feature: number; images: JudgedImage[] }): MappedPair {
  const maps: FrameMap[] = pair.images.map(({ maps: ofImage }) => ofImage.get(pair.feature)!);
  return { classIndex: pair.classIndex, feature: pair.feature, maps };
}
