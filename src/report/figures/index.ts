/** Figures of the report, each (data) → SVG text; `toStandaloneSvg` makes a file of one. */
export { buildClassGapFigure, type NamedGap } from './class-gaps.js';
export { buildGroupAurocFigure } from './group-auroc.js';
export { buildHeadFigure } from './head-curve.js';
export { buildMitigationFigure, buildTuningFigure } from './mitigation.js';
export { buildModelFigure } from './model-ends.js';
export { toStandaloneSvg } from './plot-frame.js';
export { buildCompactRankFigure, buildRankAccuracyFigure } from './rank-accuracy.js';
