/** Mean effective robustness of each category of models. In: categories, the most robust first. Out: a figure, a bar a category. */
import { useCallback } from 'react';
import { type CategoryRobustness, tabulateCategoryRobustness } from '../../../../src/figures/index.js';
import type { BuildFigure } from '../../parts/figures/drawn-figure.js';
import { PlotFigure } from '../../parts/figures/plot-figure.js';

export function CategoryFigure({ categories }: { categories: readonly CategoryRobustness[] }) {
  const build = useCallback<BuildFigure>(
    (plots, look) => plots.buildCategoryFigure(categories, look),
    [categories],
  );
  return (
    <PlotFigure
      build={build}
      content={{ name: 'category-robustness', tabulate: () => tabulateCategoryRobustness(categories) }}
    />
  );
}
