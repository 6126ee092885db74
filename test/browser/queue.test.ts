/**
 * Which pair comes next, and one person in two windows: an order of one’s own, what the other window is told.
 * The tests share one workspace and build on what those before them answered.
 */
import type { Page } from 'playwright-core';
import { getJson } from '../servers/serving.js';
import { expect, test } from './support/app-test.js';
import { openAs } from './support/people.js';

/** Waits until a pair other than `before` is there to be judged, and returns it. */
async function waitForPair(page: Page, before: string | null = null): Promise<string> {
  await page.waitForURL((url) => {
    const pair = url.searchParams.get('pair');
    return pair !== null && pair !== before;
  });
  await page.getByRole('radio', { name: 'Main object' }).waitFor();
  return new URL(page.url()).searchParams.get('pair')!;
}

async function readHistory(url: string, pair: string, workerId: string) {
  const { answers } = await getJson(url, `/api/pairs/${pair.replace('-', '/')}`);
  return answers
    .filter((answer: { workerId: string }) => answer.workerId === workerId)
    .map(({ main, state }: { main: string; state: string }) => `${main} ${state}`);
}

test('an order that a person chooses stays theirs', async ({ openPage }) => {
  const page = await openAs(openPage, 'Bea');
  await page.goto('/annotate');
  await waitForPair(page);
  const order = page.getByRole('combobox', { name: 'Order of the pairs' });
  expect(await order.inputValue()).toBe('Class by class');
  await order.click();
  await page.getByRole('option', { name: 'Most important first' }).click();
  await page.goto('/annotate');
  await waitForPair(page);
  expect(await order.inputValue()).toBe('Most important first');
});

test('a pair answered in one tab is told in the other, which moves on', async ({ openPage, server }) => {
  const one = await openAs(openPage, 'Dan');
  await one.goto('/annotate');
  const pair = await waitForPair(one);
  const other = await one.context().newPage();
  await other.goto(`/annotate?pair=${pair}`);
  await waitForPair(other);
  await one.keyboard.press('3');
  await one.keyboard.press('Enter');
  await waitForPair(one, pair);
  await waitForPair(other, pair);
  await other
    .getByRole('status')
    .filter({ hasText: /^Answered already, by you in another window: .* Nothing was changed\.$/ })
    .waitFor();
  expect(await readHistory(server.url, pair, 'Dan')).toEqual(['background current']);
});
