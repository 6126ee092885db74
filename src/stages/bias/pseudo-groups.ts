/**
 * Groups where the data set names none: the more and the less spurious half of each class stand in for them (docs/method.md, M81).
 * Rankings enter; images with a pseudo-group column leave, for the measures of known groups. Whoever shows the numbers must
 * say that they are of pseudo-groups.
 */
import type { ClassRanking } from '../../records/bias.js';
import type { GroupedImage } from './groups.js';

/** Name of the column that stands in for a group column. */
export const PSEUDO_GROUP_COLUMN = 'pseudo-group';
/** Names of the two halves of a class. */
const PSEUDO_GROUPS = { low: 'low spuriosity', high: 'high spuriosity' } as const;

/**
 * The images with their pseudo-group: each class and split is cut in the middle of its ranking, the middle image of an odd
 * number going to the less spurious half. Images of classes without a ranking have no group, and are left out of group
 * measures.
 */
export function assignPseudoGroups(
  images: readonly GroupedImage[],
  rankings: readonly ClassRanking[],
): GroupedImage[] {
  const groups = new Map<number, string>();
  for (const { images: ranked } of rankings) {
    const lowCount = Math.ceil(ranked.length / 2);
    ranked.forEach((image, place) => {
      groups.set(image, place < lowCount ? PSEUDO_GROUPS.low : PSEUDO_GROUPS.high);
    });
  }
  return images.map(({ classIndex, split }, index) => ({
    classIndex,
    split,
    columns: { [PSEUDO_GROUP_COLUMN]: groups.get(index) ?? '' },
  }));
}
