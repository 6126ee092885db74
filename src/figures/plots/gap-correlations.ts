/**
 * Pearson's r of the class-wise gaps of every two models (the paper's figure 14), similar models side by side.
 * In: the order of the models and a cell for every two. Out: a figure; numbers and names only where they can be read.
 */
import * as Plot from '@observablehq/plot';
import { formatCorrelation, formatDecimal, formatShortened } from '../../words/index.js';
import { type Theme, toFigureColour } from '../palette.js';
import type { CorrelationCell } from '../tables/index.js';
import type { Figure, Look } from './figure.js';
import { buildTip, computeLongestWidth, computeTextWidth } from './layout/frame.js';
import { buildLegend, type LegendOptions } from './layout/series.js';

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
/** Of cells that can be told apart, in pixels on each side. */
const INSET = 0.5;
const MARGIN_TOP = 8;
const MARGIN_RIGHT = 8;
/** Height of a cell that could be higher: of two models the figure would be as high as a page. */
const MOST_HEIGHT = 110;

/** Draws a matrix of cells: blue for alike, orange for opposite, darker with r², grey where r is undefined. */
export function buildCorrelationFigure(
  order: readonly string[],
  cells: readonly CorrelationCell[],
  look: Look,
): Figure {
  const width = order.length <= MOST_NARROW ? look.width : look.wideWidth;
  const isNamed = order.length <= MOST_NAMED;
  const fontSize = Math.min(12.5, Math.max(7, (width * 0.72) / order.length / 1.05));
  const { labels, longest } = shortenNames(order, width, fontSize);
  const marginLeft = isNamed ? longest + 12 : 8;
  // Names below stand at 45°.
  const marginBottom = isNamed ? Math.ceil(longest * Math.SQRT1_2) + 14 : 8;
  const side = (width - marginLeft - MARGIN_RIGHT) / Math.max(1, order.length);
  const height = Math.min(side, MOST_HEIGHT);
  const isWritten = Math.min(side, height) >= LEAST_WRITTEN_SIDE;
  const strongest = isWritten ? STRONGEST_WRITTEN : STRONGEST;
  // Numbers say more than colours.
  const legend = isWritten ? null : buildStepLegend(cells, strongest, { width, outdent: marginLeft - 8 });
  const marginTop = MARGIN_TOP + (legend?.height ?? 0);
  const axis = {
    domain: [...order],
    label: null,
    tickSize: 0,
    type: 'band' as const,
    padding: 0,
    ...(isNamed ? { tickFormat: (_name: string, place: number) => labels[place]! } : { axis: null }),
  };
  const distinct = cells.filter(({ a, b, r }) => a < b && r !== null);
  const mean = distinct.reduce((sum, { r }) => sum + r!, 0) / distinct.length;
  return {
    title: `Correlation of the class gaps of ${order.length} models`,
    description: `Of every two, on average r = ${formatCorrelation(mean)}.`,
    fontSize,
    options: {
      width,
      height: marginTop + height * order.length + marginBottom,
      marginTop,
      marginRight: MARGIN_RIGHT,
      marginLeft,
      marginBottom,
      x: { ...axis, tickRotate: -45 },
      y: axis,
      marks: [
        buildCells(cells, strongest),
        ...(legend?.marks ?? []),
        ...(isWritten ? [buildNumbers(cells, Math.min(12, side * 0.45))] : []),
        ...buildTip(look, cells, { x: 'a', y: 'b', title: describe }),
      ],
    },
  };
}

/** r × 100. */
function buildNumbers(cells: readonly CorrelationCell[], fontSize: number): Plot.Markish {
  return Plot.text(cells, {
    x: 'a',
    y: 'b',
    text: ({ r }: CorrelationCell) => formatDecimal(r === null ? null : r * 100, 0),
    fill: 'currentColor',
    fontSize,
  });
}

/** Names that take about a third of the width at most, and how long the longest is in pixels. */
function shortenNames(order: readonly string[], width: number, fontSize: number) {
  const limit = Math.min(NAME_LIMIT, Math.floor((0.35 * width) / computeTextWidth('m', fontSize)));
  const labels = order.map((name) => formatShortened(name, limit));
  return { labels, longest: computeLongestWidth(labels, fontSize) };
}

function describe({ a, b, r }: CorrelationCell): string {
  return r === null
    ? `${a} and ${b}: undefined, one has the same gap everywhere`
    : `${a} and ${b}: r = ${formatCorrelation(r)}`;
}

function buildStepLegend(cells: readonly CorrelationCell[], strongest: number, options: LegendOptions) {
  const hasOpposite = cells.some(({ r }) => r !== null && r < 0);
  const items = LEGEND_STEPS.filter((r) => r > 0 || hasOpposite).map((r) => ({
    name: `r = ${formatCorrelation(r)}`,
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
    const inset = Math.min(x.bandwidth(), y.bandwidth()) >= LEAST_WRITTEN_SIDE ? INSET : 0;
    const [wide, high] = [x.bandwidth(), y.bandwidth()].map((side) => toShort(side - 2 * inset));
    const ofStep = new Map<number | null, CorrelationCell[]>();
    for (const cell of cells) {
      const known = ofStep.get(toStep(cell));
      if (known === undefined) ofStep.set(toStep(cell), [cell]);
      else known.push(cell);
    }
    for (const [key, own] of ofStep) {
      const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
      const outline = own.map(
        ({ a, b }) => `M${toShort(x(a) + inset)} ${toShort(y(b) + inset)}h${wide}v${high}h-${wide}z`,
      );
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
