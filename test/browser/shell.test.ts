/** What holds on every page: navigation, keys, the person's name, saved views, a lost server. */
import { cp, readFile, rename } from 'node:fs/promises';
import path from 'node:path';
import { runWell } from '../command.js';
import { fetchServed, stop } from '../servers/serving.js';
import { expectAccessible } from './support/accessibility.js';
import { expect, PHONE, test } from './support/app-test.js';

test('g and a letter go to a page, ? lists the keys that hold there', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
  await page.keyboard.press('g');
  await page.keyboard.press('p');
  await page.getByRole('heading', { level: 1, name: 'Pairs' }).waitFor();
  // The keys of the table hold once it is there.
  await page.getByLabel('Search classes by name or index').waitFor();
  await page.keyboard.press('?');
  const list = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await list.getByRole('heading', { name: 'Go to' }).waitFor();
  await list.getByText('Next class').waitFor();
  await expectAccessible(page);
  // Keys of the page rest while a dialog is open.
  await page.keyboard.press('g');
  await page.keyboard.press('o');
  await page.keyboard.press('Escape');
  await list.waitFor({ state: 'hidden' });
  expect(new URL(page.url()).pathname).toBe('/pairs');
});

test('a browser that has not opened the address with the token is asked for it, and then knows bookmarks, too', async ({
  openPage,
  server,
  expectedErrors,
}) => {
  expectedErrors.push(/401/);
  const page = await openPage({ isKnown: false });
  await page.goto('/pairs?class=1');
  await page.getByRole('heading', { name: 'This server asks for its token' }).waitFor();
  await page.getByLabel('Token').fill('not this one');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'This server asks for its token' }).waitFor();
  await page.goto(server.url);
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
  expect(page.url()).not.toContain('token');
  expect(await page.evaluate(() => document.cookie)).toBe('');
  await page.goto('/pairs?class=1');
  await page.getByRole('heading', { level: 1, name: 'Pairs' }).waitFor();
});

test('keys are text while a person writes', async ({ page }) => {
  await page.goto('/pairs');
  const search = page.getByLabel('Search classes by name or index');
  await search.fill('');
  await search.pressSequentially('gpj?');
  expect(await search.inputValue()).toBe('gpj?');
  expect(new URL(page.url()).pathname).toBe('/pairs');
});

test('the first tab stop skips the navigation', async ({ page }) => {
  await page.goto('/pairs');
  await page.getByLabel('Search classes by name or index').waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  expect(await page.locator('main :focus').count()).toBe(1);
});

test('a page chosen by keyboard starts at its title', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('link', { name: /^Pairs/ }).focus();
  await page.keyboard.press('Enter');
  const title = page.getByRole('heading', { level: 1, name: 'Pairs' });
  await title.waitFor();
  await expect.poll(() => title.evaluate((heading) => heading === document.activeElement)).toBe(true);
});

test('a name is kept in this browser', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('button', { name: 'Name', exact: true }).click();
  await page.getByRole('dialog').getByLabel('Name').fill('  Ada ');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Ada' }).waitFor();
  await page.reload();
  await page.getByRole('button', { name: 'Ada' }).waitFor();
});

test('a view is saved with its filters, opened by another person, renamed and removed', async ({
  page,
  openPage,
}) => {
  await page.goto('/pairs?find=bird');
  await page.getByRole('button', { name: 'Saved views' }).click();
  await page.getByLabel('Save this view as').fill('Birds alone');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Birds alone', exact: true }).waitFor();

  const other = await openPage();
  await other.goto('/');
  await other.getByRole('button', { name: 'Saved views' }).click();
  await other.getByRole('button', { name: 'Birds alone', exact: true }).click();
  await other.waitForURL('**/pairs?find=bird');

  await page.getByRole('button', { name: 'Rename the view Birds alone' }).click();
  const name = page.getByRole('textbox', { name: 'New name of the view Birds alone' });
  await name.fill('All birds');
  await name.press('Enter');
  await other.getByRole('button', { name: 'Saved views' }).click();
  await other.getByRole('button', { name: 'All birds', exact: true }).waitFor();

  await page.getByRole('button', { name: 'Remove the view All birds' }).click();
  await page.getByText('None yet.').waitFor();
});

test('an unknown address says so and leads back', async ({ page }) => {
  await page.goto('/no-such-page');
  await page.getByRole('heading', { level: 1, name: 'No such page' }).waitFor();
  await page.getByRole('link', { name: 'Go to the overview' }).click();
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
});

test('a lost server is said so, and what was missed is read again when it is back', async ({
  page,
  server,
  expectedErrors,
}) => {
  expectedErrors.push(/ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_CONNECTION_RESET/);
  await page.goto('/pairs');
  await page.locator('a[data-feature]').first().waitFor();
  const answered = page.waitForResponse((response) => response.url().endsWith('/api/pairs'));
  const restarted = server.restart();
  await page.getByText('The server does not answer').waitFor();
  await restarted;
  await answered;
  await page.getByText('The server does not answer').waitFor({ state: 'hidden' });
});

test('a page that is opened while the server is away waits for it under the one message', async ({
  page,
  server,
  expectedErrors,
}) => {
  expectedErrors.push(/ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_CONNECTION_RESET/);
  await page.goto('/pairs');
  await page.locator('a[data-feature]').first().waitFor();
  await stop(server);
  await page.getByText('The server does not answer').waitFor();
  // Its program and its data are both still on the server.
  await page.keyboard.press('g');
  await page.keyboard.press('n');
  await page.waitForURL('**/noise');
  expect(await page.getByText('The server does not answer').count()).toBe(1);
  expect(
    await page
      .getByRole('alert')
      .filter({ hasText: /broke down|could not be/ })
      .count(),
  ).toBe(0);
  await server.restart();
  await page.getByRole('heading', { level: 1, name: 'Label noise' }).waitFor();
  await page.getByText('The server does not answer').waitFor({ state: 'hidden' });
});

test('images that have been moved are missed under one message, and found again', async ({
  page,
  server,
  workspace,
}) => {
  const folder = await moveImages(workspace);
  await server.restart();
  await page.goto('/jobs');
  const message = page.getByRole('status').filter({ hasText: 'The images are not where they were' });
  await message.getByText(`spuriosity relocate FOLDER -w ${workspace}`).waitFor();
  await expectAccessible(page);
  await runWell(['relocate', path.join(folder, 'manifest.csv'), '-w', workspace]);
  await message.waitFor({ state: 'hidden' });
  expect((await fetchServed(server.url, '/pictures/originals/0')).status).toBe(200);
});

/** Gives the copy of the workspace images of its own, beside it under the name of its data set, and moves them away; returns where. */
async function moveImages(workspace: string): Promise<string> {
  const root = JSON.parse(await readFile(path.join(workspace, 'workspace.json'), 'utf8')).dataset.root;
  const images = path.join(path.dirname(workspace), path.basename(root));
  await cp(root, images, { recursive: true });
  await runWell(['relocate', path.join(images, 'manifest.csv'), '-w', workspace]);
  const folder = `${images}-moved`;
  await rename(images, folder);
  return folder;
}

test('on a phone the navigation opens and closes, and a page of it is chosen', async ({ openPage }) => {
  const phone = await openPage({ viewport: PHONE });
  await phone.goto('/');
  await phone.getByRole('button', { name: 'Open the navigation' }).click();
  await phone
    .getByRole('navigation', { name: 'Pages' })
    .getByRole('link', { name: /^Pairs/ })
    .click();
  await phone.getByRole('heading', { level: 1, name: 'Pairs' }).waitFor();
  await phone.getByRole('button', { name: 'Open the navigation' }).waitFor();
});
