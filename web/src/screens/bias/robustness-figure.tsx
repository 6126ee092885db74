/**
 * Effective robustness: how much better each model does on the least spurious images than its accuracy on the most spurious
 * ones lets expect. In: the response with at least three models. Out: a figure that scrolls where it is long.
 */
import { ScrollArea } from '@mantine/core';
import { useCallback } from 'react';
import { tabulateRobustness } from '../../../../src/figures/index.js';
import type { ModelsResponse } from '../../../../src/protocol/index.js';
import type { BuildFigure } from '../../parts/figures/drawn-figure.js';
import { PlotFigure } from '../../parts/figures/plot-figure.js';

const MOST_HEIGHT = 480;

export function RobustnessFigure({ response }: { response: ModelsResponse }) {
  const build = useCallback<BuildFigure>(
    (plots, look) => plots.buildRobustnessFigure(response, look),
    [response],
  );
  return (
    <ScrollArea.Autosize
      mah={MOST_HEIGHT}
      type="auto"
      viewportProps={{ tabIndex: 0, 'aria-label': 'Effective robustness of the models' }}
    >
      <PlotFigure
        build={build}
        content={{ name: 'effective-robustness', tabulate: () => tabulateRobustness(response) }}
      />
    </ScrollArea.Autosize>
  );
}
