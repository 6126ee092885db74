/**
 * How much two models lose when the same regions are corrupted: a panel a corruption, a point a pair.
 * In: what both have in common. Out: a figure; few points lead to their pair (the paper's figure 11).
 */
import { useCallback } from 'react';
import {
  type SensitivityComparison,
  type SensitivityPoint,
  tabulateSensitivities,
} from '../../../../src/figures/index.js';
import type { BuildFigure } from '../../parts/figures/drawn-figure.js';
import { PlotFigure } from '../../parts/figures/plot-figure.js';
import { useClasses } from '../../parts/study/classes.js';

interface SensitivityFigureProps {
  comparison: SensitivityComparison;
  /** Address of the pair's page. */
  toAddress: (pair: SensitivityPoint) => string;
}

export function SensitivityFigure({ comparison, toAddress }: SensitivityFigureProps) {
  const { toLabel } = useClasses();
  const build = useCallback<BuildFigure>(
    (plots, look) => plots.buildSensitivityFigure(comparison, look, { nameOf: toLabel, toAddress }),
    [comparison, toAddress, toLabel],
  );
  return (
    <PlotFigure
      build={build}
      content={{ name: 'sensitivities', tabulate: () => tabulateSensitivities(comparison, toLabel) }}
    />
  );
}
