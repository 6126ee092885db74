/**
 * Which pair comes next, and one person in two windows: the order by value, what a second answer does, where every pair begins.
 * The tests share one workspace and build on what those before them answered.
 */
import type { Page } from 'playwright-core';
import { getJson } from '../serving.js';
import { expectAccessible } from './accessibility.js';
import { expect, test } from './app-test.js';
import { openAs } from './people.js';

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

test('the next step opens the queue by value, which says how many answers matter and no verdict', async ({
  openPage,
  server,
}) => {
  const page = await openAs(openPage, 'Ada');
  await page.goto('/');
  await page
    .getByRole('link', { name: /^Open: (Look at|Judge)/ })
    .first()
    .click();
  await page.waitForURL(/\/annotate\?.*order=value/);
  const pair = await waitForPair(page);
  const { tasks, worth } = await getJson(server.url, '/api/annotation/queue?worker=Bea&order=value');
  expect(worth.answersToSettle).toBeGreaterThan(0);
  expect(pair).toBe(`${tasks[0].classIndex}-${tasks[0].feature}`);
  const line = page.getByText(/^\d+ answers?, those worth most, settle 90% of/);
  expect(await line.textContent()).toMatch(
    new RegExp(`^${worth.answersToSettle} answers?, .* 0% is settled`),
  );
  expect(await page.getByRole('main').textContent()).not.toMatch(/spurious|\bcore\b/i);
  await expectAccessible(page);
  await page.keyboard.press('3');
  await page.keyboard.press('Enter');
  await waitForPair(page, pair);
  await expect.poll(() => line.textContent()).not.toContain('; 0% is settled');
});

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

test('every pair begins anew: as sure as all others, the focus on its question', async ({ openPage }) => {
  const page = await openAs(openPage, 'Cid');
  await page.goto('/annotate');
  const first = await waitForPair(page);
  await page.keyboard.press('1');
  await page.keyboard.press('Shift+Digit2');
  const confidence = page.locator('b').filter({ hasText: /^(slightly|fairly)$/ });
  await expect.poll(() => confidence.textContent()).toBe('slightly');
  await page.keyboard.press('Enter');
  await waitForPair(page, first);
  await expect.poll(() => confidence.textContent()).toBe('fairly');
  expect(await page.getByRole('radio', { name: 'Main object' }).isChecked()).toBe(false);
  await expect
    .poll(() => page.evaluate('document.activeElement?.textContent'))
    .toMatch(/^Is the highlighted attribute part of/);
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

test('another answer from another machine waits for a word, and is a change with its history', async ({
  openPage,
  server,
  expectedErrors,
}) => {
  expectedErrors.push(/409/);
  const one = await openAs(openPage, 'Eli');
  const other = await openAs(openPage, 'Eli');
  await one.goto('/annotate');
  const pair = await waitForPair(one);
  await other.goto(`/annotate?pair=${pair}`);
  await waitForPair(other);
  for (const [page, key] of [
    [one, '3'],
    [other, '1'],
  ] as const) {
    await page.keyboard.press(key);
    await page.keyboard.press('Enter');
    await waitForPair(page, pair);
    // The first is on the disk before the second is sent.
    if (page === one) await expect.poll(() => readHistory(server.url, pair, 'Eli')).toHaveLength(1);
  }
  const second = other.getByRole('alert').filter({ hasText: 'You answered this pair already: background.' });
  await second.waitFor();
  await expectAccessible(other);
  expect(await readHistory(server.url, pair, 'Eli')).toEqual(['background current']);
  await second.getByRole('button', { name: 'Change it to main object' }).click();
  await second.waitFor({ state: 'hidden' });
  await expect
    .poll(() => readHistory(server.url, pair, 'Eli'))
    .toEqual(['background replaced', 'main_object current']);
});
