/**
 * Which pictures the pages of a static copy show.
 * In: live numbers and how many images a ranking shows. Out: requests for pictures, each once, with the file that the app looks for.
 */
import type { LiveProject } from '../../project/live/index.js';
import { PICTURES, SHOWN_STYLES } from '../../protocol/index.js';
import type { Pair } from '../../records/annotation.js';
import type { PictureRequest } from '../pictures/picture-desk.js';
import { buildExamples, readTrainingActivations } from '../responses/examples.js';

export interface SitePicture {
  /** Below the copy's folder, with `/`. */
  file: string;
  request: PictureRequest;
}

/** Images, heatmaps and attacks of every pair, and both ends of every ranking, `imagesPerClass` of a class and split. */
export async function listSitePictures(live: LiveProject, imagesPerClass: number): Promise<SitePicture[]> {
  const pictures = new Map<string, PictureRequest>();
  const addImages = (rows: readonly number[]) => {
    for (const row of rows) pictures.set(PICTURES.image(row), { kind: 'image', row });
  };
  for (const pair of listPairs(live)) {
    const { top, bottom } = buildExamples(live, pair, await readTrainingActivations(live, pair));
    addImages([...top, ...bottom].map(({ image }) => image));
    if (live.facts.encoder === null) continue;
    const { feature } = pair;
    for (const { image: row } of [...top, ...bottom.slice(0, top.length)]) {
      for (const style of SHOWN_STYLES) {
        pictures.set(PICTURES.heatmap(row, feature, style), { kind: 'heatmap', row, feature, style });
      }
    }
    for (const { image: row } of top) {
      pictures.set(PICTURES.attack(row, feature), { kind: 'attack', row, feature });
    }
  }
  for (const classIndex of live.derived.listSpuriousClasses()) {
    for (const { split } of live.facts.splits) {
      addImages(chooseEnds(live.derived.rankClass(classIndex, split)?.images ?? [], imagesPerClass));
    }
  }
  return [...pictures].map(([file, request]) => ({ file, request }));
}

function listPairs({ facts, derived }: LiveProject): Pair[] {
  return facts.dataset.classes.flatMap(({ index }) => [...derived.listPairs(index)]);
}

/** The first and last of a ranking: what it is looked at for. */
function chooseEnds(images: readonly number[], count: number): number[] {
  if (images.length <= count) return [...images];
  const lowest = Math.ceil(count / 2);
  return [...images.slice(0, lowest), ...images.slice(images.length - (count - lowest))];
}
