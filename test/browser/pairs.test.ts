/** The pairs table: finding, narrowing and ordering classes, all in the address; going through it by keyboard. */
import type { Page } from 'playwright-core';
import { expectAccessible } from './support/accessibility.js';
import { expect, PHONE, test } from './support/app-test.js';

const THUMBNAILS = 'a[data-feature]';

/** Names of the classes in sight, from the top. */
const listClasses = (page: Page) => page.locator('tbody tr[data-index] td:first-child a').allInnerTexts();

async function openPairs(page: Page, search = ''): Promise<void> {
  await page.goto(`/pairs${search}`);
  await page.locator(THUMBNAILS).first().waitFor();
}

test('shows every class with its features as heatmaps', async ({ page }) => {
  await openPairs(page);
  await expect
    .poll(() => listClasses(page))
    .toEqual(['forest path', 'lake', 'landbird', 'sailboat', 'waterbird']);
  await expect.poll(() => page.locator(THUMBNAILS).count()).toBe(25);
  const first = page.locator(`${THUMBNAILS} img`).first();
  await expect.poll(() => first.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
});

test('search by name and by index is in the address and survives a reload', async ({ page }) => {
  await openPairs(page);
  await page.keyboard.press('/');
  await page.keyboard.type('bird');
  await page.waitForURL('**/pairs?find=bird');
  await expect.poll(() => listClasses(page)).toEqual(['landbird', 'waterbird']);
  await page.getByLabel('Search classes by name or index').fill('1');
  await expect.poll(() => listClasses(page)).toEqual(['lake']);
  await page.reload();
  await expect.poll(() => listClasses(page)).toEqual(['lake']);
});

test('facets keep the pairs for which all of them hold', async ({ page }) => {
  await openPairs(page);
  await page.getByText(/^Spurious \d+$/).click();
  await page.waitForURL(/show=/);
  const badges = page.locator(THUMBNAILS).getByText(/^Spurious/);
  const count = Number(/\d+/.exec((await page.getByText(/^Spurious \d+$/).textContent()) ?? '')![0]);
  await expect.poll(() => page.locator(THUMBNAILS).count()).toBe(count);
  expect(await badges.count()).toBe(count);
  await page.getByText(/^Core \d+$/).click();
  await page.getByText('No class matches').waitFor();
  await page.getByRole('button', { name: 'Show all classes' }).click();
  await expect.poll(() => page.locator(THUMBNAILS).count()).toBe(25);
});

test('orders by gap, classes without one last, either way', async ({ page }) => {
  await openPairs(page, '?sort=gap');
  const readGaps = async () =>
    (await page.locator('tbody tr[data-index] td:nth-child(2)').allInnerTexts()).map((text) =>
      Number.parseInt(text.replace('−', '-'), 10),
    );
  const falling = await readGaps();
  const known = falling.filter((gap) => !Number.isNaN(gap));
  expect(known.length).toBeGreaterThan(1);
  expect(known).toEqual(known.toSorted((a, b) => b - a));
  expect(falling.slice(0, known.length)).toEqual(known);
  await page.getByRole('button', { name: 'Reverse the order' }).click();
  await expect.poll(async () => (await readGaps()).slice(0, known.length)).toEqual(known.toReversed());
});

test('by keyboard alone: j and k between classes, arrows among features, enter opens the pair', async ({
  page,
}) => {
  await openPairs(page);
  const readFocus = () =>
    page.locator(':focus').evaluate(({ dataset }: HTMLElement) => [dataset.class, dataset.column]);
  await page.keyboard.press('j');
  await expect.poll(readFocus).toEqual(['0', '0']);
  await page.keyboard.press('j');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowLeft');
  await expect.poll(readFocus).toEqual(['1', '1']);
  await page.keyboard.press('End');
  await expect.poll(readFocus).toEqual(['4', '0']);
  await page.keyboard.press('k');
  await expect.poll(readFocus).toEqual(['3', '0']);
  const address = await page.locator(':focus').getAttribute('href');
  await page.keyboard.press('Enter');
  await page.waitForURL(`**${address}`);
});

test('axe-core finds nothing serious, wide and on a phone, and nothing sticks out of the phone', async ({
  page,
  openPage,
}) => {
  await openPairs(page);
  await expectAccessible(page);
  const phone = await openPage({ viewport: PHONE });
  await openPairs(phone);
  await expectAccessible(phone);
  expect(await phone.evaluate('document.documentElement.scrollWidth')).toBe(PHONE.width);
});
