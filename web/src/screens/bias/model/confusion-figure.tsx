/** The matrix of mistakes of some classes. In: counts, the classes. Out: a figure; its cells, rows and columns lead to their images. */
import { ScrollArea } from '@mantine/core';
import { useCallback, useMemo } from 'react';
import { type ConfusionBlock, tabulateConfusion } from '../../../../../src/figures/index.js';
import type { ConfusionPlace } from '../../../../../src/figures/plots/index.js';
import type { ModelResponse } from '../../../../../src/protocol/index.js';
import { IS_STATIC } from '../../../api.js';
import type { BuildFigure } from '../../../parts/figures/drawn-figure.js';
import { PlotFigure } from '../../../parts/figures/plot-figure.js';
import { useClasses } from '../../../parts/study/classes.js';

/** A cell in which a count can be read; narrower places scroll. */
const LEAST_SIDE = 18;
const NAMES_WIDTH = 140;

interface ConfusionFigureProps {
  response: ModelResponse;
  block: ConfusionBlock;
  /** Address of the images of a cell, a row or a column. */
  toAddress: (place: ConfusionPlace) => string;
}

export function ConfusionFigure({ response, block, toAddress }: ConfusionFigureProps) {
  const { toLabel } = useClasses();
  const leastWidth = NAMES_WIDTH + LEAST_SIDE * block.classes.length;
  const build = useCallback<BuildFigure>(
    (plots, look) =>
      plots.buildConfusionFigure(block, look, {
        nameOf: toLabel,
        // A copy holds no list of the images behind a count.
        toAddress: IS_STATIC ? undefined : toAddress,
      }),
    [block, toLabel, toAddress],
  );
  const content = useMemo(
    () => ({
      name: 'confusion',
      tabulate: () => tabulateConfusion(response.model, response.confusion, toLabel),
    }),
    [response, toLabel],
  );
  return (
    <ScrollArea type="auto" viewportProps={{ tabIndex: 0, 'aria-label': 'Matrix of mistakes' }}>
      <div style={{ minWidth: leastWidth }}>
        <PlotFigure build={build} content={content} isWalkable />
      </div>
    </ScrollArea>
  );
}
