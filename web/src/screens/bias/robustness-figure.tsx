/**
 * Effective robustness: how much better each model does on the least spurious images than its accuracy on the most spurious
 * ones lets expect. In: the response with at least two models. Out: a figure, a row a model, or a row a category for many.
 */
import { useCallback, useMemo } from 'react';
import type { ModelsResponse } from '../../../../src/protocol/index.js';
import { COLOURS } from '../../parts/colours.js';
import { buildGrid, buildPointsAxis, ON_PAPER } from '../../parts/figure-axes.js';
import { formatPoints } from '../../parts/format.js';
import { type DrawFigure, PlotFigure, type PlotModule } from '../../parts/plot-figure.js';
import {
  buildCategoryScales,
  type CategorizedModel,
  categorizeModels,
  listCategories,
} from './model-categories.js';
import { toNameMargin } from './name-margin.js';

const MOST_MODEL_ROWS = 24;
const ROW_HEIGHT = 26;

type Measured = CategorizedModel & { robustness: number };

export function RobustnessFigure({ response }: { response: ModelsResponse }) {
  const models = useMemo(() => listMeasured(response), [response]);
  const row = models.length <= MOST_MODEL_ROWS ? 'model' : 'category';
  const draw = useCallback<DrawFigure>(
    (plot, { width }) => {
      const scales = buildCategoryScales(listCategories(models));
      const hasCategories = 'symbol' in scales;
      return {
        marginLeft: toNameMargin(
          models.map((model) => model[row]),
          width,
        ),
        marginRight: 24,
        marginBottom: 40,
        ...scales,
        x: { ...buildPointsAxis('x', 'effective robustness, points', 1), nice: true },
        y: {
          label: null,
          tickSize: 0,
          ...(row === 'model' ? { type: 'point', padding: 0.7 } : { padding: 0.3 }),
        },
        marks: [
          buildGrid(plot, 'x'),
          plot.ruleX([0], { stroke: COLOURS.muted }),
          row === 'model' ? buildStems(plot, models) : buildMeans(plot, models),
          plot.dot(models, {
            x: 'robustness',
            y: row,
            r: row === 'model' ? 5 : 4,
            fill: hasCategories ? 'category' : COLOURS.core,
            symbol: hasCategories ? 'category' : 'circle',
            stroke: COLOURS.paper,
          }),
          plot.tip(models, plot.pointer({ x: 'robustness', y: row, title: describe, ...ON_PAPER })),
        ],
      };
    },
    [models, row],
  );
  const rowCount = new Set(models.map((model) => model[row])).size;
  const best = models.toSorted((a, b) => b.robustness - a.robustness)[0];
  return (
    <PlotFigure
      label={`Effective robustness of each model${best === undefined ? '' : `; highest: ${describe(best)}`}.`}
      draw={draw}
      height={rowCount * ROW_HEIGHT + 80}
    />
  );
}

function listMeasured(response: ModelsResponse): Measured[] {
  return categorizeModels(response.models).flatMap((model) =>
    model.effectiveRobustness === null ? [] : [{ ...model, robustness: model.effectiveRobustness }],
  );
}

/** From zero to each model; they bring the best model to the top. */
function buildStems(plot: PlotModule, models: readonly Measured[]) {
  return plot.ruleY(models, {
    x1: 0,
    x2: 'robustness',
    y: 'model',
    stroke: COLOURS.muted,
    sort: { y: '-x2' },
  });
}

/** A bar at the mean of each category. */
function buildMeans(plot: PlotModule, models: readonly Measured[]) {
  return plot.tickX(
    models,
    plot.groupY({ x: 'mean' }, { x: 'robustness', y: 'category', strokeWidth: 2, stroke: COLOURS.ink }),
  );
}

function describe({ model, robustness }: Measured): string {
  return `${model} with ${formatPoints(robustness, 1)}`;
}
