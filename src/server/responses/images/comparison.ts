/**
 * Two models on the same images of the measured split: who is right where; the head before and after a repair among them.
 * In: the engine, two models. Out: `ComparisonResponse`, `ComparedImagesResponse`. Errors: those of tested-model.ts.
 */
import { chooseMeasuredSplit } from '../../../project/index.js';
import type { LiveProject } from '../../../project/live/index.js';
import type { ComparedImagesResponse, ComparisonResponse } from '../../../protocol/index.js';
import { type JointOutcome, RANK_PARTS } from '../../../records/bias.js';
import { comparePaired, judgeJointly } from '../../../stages/bias/index.js';
import { listRankedPlaces, type RankedPlace, readTestedModel } from './tested-model.js';

/** An image that both models have a prediction of. */
interface ComparedImage {
  image: number;
  label: number;
  predicted: [number, number];
  outcome: JointOutcome;
  ranked: RankedPlace | null;
}

export async function buildComparisonResponse(
  live: LiveProject,
  names: readonly [string, string],
): Promise<ComparisonResponse> {
  const split = chooseMeasuredSplit(live.facts.dataset);
  const images = await readComparedImages(live, names);
  const compare = (rows: readonly ComparedImage[]) => comparePaired(rows.map(({ outcome }) => outcome));
  const ofClass = new Map<number, ComparedImage[]>();
  for (const row of images) {
    const known = ofClass.get(row.label);
    if (known === undefined) ofClass.set(row.label, [row]);
    else known.push(row);
  }
  return {
    models: [...names],
    split,
    all: compare(images),
    parts: [...RANK_PARTS, null].flatMap((part) => {
      const own = images.filter(({ ranked }) => (ranked?.part ?? null) === part);
      return own.length === 0 ? [] : [{ part, paired: compare(own) }];
    }),
    classes: [...ofClass]
      .sort(([a], [b]) => a - b)
      .flatMap(([classIndex, rows]) => {
        const { counts } = compare(rows);
        const isAlike = counts['only-first'] + counts['only-second'] === 0;
        return isAlike ? [] : [{ classIndex, imageCount: rows.length, counts }];
      }),
  };
}

export async function buildComparedImagesResponse(
  live: LiveProject,
  names: readonly [string, string],
  wanted: JointOutcome,
): Promise<ComparedImagesResponse> {
  const rows = (await readComparedImages(live, names)).filter(({ outcome }) => outcome === wanted);
  const toOrder = ({ ranked }: ComparedImage) => ranked?.spuriosity ?? Number.POSITIVE_INFINITY;
  // Infinities have no difference; images stand in data set order to begin with, and sorting keeps it.
  rows.sort((a, b) => (toOrder(a) === toOrder(b) ? 0 : toOrder(a) - toOrder(b)));
  return {
    images: rows.map(({ image }) => image),
    paths: rows.map(({ image }) => live.facts.dataset.images[image]!.path),
    labels: rows.map(({ label }) => label),
    predicted: [rows.map(({ predicted }) => predicted[0]), rows.map(({ predicted }) => predicted[1])],
    spuriosity: rows.map(({ ranked }) => ranked?.spuriosity ?? null),
  };
}

/** In data set order. */
async function readComparedImages(
  live: LiveProject,
  names: readonly [string, string],
): Promise<ComparedImage[]> {
  const first = (await readTestedModel(live, names[0])).predictions;
  const second = (await readTestedModel(live, names[1])).predictions;
  const ranked = listRankedPlaces(live);
  const { images, labels } = live.measured;
  return [...images].flatMap((image, place) => {
    const outcome = judgeJointly(first, second, labels, place);
    if (outcome === null) return [];
    const predicted: [number, number] = [first.labels[place]!, second.labels[place]!];
    return { image, label: labels[place]!, predicted, outcome, ranked: ranked.get(image) ?? null };
  });
}
