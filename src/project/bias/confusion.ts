/**
 * Models image by image on a workspace: what one takes for what, and on which images two part.
 * In: every model's predictions, rankings where there are any. Out: counts, images. Writes no table: `--json` and the app hand them on.
 */
import { nullOn } from '../../base/errors.js';
import type { Confusion, JointOutcome, PairedAccuracy, Predictions } from '../../records/bias.js';
import type { SplitName } from '../../records/dataset.js';
import { comparePaired, countConfusions, judgeJointly } from '../../stages/bias/index.js';
import { rankSplit } from '../ranking/index.js';
import { chooseMeasuredSplit, listLabels, type Project } from '../workspace/index.js';
import { findPredictions } from './bias-details.js';
import { predictAll } from './models.js';

export interface ModelConfusion {
  model: string;
  split: SplitName;
  confusion: Confusion;
}

/** Throws `model-unknown`, `no-models`, `no-validation-images`. */
export async function measureConfusion(project: Project, model: string): Promise<ModelConfusion> {
  const { predictions } = await predictAll(project);
  const { labels } = findPredictions(predictions, model);
  const dataset = project.readDataset();
  const split = chooseMeasuredSplit(dataset);
  const images = dataset.images.filter((image) => image.split === split).map(({ index }) => index);
  return {
    model,
    split,
    confusion: countConfusions(labels, listLabels(dataset), images, dataset.classes.length),
  };
}

/** Two models on the images that both have a prediction of. */
export interface ImageComparison {
  models: readonly [string, string];
  split: SplitName;
  paired: PairedAccuracy;
  /** Images that only one of the two gets right, least spurious first, then those of classes without a ranking. */
  parting: {
    image: number;
    outcome: JointOutcome;
    predicted: [number, number];
    /** NaN where the class has no ranking. */
    spuriosity: number;
  }[];
}

/** Throws as `measureConfusion`. */
export async function compareModelsByImage(
  project: Project,
  models: readonly [string, string],
): Promise<ImageComparison> {
  const { predictions } = await predictAll(project);
  const [first, second] = models.map((model) => findPredictions(predictions, model)) as [
    Predictions,
    Predictions,
  ];
  const dataset = project.readDataset();
  const labels = listLabels(dataset);
  const split = chooseMeasuredSplit(dataset);
  const spuriosityOf = await readSpuriosity(project, split);
  const rows = dataset.images.flatMap(({ index: image, split: own }) => {
    const outcome = own === split ? judgeJointly(first, second, labels, image) : null;
    if (outcome === null) return [];
    const predicted: [number, number] = [first.labels[image]!, second.labels[image]!];
    return { image, outcome, predicted, spuriosity: spuriosityOf.get(image) ?? Number.NaN };
  });
  const isParting = ({ outcome }: (typeof rows)[number]) =>
    outcome === 'only-first' || outcome === 'only-second';
  const isRanked = ({ spuriosity }: (typeof rows)[number]) => !Number.isNaN(spuriosity);
  const parting = rows.filter(isParting);
  return {
    models,
    split,
    paired: comparePaired(rows.map(({ outcome }) => outcome)),
    parting: [
      ...parting.filter(isRanked).sort((a, b) => a.spuriosity - b.spuriosity),
      ...parting.filter((row) => !isRanked(row)),
    ],
  };
}

/** By image index; empty while no pair is spurious or there are no features. */
async function readSpuriosity(project: Project, split: SplitName): Promise<Map<number, number>> {
  const rankings = await rankSplit(project, split).catch(nullOn('no-spurious-features', 'no-features'));
  return new Map(
    rankings?.flatMap(({ images, spuriosity }) =>
      images.map((image, place): [number, number] => [image, spuriosity[place]!]),
    ),
  );
}
