/**
 * Pearson's r of the class-wise gaps of every two models (the paper's figure 14), similar models side by side.
 * In: the order of the models and a cell for every two. Out: SVG text; numbers and names only where they can be read.
 */
import * as Plot from '@observablehq/plot';
import type { CorrelationCell } from '../../protocol/index.js';
import { formatShortened } from '../format.js';
import { formatR } from './gap-agreement.js';
import { type Theme, toFigureColour } from './palette.js';
import { buildFigure, computeLongestWidth, FIGURE_WIDTH, WIDE_FIGURE_WIDTH } from './plot-frame.js';
import { buildLegend, type LegendOptions } from './series.js';

/** More models take the whole width. */
const MOST_NARROW = 12;
/** More names would lie over each other. */
const MOST_NAMED = 110;
const NAME_LIMIT = 22;
/** Side of a cell in which r × 100 can be read. */
const LEAST_WRITTEN_SIDE = 17;
/** Opacity at r = ±1: below numbers, which must be read on it, and without them. */
const STRONGEST_WRITTEN = 0.5;
const STRONGEST = 0.95;
/** Steps of the legend; those below 0 only where there are such cells. */
const LEGEND_STEPS = [-1, -0.5, 0.25, 0.5, 0.75, 1];
/** Steps of colour: cells of one step are one shape, which keeps a large matrix small. */
const STEPS = 20;
const UNDEFINED_OPACITY = 0.25;
const MARGIN_TOP = 8;

/** Draws a square of cells: blue for alike, orange for opposite, darker with r², grey where r is undefined. */
export function buildCorrelationFigure(order: readonly string[], cells: readonly CorrelationCell[]): string {
  const width = order.length <= MOST_NARROW ? FIGURE_WIDTH : WIDE_FIGURE_WIDTH;
  const isNamed = order.length <= MOST_NAMED;
  const fontSize = Math.min(12.5, Math.max(7, (width * 0.72) / order.length / 1.05));
  const longest = computeLongestWidth(
    order.map((name) => formatShortened(name, NAME_LIMIT)),
    fontSize,
  );
  const marginLeft = isNamed ? longest + 12 : 8;
  // Names below stand at 45°.
  const marginBottom = isNamed ? Math.ceil(longest * Math.SQRT1_2) + 14 : 8;
  const side = (width - marginLeft - 8) / Math.max(1, order.length);
  const axis = {
    domain: [...order],
    label: null,
    tickSize: 0,
    type: 'band' as const,
    padding: 0,
    ...(isNamed ? { tickFormat: (name: string) => formatShortened(name, NAME_LIMIT) } : { axis: null }),
  };
  const isWritten = side >= LEAST_WRITTEN_SIDE;
  const strongest = isWritten ? STRONGEST_WRITTEN : STRONGEST;
  // Numbers say more than colours.
  const legend = isWritten ? null : buildStepLegend(cells, strongest, { width, outdent: marginLeft - 8 });
  const marginTop = MARGIN_TOP + (legend?.height ?? 0);
  const distinct = cells.filter(({ a, b, r }) => a < b && r !== null);
  const mean = distinct.reduce((sum, { r }) => sum + r!, 0) / distinct.length;
  return buildFigure({
    figureTitle: 'Correlation of the class-wise gaps of every two models',
    description: `${order.length} models, mean r = ${formatR(mean)}.`,
    width,
    height: marginTop + side * order.length + marginBottom,
    marginTop,
    marginRight: 8,
    marginLeft,
    marginBottom,
    fontSize,
    x: { ...axis, tickRotate: -45 },
    y: axis,
    marks: [
      buildCells(cells, strongest),
      ...(legend?.marks ?? []),
      ...(isWritten
        ? [
            Plot.text(cells, {
              x: 'a',
              y: 'b',
              text: ({ r }: CorrelationCell) =>
                r === null ? '–' : String(Math.round(r * 100)).replace('-', '−'),
              fill: 'currentColor',
              fontSize: Math.min(12, side * 0.45),
            }),
          ]
        : []),
    ],
  });
}

function buildStepLegend(cells: readonly CorrelationCell[], strongest: number, options: LegendOptions) {
  const hasOpposite = cells.some(({ r }) => r !== null && r < 0);
  const items = LEGEND_STEPS.filter((r) => r > 0 || hasOpposite).map((r) => ({
    name: `r = ${formatR(r)}`,
    symbol: 'square' as const,
    colour: toFigureColour(toRole(r)),
    opacity: toOpacity(r * STEPS, strongest),
  }));
  return buildLegend(items, options);
}

/** A mark of one path per step of colour. */
function buildCells(cells: readonly CorrelationCell[], strongest: number): Plot.Markish {
  return (_index, scales, _values, _dimensions, context) => {
    const { document } = context;
    const group = document.createElementNS('http://www.w3.org/2000/svg', 'g');
    const x = scales.x as unknown as ((name: string) => number) & { bandwidth(): number };
    const y = scales.y as unknown as ((name: string) => number) & { bandwidth(): number };
    const [wide, high] = [x.bandwidth(), y.bandwidth()].map(toShort);
    const ofStep = new Map<number | null, CorrelationCell[]>();
    for (const cell of cells) {
      const known = ofStep.get(toStep(cell));
      if (known === undefined) ofStep.set(toStep(cell), [cell]);
      else known.push(cell);
    }
    for (const [key, own] of ofStep) {
      const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
      const outline = own.map(({ a, b }) => `M${toShort(x(a))} ${toShort(y(b))}h${wide}v${high}h-${wide}z`);
      path.setAttribute('d', outline.join(''));
      path.setAttribute('fill', toFigureColour(toRole(key)));
      path.setAttribute('fill-opacity', String(toOpacity(key, strongest)));
      group.appendChild(path);
    }
    return group as unknown as SVGElement;
  };
}

function toStep({ r }: CorrelationCell): number | null {
  return r === null ? null : Math.round(r * STEPS);
}

function toRole(step: number | null): keyof Theme {
  if (step === null) return 'muted';
  return step < 0 ? 'spurious' : 'core';
}

function toOpacity(step: number | null, strongest: number): number {
  return toShort(step === null ? UNDEFINED_OPACITY : (step / STEPS) ** 2 * strongest);
}

function toShort(value: number): number {
  return Math.round(value * 100) / 100;
}
