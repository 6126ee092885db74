/** Every figure as a function (data, look) → words and options of Observable Plot, and what draws it. */
export { buildCategoryFigure } from './category-robustness.js';
export { buildClassGapFigure } from './class-gaps.js';
export { drawFigure } from './draw.js';
export { type Figure, type Look, PRINT_LOOK } from './figure.js';
export { buildGapAgreementFigure, choosePanels } from './gap-agreement.js';
export { buildCorrelationFigure } from './gap-correlations.js';
export { buildGapSpreadFigure } from './gap-spread.js';
export { buildGapVarianceFigure } from './gap-variance.js';
export { buildGroupAurocFigure } from './group-auroc.js';
export { buildHeadFigure } from './head-curve.js';
export { buildMitigationFigure } from './mitigation.js';
export { buildModelFigure } from './model-ends.js';
export { buildActivationAccuracyFigure, buildActivationFigure } from './pair-activation.js';
export { buildCompactRankFigure, buildRankAccuracyFigure } from './rank-accuracy.js';
export { buildScoreFigure, buildScoreStripFigure } from './ranking-scores.js';
export { buildRobustnessFigure } from './robustness.js';
export { buildSensitivityFigure } from './sensitivities.js';
export { buildTuningFigure, type TuningQuantity } from './tuning.js';
