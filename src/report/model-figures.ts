/**
 * The figures that compare models (the paper's 6, 7, 11, 13 and 14).
 * In: report data with a study of at least two models. Out: `ReportFigure`s; none where there is nothing to compare.
 */
import {
  LEAST_FOR_LINE,
  LOWEST_DRAWN,
  listCategoryRobustness,
  listCorrelations,
  listGapAgreements,
  listMeanGaps,
  type NameOfClass,
  tabulateCategoryRobustness,
  tabulateCorrelations,
  tabulateGapAgreements,
  tabulateMeanGaps,
  tabulateModelEnds,
  tabulateRobustness,
  tabulateSensitivities,
} from '../figures/index.js';
import {
  buildCategoryFigure,
  buildCorrelationFigure,
  buildGapAgreementFigure,
  buildGapVarianceFigure,
  buildModelFigure,
  buildRobustnessFigure,
  buildSensitivityFigure,
  choosePanels,
  PRINT_LOOK,
} from '../figures/plots/index.js';
import type { ModelStudy } from '../protocol/index.js';
import {
  formatCorrelation,
  formatCount,
  formatDecimal,
  formatQuantity,
  formatSplit,
} from '../words/index.js';
import type { ReportData, ReportSensitivities } from './report-data.js';
import type { ReportFigure } from './report-figure.js';
import { formatFigure } from './svg.js';

/** Of two models, the panel of their gaps says it all. */
const LEAST_FOR_MATRIX = 3;

/** In reading order. */
export function listModelFigures({ study, sensitivities, classes }: ReportData): ReportFigure[] {
  const names = new Map(classes.map(({ index, name }) => [index, name]));
  const nameOf: NameOfClass = (classIndex) => names.get(classIndex) ?? String(classIndex);
  return [
    ...(study === null || study.classes.length === 0 ? [] : listStudyFigures(study, nameOf)),
    ...(sensitivities === null ? [] : [toSensitivityFigure(sensitivities, nameOf)]),
  ];
}

function listStudyFigures(study: ModelStudy, nameOf: NameOfClass): ReportFigure[] {
  const words = toWords(study);
  return [
    {
      name: 'model-ends',
      title: 'Least against most spurious images',
      caption:
        `Accuracy on the k = ${study.k} least against the k = ${study.k} most spurious ${words.images}, means over ${words.classes}, a point for each of ${words.models}. ` +
        'On the solid diagonal both ends are equally accurate; the distance below it is the spurious gap.' +
        `${study.models.length >= LEAST_FOR_LINE ? ' The dashed line is the least-squares line over the models.' : ''}`,
      terms: { gap: 'spurious gap' },
      svg: formatFigure(buildModelFigure(study, PRINT_LOOK)),
      table: tabulateModelEnds(study),
    },
    toVarianceFigure(study, nameOf),
    ...listAgreementFigures(study, nameOf),
    ...(study.models.length < LEAST_FOR_LINE ? [] : listRobustnessFigures(study)),
  ];
}

function toVarianceFigure(study: ModelStudy, nameOf: NameOfClass): ReportFigure {
  const { classes, models, gaps } = toWords(study);
  const means = listMeanGaps(study, nameOf);
  const ratio = study.comparison?.varianceRatio ?? null;
  return {
    name: 'gap-variance',
    title: 'Class or model?',
    caption:
      `Spurious gaps (${gaps}) of ${classes}, each the mean over the models, above those of ${models}, each the mean over the classes` +
      `${ratio === null ? '.' : `: the variance between classes is ${formatDecimal(ratio, 1)} times that between models.`}`,
    terms: { gap: 'Spurious gaps' },
    svg: formatFigure(buildGapVarianceFigure(means, ratio, PRINT_LOOK)),
    table: tabulateMeanGaps(means),
  };
}

function listAgreementFigures(study: ModelStudy, nameOf: NameOfClass): ReportFigure[] {
  const agreements = listGapAgreements(study);
  const [first] = agreements;
  if (first === undefined) return [];
  const { classes, gaps } = toWords(study);
  const role =
    first.reference === study.discoveryModel
      ? 'the model that the cues were discovered with'
      : 'the first model';
  const shown = choosePanels(agreements).length;
  return [
    {
      name: 'gap-agreement',
      title: `Are models biased in the same classes as ${first.reference}?`,
      caption:
        `Spurious gaps (${gaps}) of ${classes}, a point a class: each panel sets a model against ${first.reference}, ${role}, with Pearson’s r` +
        `${shown < agreements.length ? `; ${shown} of ${formatCount(agreements.length)} models are drawn, from the most to the least alike` : ''}.`,
      terms: { gap: 'Spurious gaps' },
      svg: formatFigure(buildGapAgreementFigure(agreements, PRINT_LOOK, { nameOf })),
      table: tabulateGapAgreements(agreements, nameOf),
    },
    ...(study.models.length < LEAST_FOR_MATRIX ? [] : [toCorrelationFigure(study)]),
  ];
}

function toCorrelationFigure(study: ModelStudy): ReportFigure {
  const { classes, models, gaps } = toWords(study);
  const { order, cells } = listCorrelations(study);
  const mean = formatCorrelation(study.comparison?.meanCorrelation ?? null);
  return {
    name: 'gap-correlations',
    title: 'How alike are the models?',
    caption: `Pearson’s r (written as r × 100 where there is room) between the class-wise spurious gaps (${gaps}) of every two of ${models}, over ${classes}; similar models stand side by side, blue is alike and orange opposite, the deeper the larger r². Over all couples r is ${mean} on average.`,
    terms: { gap: 'spurious gaps' },
    svg: formatFigure(buildCorrelationFigure(order, cells, PRINT_LOOK)),
    table: tabulateCorrelations(cells),
  };
}

function listRobustnessFigures(study: ModelStudy): ReportFigure[] {
  const { classes, models, images } = toWords(study);
  const categories = listCategoryRobustness(study);
  const table = tabulateRobustness(study);
  if (table.rows.length === 0) return [];
  const definition = `accuracy on the k = ${study.k} least spurious ${images} minus what the least-squares line over ${models} predicts from accuracy on the k = ${study.k} most spurious ones, means over ${classes}`;
  return [
    {
      name: 'effective-robustness',
      title: 'Effective robustness of each model',
      caption: `Effective robustness of each model: ${definition}. Right of zero a model does better without the cues than the others let expect.`,
      terms: { effectiveRobustness: 'Effective robustness' },
      svg: formatFigure(buildRobustnessFigure(study, PRINT_LOOK)),
      table,
    },
    // A category for each model would be the figure above once more.
    ...(categories.length < 2 || categories.every(({ modelCount }) => modelCount === 1)
      ? []
      : [
          {
            name: 'category-robustness' as const,
            title: 'Effective robustness per category',
            caption: `Mean effective robustness of the models of each category, their first tag, with the number of models: ${definition}.`,
            terms: { effectiveRobustness: 'effective robustness' },
            svg: formatFigure(buildCategoryFigure(categories, PRINT_LOOK)),
            table: tabulateCategoryRobustness(categories),
          },
        ]),
  ];
}

function toSensitivityFigure(
  { comparison, modelCount, imageCount, outdatedCount }: ReportSensitivities,
  nameOf: NameOfClass,
): ReportFigure {
  const { modelX, modelY, points, r } = comparison;
  const pairCount = new Set(points.map(({ classIndex, feature }) => `${classIndex}/${feature}`)).size;
  const beyond = points.filter(({ x, y }) => Math.min(x, y) < LOWEST_DRAWN).length;
  return {
    name: 'sensitivities',
    title: 'Do models rely on the same regions in the same way?',
    caption:
      `Sensitivity, the relative drop of accuracy when a feature’s region is corrupted on the images of the class that activate it most (at most ${formatCount(imageCount)}), of ${modelY} against ${modelX}, the first two of ${formatQuantity(modelCount, 'model')} that were corrupted: ` +
      `a panel a corruption, a point for each of ${formatQuantity(pairCount, 'pair')} of class and feature. Over all corruptions Pearson’s r is ${formatCorrelation(r)}` +
      `${beyond > 0 ? `; ${formatQuantity(beyond, 'point')} below −100% ${beyond === 1 ? 'stands' : 'stand'} on the edge` : ''}` +
      `${outdatedCount > 0 ? `; ${formatQuantity(outdatedCount, 'measurement')} of before a change of verdicts or models ${outdatedCount === 1 ? 'is' : 'are'} left out` : ''}.`,
    terms: { sensitivity: 'Sensitivity' },
    svg: formatFigure(buildSensitivityFigure(comparison, PRINT_LOOK, { nameOf })),
    table: tabulateSensitivities(comparison, nameOf),
  };
}

/** What all captions say of where the numbers come from. */
function toWords({ k, split, classes, models, reducedK }: ModelStudy) {
  const images = `${formatSplit(split ?? 'val')} images`;
  const reduced = reducedK.filter(Boolean).length;
  return {
    images,
    models: formatQuantity(models.length, 'model'),
    classes: `${formatQuantity(classes.length, 'class', 'classes')} with a spurious feature`,
    gaps: `accuracy on the k = ${k} most minus the k = ${k} least spurious ${images}${reduced > 0 ? `, fewer in ${formatQuantity(reduced, 'small class', 'small classes')}` : ''}`,
  };
}
