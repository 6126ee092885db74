/** Jobs from the app: started, watched, cancelled, started again; they outlive a reload of the page. */
import type { Page } from 'playwright-core';
import { expectAccessible } from './support/accessibility.js';
import { expect, PHONE, test } from './support/app-test.js';

test('a job is started with its settings, survives a reload, is cancelled and starts again', async ({
  page,
}) => {
  await page.goto('/jobs');
  await page.getByText('No job has run yet').waitFor();
  await page.getByRole('button', { name: 'Draw feature attacks' }).click();
  await page.waitForURL(/start=attack/);
  const form = page.getByRole('dialog');
  await form.getByRole('combobox', { name: 'Class' }).fill('lake');
  await page.getByRole('option', { name: 'lake' }).click();
  // The longer way: it is still running when it is cancelled.
  await form.getByRole('combobox', { name: 'How far' }).click();
  await page.getByRole('option', { name: 'As in the paper' }).click();
  await page.getByRole('option').first().waitFor({ state: 'hidden' });
  await expectAccessible(page);
  await form.getByRole('button', { name: 'Start' }).click();

  const job = page.getByRole('article', { name: /Draw feature attacks \(class 1\)/ });
  await job.getByText('Running').waitFor();
  await page.waitForURL(/log=\d+/);
  await page.reload();
  await job.getByRole('progressbar').waitFor();
  expect(await job.getByRole('button', { name: 'Log' }).getAttribute('aria-expanded')).toBe('true');
  await answerLate(page, /\/cancel$/);
  await job.getByRole('button', { name: 'Cancel' }).click();
  await job.getByText('Cancelling …').waitFor();
  await job.getByText('Cancelled').waitFor();
  expect(await job.getByRole('progressbar').count()).toBe(0);

  await job.getByRole('button', { name: 'Start again' }).click();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect.poll(() => job.getByText('Cancelled').count()).toBe(2);
});

/** Holds an answer of the server back until the page has shown what it makes of the order. */
async function answerLate(page: Page, address: RegExp): Promise<void> {
  await page.route(address, async (route) => {
    await page.getByText('Cancelling …').waitFor();
    await route.continue();
  });
}

test('jobs wait for each other, end by themselves and are filtered', async ({ page }) => {
  await page.goto('/jobs');
  for (const name of ['Write the result tables', 'Judge pairs automatically']) {
    await page.getByRole('button', { name }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Start' }).click();
    await page.getByRole('article', { name: new RegExp(name) }).waitFor();
  }
  for (const name of ['Write the result tables', 'Judge pairs automatically']) {
    await page
      .getByRole('article', { name: new RegExp(name) })
      .getByText('Done')
      .waitFor({ timeout: 60_000 });
  }
  const filter = page.getByRole('radiogroup', { name: 'Jobs that are listed' });
  await filter.getByText('Active').click();
  await page.waitForURL(/show=active/);
  expect(await page.getByRole('article').count()).toBe(0);
  await filter.getByText('Done').click();
  await page.getByRole('article', { name: /Write the result tables/ }).waitFor();
  await expectAccessible(page);
});

test('a job that cannot be done says why where it was started, and in its log', async ({ page }) => {
  await page.goto('/mitigation?images=4000');
  await page.getByRole('button', { name: 'Tune the head' }).click();
  const alert = page.getByRole('alert').filter({ hasText: 'The last run failed' });
  await alert.waitFor({ timeout: 60_000 });
  expect(await alert.textContent()).toContain('Ask for fewer images per class');
  await alert.getByRole('link', { name: 'See its log' }).click();
  await page.waitForURL(/\/jobs\?log=\d+/);
  const job = page.getByRole('article', { name: /Mitigate/ });
  await job.getByText('Failed').waitFor();
  expect(await job.textContent()).toContain('Ask for fewer images per class');
});

test('a job whose server ended is interrupted, and can be started again', async ({
  page,
  server,
  expectedErrors,
}) => {
  expectedErrors.push(/ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_CONNECTION_RESET/);
  await page.goto('/jobs?start=attack');
  await page.getByRole('dialog').getByRole('button', { name: 'Start' }).click();
  const job = page.getByRole('article', { name: /Draw feature attacks \(all pairs\)/ });
  await job.getByText('Running').waitFor();
  await server.restart();
  await job.getByText('Interrupted').waitFor();
  await job.getByRole('button', { name: 'Start again' }).waitFor();
  await expectAccessible(page);
});

test('axe-core finds nothing serious on a phone, and nothing sticks out of it', async ({ openPage }) => {
  const phone = await openPage({ viewport: PHONE });
  await phone.goto('/jobs');
  await phone.getByRole('article').first().waitFor();
  await expectAccessible(phone);
  expect(await phone.evaluate('document.documentElement.scrollWidth')).toBe(PHONE.width);
});
