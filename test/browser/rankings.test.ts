/**
 * Rankings: browsing, jumping, filtering, both ends, picking and taking away. The tests share one workspace and change
 * nothing in it but the last one, which judges.
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { getJson, postJson } from '../servers/serving.js';
import { expectAccessible } from './support/accessibility.js';
import { expect, PHONE, test } from './support/app-test.js';

/** Of the demo: the class whose images show it on land or on water. */
const LANDBIRD = 2;
const FOREST_PATH = 0;

const tiles = (page: Page) => page.getByRole('gridcell');

/** Image indices of the tiles that are drawn, in order. */
const readShown = (page: Page) =>
  page
    .locator('[role=gridcell] img[src^="pictures/images"]')
    .evaluateAll((images) =>
      images.map((image) => Number(/(\d+)\.jpg/.exec(image.getAttribute('src')!)![1])),
    );

/** Opens the page and waits for its images and what marks them. */
async function openRanking(page: Page, search: string): Promise<void> {
  await page.goto(`/rankings?${search}`);
  await tiles(page).first().waitFor();
  await page.getByText(/^Wrong \d+$/).waitFor();
}

async function save(page: Page, name: string): Promise<string> {
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name, exact: true }).click();
  return readFile(await (await download).path(), 'utf8');
}

test('begins with the most biased class, least spurious first, and marks what the model gets wrong', async ({
  page,
  server,
}) => {
  const { mostBiased, models } = await getJson(server.url, '/api/workspace');
  const { classIndex } = mostBiased[0];
  const { images, scores } = await getJson(server.url, `/api/rankings/val/${classIndex}`);
  const { predicted, images: asked } = await getJson(
    server.url,
    `/api/rankings/val/${classIndex}/models/${models[0].model}`,
  );
  await page.goto('/rankings');
  await page.getByText(/^Wrong \d+$/).waitFor();
  await expect.poll(async () => (await readShown(page)).length).toBeGreaterThanOrEqual(8);
  const shown = await readShown(page);
  expect(shown).toEqual(images.slice(0, shown.length));
  const first = (await tiles(page).first().textContent())!.replace('−', '-');
  expect(first).toContain(scores[0].toFixed(2));
  const wrongCount = predicted.filter((label: number) => label !== classIndex).length;
  expect(asked.length).toBe(images.length);
  expect(await page.getByText(/^Wrong \d+$/).textContent()).toBe(`Wrong ${wrongCount}`);
  await expectAccessible(page);
});

test('draws only the images in sight', async ({ page }) => {
  await openRanking(page, `class=${LANDBIRD}&split=train&size=large`);
  const drawn = await tiles(page).count();
  expect(drawn).toBeLessThan(48);
  await page.keyboard.press('9');
  await page.getByText(/of 48$/).waitFor();
  await expect.poll(async () => (await readShown(page)).length).toBeGreaterThan(0);
  expect(await tiles(page).count()).toBeLessThan(48);
});

test('jumps by key, by percentile and by score; the address keeps the place', async ({ page }) => {
  await openRanking(page, `class=${LANDBIRD}&size=large`);
  await page.keyboard.press('5');
  await page.waitForURL(/at=\d+/);
  const place = Number(new URL(page.url()).searchParams.get('at'));
  expect(place).toBeGreaterThan(10);
  await page.reload();
  await tiles(page).first().waitFor();
  await page.getByText(new RegExp(`images ${place}–`)).waitFor();

  await page.getByRole('textbox', { name: 'Jump to percentile' }).fill('0');
  await page.keyboard.press('Enter');
  await page.getByText(/images 1–/).waitFor();
  const strip = page.getByRole('slider', { name: /^Position by spuriosity/ });
  const { width, height } = (await strip.boundingBox())!;
  await strip.click({ position: { x: width - 12, y: height / 2 } });
  await page.getByText(/ 40 of 40|–40 of 40/).waitFor();
  await strip.focus();
  await page.keyboard.press('Home');
  await page.getByText(/images 1–/).waitFor();
  await page.waitForURL((url) => !url.searchParams.has('at'));
});

test('filters by the model’s answer and by group; the CSV holds what is shown', async ({ page, server }) => {
  await openRanking(page, `class=${LANDBIRD}`);
  const ranking = await getJson(server.url, `/api/rankings/val/${LANDBIRD}`);
  await page
    .getByRole('group', { name: 'background' })
    .getByText(/^water/)
    .click();
  await page.waitForURL(/groups=/);
  const count = ranking.groups.background.filter((value: string) => value === 'water').length;
  await page.getByText(new RegExp(` of ${count}$`)).waitFor();
  await page.getByText(/^Wrong \d+$/).click();
  await page.waitForURL(/result=wrong/);
  await page.getByText(/images 1–\d+ of/).waitFor();
  const table = await save(page, 'CSV');
  const [head, ...lines] = table.trim().split('\n');
  expect(head).toBe(
    'image,class_index,class_name,split,rank,score,score_name,predicted_class_index,predicted_class_name,flagged,decision,tags,background',
  );
  expect(lines.length).toBeGreaterThan(0);
  expect(lines.length).toBe(Number(/\d+/.exec((await page.getByText(/^Wrong \d+$/).textContent())!)![0]));
  for (const line of lines) {
    const cells = line.split(',');
    expect(cells.at(-1)).toBe('water');
    expect(cells[7]).not.toBe(String(LANDBIRD));
    expect(ranking.paths[Number(cells[4]) - 1]).toBe(cells[0]);
  }
  await page.goBack();
  await page.getByText(new RegExp(` of ${count}$`)).waitFor();
});

test('shows both ends with the gap that the server measures', async ({ page, server }) => {
  const { gap } = (await getJson(server.url, '/api/pairs')).classes[LANDBIRD];
  await openRanking(page, `class=${LANDBIRD}`);
  await page.keyboard.press('v');
  await page.getByRole('region', { name: 'Least spurious' }).waitFor();
  const points = Math.round(gap.gap * 100);
  await page.getByRole('button', { name: `+${points} points` }).click();
  await page.getByText('acc(top k) − acc(bottom k)').waitFor();
  await page.keyboard.press('Escape');
  expect(await page.getByRole('region', { name: 'Most spurious' }).getByRole('gridcell').count()).toBe(gap.k);
  await expectAccessible(page);
});

test('ranks by one feature, and by none where no cue is known', async ({ page, server }) => {
  const { classes } = await getJson(server.url, '/api/pairs');
  await page.goto(`/rankings?class=${FOREST_PATH}`);
  await page.getByText('No spurious cue of forest path is known').waitFor();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Rank by its first feature' }).click();
  const { feature } = classes[FOREST_PATH].pairs[0];
  await page.waitForURL(new RegExp(`feature=${feature}`));
  await tiles(page).first().waitFor();
  const { images } = await getJson(server.url, `/api/rankings/val/${FOREST_PATH}/features/${feature}`);
  const shown = await readShown(page);
  expect(shown).toEqual(images.slice(0, shown.length));
});

test('enlarges an image beside its heatmap, and steps through by keys', async ({ page, server }) => {
  const { images, features } = await getJson(server.url, `/api/rankings/val/${LANDBIRD}`);
  await openRanking(page, `class=${LANDBIRD}`);
  await page.keyboard.press('i');
  await page.keyboard.press('Enter');
  await page.waitForURL(new RegExp(`image=${images[0]}`));
  // Until the dialog has the focus, arrows are those of the pictures behind it.
  await page.locator('[aria-modal=true]:focus-within').waitFor();
  await page.keyboard.press('ArrowRight');
  await page.waitForURL(new RegExp(`image=${images[1]}`));
  const heatmap = page
    .getByRole('dialog')
    .locator(`img[src$="heatmaps/isolate/${features[0]}/${images[1]}.jpg"]`);
  await expect
    .poll(() => heatmap.evaluate((image: HTMLImageElement) => image.naturalWidth))
    .toBeGreaterThan(0);
  await expectAccessible(page);
  await page.keyboard.press('x');
  await page.getByRole('button', { name: 'Selected (x)' }).waitFor();
  await page.keyboard.press('Escape');
  await page.waitForURL((url) => !url.searchParams.has('image'));
  expect(await tiles(page).nth(1).getAttribute('aria-selected')).toBe('true');
});

test('picks by keys and clicks, keeps the picks, and hands them on', async ({
  page,
  server,
  workspace,
  expectedErrors,
}) => {
  const { paths } = await getJson(server.url, `/api/rankings/val/${LANDBIRD}`);
  await openRanking(page, `class=${LANDBIRD}`);
  const bar = page.getByRole('region', { name: 'Selection' });
  await page.keyboard.press('i');
  await page.keyboard.press('x');
  await tiles(page)
    .nth(3)
    .click({ modifiers: ['Shift'] });
  await bar.getByText('4 selected').waitFor();
  await tiles(page).nth(1).locator('[data-check]').click();
  await bar.getByText('3 selected').waitFor();

  // Another class and a reload change nothing about what was picked.
  await page.keyboard.press(']');
  await page.waitForURL(/class=3/);
  await page.reload();
  await bar.getByText('3 selected').waitFor();
  await bar.getByRole('button', { name: 'Clear' }).click();
  await page.getByRole('button', { name: 'Undo' }).click();
  await bar.getByText('3 selected').waitFor();

  await bar.getByRole('button', { name: 'Export' }).click();
  const wanted = [paths[0], paths[2], paths[3]];
  expect((await save(page, 'selection.txt')).trim().split('\n').sort()).toEqual(wanted.toSorted());
  const lines = (await save(page, 'metadata.jsonl')).trim().split('\n');
  expect(JSON.parse(lines[0]!)).toMatchObject({ label: 'landbird', split: 'val', rank: 1 });

  await page.getByLabel('Name').fill('least');
  await page.getByRole('button', { name: 'Write the folder' }).click();
  await page.getByText('3 images written').waitFor();
  for (const image of wanted) expect(existsSync(path.join(workspace, 'selections/least', image))).toBe(true);
  expectedErrors.push(/api\/selections/);
  await page.getByRole('button', { name: 'Write the folder' }).click();
  await page.getByText('The folder was not written').waitFor();
});

test('all that is shown is selected at once', async ({ page }) => {
  await openRanking(page, `class=${LANDBIRD}&result=wrong`);
  const wrong = Number(/\d+/.exec((await page.getByText(/^Wrong \d+$/).textContent())!)![0]);
  const bar = page.getByRole('region', { name: 'Selection' });
  await page.getByRole('button', { name: 'Select all shown' }).click();
  await bar.getByText(`${wrong} selected`).waitFor();
  await bar.getByRole('button', { name: 'Clear' }).click();
  await page.keyboard.press('ControlOrMeta+a');
  await bar.getByText(`${wrong} selected`).waitFor();
});

test('fits a phone', async ({ openPage }) => {
  const phone = await openPage({ viewport: PHONE });
  await openRanking(phone, `class=${LANDBIRD}`);
  await expectAccessible(phone);
  expect(await phone.evaluate('document.documentElement.scrollWidth')).toBe(PHONE.width);
});

test('an open ranking follows what is judged elsewhere', async ({ page, server }) => {
  await openRanking(page, `class=${LANDBIRD}`);
  const before = await readShown(page);
  const { features } = await getJson(server.url, `/api/rankings/val/${LANDBIRD}`);
  for (const feature of features.slice(0, -1)) {
    const body = { classIndex: LANDBIRD, feature, verdict: 'core', decidedBy: 'Ada', reason: '' };
    await postJson(server.url, '/api/annotation/adjudications', body);
  }
  const { images } = await getJson(server.url, `/api/rankings/val/${LANDBIRD}`);
  await expect.poll(() => readShown(page)).toEqual(images.slice(0, before.length));
});
