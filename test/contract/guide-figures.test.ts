/**
 * The pictures of the guide are what `scripts/guide-figures` draws: a change of it, or of the figures' look, shows in review.
 * `npx vitest run test/contract/guide-figures.test.ts -u` draws them anew.
 */
import { expect, test } from 'vitest';
import { drawGuideFigures } from '../../scripts/guide-figures/figures.js';

const figures = drawGuideFigures();

test.each(Object.keys(figures))('docs/images/%s is up to date', async (name) => {
  await expect(figures[name]).toMatchFileSnapshot(`../../docs/images/${name}`);
});
