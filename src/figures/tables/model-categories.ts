/**
 * Models by category, that is, by their first tag. In: models. Out: each with its category. Chooses no colours.
 */
import type { ModelNumbers } from '../../protocol/index.js';

/** Told apart by colour and sign; more categories share the last. */
const MOST_CATEGORIES = 9;
export const NO_CATEGORY = 'no tag';
export const OTHER_CATEGORIES = 'other tags';

export interface CategorizedModel extends ModelNumbers {
  /** Place in the study. */
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
    return {
      ...model,
      place,
      category: tag === undefined ? NO_CATEGORY : shown.has(tag) ? tag : OTHER_CATEGORIES,
    };
  });
}

/** The categories, each once, in order of appearance, those without a tag of their own last; empty where no model has a tag. */
export function listCategories(models: readonly ModelNumbers[]): string[] {
  const found = new Set(categorizeModels(models).map(({ category }) => category));
  const last = [OTHER_CATEGORIES, NO_CATEGORY].filter((category) => found.has(category));
  const own = [...found].filter((category) => !last.includes(category));
  return own.length === 0 ? [] : [...own, ...last];
}
