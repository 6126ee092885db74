/**
 * How well features and rankings tell a known cue: an open project and the cue's column in, AUROCs out. Judges no pair.
 * Every AUROC is within one class: 1 where the images with the class's commonest value of the column come first.
 */
import { spuriosityGroupAuroc } from '../../dist/index.js';
import { computeAuroc } from '../../dist/numeric/index.js';
import { readAllRows } from '../../dist/records/features.js';

/**
 * For each class the important features with their rank and AUROC on training images, and the best AUROC of any feature.
 * Classes in which the column does not vary are left out.
 */
export async function measureCueFeatures(project, discovery, column) {
  const { images, classes } = project.readDataset();
  const source = await project.openFeatures();
  const features = await readAllRows(source);
  return classes.flatMap(({ index: classIndex, name }) => {
    const rows = images
      .filter(
        (image) => image.split === 'train' && image.classIndex === classIndex && source.valid[image.index],
      )
      .map(({ index }) => index);
    const values = rows.map((row) => images[row].columns[column]);
    const majority = findCommonest(values);
    const measure = (feature) =>
      computeAuroc(
        rows.map((row) => features[row * source.featureCount + feature]),
        values.map((value) => value === majority),
      );
    const pairs = discovery.pairs
      .filter((pair) => pair.classIndex === classIndex)
      .map(({ feature, rank }) => ({ feature, rank, auroc: measure(feature) }));
    if (pairs.some(({ auroc }) => Number.isNaN(auroc))) return [];
    const all = Array.from({ length: source.featureCount }, (_, feature) => measure(feature));
    return { className: name, classIndex, majority, pairs, bestAnywhere: Math.max(...all) };
  });
}

/** Mean over classes of the AUROC of spuriosity against the column, on the ranked images. */
export function measureRankings(project, rankings, column) {
  const aurocs = spuriosityGroupAuroc(rankings, project.readDataset().images, column).map(
    ({ auroc }) => auroc,
  );
  return aurocs.length === 0 ? null : aurocs.reduce((sum, value) => sum + value, 0) / aurocs.length;
}

function findCommonest(values) {
  const counts = new Map();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))[0]?.[0];
}
