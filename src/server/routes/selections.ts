/** Chosen images as files in the workspace. */
import { readImageMarks, writeSelection } from '../../project/index.js';
import type { LiveProject } from '../../project/live/index.js';
import { TAG_SEPARATOR } from '../../records/limits.js';
import { groupTags } from '../../stages/cleaning/index.js';
import { type App, addRoute } from '../route.js';

export function addSelectionRoutes(app: App): void {
  addRoute(app, 'POST /api/selections', ({ view, body: { name, form, images } }) =>
    writeSelection(view.project, { name, form, images, describe: createDescription(view) }),
  );
}

/** Spuriosity of an image within its class and split (each ranking is looked through once), and what people decided about it. */
function createDescription({ facts, derived, project, onlyOf }: LiveProject) {
  const { decisions, tags } = readImageMarks(project, onlyOf?.person);
  const decisionOf = new Map(decisions.map(({ image, choice }) => [image, choice]));
  const tagsOf = groupTags(tags);
  const scores = new Map<string, Map<number, number>>();
  return (image: number) => {
    const { path, classIndex, split } = facts.dataset.images[image]!;
    const key = `${split}/${classIndex}`;
    if (!scores.has(key)) {
      const ranking = derived.rankClass(classIndex, split);
      scores.set(key, new Map(ranking?.images.map((ranked, place) => [ranked, ranking.spuriosity[place]!])));
    }
    return {
      spuriosity: scores.get(key)!.get(image) ?? null,
      decision: decisionOf.get(path) ?? null,
      tags: tagsOf.get(path)?.join(TAG_SEPARATOR) ?? null,
    };
  };
}
