/** Chosen images as files in the workspace. */
import { writeSelection } from '../../project/index.js';
import type { LiveProject } from '../../project/live/index.js';
import { type App, addRoute } from '../route.js';

export function addSelectionRoutes(app: App): void {
  addRoute(app, 'POST /api/selections', ({ view, body: { name, form, images } }) =>
    writeSelection(view.project, { name, form, images, describe: createDescription(view) }),
  );
}

/** Spuriosity of an image within its class and split; each ranking is looked through once. */
function createDescription({ facts, derived }: LiveProject) {
  const scores = new Map<string, Map<number, number>>();
  return (image: number) => {
    const { classIndex, split } = facts.dataset.images[image]!;
    const key = `${split}/${classIndex}`;
    if (!scores.has(key)) {
      const ranking = derived.rankClass(classIndex, split);
      scores.set(key, new Map(ranking?.images.map((ranked, place) => [ranked, ranking.spuriosity[place]!])));
    }
    return { spuriosity: scores.get(key)!.get(image) ?? null };
  };
}
