/** One model as a person looks into it, and two of them side by side: every count leads to the very images that it counts. */
import type { Page } from 'playwright-core';
import { getJson } from '../servers/serving.js';
import { expectAccessible } from './support/accessibility.js';
import { addModels } from './support/added-models.js';
import { expect, PHONE, test } from './support/app-test.js';
import { readRows, readSvg, saveFigure } from './support/saved-figures.js';

/** Of the demo. */
const [LANDBIRD, WATERBIRD] = [2, 4];

/** What a model says of the validation images of all classes, by image. */
async function readPredictions(url: string, model: string) {
  const { classes } = await getJson(url, '/api/workspace');
  const rows = new Map<number, { label: number; predicted: number }>();
  for (const { index: label } of classes) {
    const { images, predicted } = await getJson(url, `/api/rankings/val/${label}/models/${model}`);
    for (const [place, image] of images.entries()) rows.set(image, { label, predicted: predicted[place] });
  }
  return rows;
}

/** Image indices of the tiles that are drawn, in order. */
const readShown = (page: Page) =>
  page
    .locator('[role=gridcell] img[src^="pictures/images"]')
    .evaluateAll((images) =>
      images.map((image) => Number(/(\d+)\.jpg/.exec(image.getAttribute('src')!)![1])),
    );

const findCell = (page: Page, name: string) => page.locator(`a:has([aria-label^="${name}"])`);
const readFocus = (page: Page) =>
  page.evaluate(() => document.activeElement?.querySelector('[aria-label]')?.getAttribute('aria-label'));

test('a cell of the matrix opens the grid with exactly its images, by keyboard', async ({
  page,
  server,
  workspace,
}) => {
  await addModels(workspace, server.url);
  await page.goto('/models/steady');
  const cell = findCell(page, 'landbird taken for waterbird');
  await cell.focus();
  // With a modifier it is the browser's key.
  await page.keyboard.press('Shift+ArrowLeft');
  expect(await readFocus(page)).toMatch(/^landbird taken for waterbird/);
  // Nothing lies between it and the diagonal; back it goes the same way.
  await page.keyboard.press('ArrowLeft');
  expect(await readFocus(page)).toMatch(/^landbird, right: \d+ images/);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await page.waitForURL(/label=2.*predicted=4/);
  const said = [...(await readPredictions(server.url, 'steady'))];
  const expected = said
    .filter(([, { label, predicted }]) => label === LANDBIRD && predicted === WATERBIRD)
    .map(([image]) => image);
  expect(expected.length).toBeGreaterThan(2);
  await page
    .getByRole('region', { name: `landbird taken for waterbird: ${expected.length} images` })
    .getByRole('gridcell')
    .first()
    .waitFor();
  expect((await readShown(page)).sort((a, b) => a - b)).toEqual(expected);
  // Least spurious first, as the ranking has them.
  const ranking = await getJson(server.url, `/api/rankings/val/${LANDBIRD}`);
  const inOrder = ranking.images.filter((image: number) => expected.includes(image));
  expect(await readShown(page)).toEqual(inOrder);
  await page.getByText('Most first').click();
  await page.waitForURL(/order=most-first/);
  await expect.poll(() => readShown(page)).toEqual(inOrder.toReversed());
  await expectAccessible(page);
  await page.getByRole('gridcell').first().press('Enter');
  await page.getByRole('dialog').getByText('steady says waterbird, wrong').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Close' }).click();
  await page.getByText('Choose a cell of the matrix').waitFor();
});

test('the numbers of classes can be taken away, with their intervals', async ({
  page,
  server,
  workspace,
}) => {
  await addModels(workspace, server.url);
  await page.goto('/models/leaning');
  const cells = readRows(
    await saveFigure(page, 'What is taken for what', 'CSV'),
    'model,class_index,class_name,predicted_index,predicted_name,images,share',
  );
  const said = [...(await readPredictions(server.url, 'leaning')).values()];
  for (const { class_index, predicted_index, images } of cells) {
    const own = said.filter(
      ({ label, predicted }) => label === Number(class_index) && predicted === Number(predicted_index),
    );
    expect(Number(images)).toBe(own.length);
  }
  expect(cells.reduce((sum, { images }) => sum + Number(images), 0)).toBe(said.length);
  const { texts } = await readSvg(page, await saveFigure(page, 'What is taken for what', 'SVG'));
  expect(texts).toEqual(expect.arrayContaining(['landbird', 'waterbird']));

  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save as CSV: Precision and recall' }).click();
  expect((await download).suggestedFilename()).toBe('class-accuracy.csv');
  const recall = said.filter(({ label, predicted }) => label === LANDBIRD && predicted === label).length;
  const count = said.filter(({ label }) => label === LANDBIRD).length;
  const row = page
    .getByRole('region', { name: 'Precision and recall of each class' })
    .getByRole('row', { name: /^landbird/ });
  expect(await row.textContent()).toMatch(new RegExp(`${Math.round((100 * recall) / count)}%\\d+% to \\d+%`));
});

test('two models part on images that only one gets right, sorted by spuriosity', async ({
  page,
  server,
  workspace,
}) => {
  await addModels(workspace, server.url);
  const [first, second] = [
    await readPredictions(server.url, 'steady'),
    await readPredictions(server.url, 'leaning'),
  ];
  const isRight = (rows: typeof first, image: number) =>
    rows.get(image)!.predicted === rows.get(image)!.label;
  const expected = [...first.keys()].filter((image) => !isRight(first, image) && isRight(second, image));
  expect(expected.length).toBeGreaterThan(0);
  await page.goto('/compare?first=steady&second=leaning&outcome=only-second');
  const images = page.getByRole('region', { name: `Only leaning right: ${expected.length} image` });
  await images.getByRole('gridcell').first().waitFor();
  const shown = await readShown(page);
  expect(shown.toSorted((a, b) => a - b)).toEqual(expected);
  const spuriosity = new Map<number, number>();
  for (const classIndex of [LANDBIRD, WATERBIRD]) {
    const ranking = await getJson(server.url, `/api/rankings/val/${classIndex}`);
    for (const [place, image] of ranking.images.entries()) spuriosity.set(image, ranking.scores[place]);
  }
  const scores = shown.flatMap((image) => spuriosity.get(image) ?? []);
  expect(scores.length).toBeGreaterThan(1);
  expect(scores).toEqual(scores.toSorted((a, b) => a - b));
  await expectAccessible(page);
  // Nobody is right about what the other one alone is right about.
  await page.getByText(/^Both wrong \d+$/).click();
  await page.waitForURL(/outcome=neither/);
  const neither = [...first.keys()].filter((image) => !isRight(first, image) && !isRight(second, image));
  await page.getByRole('heading', { name: `Both wrong: ${neither.length} image` }).waitFor();
  // A class of the table filters.
  await page.getByRole('link', { name: /^Only steady right, landbird/ }).click();
  await page.waitForURL(/class=2/);
  await page.getByRole('heading', { name: /^Only steady right, landbird: \d+ image/ }).waitFor();
});

test('nothing sticks out of a phone', async ({ openPage, server, workspace }) => {
  await addModels(workspace, server.url);
  const phone = await openPage({ viewport: PHONE });
  await phone.goto('/models/leaning?label=2&predicted=4');
  await phone.getByRole('gridcell').first().waitFor();
  await phone.getByRole('figure', { name: /^Mistakes among 5 classes/ }).waitFor();
  await expectAccessible(phone);
  expect(await phone.evaluate('document.documentElement.scrollWidth')).toBe(PHONE.width);
  await phone.goto('/compare?first=head&second=leaning');
  await phone.getByRole('gridcell').first().waitFor();
  await expectAccessible(phone);
  expect(await phone.evaluate('document.documentElement.scrollWidth')).toBe(PHONE.width);
});
