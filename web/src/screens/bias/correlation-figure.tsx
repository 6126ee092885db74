/** How alike the models' gaps are, class by class. In: the response with at least two models. Out: a matrix, similar models side by side. */
import { useCallback, useMemo } from 'react';
import { listCorrelations, tabulateCorrelations } from '../../../../src/figures/index.js';
import type { ModelsResponse } from '../../../../src/protocol/index.js';
import type { BuildFigure } from '../../parts/figures/drawn-figure.js';
import { PlotFigure } from '../../parts/figures/plot-figure.js';

export function CorrelationFigure({ response }: { response: ModelsResponse }) {
  const { order, cells } = useMemo(() => listCorrelations(response), [response]);
  const build = useCallback<BuildFigure>(
    (plots, look) => plots.buildCorrelationFigure(order, cells, look),
    [order, cells],
  );
  return (
    <PlotFigure
      build={build}
      content={{ name: 'gap-correlations', tabulate: () => tabulateCorrelations(cells) }}
    />
  );
}
