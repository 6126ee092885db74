/**
 * Models by category, that is, by their first tag. In: models. Out: each with its category, and how figures tell categories apart.
 */
import type { ModelNumbers } from '../../../../src/protocol/index.js';

/** Told apart by colour and sign; more categories share the last. */
const MOST_CATEGORIES = 8;
export const NO_CATEGORY = 'no tag';
const REST = 'other tags';

export interface CategorizedModel extends ModelNumbers {
  /** Place in the response. */
  place: number;
  category: string;
}

/** Models in the given order with the category that figures show. */
export function categorizeModels(models: readonly ModelNumbers[]): CategorizedModel[] {
  const shown = new Set<string>();
  for (const { tags } of models) {
    if (tags[0] !== undefined && shown.size < MOST_CATEGORIES) shown.add(tags[0]);
  }
  return models.map((model, place) => {
    const tag = model.tags[0];
    return { ...model, place, category: tag === undefined ? NO_CATEGORY : shown.has(tag) ? tag : REST };
  });
}

/** The categories, each once, in order of appearance; empty where no model has a tag. */
export function listCategories(models: readonly CategorizedModel[]): string[] {
  const categories = [...new Set(models.map(({ category }) => category))];
  return categories.length === 1 && categories[0] === NO_CATEGORY ? [] : categories;
}

/** Scales that give each category a colour and a sign; one plain look where there is but one. */
export function buildCategoryScales(categories: readonly string[]) {
  return categories.length < 2
    ? {}
    : {
        color: { domain: [...categories], scheme: 'observable10' as const },
        symbol: { domain: [...categories], legend: true },
      };
}
