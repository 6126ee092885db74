/**
 * Whether the class or the model decides how large a gap is: mean gaps of the classes above mean gaps of the models, on one axis.
 * In: the response with at least two models, rows per class. Out: a figure.
 */
import { useCallback, useMemo } from 'react';
import type { ModelsResponse } from '../../../../src/protocol/index.js';
import { COLOURS } from '../../parts/colours.js';
import { formatDecimal, formatPoints, formatSignedPoints } from '../../parts/format.js';
import { type DrawFigure, PlotFigure } from '../../parts/plot-figure.js';
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

export function VarianceFigure({
  response,
  rows,
}: {
  response: ModelsResponse;
  rows: readonly ClassGapRow[];
}) {
  const means = useMemo<Mean[]>(
    () => [
      ...rows.flatMap(({ name, meanGap }) =>
        meanGap === null ? [] : [{ kind: 'classes' as const, name, gap: meanGap }],
      ),
      ...response.models.flatMap(({ model, spuriousGap }) =>
        spuriousGap === null ? [] : [{ kind: 'models' as const, name: model, gap: spuriousGap }],
      ),
    ],
    [response, rows],
  );
  const isCounted = means.length > MOST_POINTS;
  const draw = useCallback<DrawFigure>(
    (plot) => ({
      marginLeft: 64,
      marginRight: 12,
      marginBottom: 40,
      x: {
        label: 'mean gap, points',
        labelAnchor: 'center',
        labelArrow: 'none',
        tickFormat: (gap: number) => formatSignedPoints(gap),
        nice: true,
        ticks: 6,
      },
      y: { axis: null },
      fy: { label: null, domain: KINDS, axis: 'left' },
      marks: [
        plot.gridX({ stroke: COLOURS.rule, strokeOpacity: 1 }),
        plot.ruleX([0], { stroke: COLOURS.muted }),
        ...(isCounted
          ? KINDS.map((kind) =>
              plot.rectY(
                means.filter((mean) => mean.kind === kind),
                {
                  ...plot.binX({ y: 'proportion-facet' }, { x: { value: 'gap', thresholds: BINS } }),
                  fy: 'kind',
                  fill: COLOUR_OF_KIND[kind],
                },
              ),
            )
          : [
              plot.dot(
                means,
                plot.dodgeY('middle', {
                  x: 'gap',
                  fy: 'kind',
                  r: 4.5,
                  fill: ({ kind }: Mean) => COLOUR_OF_KIND[kind],
                  ariaLabel: describe,
                  title: describe,
                  tip: { fill: COLOURS.paper },
                }),
              ),
            ]),
      ],
    }),
    [means, isCounted],
  );
  return (
    <PlotFigure
      label={`Mean gaps of the classes and of the models; the variance between classes is ${formatDecimal(response.comparison?.varianceRatio, 1)} times that between models.`}
      draw={draw}
      height={220}
    />
  );
}

function describe({ name, gap }: Mean): string {
  return `${name}: ${formatPoints(gap)}`;
}
