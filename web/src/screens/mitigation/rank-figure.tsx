/**
 * Accuracy along the rankings, from the least to the most spurious images, before tuning and after it on images chosen in each way.
 * In: the curves. Out: a figure (the paper's figure 8, right).
 */
import { useCallback, useMemo } from 'react';
import { type RankAccuracy, tabulateRankAccuracy } from '../../../../src/figures/index.js';
import type { BuildFigure } from '../../parts/figures/drawn-figure.js';
import { PlotFigure } from '../../parts/figures/plot-figure.js';
import type { MitigationRun } from './mitigation-run.js';

export function RankFigure({ curves }: Pick<MitigationRun, 'curves'>) {
  const points = useMemo(() => curves.flatMap(listPoints), [curves]);
  const build = useCallback<BuildFigure>(
    (plots, look) => plots.buildRankAccuracyFigure(points, look),
    [points],
  );
  return (
    <PlotFigure
      build={build}
      content={{ name: 'rank-accuracy', tabulate: () => tabulateRankAccuracy(points) }}
    />
  );
}

function listPoints({ method, bins }: MitigationRun['curves'][number]): RankAccuracy[] {
  return bins.flatMap(({ rankStart, rankEnd, accuracy, imageCount }) =>
    accuracy === null ? [] : [{ method, rank: (rankStart + rankEnd) / 2, accuracy, imageCount }],
  );
}
