/**
 * How the gap of each model spreads over the classes: a row a model, a point or a box for the classes.
 * In: the response and its rows per class. Out: a figure whose points lead to the rankings of their class.
 */
import { ScrollArea } from '@mantine/core';
import { useCallback, useMemo } from 'react';
import type { ModelsResponse } from '../../../../src/protocol/index.js';
import { COLOURS } from '../../parts/colours.js';
import { formatPoints, formatQuantity, formatSignedPoints } from '../../parts/format.js';
import { type DrawFigure, PlotFigure } from '../../parts/plot-figure.js';
import type { ClassGapRow } from './class-gaps.js';
import { toNameMargin } from './name-margin.js';

/** Boxes say more than points beyond this many classes. */
const MOST_POINTS = 60;
/** Rows are lower beyond this many models, and the figure scrolls. */
const MOST_HIGH_ROWS = 14;
const HIGH_ROW = 30;
const LOW_ROW = 18;
const MOST_HEIGHT = 440;

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

export function ClassSpreadFigure({ response, rows, toAddress }: ClassSpreadFigureProps) {
  const models = useMemo(
    () =>
      response.models
        .filter(({ spuriousGap }) => spuriousGap !== null)
        .sort((a, b) => b.spuriousGap! - a.spuriousGap!),
    [response],
  );
  const points = useMemo(() => buildPoints(response, rows), [response, rows]);
  const draw = useCallback<DrawFigure>(
    (plot, { width }) => ({
      marginLeft: toNameMargin(
        models.map(({ model }) => model),
        width,
      ),
      marginRight: 16,
      marginBottom: 40,
      x: {
        axis: models.length > MOST_HIGH_ROWS ? 'both' : 'bottom',
        label: 'gap of a class, points',
        labelAnchor: 'center',
        labelArrow: 'none',
        tickFormat: (gap: number) => formatSignedPoints(gap),
        domain: toDomain(points.map(({ gap }) => gap)),
        ticks: 6,
      },
      y: { label: null, domain: models.map(({ model }) => model), tickSize: 0, padding: 0.25 },
      marks: [
        plot.gridX({ stroke: COLOURS.rule, strokeOpacity: 1 }),
        plot.ruleX([0], { stroke: COLOURS.muted }),
        rows.length > MOST_POINTS
          ? plot.boxX(points, { x: 'gap', y: 'model', fill: COLOURS.mutedSoft, stroke: COLOURS.ink, r: 1.5 })
          : plot.dot(points, {
              x: 'gap',
              y: 'model',
              r: 4.5,
              fill: COLOURS.spurious,
              fillOpacity: 0.55,
              stroke: COLOURS.paper,
              href: ({ classIndex }: Point) => toAddress(classIndex),
              ariaLabel: describe,
            }),
        plot.tickX(models, { x: 'spuriousGap', y: 'model', stroke: COLOURS.core, strokeWidth: 3 }),
        rows.length > MOST_POINTS
          ? null
          : plot.tip(points, plot.pointer({ x: 'gap', y: 'model', title: describe, fill: COLOURS.paper })),
      ],
    }),
    [models, points, rows.length, toAddress],
  );
  const rowHeight = models.length > MOST_HIGH_ROWS ? LOW_ROW : HIGH_ROW;
  return (
    <ScrollArea.Autosize
      mah={MOST_HEIGHT}
      type="auto"
      viewportProps={{ tabIndex: 0, 'aria-label': 'Gaps over the classes' }}
    >
      <PlotFigure
        label={`Gaps of ${formatQuantity(rows.length, 'class', 'classes')}, a row for each of ${formatQuantity(models.length, 'model')}; the bar is the mean.`}
        draw={draw}
        height={models.length * rowHeight + 70}
      />
    </ScrollArea.Autosize>
  );
}

function buildPoints({ models }: ModelsResponse, rows: readonly ClassGapRow[]): Point[] {
  return models.flatMap(({ model }, place) =>
    rows.flatMap(({ classIndex, name, gaps }) => {
      const gap = gaps[place] ?? null;
      return gap === null ? [] : [{ model, name, classIndex, gap }];
    }),
  );
}

function describe({ model, name, gap }: Point): string {
  return `${name}, ${model}: ${formatPoints(gap)}`;
}

/** All gaps and zero, with a little room. */
function toDomain(gaps: readonly number[]): [number, number] {
  const low = gaps.reduce((least, gap) => Math.min(least, gap), 0);
  const high = gaps.reduce((most, gap) => Math.max(most, gap), 0);
  return [low - 0.04, Math.max(high, low + 0.1) + 0.04];
}
