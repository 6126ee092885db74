/**
 * Classes with hardly any training image that lacks the cue: a repair rests on these images, so their number is said before it is deployed.
 * Rankings, groups and features enter, counts and a sentence leave. Chooses and tunes nothing.
 */
import { computeMean } from '../../numeric/index.js';
import type { ClassRanking } from '../../records/bias.js';
import { createCueMeasure } from './methods/counterexamples.js';
import type { RepairContext } from './methods/repair.js';

/** Fewer images without the cue than this teach a head these images, not the rule. */
const LEAST_WITHOUT_CUE = 5;
const QUARTER = 0.25;
/** Classes named in a sentence. */
const LISTED_CLASSES = 5;

/** A class whose least spurious quarter shows the cue almost everywhere. */
export interface ScarceClass {
  classIndex: number;
  /** Images of the quarter that lack the cue; below 5. */
  withoutCue: number;
  /** Training images in the quarter. */
  quarter: number;
  /** What tells whether an image lacks it. */
  by: 'groups' | 'spuriosity';
}

type ScarcityInput = Pick<RepairContext, 'context' | 'trainRows' | 'trainRankings' | 'pairs'>;

/**
 * The ranked classes with fewer than 5 images that lack the cue among the least spurious quarter of their training images. With known groups an
 * image lacks it when its group is not the one that most of the class's images have; otherwise when its spuriosity lies below half way between
 * the mean of its class and that of all other training images, both by the class's own moments. Without groups and pairs nothing can be said.
 */
export function findScarceClasses(input: ScarcityInput): ScarceClass[] {
  const { trainRankings } = input;
  const { groups } = input.context;
  return trainRankings.flatMap((ranking) => {
    const lacksCue = groups === undefined ? judgeBySpuriosity(input, ranking) : judgeByGroup(groups, ranking);
    if (lacksCue === null || ranking.images.length === 0) return [];
    const quarter = ranking.images.slice(0, Math.ceil(ranking.images.length * QUARTER));
    const withoutCue = quarter.filter(lacksCue).length;
    if (withoutCue >= LEAST_WITHOUT_CUE) return [];
    const by = groups === undefined ? 'spuriosity' : 'groups';
    return { classIndex: ranking.classIndex, withoutCue, quarter: quarter.length, by };
  });
}

function judgeByGroup(groups: readonly string[], { images }: ClassRanking): (row: number) => boolean {
  const counts = new Map<string, number>();
  for (const row of images) {
    const group = groups[row]!;
    if (group !== '') counts.set(group, (counts.get(group) ?? 0) + 1);
  }
  const [usual] = [...counts].sort(([, a], [, b]) => b - a)[0] ?? [''];
  return (row) => groups[row] !== '' && groups[row] !== usual;
}

function judgeBySpuriosity(input: ScarcityInput, ranking: ClassRanking): ((row: number) => boolean) | null {
  const { pairs, context, trainRows } = input;
  if (pairs === null) return null;
  const own = pairs.spurious.filter(({ classIndex }) => classIndex === ranking.classIndex);
  const measure = createCueMeasure(
    { context },
    ranking,
    own.map(({ feature }) => feature),
  );
  const others = trainRows.filter((row) => context.labels[row] !== ranking.classIndex);
  // By its own moments the mean of a class is 0.
  const limit = computeMean(Array.from(others, measure)) / 2;
  return (row) => measure(row) < limit;
}

/** In words, the scarcest classes first; none where no class is scarce. `names`: of the classes, by index. */
export function describeScarceClasses(scarce: readonly ScarceClass[], names: readonly string[]): string[] {
  if (scarce.length === 0) return [];
  const sorted = [...scarce].sort((a, b) => a.withoutCue - b.withoutCue);
  const listed = sorted.slice(0, LISTED_CLASSES).map(({ classIndex, withoutCue, quarter }) => {
    return `${names[classIndex] ?? `class ${classIndex}`} (${withoutCue} of ${quarter})`;
  });
  const rest = sorted.length - listed.length;
  const way = scarce[0]!.by === 'groups' ? 'by their known group' : 'by their spuriosity';
  return [
    `Few counterexamples: ${way}, hardly any image lacks the cue in the least spurious quarter of ${listed.join(', ')}${rest > 0 ? ` and ${rest} more classes` : ''}. A repair of these classes rests on so few images that it may not hold elsewhere; collect images without the cue before you deploy it.`,
  ];
}
