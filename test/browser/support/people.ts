/** People at the app who have said their name. In: how pages open, a name. Out: a page; not what they answer. */
import type { BrowserContextOptions, Page } from 'playwright-core';
import { postJson } from '../../servers/serving.js';

/** Chooses, on a page of somebody who judges blind, to see what others answered. */
export async function unblind(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Unblind …' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Unblind', exact: true }).click();
  await page.getByRole('note', { name: 'Blind judging' }).waitFor({ state: 'detached' });
}

type OpenPage = (options?: BrowserContextOptions) => Promise<Page>;

/** A page of a person who has said their name. */
export async function openAs(
  openPage: OpenPage,
  name: string,
  options?: BrowserContextOptions,
): Promise<Page> {
  const page = await openPage(options);
  await signAs(page, name);
  return page;
}

/** From its next load on, the page is of a person who has said their name. */
export async function signAs(page: Page, name: string): Promise<void> {
  await page.addInitScript(
    `localStorage.setItem('spuriosity.person', ${JSON.stringify(JSON.stringify(name))})`,
  );
}

/** An answer as the app sends it, one that takes the place of an earlier one included. */
export function giveAnswer(
  url: string,
  pair: { classIndex: number; feature: number },
  answer: { workerId: string; main: string; reasons: string },
): Promise<Response> {
  const body = { ...pair, ...answer, confidence: 4, seconds: 20, isChange: true };
  return postJson(url, '/api/annotation/answers', body);
}
