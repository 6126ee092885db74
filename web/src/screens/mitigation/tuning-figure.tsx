/** Gap or accuracy while the head is tuned. In: trials, the target gap, which of the two. Out: a figure, a line a trial. */
import { useCallback } from 'react';
import { tabulateTuning } from '../../../../src/figures/index.js';
import type { TuningQuantity } from '../../../../src/figures/plots/index.js';
import type { MitigationTrial } from '../../../../src/protocol/index.js';
import type { BuildFigure } from '../../parts/figures/drawn-figure.js';
import { PlotFigure } from '../../parts/figures/plot-figure.js';

interface TuningFigureProps {
  trials: readonly MitigationTrial[];
  /** Of the gap on the stopping images; null where no method tuned. */
  targetGap: number | null;
  quantity: TuningQuantity;
}

export function TuningFigure({ trials, targetGap, quantity }: TuningFigureProps) {
  const build = useCallback<BuildFigure>(
    (plots, look) => plots.buildTuningFigure(trials, targetGap, quantity, look),
    [trials, targetGap, quantity],
  );
  return <PlotFigure build={build} content={{ name: 'tuning', tabulate: () => tabulateTuning(trials) }} />;
}
