/** Figures as files: what the app saves is what it shows, and is whole without the app; also from a static copy and by keyboard. */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import sharp from 'sharp';
import { runWell } from '../command.js';
import { getJson, postJson } from '../servers/serving.js';
import { addModels } from './support/added-models.js';
import { expect, PHONE, test } from './support/app-test.js';
import { readRows, readSize, readSvg, saveFigure } from './support/saved-figures.js';
import { hostSite } from './support/static-site.js';

const SAVE = /^Save the figure: /;

test('a figure as CSV: the columns of the report, a row a model, the numbers of the server', async ({
  page,
  server,
  workspace,
}) => {
  await addModels(workspace, server.url);
  await page.goto('/models');
  const saved = await saveFigure(page, 'Both ends of the rankings', 'CSV');
  expect(saved.name).toBe('model-ends.csv');
  const rows = readRows(saved, 'model,category,acc_top,acc_bottom,spurious_gap,expected_acc_bottom');
  const { models } = await getJson(server.url, '/api/models');
  expect(rows.map(({ model }) => model)).toEqual(['head', 'steady', 'leaning']);
  for (const [place, row] of rows.entries()) {
    expect(Number(row.acc_top)).toBe(models[place].accuracyTop);
    expect(Number(row.spurious_gap)).toBe(models[place].spuriousGap);
  }
  expect(rows.map(({ category }) => category)).toEqual(['no tag', 'supervised', 'robust']);
});

test('every figure of the page is saved under the name that its files have in the report', async ({
  page,
  server,
  workspace,
}) => {
  await addModels(workspace, server.url);
  await page.goto('/models');
  await page.getByRole('button', { name: 'Save the figure: Effective robustness', exact: true }).waitFor();
  const names = [];
  for (const button of await page.getByRole('button', { name: SAVE }).all()) {
    const title = (await button.getAttribute('aria-label'))!.replace(SAVE, '');
    names.push((await saveFigure(page, title, 'CSV')).name);
  }
  expect(names).toEqual([
    'model-ends.csv',
    'gap-spread.csv',
    'gap-variance.csv',
    'gap-agreement.csv',
    'gap-correlations.csv',
    'effective-robustness.csv',
  ]);
});

test('a figure as SVG stands alone, in light colours, with its legend and links to nowhere', async ({
  openPage,
  server,
  workspace,
}) => {
  await addModels(workspace, server.url);
  const [light, dark] = [
    await openPage({ colorScheme: 'light' }),
    await openPage({ colorScheme: 'dark', viewport: { width: 1280, height: 800 } }),
  ];
  for (const page of [light, dark]) await page.goto('/models');
  for (const title of ['Both ends of the rankings', 'Are models biased in the same classes?']) {
    const [ofLight, ofDark] = [await saveFigure(light, title, 'SVG'), await saveFigure(dark, title, 'SVG')];
    expect(ofDark.bytes.toString()).toBe(ofLight.bytes.toString());
    const { texts, paints } = await readSvg(light, ofLight);
    for (const text of ['head', 'steady', 'leaning']) expect(texts).toContain(text);
    for (const paint of paints) expect(paint).toMatch(/^(none|#[0-9a-f]{3,6}|rgb\(\d+, \d+, \d+\))$/);
  }
  const { texts } = await readSvg(light, await saveFigure(light, 'Both ends of the rankings', 'SVG'));
  // Once in the legend: a tag is no name of a model.
  expect(texts.filter((text) => text === 'supervised')).toHaveLength(1);
});

test('a figure as PNG has twice the pixels of the SVG and something on white', async ({
  openPage,
  server,
  workspace,
}) => {
  await addModels(workspace, server.url);
  const page = await openPage({ colorScheme: 'dark' });
  await page.goto('/models');
  const title = 'Gaps over the classes';
  const [svg, png] = [await saveFigure(page, title, 'SVG'), await saveFigure(page, title, 'PNG')];
  const [width, height] = readSize(svg);
  expect(readSize(png)).toEqual([2 * width, 2 * height]);
  const { data, info } = await sharp(png.bytes)
    .removeAlpha()
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true });
  expect(data[0]).toBe(255);
  expect(info.channels).toBe(1);
  const inked = data.filter((level) => level < 200).length / data.length;
  expect(inked).toBeGreaterThan(0.002);
  expect(inked).toBeLessThan(0.2);
});

test('a phone saves a figure as wide as a page of print would show it', async ({
  openPage,
  server,
  workspace,
}) => {
  await addModels(workspace, server.url);
  const phone = await openPage({ viewport: PHONE });
  await phone.goto('/models');
  const [width] = readSize(await saveFigure(phone, 'Class or model?', 'SVG'));
  expect(width).toBe(480);
});

test('the menu opens, chooses and closes by keyboard', async ({ page, server, workspace }) => {
  await addModels(workspace, server.url);
  await page.goto('/models');
  const button = page.getByRole('button', { name: 'Save the figure: Class or model?', exact: true });
  const item = page.getByRole('menuitem', { name: 'CSV' });
  // A key that comes while the menu is still moving in or out is lost; a person's next one is not. One on an open menu would close it.
  const isOpenedByKey = async () => {
    if ((await button.getAttribute('aria-expanded')) !== 'true') await button.press('Enter');
    return item.isVisible();
  };
  const whenSettled = { interval: 1000 };
  await expect.poll(isOpenedByKey, whenSettled).toBe(true);
  await expect.poll(() => page.locator('[role=menu]:focus-within').count()).toBe(1);
  await page.keyboard.press('Escape');
  await item.waitFor({ state: 'detached' });
  await expect.poll(() => button.evaluate((element) => element === document.activeElement)).toBe(true);
  await expect.poll(isOpenedByKey, whenSettled).toBe(true);
  await expect
    .poll(async () => {
      await page.keyboard.press('ArrowDown');
      return page.locator('[role=menuitem]:focus').count();
    })
    .toBe(1);
  const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
  expect(download.suggestedFilename()).toMatch(/^gap-variance\./);
});

test('figures of a pair, of a ranking and of the overview are saved, too', async ({ page, server }) => {
  const { classes } = await getJson(server.url, '/api/pairs');
  const { classIndex, pairs } = classes.find(({ gap }: { gap: unknown }) => gap !== null);
  const { feature } = pairs[0];
  await postJson(server.url, '/api/annotation/adjudications', {
    classIndex,
    feature,
    verdict: pairs[0].verdict,
    decidedBy: 'Ada',
    reason: '',
  });
  await page.addInitScript(() => localStorage.setItem('spuriosity.person', '"Ada"'));
  await page.goto(`/pairs/${classIndex}/${feature}`);
  const activation = await saveFigure(page, 'Activation within the class and elsewhere', 'CSV');
  expect(activation.name).toBe(`pair-${classIndex}-${feature}-activation.csv`);
  const bins = readRows(activation, 'bin_start,bin_end,class_images,class_share,other_images,other_share');
  const pair = await getJson(server.url, `/api/pairs/${classIndex}/${feature}`);
  expect(bins.map((bin) => Number(bin.class_images))).toEqual(pair.histogram.within);
  expect(bins.reduce((sum, bin) => sum + Number(bin.other_share), 0)).toBeCloseTo(1, 6);
  const accuracy = await saveFigure(page, 'Accuracy along the activation', 'CSV');
  readRows(accuracy, 'rank_start,rank_end,images,accuracy,accuracy_low,accuracy_high');
  const { texts } = await readSvg(
    page,
    await saveFigure(page, 'Activation within the class and elsewhere', 'SVG'),
  );
  expect(texts.some((text) => text.startsWith('other classes ('))).toBe(true);

  await page.goto(`/rankings?class=${classIndex}`);
  const scores = readRows(await saveFigure(page, 'Spuriosity', 'CSV'), 'rank,image,score,state');
  expect(scores.map(({ rank }) => Number(rank))).toEqual(scores.map((_, place) => place + 1));
  expect((await readSvg(page, await saveFigure(page, 'Spuriosity', 'SVG'))).texts).toContain('wrong');

  await page.goto('/');
  const gaps = await saveFigure(page, 'Most biased classes', 'CSV');
  expect(gaps.name).toBe('class-gaps.csv');
  expect(
    readRows(gaps, 'class_index,class_name,k,images,acc_top,acc_bottom,gap,gap_low,gap_high'),
  ).not.toEqual([]);
});

test('a static copy saves figures without a server, and opened as a file says what it needs', async ({
  browser,
  server,
  workspace,
}) => {
  const folder = path.join(path.dirname(workspace), 'site');
  await addModels(workspace, server.url);
  await runWell(['export', 'site', folder, '--no-images', '-w', workspace]);
  const host = await hostSite(folder);
  const page = await browser.newPage();
  const errors: string[] = [];
  page.on('console', (message) => void (message.type() === 'error' && errors.push(message.text())));
  try {
    await page.goto(`${host.url}#/models`);
    const saved = await saveFigure(page, 'Class or model?', 'CSV');
    expect(readRows(saved, 'kind,class_index,name,mean_gap').length).toBeGreaterThan(3);
    await readSvg(page, await saveFigure(page, 'Class or model?', 'SVG'));
    expect(readSize(await saveFigure(page, 'Class or model?', 'PNG'))[0]).toBeGreaterThan(900);
    expect(await page.getByText('spuriosity corrupt').count()).toBe(0);
    expect(errors).toEqual([]);
    await page.goto(pathToFileURL(path.join(folder, 'index.html')).href);
    await page.getByRole('heading', { name: 'This copy needs a web server' }).waitFor();
  } finally {
    await page.close();
    host.close();
  }
});

test('a static copy shows names as they are and runs no script but its own', async ({
  browser,
  workspace,
}) => {
  const folder = path.join(path.dirname(workspace), 'hostile-site');
  await runWell(['export', 'site', folder, '--no-images', '-w', workspace]);
  const file = path.join(folder, 'data/workspace.json');
  const hostile = '<img src=x onerror="window.hit=1"><script>window.hit=1</script>';
  const data = JSON.parse(await readFile(file, 'utf8'));
  data.classes[0].displayName = hostile;
  await writeFile(file, JSON.stringify(data));
  const host = await hostSite(folder);
  const page = await browser.newPage();
  try {
    await page.goto(`${host.url}#/pairs`);
    await page.getByText(hostile).first().waitFor();
    // What the page would run if a name became a part of it.
    const refused = await page.evaluate(async (html) => {
      const violations: string[] = [];
      document.addEventListener('securitypolicyviolation', (event) =>
        violations.push(event.effectiveDirective),
      );
      const place = document.createElement('div');
      document.body.append(place);
      place.innerHTML = html;
      const script = document.createElement('script');
      script.textContent = 'window.hit = 1';
      place.append(script);
      while (violations.length < 2) await new Promise((resolve) => requestAnimationFrame(resolve));
      return { violations: violations.sort(), hit: 'hit' in window };
    }, hostile);
    expect(refused).toEqual({ violations: ['script-src-attr', 'script-src-elem'], hit: false });
  } finally {
    await page.close();
    host.close();
  }
});
