import { expect, test } from 'vitest';
import type { ModelNumbers } from '../../protocol/index.js';
import { categorizeModels, listCategories, NO_CATEGORY } from './model-categories.js';

const withTags = (...tags: string[]) => ({ model: tags.join(), tags }) as ModelNumbers;

test('the first tag is the category', () => {
  const models = categorizeModels([withTags('clip', 'large'), withTags(), withTags('robust')]);
  expect(models.map(({ category, place }) => [category, place])).toEqual([
    ['clip', 0],
    [NO_CATEGORY, 1],
    ['robust', 2],
  ]);
});

test('without any tag there are no categories', () => {
  const categories = listCategories(categorizeModels([withTags(), withTags()]));
  expect(categories).toEqual([]);
});

test('categories beyond those that can be told apart share one', () => {
  const models = categorizeModels(Array.from({ length: 12 }, (_, n) => withTags(`tag ${n}`)));
  expect(listCategories(models)).toHaveLength(10);
  expect(models.at(-1)!.category).toBe(models.at(-2)!.category);
});
