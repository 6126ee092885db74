/**
 * Whether the class or the model decides how large a gap is: mean gaps of the classes above mean gaps of the models, on one axis.
 * In: the response with at least two models, rows per class. Out: a figure.
 */
import { useCallback, useMemo } from 'react';
import type { ModelsResponse } from '../../../../src/protocol/index.js';
import { COLOURS } from '../../parts/colours.js';
import { buildGrid, buildPointsAxis, ON_PAPER } from '../../parts/figure-axes.js';
import { formatDecimal, formatPoints } from '../../parts/format.js';
import { type DrawFigure, PlotFigure, type PlotModule } from '../../parts/plot-figure.js';
import type { ClassGapRow } from './class-gaps.js';

/** Beyond, points are counted in bins. */
const MOST_POINTS = 150;
const BINS = 40;
const COLOUR_OF_KIND = { classes: COLOURS.spurious, models: COLOURS.core } as const;
type Kind = keyof typeof COLOUR_OF_KIND;
const KINDS = Object.keys(COLOUR_OF_KIND) as Kind[];

interface Mean {
  kind: Kind;
  name: string;
  gap: number;
}

interface VarianceFigureProps {
  response: ModelsResponse;
  rows: readonly ClassGapRow[];
}

export function VarianceFigure({ response, rows }: VarianceFigureProps) {
  const means = useMemo(() => listMeans(response, rows), [response, rows]);
  const draw = useCallback<DrawFigure>(
    (plot) => ({
      marginLeft: 64,
      marginRight: 12,
      marginBottom: 40,
      x: { ...buildPointsAxis('x', 'mean gap, points'), nice: true },
      y: { axis: null },
      fy: { label: null, domain: KINDS, axis: 'left' },
      marks: [
        buildGrid(plot, 'x'),
        plot.ruleX([0], { stroke: COLOURS.muted }),
        ...(means.length > MOST_POINTS ? buildBins(plot, means) : [buildPoints(plot, means)]),
      ],
    }),
    [means],
  );
  return (
    <PlotFigure
      label={`Mean gaps of the classes and of the models; the variance between classes is ${formatDecimal(response.comparison?.varianceRatio, 1)} times that between models.`}
      draw={draw}
      height={220}
    />
  );
}

function listMeans(response: ModelsResponse, rows: readonly ClassGapRow[]): Mean[] {
  return [
    ...rows.flatMap(({ name, meanGap }): Mean[] =>
      meanGap === null ? [] : [{ kind: 'classes', name, gap: meanGap }],
    ),
    ...response.models.flatMap(({ model, spuriousGap }): Mean[] =>
      spuriousGap === null ? [] : [{ kind: 'models', name: model, gap: spuriousGap }],
    ),
  ];
}

function buildBins(plot: PlotModule, means: readonly Mean[]) {
  return KINDS.map((kind) =>
    plot.rectY(
      means.filter((mean) => mean.kind === kind),
      {
        ...plot.binX({ y: 'proportion-facet' }, { x: { value: 'gap', thresholds: BINS } }),
        fy: 'kind',
        fill: COLOUR_OF_KIND[kind],
      },
    ),
  );
}

function buildPoints(plot: PlotModule, means: readonly Mean[]) {
  return plot.dot(
    means,
    plot.dodgeY('middle', {
      x: 'gap',
      fy: 'kind',
      r: 4.5,
      fill: ({ kind }: Mean) => COLOUR_OF_KIND[kind],
      title: ({ name, gap }: Mean) => `${name}: ${formatPoints(gap)}`,
      tip: ON_PAPER,
    }),
  );
}
