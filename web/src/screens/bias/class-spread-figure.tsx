/**
 * How the gap of each model spreads over the classes: a row a model, a point or a box for the classes.
 * In: the response and its rows per class. Out: a figure whose points lead to the rankings of their class.
 */
import { ScrollArea } from '@mantine/core';
import { useCallback, useMemo } from 'react';
import { type ModelsResponse, tabulateGapSpread } from '../../../../src/protocol/index.js';
import { useClasses } from '../../parts/classes.js';
import { COLOURS } from '../../parts/colours.js';
import type { DrawFigure, PlotModule } from '../../parts/drawn-figure.js';
import { buildGrid, buildPointsAxis, ON_PAPER, POINTS_TICKS } from '../../parts/figure-axes.js';
import { formatPoints, formatQuantity } from '../../parts/format.js';
import { PlotFigure } from '../../parts/plot-figure.js';
import type { ClassGapRow } from './class-gaps.js';
import { fitName, toNameMargin } from './name-margin.js';

/** Boxes say more than points beyond this many classes. */
const MOST_POINTS = 60;
/** Rows are lower beyond this many models, and the figure scrolls. */
const MOST_HIGH_ROWS = 14;
const HIGH_ROW = 30;
const LOW_ROW = 18;
const MOST_HEIGHT = 440;
/** Room at both ends of the axis. */
const ROOM = 0.04;

interface ClassSpreadFigureProps {
  response: ModelsResponse;
  rows: readonly ClassGapRow[];
  /** Address of the class's ranking. */
  toAddress: (classIndex: number) => string;
}

interface Point {
  model: string;
  name: string;
  classIndex: number;
  gap: number;
}

/** Pixels in which the usual ticks would run into each other. */
const NARROW = 320;
const FEW_TICKS = 4;

export function ClassSpreadFigure({ response, rows, toAddress }: ClassSpreadFigureProps) {
  const { toLabel } = useClasses();
  const models = useMemo(() => orderByGap(response), [response]);
  const points = useMemo(() => listPoints(response, rows), [response, rows]);
  const isHigh = models.length <= MOST_HIGH_ROWS;
  const draw = useCallback<DrawFigure>(
    (plot, { width }) => {
      const names = models.map(({ model }) => model);
      const marginLeft = toNameMargin(names, width);
      const ticks = width - marginLeft < NARROW ? FEW_TICKS : POINTS_TICKS;
      return {
        marginLeft,
        marginRight: 16,
        marginBottom: 40,
        x: {
          ...buildPointsAxis('x', 'gap of a class, points'),
          ticks,
          axis: isHigh ? 'bottom' : 'both',
          domain: toDomain(points),
        },
        y: {
          label: null,
          domain: names,
          tickFormat: (name: string) => fitName(name, marginLeft),
          tickSize: 0,
          padding: 0.25,
        },
        marks: [
          buildGrid(plot, 'x', ticks),
          plot.ruleX([0], { stroke: COLOURS.muted }),
          ...(rows.length > MOST_POINTS ? buildBoxes(plot, points) : buildPoints(plot, points, toAddress)),
          plot.tickX(models, { x: 'spuriousGap', y: 'model', stroke: COLOURS.core, strokeWidth: 3 }),
        ],
      };
    },
    [models, points, rows.length, isHigh, toAddress],
  );
  return (
    <ScrollArea.Autosize
      mah={MOST_HEIGHT}
      type="auto"
      viewportProps={{ tabIndex: 0, 'aria-label': 'Gaps over the classes' }}
    >
      <PlotFigure
        label={`Gaps of ${formatQuantity(rows.length, 'class', 'classes')}, a row for each of ${formatQuantity(models.length, 'model')}; the bar is the mean.`}
        draw={draw}
        height={models.length * (isHigh ? HIGH_ROW : LOW_ROW) + 70}
        content={{ name: 'gap-spread', tabulate: () => tabulateGapSpread(response, toLabel) }}
      />
    </ScrollArea.Autosize>
  );
}

/** Models with a gap, the most biased first. */
function orderByGap({ models }: ModelsResponse) {
  return models
    .flatMap(({ model, spuriousGap }) => (spuriousGap === null ? [] : [{ model, spuriousGap }]))
    .sort((a, b) => b.spuriousGap - a.spuriousGap);
}

function listPoints({ models }: ModelsResponse, rows: readonly ClassGapRow[]): Point[] {
  return models.flatMap(({ model }, place) =>
    rows.flatMap(({ classIndex, name, gaps }) => {
      const gap = gaps[place] ?? null;
      return gap === null ? [] : [{ model, name, classIndex, gap }];
    }),
  );
}

function buildBoxes(plot: PlotModule, points: readonly Point[]) {
  return [plot.boxX(points, { x: 'gap', y: 'model', fill: COLOURS.mutedSoft, stroke: COLOURS.ink, r: 1.5 })];
}

function buildPoints(plot: PlotModule, points: readonly Point[], toAddress: (classIndex: number) => string) {
  return [
    plot.dot(points, {
      x: 'gap',
      y: 'model',
      r: 4.5,
      fill: COLOURS.spurious,
      fillOpacity: 0.55,
      stroke: COLOURS.paper,
      href: ({ classIndex }: Point) => toAddress(classIndex),
      ariaLabel: describe,
    }),
    plot.tip(points, plot.pointer({ x: 'gap', y: 'model', title: describe, ...ON_PAPER })),
  ];
}

function describe({ model, name, gap }: Point): string {
  return `${name}, ${model}: ${formatPoints(gap)}`;
}

/** All gaps and zero. */
function toDomain(points: readonly Point[]): [number, number] {
  const low = points.reduce((least, { gap }) => Math.min(least, gap), 0);
  const high = points.reduce((most, { gap }) => Math.max(most, gap), low + 0.1);
  return [low - ROOM, high + ROOM];
}
