/**
 * Mean effective robustness of each category of models, that is, of those with the same first tag (the paper's figure 13, bottom).
 * In: categories, the most robust first. Out: a figure, a bar a category from zero to the mean of its models.
 */
import * as Plot from '@observablehq/plot';
import { formatPoints, formatQuantity } from '../../words/index.js';
import { toFigureColour } from '../palette.js';
import type { CategoryRobustness } from '../tables/index.js';
import type { Figure, Look } from './figure.js';
import { buildGridX, buildPointsAxis, countTicks, fitNames, ZERO_LINE } from './layout/frame.js';

const ROW_HEIGHT = 26;
const NAME_LIMIT = 26;
const MARGINS = { marginTop: 14, marginRight: 18, marginBottom: 42 };

/** Draws the categories, each with the number of its models. */
export function buildCategoryFigure(categories: readonly CategoryRobustness[], look: Look): Figure {
  const counts = categories.map(({ modelCount }) => ` (${modelCount})`);
  const names = categories.map(({ category }, place) => `${category}${counts[place]}`);
  const { labels, margin } = fitNames(names, look.width, NAME_LIMIT);
  const ticks = countTicks(look.width - margin);
  return {
    title: `Mean effective robustness of ${formatQuantity(categories.length, 'category')} of models`,
    description: categories.length === 0 ? 'No category.' : `${categories.map(describe).join('; ')}.`,
    options: {
      width: look.width,
      height: MARGINS.marginTop + categories.length * ROW_HEIGHT + MARGINS.marginBottom,
      marginLeft: margin,
      ...MARGINS,
      x: { ...buildPointsAxis('x', 'mean effective robustness, points', ticks), nice: true },
      y: {
        label: null,
        tickSize: 0,
        domain: categories.map(({ category }) => category),
        tickFormat: (_category: string, row: number) => labels[row]!,
        padding: 0.35,
      },
      marks: [
        buildGridX(ticks),
        Plot.barX(categories, {
          x: 'robustness',
          y: 'category',
          fill: toFigureColour('core'),
          title: describe,
          ...(look.isLive ? { tip: { fill: toFigureColour('paper') } } : {}),
        }),
        Plot.ruleX([0], ZERO_LINE),
      ],
    },
  };
}

function describe({ category, modelCount, robustness }: CategoryRobustness): string {
  return `${category} with ${formatPoints(robustness, 1)} over ${formatQuantity(modelCount, 'model')}`;
}
