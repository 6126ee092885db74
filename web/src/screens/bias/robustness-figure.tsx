/**
 * Effective robustness: how much better each model does on the least spurious images than its accuracy on the most spurious
 * ones lets expect. In: the response with at least three models. Out: a figure, a row a model, the most robust on top.
 */
import { ScrollArea } from '@mantine/core';
import { useCallback, useMemo } from 'react';
import {
  type CategorizedModel,
  categorizeModels,
  listCategories,
  type ModelsResponse,
  tabulateRobustness,
} from '../../../../src/protocol/index.js';
import { COLOURS } from '../../parts/colours.js';
import type { DrawFigure } from '../../parts/drawn-figure.js';
import { buildGrid, buildPointsAxis, countTicks, ON_PAPER } from '../../parts/figure-axes.js';
import { formatPoints } from '../../parts/format.js';
import { PlotFigure } from '../../parts/plot-figure.js';
import { buildCategoryScales } from './category-scales.js';
import { fitName, toNameMargin } from './name-margin.js';

/** Rows are lower beyond this many models, and the figure scrolls. */
const MOST_HIGH_ROWS = 16;
const HIGH_ROW = 26;
const LOW_ROW = 18;
const MOST_HEIGHT = 480;

type Measured = CategorizedModel & { robustness: number };

export function RobustnessFigure({ response }: { response: ModelsResponse }) {
  const models = useMemo(() => listMeasured(response), [response]);
  const isHigh = models.length <= MOST_HIGH_ROWS;
  const draw = useCallback<DrawFigure>(
    (plot, { width }) => {
      const names = models.map(({ model }) => model);
      const scales = buildCategoryScales(listCategories(models));
      const hasCategories = 'symbol' in scales;
      const marginLeft = toNameMargin(names, width);
      const ticks = countTicks(width - marginLeft);
      return {
        marginLeft,
        marginRight: 24,
        marginBottom: 40,
        ...scales,
        x: {
          ...buildPointsAxis('x', 'effective robustness, points', 1),
          axis: isHigh ? 'bottom' : 'both',
          ticks,
          nice: true,
        },
        y: {
          type: 'point',
          label: null,
          domain: names,
          tickFormat: (name: string) => fitName(name, marginLeft),
          tickSize: 0,
          padding: 0.7,
        },
        marks: [
          buildGrid(plot, 'x', ticks),
          plot.ruleX([0], { stroke: COLOURS.muted }),
          plot.ruleY(models, { x1: 0, x2: 'robustness', y: 'model', stroke: COLOURS.muted }),
          plot.dot(models, {
            x: 'robustness',
            y: 'model',
            r: 5,
            fill: hasCategories ? 'category' : COLOURS.core,
            symbol: hasCategories ? 'category' : 'circle',
            stroke: COLOURS.paper,
          }),
          plot.tip(models, plot.pointer({ x: 'robustness', y: 'model', title: describe, ...ON_PAPER })),
        ],
      };
    },
    [models, isHigh],
  );
  return (
    <ScrollArea.Autosize
      mah={MOST_HEIGHT}
      type="auto"
      viewportProps={{ tabIndex: 0, 'aria-label': 'Effective robustness of the models' }}
    >
      <PlotFigure
        label={`Effective robustness of each model${models[0] === undefined ? '' : `; highest: ${describe(models[0])}`}.`}
        draw={draw}
        height={models.length * (isHigh ? HIGH_ROW : LOW_ROW) + 80}
        content={{ name: 'effective-robustness', tabulate: () => tabulateRobustness(response) }}
      />
    </ScrollArea.Autosize>
  );
}

/** The most robust first. */
function listMeasured(response: ModelsResponse): Measured[] {
  return categorizeModels(response.models)
    .flatMap((model) =>
      model.effectiveRobustness === null ? [] : [{ ...model, robustness: model.effectiveRobustness }],
    )
    .sort((a, b) => b.robustness - a.robustness);
}

function describe({ model, robustness }: Measured): string {
  return `${model} with ${formatPoints(robustness, 1)}`;
}
