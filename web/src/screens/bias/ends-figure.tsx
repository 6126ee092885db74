/**
 * Models by their accuracy at both ends of the rankings.
 * In: the response, a tag that stands out. Out: a figure whose points tick their model.
 */
import { Text } from '@mantine/core';
import { useCallback } from 'react';
import { tabulateModelEnds } from '../../../../src/figures/index.js';
import type { ModelsResponse } from '../../../../src/protocol/index.js';
import type { BuildFigure } from '../../parts/figures/drawn-figure.js';
import { PlotFigure } from '../../parts/figures/plot-figure.js';

interface EndsFigureProps {
  response: ModelsResponse;
  tag: string | undefined;
  /** Address of the page with this model ticked or no longer ticked. */
  toAddress: (model: string) => string;
}

export function EndsFigure({ response, tag, toAddress }: EndsFigureProps) {
  const build = useCallback<BuildFigure>(
    (plots, look) => plots.buildModelFigure(response, look, { tag, toAddress }),
    [response, tag, toAddress],
  );
  if (response.classes.length === 0) {
    return (
      <Text size="sm" c="var(--muted)">
        No class has a spurious cue yet, so that there are no rankings with ends. Judge a pair as spurious,
        and each model is a point here.
      </Text>
    );
  }
  return (
    <PlotFigure build={build} content={{ name: 'model-ends', tabulate: () => tabulateModelEnds(response) }} />
  );
}
