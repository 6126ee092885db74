/**
 * What people decided about images. In: the numbers as somebody may see them. Out: everything that holds, by image index, or one image's
 * history; whoever judges blind has their own alone.
 */
import { compareCodePoints } from '../../../base/code-points.js';
import { findImage, readImageHistory, readImageMarks } from '../../../project/index.js';
import type { LiveProject } from '../../../project/live/index.js';
import type { ImageEvent, ImageHistoryResponse, ImageMarksResponse } from '../../../protocol/index.js';

/** Decisions and tags about images that the data set no longer has are left out. */
export function buildMarksResponse({ project, onlyOf }: LiveProject): ImageMarksResponse {
  const { decisions, tags } = readImageMarks(project, onlyOf?.person);
  if (decisions.length + tags.length === 0) return { decisions: [], tags: [] };
  const indexOfPath = new Map(project.readDataset().images.map(({ path, index }) => [path, index]));
  const imagesOfTag = new Map<string, number[]>();
  for (const { image, tag } of tags) {
    const index = indexOfPath.get(image);
    if (index === undefined) continue;
    const images = imagesOfTag.get(tag) ?? [];
    imagesOfTag.set(tag, images);
    images.push(index);
  }
  return {
    decisions: decisions.flatMap(({ image: path, choice, newClassIndex, decidedBy, decidedAt }) => {
      const image = indexOfPath.get(path);
      return image === undefined || choice === null
        ? []
        : [{ image, choice, newClassIndex, decidedBy, decidedAt }];
    }),
    tags: [...imagesOfTag]
      .sort(([a], [b]) => compareCodePoints(a, b))
      .map(([tag, images]) => ({ tag, images })),
  };
}

/** Throws `image-unknown`. */
export function buildHistoryResponse({ project, onlyOf }: LiveProject, image: number): ImageHistoryResponse {
  const { path } = findImage(project.readDataset(), image);
  const history = readImageHistory(project, path, onlyOf?.person);
  const decisions = history.decisions.map(
    ({ choice, newClassIndex, decidedBy, decidedAt }): ImageEvent => ({
      ...{ kind: 'decide', choice, newClassIndex, decidedBy, decidedAt },
    }),
  );
  const tags = history.tags.map(
    ({ tag, isSet, decidedBy, decidedAt }): ImageEvent => ({
      ...{ kind: 'tag', tag, isSet, decidedBy, decidedAt },
    }),
  );
  return {
    events: [...decisions, ...tags].sort((a, b) => compareCodePoints(a.decidedAt, b.decidedAt)),
  };
}
