/**
 * How alike the models' gaps are, class by class: Pearson's r of every two models, similar models side by side.
 * In: the response with at least two models. Out: a square figure.
 */
import { useCallback, useMemo } from 'react';
import {
  type CorrelationCell,
  listCorrelations,
  type ModelsResponse,
  tabulateCorrelations,
} from '../../../../src/protocol/index.js';
import { COLOURS } from '../../parts/colours.js';
import type { DrawFigure } from '../../parts/drawn-figure.js';
import { ON_PAPER } from '../../parts/figure-axes.js';
import { formatDecimal } from '../../parts/format.js';
import { PlotFigure } from '../../parts/plot-figure.js';
import { fitName, toNameMargin } from './name-margin.js';

/** More numbers, or more names, would not be readable. */
const MOST_WRITTEN = 9;
const MOST_NAMED = 30;
/** Share of the colour at r = ±1; more, and numbers could not be read on it. */
const STRONGEST = 50;

export function CorrelationFigure({ response }: { response: ModelsResponse }) {
  const { order, cells } = useMemo(() => listCorrelations(response), [response]);
  const height = Math.min(460, Math.max(220, order.length * 34 + 90));
  const draw = useCallback<DrawFigure>(
    (plot, { width }) => {
      const isNamed = order.length <= MOST_NAMED;
      const margin = isNamed ? toNameMargin(order, width) : 12;
      const tickFormat = (name: string) => fitName(name, margin);
      const longest = Math.max(...order.map((name) => tickFormat(name).length));
      const axis = {
        domain: order,
        label: null,
        tickSize: 0,
        ...(isNamed ? { tickFormat } : { axis: null }),
      };
      const place = { x: 'a', y: 'b' } as const;
      return {
        marginLeft: margin,
        marginBottom: isNamed ? Math.min(longest * 5 + 20, 100) : 12,
        marginTop: 8,
        marginRight: 8,
        padding: isNamed ? 0.03 : 0,
        x: { ...axis, tickRotate: longest * order.length * 7 > width - margin ? -40 : 0 },
        y: axis,
        marks: [
          plot.cell(cells, {
            ...place,
            fill: { value: ({ r }: CorrelationCell) => toColour(r), scale: null },
            stroke: isNamed ? COLOURS.rule : 'none',
          }),
          order.length > MOST_WRITTEN
            ? null
            : plot.text(cells, {
                ...place,
                text: ({ r }: CorrelationCell) => formatDecimal(r, 2),
                fill: COLOURS.ink,
              }),
          plot.tip(cells, plot.pointer({ ...place, title: describe, ...ON_PAPER })),
        ],
      };
    },
    [order, cells],
  );
  return (
    <PlotFigure
      label={`Correlation of the class gaps of ${order.length} models, on average ${formatDecimal(response.comparison?.meanCorrelation, 2)}.`}
      draw={draw}
      height={height}
      content={{ name: 'gap-correlations', tabulate: () => tabulateCorrelations(cells) }}
    />
  );
}

/** Blue for alike, orange for opposite, the page's own colour for unrelated. */
function toColour(r: number | null): string {
  if (r === null) return COLOURS.mutedSoft;
  const colour = r < 0 ? COLOURS.spurious : COLOURS.core;
  return `color-mix(in oklab, ${colour} ${Math.round(Math.abs(r) * STRONGEST)}%, ${COLOURS.paper})`;
}

function describe({ a, b, r }: CorrelationCell): string {
  return r === null
    ? `${a} and ${b}: undefined, one has the same gap everywhere`
    : `${a} and ${b}: r = ${formatDecimal(r, 2)}`;
}
