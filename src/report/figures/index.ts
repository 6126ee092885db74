/** Figures of the report, each (data) → SVG text; `toStandaloneSvg` makes a file of one. */
export { buildClassGapFigure, type NamedGap } from './class-gaps.js';
export { buildGapAgreementFigure, choosePanels, formatR } from './gap-agreement.js';
export { buildCorrelationFigure } from './gap-correlations.js';
export { buildGapVarianceFigure } from './gap-variance.js';
export { buildGroupAurocFigure } from './group-auroc.js';
export { buildHeadFigure } from './head-curve.js';
export { buildMitigationFigure, buildTuningFigure } from './mitigation.js';
export { buildModelFigure, LEAST_FOR_LINE } from './model-ends.js';
export { toStandaloneSvg } from './plot-frame.js';
export { buildCompactRankFigure, buildRankAccuracyFigure } from './rank-accuracy.js';
export { buildCategoryFigure, buildRobustnessFigure } from './robustness.js';
export { buildSensitivityFigure, LOWEST_DRAWN } from './sensitivities.js';
