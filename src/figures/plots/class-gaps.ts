/**
 * Dot-and-range plot of the gaps: per class the accuracy on its most and on its least spurious images.
 * In: classes with their gaps, in the order to draw; where a class leads. Out: a figure, a row a class.
 */
import * as Plot from '@observablehq/plot';
import {
  formatBareGap,
  formatGap,
  formatPercent,
  formatRange,
  formatSignedPoints,
  toShownSign,
} from '../../words/index.js';
import { toFigureColour } from '../palette.js';
import type { NamedGap } from '../tables/index.js';
import type { Figure, Look } from './figure.js';
import { buildGridX, buildLinks, buildShareAxis, countTicks, fitNames } from './layout/frame.js';
import { buildLegend } from './layout/series.js';

const ROW_HEIGHT = 24;
/** Of a row whose gap has its interval below it. */
const HIGH_ROW = 36;
const NAME_LIMIT = 22;
/** Right of the frame, for the gaps with their intervals: below them, or beside them where the figure is wide enough. */
const GAP_ROOM = 64;
/** Of an interval below its gap, in pixels. */
const SMALL_FONT = 9.5;
const INTERVAL_ROOM = 148;
const WIDE_ENOUGH = 430;
/** Both dots stand at one place. */
const SAME = 0.005;

/** Draws one row per class. */
export function buildClassGapFigure(
  classes: readonly NamedGap[],
  look: Look,
  toAddress?: (classIndex: number) => string,
): Figure {
  // Rows are drawn by position, so that two classes of the same display name keep a row each.
  const rows = classes.map((one, row) => ({ ...one, row }));
  const names = classes.map(({ name }) => name);
  const { labels, margin: marginLeft } = fitNames(names, look.width, NAME_LIMIT);
  const isWide = look.width >= WIDE_ENOUGH;
  const gapRoom = isWide ? INTERVAL_ROOM : GAP_ROOM;
  const legend = buildEndLegend(look, marginLeft);
  const ticks = countTicks(look.width - marginLeft - gapRoom);
  const link = ({ classIndex }: NamedGap) => toAddress!(classIndex);
  return {
    title: 'Accuracy at both ends of the spuriosity ranking, per class',
    description: rows[0] === undefined ? 'No class has a gap.' : `First row: ${describe(rows[0])}.`,
    options: {
      width: look.width,
      height: rows.length * (isWide ? ROW_HEIGHT : HIGH_ROW) + 62 + legend.height,
      marginLeft,
      marginRight: gapRoom + 4,
      marginTop: 22 + legend.height,
      marginBottom: 40,
      x: { ...buildShareAxis('x', 'accuracy', ticks), domain: [0, 1] },
      y: {
        domain: rows.map(({ row }) => row),
        label: null,
        tickSize: 0,
        tickFormat: (row: number) => labels[row]!,
        type: 'band',
        padding: 0,
      },
      marks: [
        buildGridX(ticks),
        ...legend.marks,
        ...buildEnds(rows),
        ...buildGaps(rows, isWide, gapRoom),
        // The whole row says what it shows, and leads on.
        Plot.barX(rows, {
          x1: () => 0,
          x2: () => 1,
          y: 'row',
          fill: 'none',
          pointerEvents: 'all',
          title: describe,
          ...buildLinks(toAddress && link, describe),
        }),
      ],
    },
  };
}

/** Gaps right of the frame, their intervals beside or below them; muted where the interval reaches 0: no gap is shown there. */
function buildGaps(
  rows: readonly (NamedGap & { row: number })[],
  isWide: boolean,
  room: number,
): Plot.Markish[] {
  const look: Plot.TextOptions = {
    y: 'row',
    frameAnchor: 'right',
    dx: room + (isWide ? 0 : 3),
    textAnchor: 'end',
    fill: ({ interval }: NamedGap) =>
      toShownSign(interval) === null ? toFigureColour('muted') : 'currentColor',
    fontVariant: 'tabular-nums',
  };
  const title = Plot.text([isWide ? 'gap (95%)' : 'gap'], {
    frameAnchor: 'top-right',
    dx: room,
    dy: -16,
    textAnchor: 'end',
    fill: toFigureColour('muted'),
  });
  if (isWide)
    return [title, Plot.text(rows, { ...look, text: (row) => formatBareGap(row.gap, row.interval) })];
  return [
    title,
    Plot.text(rows, { ...look, dy: -7, text: ({ gap }) => formatSignedPoints(gap) }),
    Plot.text(rows, { ...look, dy: 7, fontSize: SMALL_FONT, text: ({ interval }) => formatRange(interval) }),
  ];
}

function buildEnds(rows: readonly (NamedGap & { row: number })[]): Plot.Markish[] {
  const dot = { y: 'row', r: 5, strokeWidth: 2.2 } as const;
  return [
    Plot.link(rows, {
      x1: 'accuracyBottom',
      x2: 'accuracyTop',
      y: 'row',
      stroke: toFigureColour('muted'),
      strokeOpacity: 0.45,
      strokeWidth: 3,
    }),
    Plot.dot(rows, {
      ...dot,
      x: 'accuracyTop',
      fill: toFigureColour('spurious'),
      stroke: toFigureColour('spurious'),
    }),
    Plot.dot(rows, {
      ...dot,
      x: 'accuracyBottom',
      fill: ({ gap }) => (Math.abs(gap) < SAME ? 'none' : toFigureColour('paper')),
      stroke: toFigureColour('core'),
    }),
  ];
}

function buildEndLegend({ width }: Look, marginLeft: number) {
  return buildLegend(
    [
      { name: 'most spurious', colour: toFigureColour('spurious'), symbol: 'circle' },
      { name: 'least spurious', colour: toFigureColour('core'), symbol: 'circle', isHollow: true },
    ],
    { width: width - GAP_ROOM, outdent: marginLeft - 8 },
  );
}

function describe({ name, k, accuracyTop, accuracyBottom, gap, interval }: NamedGap): string {
  return `${name}: ${formatPercent(accuracyTop)} on the ${k} most spurious, ${formatPercent(accuracyBottom)} on the ${k} least spurious images, gap ${formatGap(gap, interval)}`;
}
