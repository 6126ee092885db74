/** People at the app who have said their name. In: how pages open, a name. Out: a page; not what they answer. */
import type { BrowserContextOptions, Page } from 'playwright-core';

type OpenPage = (options?: BrowserContextOptions) => Promise<Page>;

/** A page of a person who has said their name. */
export async function openAs(
  openPage: OpenPage,
  name: string,
  options?: BrowserContextOptions,
): Promise<Page> {
  const page = await openPage(options);
  await page.addInitScript(
    `localStorage.setItem('spuriosity.person', ${JSON.stringify(JSON.stringify(name))})`,
  );
  return page;
}
