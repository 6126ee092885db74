/**
 * What people decided about images, for whatever page shows them.
 * In: the answer of the route of marks. Out: tags and the decision of an image, and all tags there are. Changes nothing.
 */
import {
  type ImageMarksResponse,
  type LabelDecisionEntry,
  TAG_SEPARATOR,
} from '../../../../src/protocol/index.js';

export interface Marks {
  /** By name. */
  tags: ImageMarksResponse['tags'];
  toTags: (image: number) => readonly string[];
  toDecision: (image: number) => LabelDecisionEntry | null;
}

const NO_TAGS: readonly string[] = [];

/** Nothing decided about any image. */
export const NO_MARKS: Marks = { tags: [], toTags: () => NO_TAGS, toDecision: () => null };

export function toMarks({ decisions, tags }: ImageMarksResponse): Marks {
  const tagsOf = new Map<number, string[]>();
  for (const { tag, images } of tags) {
    for (const image of images) {
      const known = tagsOf.get(image);
      if (known === undefined) tagsOf.set(image, [tag]);
      else known.push(tag);
    }
  }
  const decisionOf = new Map(decisions.map(({ image, ...decision }) => [image, decision]));
  return {
    tags,
    toTags: (image) => tagsOf.get(image) ?? NO_TAGS,
    toDecision: (image) => decisionOf.get(image) ?? null,
  };
}

/** An image's tags in one cell of a table. */
export function formatTags(tags: readonly string[]): string {
  return tags.join(TAG_SEPARATOR);
}
