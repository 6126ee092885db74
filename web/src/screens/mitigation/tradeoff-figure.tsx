/**
 * Gap against accuracy: from the head before tuning an arrow to the mean of each way of choosing images, a point a trial.
 * In: trials, the split that was measured. Out: a figure (the paper's figure 8, left).
 */
import { useCallback } from 'react';
import { tabulateMitigation } from '../../../../src/figures/index.js';
import type { MitigationTrial, SplitName } from '../../../../src/protocol/index.js';
import type { BuildFigure } from '../../parts/figures/drawn-figure.js';
import { PlotFigure } from '../../parts/figures/plot-figure.js';

export function TradeoffFigure({ trials, split }: { trials: readonly MitigationTrial[]; split: SplitName }) {
  const build = useCallback<BuildFigure>(
    (plots, look) => plots.buildMitigationFigure(trials, split, look),
    [trials, split],
  );
  return (
    <PlotFigure build={build} content={{ name: 'mitigation', tabulate: () => tabulateMitigation(trials) }} />
  );
}
