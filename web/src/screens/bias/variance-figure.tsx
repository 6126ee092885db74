/**
 * Whether the class or the model decides how large a gap is: mean gaps of the classes above mean gaps of the models, on one axis.
 * In: the response with at least two models. Out: a figure.
 */
import { useCallback, useMemo } from 'react';
import {
  listMeanGaps,
  type MeanGap,
  type ModelsResponse,
  tabulateMeanGaps,
} from '../../../../src/protocol/index.js';
import { useClasses } from '../../parts/classes.js';
import { COLOURS } from '../../parts/colours.js';
import type { DrawFigure, PlotModule } from '../../parts/drawn-figure.js';
import { buildGrid, buildPointsAxis, ON_PAPER, POINTS_TICKS } from '../../parts/figure-axes.js';
import { formatDecimal, formatPoints } from '../../parts/format.js';
import { PlotFigure } from '../../parts/plot-figure.js';

/** Beyond, points are counted in bins. */
const MOST_POINTS = 150;
const BINS = 40;
const LOOK_OF_KIND = {
  class: { colour: COLOURS.spurious, title: 'classes' },
  model: { colour: COLOURS.core, title: 'models' },
} as const;
const KINDS = Object.keys(LOOK_OF_KIND) as MeanGap['kind'][];

export function VarianceFigure({ response }: { response: ModelsResponse }) {
  const { toLabel } = useClasses();
  const means = useMemo(() => listMeanGaps(response, toLabel), [response, toLabel]);
  const draw = useCallback<DrawFigure>(
    (plot) => ({
      marginLeft: 64,
      marginRight: 12,
      marginBottom: 40,
      x: { ...buildPointsAxis('x', 'mean gap, points'), nice: true },
      y: { axis: null },
      fy: {
        label: null,
        domain: KINDS,
        axis: 'left',
        tickFormat: (kind: MeanGap['kind']) => LOOK_OF_KIND[kind].title,
      },
      marks: [
        buildGrid(plot, 'x', POINTS_TICKS),
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
      content={{ name: 'gap-variance', tabulate: () => tabulateMeanGaps(means) }}
    />
  );
}

function buildBins(plot: PlotModule, means: readonly MeanGap[]) {
  return KINDS.map((kind) =>
    plot.rectY(
      means.filter((mean) => mean.kind === kind),
      {
        ...plot.binX({ y: 'proportion-facet' }, { x: { value: 'gap', thresholds: BINS } }),
        fy: 'kind',
        fill: LOOK_OF_KIND[kind].colour,
      },
    ),
  );
}

function buildPoints(plot: PlotModule, means: readonly MeanGap[]) {
  return plot.dot(
    means,
    plot.dodgeY('middle', {
      x: 'gap',
      fy: 'kind',
      r: 4.5,
      fill: ({ kind }: MeanGap) => LOOK_OF_KIND[kind].colour,
      title: ({ name, gap }: MeanGap) => `${name}: ${formatPoints(gap)}`,
      tip: ON_PAPER,
    }),
  );
}
