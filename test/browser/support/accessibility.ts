/** What axe-core finds on a page. In: a page that shows what is to be looked at. Out: an assertion. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const GRAVE = ['serious', 'critical'];

/** Waits for what moves and comes to an end; loaders never do. */
const FINISH_ANIMATIONS = `new Promise(requestAnimationFrame).then(() => Promise.allSettled(
  document.getAnimations()
    .filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity)
    .map((animation) => animation.finished),
))`;

/** What depends on colours alone: all that is left to look at in the second scheme. */
const COLOUR_RULES = ['color-contrast', 'link-in-text-block'];

/** No serious or critical violation, in light and in dark colours. */
export async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate(AXE);
  for (const [colorScheme, options] of [
    ['light', { resultTypes: ['violations'] }],
    ['dark', { resultTypes: ['violations'], runOnly: COLOUR_RULES }],
  ] as const) {
    await page.emulateMedia({ colorScheme });
    await page.locator(`html[data-mantine-color-scheme="${colorScheme}"]`).waitFor();
    // Colours on their way from one scheme to the other have no contrast to speak of.
    await page.evaluate(FINISH_ANIMATIONS);
    const results = await page.evaluate<AxeResults>(`axe.run(${JSON.stringify(options)})`);
    const found = results.violations
      .filter(({ impact }) => GRAVE.includes(impact ?? ''))
      .flatMap(({ id, nodes }) =>
        nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)}\n  ${failureSummary}`),
      );
    expect(found, `axe-core on ${page.url()} in ${colorScheme} colours`).toEqual([]);
  }
}
