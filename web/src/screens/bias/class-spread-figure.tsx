/**
 * How the gap of each model spreads over the classes.
 * In: the response. Out: a figure that scrolls where it is long; its points lead to the rankings of their class.
 */
import { ScrollArea } from '@mantine/core';
import { useCallback } from 'react';
import { tabulateGapSpread } from '../../../../src/figures/index.js';
import type { ModelsResponse } from '../../../../src/protocol/index.js';
import type { BuildFigure } from '../../parts/figures/drawn-figure.js';
import { PlotFigure } from '../../parts/figures/plot-figure.js';
import { useClasses } from '../../parts/study/classes.js';

const MOST_HEIGHT = 440;

interface ClassSpreadFigureProps {
  response: ModelsResponse;
  /** Address of the class's ranking. */
  toAddress: (classIndex: number) => string;
}

export function ClassSpreadFigure({ response, toAddress }: ClassSpreadFigureProps) {
  const { toLabel } = useClasses();
  const build = useCallback<BuildFigure>(
    (plots, look) => plots.buildGapSpreadFigure(response, toLabel, look, toAddress),
    [response, toLabel, toAddress],
  );
  return (
    <ScrollArea.Autosize
      mah={MOST_HEIGHT}
      type="auto"
      viewportProps={{ tabIndex: 0, 'aria-label': 'Gaps over the classes' }}
    >
      <PlotFigure
        build={build}
        content={{ name: 'gap-spread', tabulate: () => tabulateGapSpread(response, toLabel) }}
      />
    </ScrollArea.Autosize>
  );
}
