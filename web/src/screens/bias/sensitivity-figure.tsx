/**
 * How much two models lose when the same regions are corrupted: a panel a corruption, a point a pair.
 * In: what both have in common. Out: a figure; few points lead to their pair (the paper's figure 11).
 */
import { useCallback } from 'react';
import {
  type SensitivityComparison,
  type SensitivityPoint,
  tabulateSensitivities,
} from '../../../../src/protocol/index.js';
import { useClasses } from '../../parts/classes.js';
import { COLOURS } from '../../parts/colours.js';
import type { DrawFigure } from '../../parts/drawn-figure.js';
import { buildGrid, buildShareAxis, ON_PAPER } from '../../parts/figure-axes.js';
import { formatDecimal, formatPercent } from '../../parts/format.js';
import { PlotFigure } from '../../parts/plot-figure.js';

/** Lowest sensitivity that is drawn where it is; there a corruption doubles the accuracy. */
const LOWEST_DRAWN = -1;
const ROOM = 0.05;
/** More links would make the page slow, and could not be told apart. */
const MOST_LINKS = 400;
/** Panels stand below each other where they would be narrower. */
const LEAST_PANEL = 190;
const PANEL_HEIGHT = 250;
const TITLE_HEIGHT = 24;
const MARGINS = { marginLeft: 56, marginRight: 16, marginTop: 34, marginBottom: 44 };
/** On each axis of a panel. */
const TICKS = 4;
const VERDICTS = ['core', 'spurious'] as const;

type Drawn = SensitivityPoint & { drawnX: number; drawnY: number };

interface SensitivityFigureProps {
  comparison: SensitivityComparison;
  /** Address of the pair's page. */
  toAddress: (pair: SensitivityPoint) => string;
}

export function SensitivityFigure({ comparison, toAddress }: SensitivityFigureProps) {
  const { toLabel } = useClasses();
  const { modelX, modelY, corruptions, r } = comparison;
  const draw = useCallback<DrawFigure>(
    (plot, { width }) => {
      const points = comparison.points.map(toDrawn);
      const titles = corruptions.map(toTitle);
      const titleOf = ({ corruption }: Drawn) =>
        titles[corruptions.findIndex((one) => one.corruption === corruption)];
      const low = points.reduce((least, { drawnX, drawnY }) => Math.min(least, drawnX, drawnY), 0) - ROOM;
      const domain = [low, 1 + ROOM];
      const facet = isStacked(corruptions.length, width) ? 'fy' : 'fx';
      const describe = (point: Drawn) =>
        `${toLabel(point.classIndex)}, feature ${point.feature} (${point.verdict})\n${modelX} ${formatPercent(point.x)}\n${modelY} ${formatPercent(point.y)}`;
      const isFew = points.length <= MOST_LINKS;
      return {
        ...MARGINS,
        x: { ...buildShareAxis('x', `drop of accuracy, ${modelX}`), domain, ticks: TICKS },
        y: {
          ...buildShareAxis('y', `drop of accuracy, ${modelY}`),
          domain,
          ticks: TICKS,
          labelAnchor: 'center',
        },
        [facet]: {
          domain: titles,
          label: null,
          axis: null,
          padding: facet === 'fx' ? 0.08 : 0.16,
        },
        color: { domain: VERDICTS, range: [COLOURS.core, COLOURS.spurious] },
        symbol: { domain: VERDICTS, legend: true },
        marks: [
          buildGrid(plot, 'x', TICKS),
          buildGrid(plot, 'y', TICKS),
          plot.link([{}], { x1: low, y1: low, x2: domain[1], y2: domain[1], stroke: COLOURS.muted }),
          plot.dot(points, {
            x: 'drawnX',
            y: 'drawnY',
            [facet]: titleOf,
            r: isFew ? 4.5 : 2.5,
            fill: 'verdict',
            symbol: 'verdict',
            fillOpacity: isFew ? 0.75 : 0.5,
            ...(isFew ? { href: toAddress, ariaLabel: describe } : {}),
          }),
          plot.text(titles, {
            [facet]: (title: string) => title,
            text: (title: string) => title,
            frameAnchor: 'top-left',
            lineAnchor: 'bottom',
            dy: -6,
            fontWeight: 600,
            fill: COLOURS.ink,
          }),
          plot.tip(
            points,
            plot.pointer({ x: 'drawnX', y: 'drawnY', [facet]: titleOf, title: describe, ...ON_PAPER }),
          ),
        ],
      };
    },
    [comparison, modelX, modelY, corruptions, toAddress, toLabel],
  );
  return (
    <PlotFigure
      label={`Drop of accuracy of ${modelY} against ${modelX} when the region of a feature is corrupted: r = ${formatDecimal(r, 2)} over all, ${corruptions.map(toTitle).join('; ')}.`}
      draw={draw}
      height={(width) =>
        isStacked(corruptions.length, width)
          ? corruptions.length * (PANEL_HEIGHT + TITLE_HEIGHT) + MARGINS.marginBottom
          : PANEL_HEIGHT + MARGINS.marginTop + MARGINS.marginBottom
      }
      content={{ name: 'sensitivities', tabulate: () => tabulateSensitivities(comparison, toLabel) }}
    />
  );
}

/** Points below the frame stand on its edge. */
function toDrawn(point: SensitivityPoint): Drawn {
  return {
    ...point,
    drawnX: Math.max(LOWEST_DRAWN, point.x),
    drawnY: Math.max(LOWEST_DRAWN, point.y),
  };
}

function toTitle({ corruption, r }: SensitivityComparison['corruptions'][number]): string {
  return `${corruption}, r = ${formatDecimal(r, 2)}`;
}

function isStacked(panels: number, width: number): boolean {
  return (width - MARGINS.marginLeft - MARGINS.marginRight) / panels < LEAST_PANEL;
}
