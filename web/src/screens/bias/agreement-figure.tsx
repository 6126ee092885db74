/**
 * The gaps of one model against those of another, a point a class; on the diagonal both have the same gap.
 * In: two models' gaps. Out: a figure whose points lead to the rankings of their class (the paper's figure 7).
 */
import { useCallback } from 'react';
import { type GapAgreement, tabulateGapAgreements } from '../../../../src/figures/index.js';
import type { BuildFigure } from '../../parts/figures/drawn-figure.js';
import { PlotFigure } from '../../parts/figures/plot-figure.js';
import { useClasses } from '../../parts/study/classes.js';

interface AgreementFigureProps {
  agreement: GapAgreement;
  /** Address of the class's ranking. */
  toAddress: (classIndex: number) => string;
}

export function AgreementFigure({ agreement, toAddress }: AgreementFigureProps) {
  const { toLabel } = useClasses();
  const build = useCallback<BuildFigure>(
    (plots, look) => plots.buildGapAgreementFigure([agreement], look, { nameOf: toLabel, toAddress }),
    [agreement, toAddress, toLabel],
  );
  return (
    <PlotFigure
      build={build}
      content={{ name: 'gap-agreement', tabulate: () => tabulateGapAgreements([agreement], toLabel) }}
    />
  );
}
