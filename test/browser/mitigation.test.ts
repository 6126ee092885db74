/** Mitigation from the app: a run to its end, what it shows and leaves, and what becomes of it when verdicts change. */
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { REPAIRED } from '../../src/protocol/index.js';
import type { MitigationMethod } from '../../src/records/bias.js';
import { METHOD_TITLES } from '../../src/words/index.js';
import { getJson, postJson } from '../servers/serving.js';
import { expectAccessible } from './support/accessibility.js';
import { addHead } from './support/added-models.js';
import { expect, PHONE, test } from './support/app-test.js';
import { readRows, readSvg, saveFigure } from './support/saved-figures.js';

/** Gaps before and after, in points, as the page says. */
async function readGaps(page: Page): Promise<number[]> {
  const text = await page
    .getByRole('button', { name: /^Spurious gap after/ })
    .locator('..')
    .textContent();
  return [...(text ?? '').matchAll(/[+−]?\d+/g)].map(([number]) => Number(number.replace('−', '-')));
}

/** Tunes to the end, so that there is a head to take away whatever the images say. */
const RUN = { recipe: 'small-data', methods: ['low-spuriosity'], trials: 1 };

/** A finished run, made by the server where there is none yet. */
async function ensureRun(url: string): Promise<void> {
  const read = async () => (await getJson(url, '/api/mitigation')).result;
  if ((await read()) !== null) return;
  await postJson(url, '/api/jobs', { kind: 'mitigate', options: RUN });
  await expect.poll(read, { timeout: 90_000, interval: 500 }).not.toBeNull();
}

test('before the first run the page says what a run needs', async ({ page }) => {
  await page.goto('/mitigation');
  await page.getByText('No head has been tuned yet').waitFor();
  await expectAccessible(page);
});

test('a run goes to its end while one watches, and closes the gap', async ({ page, server }) => {
  await page.goto('/mitigation');
  await page.getByLabel('Misclassified').uncheck();
  await page.getByLabel('Trials of each method').fill('1');
  await page.waitForURL(/trials=1/);
  await page.reload();
  expect(await page.getByLabel('Misclassified').isChecked()).toBe(false);
  await page.getByRole('button', { name: 'Tune the head' }).click();
  await page.getByRole('button', { name: 'Cancel' }).waitFor();

  await page.getByRole('heading', { name: 'Gap against accuracy' }).waitFor({ timeout: 90_000 });
  const [before, after] = await readGaps(page);
  expect(before).toBeGreaterThan(30);
  expect(after).toBeLessThan(before!);
  await page.getByRole('button', { name: 'Tune the head' }).waitFor();

  const { result } = await getJson(server.url, '/api/mitigation');
  const tried = result.trials.map((trial: { method: string }) => trial.method);
  expect(tried).toContain('low-spuriosity');
  expect(tried).not.toContain('misclassified');
  const trials = page.getByRole('region', { name: 'Trials' });
  expect(await trials.getByRole('row').count()).toBe(tried.length + 1);
  for (const figure of [
    /^Gap against accuracy/,
    /^Accuracy from the least/,
    /^Gap on the stopping images over the epochs/,
  ]) {
    await page.getByRole('figure', { name: figure }).locator('svg').first().waitFor();
  }
  await page.getByText('Accuracy', { exact: true }).last().scrollIntoViewIfNeeded();
  await expectAccessible(page);
});

test('the tuned head and the whole network can be taken away', async ({ page, server }) => {
  await ensureRun(server.url);
  await page.goto('/mitigation');
  const save = async (name: string) => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name }).click(),
    ]);
    return readFile(await download.path());
  };
  expect((await save('head.npz')).subarray(0, 2).toString()).toBe('PK');
  expect((await save('model.onnx')).length).toBeGreaterThan(100_000);
  const weights = await save('head.safetensors');
  const header = JSON.parse(weights.subarray(8, 8 + Number(weights.readBigUInt64LE(0))).toString());
  expect(Object.keys(header)).toEqual(expect.arrayContaining(['weight', 'bias']));
  expect((await save('model-card.md')).toString()).toContain('# ');
  await page.getByText('spuriosity export model').waitFor();
});

test('the repair leads to the images that it changed, before and after', async ({ page, server }) => {
  await ensureRun(server.url);
  await page.goto('/mitigation');
  await page.getByRole('link', { name: 'Before and after, image by image' }).click();
  await page.waitForURL(/\/compare\?first=head&second=repaired/);
  // Of the method that the page shows, which is the recommended one.
  const name = new URL(page.url()).searchParams.get('second')!;
  const method = name.replace(REPAIRED, '') as MitigationMethod;
  const repaired = `head, repaired: ${METHOD_TITLES[method]}`;
  const pair = `head/${encodeURIComponent(name)}`;
  const { all } = await getJson(server.url, `/api/comparisons/${pair}`);
  const { images } = await getJson(server.url, `/api/comparisons/${pair}/only-second`);
  expect(images).toHaveLength(all.counts['only-second']);
  const title = `Only ${repaired} right: ${images.length} image`;
  await page.getByRole('heading', { name: title }).waitFor();
  await page.getByText('Among these images are those that stopped the tuning').waitFor();
  await expectAccessible(page);
  await page.goBack();
  await page.getByRole('link', { name: 'What the repaired head takes for what' }).click();
  await page.getByRole('heading', { name: repaired, level: 1 }).waitFor();
  await page.getByRole('figure', { name: /^Mistakes among 5 classes/ }).waitFor();
});

test('the figures are saved with what tells their lines apart', async ({ page, server }) => {
  await ensureRun(server.url);
  await page.goto('/mitigation');
  const trials = (await getJson(server.url, '/api/mitigation')).result.trials;
  const mitigation = await saveFigure(page, 'Gap against accuracy', 'CSV');
  expect(mitigation.name).toBe('mitigation.csv');
  const rows = readRows(
    mitigation,
    'model,method,trial,images,accuracy_before,accuracy_after,gap_before,gap_after',
  );
  expect(rows.map(({ method }) => method)).toEqual(trials.map(({ method }: { method: string }) => method));
  expect(Number(rows[0]!.gap_after)).toBe(trials[0].gapAfter);
  const { texts } = await readSvg(page, await saveFigure(page, 'Gap against accuracy', 'SVG'));
  expect(texts).toContain('Low spuriosity');
  readRows(await saveFigure(page, 'While tuning', 'CSV'), 'model,method,trial,epoch,steps,accuracy,gap');
  const points = readRows(
    await saveFigure(page, 'Accuracy along the rankings', 'CSV'),
    'stage,rank,accuracy,images,method',
  );
  // The head before has no method; then each way of choosing images has a curve.
  const methods = trials.map(({ method }: { method: string }) => method);
  expect(new Set(points.map(({ method }) => method))).toEqual(new Set(['', ...methods]));
});

test('any model with a last layer can be chosen, and the address remembers it', async ({
  page,
  server,
  workspace,
}) => {
  await addHead(workspace, 'nudged');
  await expect
    .poll(async () => (await getJson(server.url, '/api/mitigation')).models)
    .toEqual(['head', 'nudged']);
  await page.goto('/mitigation');
  await page.getByRole('combobox', { name: 'Model to tune' }).click();
  await page.getByRole('option', { name: 'nudged' }).click();
  await page.waitForURL(/model=nudged/);
  await expectAccessible(page);
});

test('the curve shows accuracy on demand, and the address remembers it', async ({ page, server }) => {
  await ensureRun(server.url);
  await page.goto('/mitigation');
  await page.getByRole('radiogroup', { name: 'What the curve shows' }).getByText('Accuracy').click();
  await page.getByRole('figure', { name: /^Accuracy over the epochs/ }).waitFor();
  await page.waitForURL(/curve=accuracy/);
});

test('a run is outdated once a verdict changes', async ({ page, server }) => {
  await ensureRun(server.url);
  await page.goto('/mitigation');
  await page.getByRole('heading', { name: 'Gap against accuracy' }).waitFor();
  expect(await page.getByText('Verdicts have changed since this run').count()).toBe(0);
  const { classes } = await getJson(server.url, '/api/pairs');
  const pair = classes[2].pairs[0];
  await postJson(server.url, '/api/annotation/adjudications', {
    classIndex: pair.classIndex,
    feature: pair.feature,
    verdict: pair.verdict === 'core' ? 'spurious' : 'core',
    decidedBy: 'Ada',
    reason: '',
  });
  await page.getByText('Verdicts have changed since this run').waitFor();
  await expectAccessible(page);
});

test('on a phone results come first and nothing sticks out', async ({ openPage, server }) => {
  await ensureRun(server.url);
  const phone = await openPage({ viewport: PHONE });
  await phone.goto('/mitigation');
  const results = await phone.getByRole('heading', { name: 'Gap against accuracy' }).boundingBox();
  const form = await phone.getByRole('heading', { name: 'New run' }).boundingBox();
  expect(results!.y).toBeLessThan(form!.y);
  expect(await phone.evaluate('document.documentElement.scrollWidth')).toBe(PHONE.width);
  await expectAccessible(phone);
});
