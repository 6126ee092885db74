/**
 * In which order classes appear, and what their cues are called.
 * In: classes of a report. Out: new arrays; the input stays as it is.
 */
import type { RankAccuracy } from '../../figures/index.js';
import type { GapNumbers, RankCurve, ReportClass, ReportFeature } from '../report-data.js';

/** The features of a class that are spurious for it. */
export function computeSpuriousFeatures(cls: ReportClass): ReportFeature[] {
  return cls.features.filter((feature) => feature.verdict === 'spurious');
}

function computeGapSize(cls: ReportClass): number {
  const gap = cls.gap?.gap ?? Number.NaN;
  return Number.isFinite(gap) ? Math.abs(gap) : -1;
}

/** Classes with a spurious feature first, by falling |gap|; ties and the rest by class index. */
export function sortClasses(classes: readonly ReportClass[]): ReportClass[] {
  const hasSpurious = (cls: ReportClass) =>
    Number(cls.gap !== null || computeSpuriousFeatures(cls).length > 0);
  return [...classes].sort(
    (a, b) => hasSpurious(b) - hasSpurious(a) || computeGapSize(b) - computeGapSize(a) || a.index - b.index,
  );
}

/** True for a class with a gap. */
export function isMeasured(cls: ReportClass): cls is ReportClass & { gap: GapNumbers } {
  return cls.gap !== null && Number.isFinite(cls.gap.gap);
}

/** True when a ranking of the class would rest on a verdict that nobody reviewed. */
export function isUnreviewed(cls: ReportClass): boolean {
  return computeSpuriousFeatures(cls).some((feature) => feature.source === 'provisional');
}

/** Distinct names of the spurious cues of a class, in order of importance; empty where nobody named them. */
export function computeCueNames(cls: ReportClass): string[] {
  const names = computeSpuriousFeatures(cls).flatMap((feature) => (feature.label ? [feature.label] : []));
  return [...new Set(names)];
}

/** The points of curves, each with the way its head was tuned. */
export function listRankAccuracies(curves: readonly RankCurve[]): RankAccuracy[] {
  return curves.flatMap(({ method, points }) => points.map((point) => ({ method, ...point })));
}
