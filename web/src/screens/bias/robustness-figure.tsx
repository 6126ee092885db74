/**
 * Effective robustness: how much better each model does on the least spurious images than its accuracy on the most spurious
 * ones lets expect. In: the response with at least two models. Out: a figure, a row a model, or a row a category for many.
 */
import { useCallback, useMemo } from 'react';
import type { ModelsResponse } from '../../../../src/protocol/index.js';
import { COLOURS } from '../../parts/colours.js';
import { formatPoints, formatSignedPoints } from '../../parts/format.js';
import { type DrawFigure, PlotFigure } from '../../parts/plot-figure.js';
import { buildCategoryScales, categorizeModels, listCategories } from './model-categories.js';
import { toNameMargin } from './name-margin.js';

const MOST_MODEL_ROWS = 24;
const ROW_HEIGHT = 26;

export function RobustnessFigure({ response }: { response: ModelsResponse }) {
  const models = useMemo(
    () =>
      categorizeModels(response.models).flatMap((model) =>
        model.effectiveRobustness === null ? [] : [{ ...model, robustness: model.effectiveRobustness }],
      ),
    [response],
  );
  const categories = listCategories(models);
  const isByModel = models.length <= MOST_MODEL_ROWS;
  const rowCount = isByModel ? models.length : Math.max(1, categories.length);
  const draw = useCallback<DrawFigure>(
    (plot, { width }) => {
      const scales = buildCategoryScales(listCategories(models));
      const hasCategories = 'symbol' in scales;
      const toRow = isByModel ? 'model' : 'category';
      return {
        marginLeft: toNameMargin(
          models.map(({ model, category }) => (isByModel ? model : category)),
          width,
        ),
        marginRight: 24,
        marginBottom: 40,
        ...scales,
        x: {
          label: 'effective robustness, points',
          labelAnchor: 'center',
          labelArrow: 'none',
          tickFormat: (share: number) => formatSignedPoints(share, 1),
          ticks: 5,
          nice: true,
        },
        y: { label: null, tickSize: 0, type: isByModel ? 'point' : 'band', padding: isByModel ? 0.7 : 0.3 },
        marks: [
          plot.gridX({ stroke: COLOURS.rule, strokeOpacity: 1 }),
          plot.ruleX([0], { stroke: COLOURS.muted }),
          isByModel
            ? plot.ruleY(models, {
                x1: 0,
                x2: 'robustness',
                y: 'model',
                stroke: COLOURS.muted,
                sort: { y: '-x2' },
              })
            : plot.tickX(
                models,
                plot.groupY({ x: 'mean' }, { x: 'robustness', y: 'category', strokeWidth: 2, inset: -8 }),
              ),
          plot.dot(models, {
            x: 'robustness',
            y: toRow,
            r: isByModel ? 5 : 4,
            fill: hasCategories ? 'category' : COLOURS.core,
            symbol: hasCategories ? 'category' : 'circle',
            stroke: COLOURS.paper,
            ariaLabel: ({ model, robustness }) => `${model}: ${formatPoints(robustness, 1)}`,
          }),
          plot.tip(
            models,
            plot.pointer({
              x: 'robustness',
              y: toRow,
              title: ({ model, robustness }) => `${model}: ${formatPoints(robustness, 1)}`,
              fill: COLOURS.paper,
            }),
          ),
        ],
      };
    },
    [models, isByModel],
  );
  const best = models.reduce<(typeof models)[number] | null>(
    (most, model) => (most === null || model.robustness > most.robustness ? model : most),
    null,
  );
  return (
    <PlotFigure
      label={`Effective robustness of each model${best === null ? '' : `; highest: ${best.model} with ${formatPoints(best.robustness, 1)}`}.`}
      draw={draw}
      height={rowCount * ROW_HEIGHT + 80}
    />
  );
}
