/**
 * Accuracy along the spuriosity ranking, before tuning and after each way of tuning (the paper's figure 8, right).
 * In: stretches of the ranking per method. Out: a figure; the compact form is for small multiples.
 */
import * as Plot from '@observablehq/plot';
import { MITIGATION_METHODS, type MitigationMethod } from '../../records/bias.js';
import { formatMethod, formatPercent, formatQuantity } from '../../words/index.js';
import { toMethodLook } from '../method-looks.js';
import type { RankAccuracy } from '../tables/index.js';
import type { Figure, Look } from './figure.js';
import { buildGridY, buildRankAxis, buildShareAxis, buildTip, buildTitles } from './layout/frame.js';
import { buildEndNames, layOutMethodNames } from './layout/method-names.js';

const FRAME_HEIGHT = 212;
const MARGIN_TOP = 28;
const MARGIN_BOTTOM = 42;
const MARGIN_LEFT = 48;
/** Ticks of the compact form. */
const FEW_TICKS = [0, 0.5, 1];

interface Curve {
  method: MitigationMethod | null;
  points: RankAccuracy[];
}

/** Draws the mean over classes, with each curve named. */
export function buildRankAccuracyFigure(points: readonly RankAccuracy[], look: Look): Figure {
  const curves = listCurves(points);
  const methods = curves.map(({ method }) => method);
  const names = layOutMethodNames(methods, look.width, MARGIN_LEFT);
  const ends = curves.map(({ method, points: own }) => {
    const { rank, accuracy } = own.at(-1)!;
    return { method, x: rank, y: accuracy };
  });
  const frame = {
    right: 1,
    xPerPixel: 1 / (look.width - MARGIN_LEFT - names.marginRight),
    y: [0, 1],
    height: FRAME_HEIGHT,
  } as const;
  return {
    title: 'Accuracy from the least to the most spurious images',
    description: describeCurves(curves),
    options: {
      width: look.width,
      height: FRAME_HEIGHT + MARGIN_TOP + names.legendHeight + MARGIN_BOTTOM,
      marginTop: MARGIN_TOP + names.legendHeight,
      marginBottom: MARGIN_BOTTOM,
      marginLeft: MARGIN_LEFT,
      marginRight: names.marginRight,
      x: buildRankAxis('spuriosity rank within the class'),
      y: { ...buildShareAxis('y', 'accuracy'), domain: [0, 1], tickSize: 0 },
      marks: [
        buildGridY(),
        ...buildCurveMarks(curves, 2.8, look),
        ...(names.legendHeight > 0 ? names.legend : buildEndNames(ends, frame)),
        ...buildTip(look, points, { x: 'rank', y: 'accuracy', title: describe }),
      ],
    },
  };
}

/** Draws one class small enough to stand beside its name. */
export function buildCompactRankFigure(
  className: string,
  points: readonly RankAccuracy[],
  look: Look,
): Figure {
  const curves = listCurves(points);
  return {
    title: `Accuracy against spuriosity rank, ${className}`,
    description: describeCurves(curves),
    options: {
      width: look.width,
      height: 120,
      marginTop: 8,
      marginBottom: 22,
      marginLeft: 40,
      marginRight: 20,
      x: buildRankAxis(null),
      y: {
        domain: [0, 1],
        ticks: FEW_TICKS,
        tickFormat: (share: number) => formatPercent(share),
        tickSize: 0,
        label: null,
      },
      marks: [buildGridY(FEW_TICKS), ...buildCurveMarks(curves, 1.8, look)],
    },
  };
}

/** The head before, then the methods in their order; without those that have no point. */
function listCurves(points: readonly RankAccuracy[]): Curve[] {
  return [null, ...MITIGATION_METHODS]
    .map((method) => ({ method, points: points.filter((point) => point.method === method) }))
    .filter(({ points: own }) => own.length > 0);
}

function buildCurveMarks(curves: readonly Curve[], radius: number, look: Look): Plot.Markish[] {
  return curves.flatMap(({ method, points }) => {
    const { colour, dash, strokeWidth } = toMethodLook(method);
    const place = { x: 'rank', y: 'accuracy' } as const;
    return [
      Plot.line(points, { ...place, stroke: colour, strokeWidth, strokeDasharray: dash }),
      Plot.dot(points, { ...place, r: radius, fill: colour, ...buildTitles(look, describe) }),
    ];
  });
}

function describeCurves(curves: readonly Curve[]): string {
  const words = curves.map(({ method, points }) => {
    const [least, most] = [points[0]!, points.at(-1)!].map(({ accuracy }) => formatPercent(accuracy));
    return `${formatMethod(method)} ${least} at the least and ${most} at the most spurious end`;
  });
  return words.length === 0 ? 'No curve.' : `${words.join('; ')}.`;
}

function describe({ method, accuracy, imageCount }: RankAccuracy): string {
  return `${formatMethod(method)}: ${formatPercent(accuracy)} of ${formatQuantity(imageCount, 'image')}`;
}
