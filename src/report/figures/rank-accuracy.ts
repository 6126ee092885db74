/**
 * Accuracy along the spuriosity ranking, before tuning and after each way of tuning (the paper's figure 8, right).
 * In: curves. Out: SVG text; the compact form is for small multiples.
 */
import * as Plot from '@observablehq/plot';
import { formatPercent } from '../format.js';
import type { RankCurve } from '../report-data.js';
import { METHOD_LOOKS, METHOD_NAME_ROOM, type MethodLook } from './method-looks.js';
import { buildFigure, buildGridY, FIGURE_FONT_SIZE, spreadLabels, TICKS } from './plot-frame.js';

const HEIGHT = 270;
const MARGIN_TOP = 16;
const MARGIN_BOTTOM = 42;
const COMPACT_WIDTH = 250;
const COMPACT_HEIGHT = 120;

/** Of the head as it was; the same in the figure of gap against accuracy. */
const LOOK_BEFORE: MethodLook = { colour: 'currentColor', dash: 'none' };

function toLook({ method }: RankCurve): MethodLook {
  return method === null ? LOOK_BEFORE : METHOD_LOOKS[method];
}

function describeCurves(curves: readonly RankCurve[]): string {
  return curves
    .map(({ method, points }) => {
      const least = formatPercent(points[0]!.accuracy);
      const most = formatPercent(points.at(-1)!.accuracy);
      return `${method === null ? 'Before tuning' : `After tuning (${method})`} ${least} at the least spurious end, ${most} at the most spurious end.`;
    })
    .join(' ');
}

function buildCurveMarks(curves: readonly RankCurve[], radius: number): Plot.Markish[] {
  return curves.flatMap((curve) => {
    const { points } = curve;
    const { colour, dash } = toLook(curve);
    return [
      Plot.line(points, {
        x: 'rank',
        y: 'accuracy',
        stroke: colour,
        strokeWidth: 2.2,
        strokeDasharray: dash,
      }),
      Plot.dot(points, {
        x: 'rank',
        y: 'accuracy',
        r: radius,
        fill: colour,
        title: (point) => `${formatPercent(point.accuracy)} of ${point.imageCount} images`,
      }),
    ];
  });
}

/** Draws the mean over classes, with each curve named at its end. */
export function buildRankAccuracyFigure(curves: readonly RankCurve[]): string {
  const drawn = curves.filter((curve) => curve.points.length > 0);
  const ends = drawn.map((curve) => curve.points.at(-1)!);
  const innerHeight = HEIGHT - MARGIN_TOP - MARGIN_BOTTOM;
  const labelHeights = spreadLabels(
    ends.map((end) => end.accuracy),
    (FIGURE_FONT_SIZE * 1.3) / innerHeight,
    1,
  );
  return buildFigure({
    figureTitle: 'Accuracy against spuriosity rank',
    description: describeCurves(drawn),
    height: HEIGHT,
    marginTop: MARGIN_TOP,
    marginBottom: MARGIN_BOTTOM,
    marginLeft: 48,
    marginRight: drawn.length > 1 ? METHOD_NAME_ROOM : 60,
    x: {
      domain: [0, 1],
      ticks: [0, 1],
      tickFormat: (rank: number) => (rank === 0 ? 'least' : 'most'),
      tickSize: 0,
      label: 'spuriosity rank within the class',
      labelAnchor: 'center',
      labelArrow: 'none',
    },
    y: { domain: [0, 1], ticks: TICKS, tickFormat: formatPercent, tickSize: 0, label: null },
    marks: [
      buildGridY(),
      ...buildCurveMarks(drawn, 2.6),
      ...drawn.map((curve, index) =>
        Plot.text([ends[index]!], {
          x: 'rank',
          y: () => labelHeights[index]!,
          text: () => curve.method ?? 'before',
          dx: 10,
          textAnchor: 'start',
          fill: toLook(curve).colour,
          fontWeight: 600,
        }),
      ),
    ],
  });
}

/** Draws one class small enough to stand beside its name. */
export function buildCompactRankFigure(className: string, curves: readonly RankCurve[]): string {
  const drawn = curves.filter((curve) => curve.points.length > 0);
  return buildFigure({
    figureTitle: `Accuracy against spuriosity rank, ${className}`,
    description: describeCurves(drawn),
    width: COMPACT_WIDTH,
    height: COMPACT_HEIGHT,
    marginTop: 8,
    marginBottom: 22,
    marginLeft: 40,
    marginRight: 20,
    x: {
      domain: [0, 1],
      ticks: [0, 1],
      tickFormat: (rank: number) => (rank === 0 ? 'least' : 'most'),
      tickSize: 0,
      label: null,
    },
    y: { domain: [0, 1], ticks: [0, 0.5, 1], tickFormat: formatPercent, tickSize: 0, label: null },
    marks: [buildGridY([0, 0.5, 1]), ...buildCurveMarks(drawn, 1.8)],
  });
}
