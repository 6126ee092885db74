/** Whether the class or the model decides how large a gap is. In: the response with at least two models. Out: a figure. */
import { useCallback, useMemo } from 'react';
import { listMeanGaps, tabulateMeanGaps } from '../../../../src/figures/index.js';
import type { ModelsResponse } from '../../../../src/protocol/index.js';
import type { BuildFigure } from '../../parts/figures/drawn-figure.js';
import { PlotFigure } from '../../parts/figures/plot-figure.js';
import { useClasses } from '../../parts/study/classes.js';

export function VarianceFigure({ response }: { response: ModelsResponse }) {
  const { toLabel } = useClasses();
  const means = useMemo(() => listMeanGaps(response, toLabel), [response, toLabel]);
  const ratio = response.comparison?.varianceRatio ?? null;
  const build = useCallback<BuildFigure>(
    (plots, look) => plots.buildGapVarianceFigure(means, ratio, look),
    [means, ratio],
  );
  return (
    <PlotFigure build={build} content={{ name: 'gap-variance', tabulate: () => tabulateMeanGaps(means) }} />
  );
}
