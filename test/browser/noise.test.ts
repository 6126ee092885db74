/** Label noise by keyboard: decisions, undo, filters, and what can be taken away. */
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { getJson, postJson } from '../serving.js';
import { expectAccessible } from './accessibility.js';
import { expect, PHONE, test } from './app-test.js';

/**
 * Judges pairs until images are flagged: of one class, only that feature is spurious whose most active images are
 * recognised worst. Leaves the class with the most flags so, and the others as they were.
 */
async function flagImages(url: string): Promise<number> {
  const { classes } = await getJson(url, '/api/pairs');
  const judge = (classIndex: number, feature: number, verdict: string | null) =>
    postJson(url, '/api/annotation/adjudications', {
      classIndex,
      feature,
      verdict,
      decidedBy: 'Ada',
      reason: '',
    });
  const judgeOnly = async (classIndex: number, features: number[], spurious: number | null) => {
    for (const feature of features) {
      await judge(classIndex, feature, spurious === null ? null : feature === spurious ? 'spurious' : 'core');
    }
  };
  let best = { count: 0, classIndex: -1, features: [] as number[], spurious: -1 };
  for (const { classIndex, pairs } of classes) {
    const features = pairs.map((pair: { feature: number }) => pair.feature);
    for (const spurious of features) {
      await judgeOnly(classIndex, features, spurious);
      const count = (await getJson(url, '/api/noise')).flags.length;
      if (count > best.count) best = { count, classIndex, features, spurious };
    }
    await judgeOnly(classIndex, features, null);
  }
  await judgeOnly(best.classIndex, best.features, best.spurious);
  return best.count;
}

/** The person signs once; then every key is a decision. */
async function openAsAda(page: Page, address = '/noise'): Promise<void> {
  await page.addInitScript(() => localStorage.setItem('spuriosity.person', '"Ada"'));
  await page.goto(address);
  await page.getByRole('heading', { name: /^Labelled / }).waitFor();
}

const decided = (page: Page, count: number, all: number) =>
  page.getByText(`${count} of ${all} decided`, { exact: true }).waitFor();

let flagCount = 0;

test('without a negative gap the page says why nothing is flagged', async ({ page, server }) => {
  await page.goto('/noise');
  await page.getByText('No image is flagged').waitFor();
  await expectAccessible(page);
  flagCount = await flagImages(server.url);
  expect(flagCount).toBeGreaterThanOrEqual(2);
  // The open page follows.
  await page.getByText(`0 of ${flagCount} decided`).waitFor();
});

test('deciding asks for a name first; keys keep and exclude, u takes back, and a reload forgets nothing', async ({
  page,
  server,
}) => {
  await page.goto('/noise');
  await decided(page, 0, flagCount);
  await page.keyboard.press('k');
  await page.getByRole('dialog').getByLabel('Name').fill('Ada');
  await page.keyboard.press('Enter');
  await decided(page, 1, flagCount);
  await page.waitForURL(/image=\d+/);
  await page.keyboard.press('e');
  await decided(page, 2, flagCount);
  await page.keyboard.press('u');
  await decided(page, 1, flagCount);
  await page.reload();
  await decided(page, 1, flagCount);
  const { flags } = await getJson(server.url, '/api/noise');
  expect(flags.map((flag: { decision: { decision: string } | null }) => flag.decision?.decision)).toContain(
    'keep',
  );
});

test('an image is relabelled to the suspected class or another one', async ({ page, server }) => {
  const { flags } = await getJson(server.url, '/api/noise');
  const { image, suspectedClassIndex } = flags.at(-1);
  await openAsAda(page, `/noise?image=${image}`);
  await page.keyboard.press('r');
  await decided(page, 2, flagCount);
  const read = async () =>
    (await getJson(server.url, '/api/noise')).flags.find((flag: { image: number }) => flag.image === image)
      .decision;
  await expect.poll(read).toMatchObject({ decision: 'relabel', newClassIndex: suspectedClassIndex });

  await openAsAda(page, `/noise?image=${image}`);
  await page.getByRole('combobox', { name: 'New class' }).click();
  await page.getByRole('option', { name: 'forest path' }).click();
  await page.getByRole('button', { name: /^Relabel/ }).click();
  await expect.poll(read).toMatchObject({ decision: 'relabel', newClassIndex: 0 });
});

test('flags are filtered by decision, and the crop stands beside the image', async ({ page }) => {
  await openAsAda(page, '/noise?show=relabel');
  const list = page.getByRole('region', { name: 'Flagged images' });
  await list.getByText('now forest path').waitFor();
  expect(await list.getByRole('button').count()).toBe(1);
  const crop = page.getByRole('img', { name: /core features/ });
  await expect.poll(() => crop.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
  await expectAccessible(page);
});

test('decisions and the cleaned manifest are exported', async ({ page }) => {
  await openAsAda(page);
  const save = async (name: RegExp) => {
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name }).click();
    return readFile(await (await download).path(), 'utf8');
  };
  const decisions = await save(/^Decisions/);
  expect(decisions).toContain('keep');
  expect(decisions).toContain('relabel');
  expect((await save(/^Cleaned manifest/)).trim().split('\n').length).toBeGreaterThan(400);
});

test('axe-core finds nothing serious on a phone, and nothing sticks out of it', async ({ openPage }) => {
  const phone = await openPage({ viewport: PHONE });
  await openAsAda(phone);
  await phone.getByRole('button', { name: 'Keep the label' }).waitFor();
  await expectAccessible(phone);
  expect(await phone.evaluate('document.documentElement.scrollWidth')).toBe(PHONE.width);
});
