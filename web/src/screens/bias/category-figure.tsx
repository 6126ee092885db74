/**
 * Mean effective robustness of each category of models, that is, of those with the same first tag.
 * In: categories, the most robust first. Out: a figure, a bar a category (the paper's figure 13, bottom).
 */
import { useCallback } from 'react';
import { type CategoryRobustness, tabulateCategoryRobustness } from '../../../../src/protocol/index.js';
import { COLOURS } from '../../parts/colours.js';
import type { DrawFigure } from '../../parts/drawn-figure.js';
import { buildGrid, buildPointsAxis, countTicks } from '../../parts/figure-axes.js';
import { formatPoints, formatQuantity } from '../../parts/format.js';
import { PlotFigure } from '../../parts/plot-figure.js';
import { fitName, toNameMargin } from './name-margin.js';

const ROW_HEIGHT = 32;

export function CategoryFigure({ categories }: { categories: readonly CategoryRobustness[] }) {
  const draw = useCallback<DrawFigure>(
    (plot, { width }) => {
      const names = categories.map(({ category }) => category);
      const marginLeft = toNameMargin(
        categories.map((one) => toName(one)),
        width,
      );
      const ticks = countTicks(width - marginLeft);
      return {
        marginLeft,
        marginRight: 24,
        marginBottom: 40,
        x: { ...buildPointsAxis('x', 'mean effective robustness, points', 1), ticks, nice: true },
        y: {
          label: null,
          domain: names,
          tickFormat: (_name: string, place: number) => toName(categories[place]!, marginLeft),
          tickSize: 0,
          padding: 0.4,
        },
        marks: [
          buildGrid(plot, 'x', ticks),
          plot.barX(categories, { x: 'robustness', y: 'category', fill: COLOURS.core, title: describe }),
          plot.ruleX([0], { stroke: COLOURS.muted }),
        ],
      };
    },
    [categories],
  );
  const [best] = categories;
  return (
    <PlotFigure
      label={`Mean effective robustness of ${formatQuantity(categories.length, 'category', 'categories')} of models${best === undefined ? '' : `; highest: ${describe(best)}`}.`}
      draw={draw}
      height={categories.length * ROW_HEIGHT + 70}
      content={{ name: 'category-robustness', tabulate: () => tabulateCategoryRobustness(categories) }}
    />
  );
}

/** "robust (3)"; a long name is cut before its number. */
function toName({ category, modelCount }: CategoryRobustness, margin?: number): string {
  const count = ` (${modelCount})`;
  return `${margin === undefined ? category : fitName(category, margin, count.length)}${count}`;
}

function describe({ category, modelCount, robustness }: CategoryRobustness): string {
  return `${category} with ${formatPoints(robustness, 1)} over ${formatQuantity(modelCount, 'model')}`;
}
