/**
 * The gaps of one model against those of another, a point a class; on the diagonal both have the same gap.
 * In: two models' gaps. Out: a figure whose points lead to the rankings of their class (the paper's figure 7).
 */
import { useCallback } from 'react';
import { type GapAgreement, tabulateGapAgreements } from '../../../../src/protocol/index.js';
import { useClasses } from '../../parts/classes.js';
import { COLOURS } from '../../parts/colours.js';
import type { DrawFigure } from '../../parts/drawn-figure.js';
import { buildGrid, buildPointsAxis, HALO, ON_PAPER, POINTS_TICKS } from '../../parts/figure-axes.js';
import { formatDecimal, formatPoints, formatQuantity } from '../../parts/format.js';
import { PlotFigure } from '../../parts/plot-figure.js';

/** Beyond, points are smaller and paler. */
const FEW_POINTS = 60;
/** Room at both ends of the axes. */
const ROOM = 0.06;

type Point = GapAgreement['points'][number];

interface AgreementFigureProps {
  agreement: GapAgreement;
  /** Address of the class's ranking. */
  toAddress: (classIndex: number) => string;
}

export function AgreementFigure({ agreement, toAddress }: AgreementFigureProps) {
  const { toLabel } = useClasses();
  const { reference, model, r, points } = agreement;
  const draw = useCallback<DrawFigure>(
    (plot) => {
      const [low, high] = toDomain(points);
      const isDense = points.length > FEW_POINTS;
      const describe = ({ classIndex, referenceGap, gap }: Point) =>
        `${toLabel(classIndex)}\n${reference} ${formatPoints(referenceGap)}\n${model} ${formatPoints(gap)}`;
      return {
        marginLeft: 52,
        marginRight: 20,
        marginBottom: 44,
        marginTop: 28,
        x: { ...buildPointsAxis('x', `gap of ${reference}, points`), domain: [low, high] },
        y: { ...buildPointsAxis('y', `gap of ${model}, points`), domain: [low, high] },
        marks: [
          buildGrid(plot, 'x', POINTS_TICKS),
          buildGrid(plot, 'y', POINTS_TICKS),
          plot.link([{}], { x1: low, y1: low, x2: high, y2: high, stroke: COLOURS.muted }),
          plot.dot(points, {
            x: 'referenceGap',
            y: 'gap',
            r: isDense ? 3 : 5,
            fill: COLOURS.spurious,
            fillOpacity: isDense ? 0.5 : 0.75,
            stroke: COLOURS.paper,
            strokeWidth: 0.7,
            href: ({ classIndex }: Point) => toAddress(classIndex),
            ariaLabel: describe,
          }),
          plot.text([`r = ${formatDecimal(r, 2)}`], {
            ...HALO,
            frameAnchor: 'top-left',
            dx: 8,
            dy: 8,
            fontWeight: 600,
            fill: COLOURS.ink,
          }),
          plot.tip(points, plot.pointer({ x: 'referenceGap', y: 'gap', title: describe, ...ON_PAPER })),
        ],
      };
    },
    [reference, model, r, points, toAddress, toLabel],
  );
  return (
    <PlotFigure
      label={`Gaps of ${model} against those of ${reference} in ${formatQuantity(points.length, 'class', 'classes')}: r = ${formatDecimal(r, 2)}.`}
      draw={draw}
      height={340}
      content={{ name: 'gap-agreement', tabulate: () => tabulateGapAgreements([agreement], toLabel) }}
    />
  );
}

/** All gaps of both, and zero. */
function toDomain(points: readonly Point[]): [number, number] {
  const gaps = points.flatMap(({ referenceGap, gap }) => [referenceGap, gap]);
  const low = gaps.reduce((least, gap) => Math.min(least, gap), 0);
  const high = gaps.reduce((most, gap) => Math.max(most, gap), low + 0.1);
  return [low - ROOM, high + ROOM];
}
