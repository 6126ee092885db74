/** The models page as a person meets it: one model, then several that were added meanwhile; where its numbers lead. */

import { runWell } from '../command.js';
import { getJson } from '../servers/serving.js';
import { expectAccessible } from './support/accessibility.js';
import { addHead, addModels } from './support/added-models.js';
import { expect, PHONE, test } from './support/app-test.js';
import { readRows, readSvg, saveFigure } from './support/saved-figures.js';

test('one model is described; models added on the command line appear by themselves', async ({
  page,
  server,
  workspace,
}) => {
  await page.goto('/models');
  await page.getByRole('heading', { name: 'Compare with a model of yours' }).waitFor();
  expect(await page.getByText('It compares models; add a second one.').count()).toBe(2);
  expect(await page.getByRole('figure', { name: /Correlation/ }).count()).toBe(0);
  await expectAccessible(page);

  await addModels(workspace, server.url);
  await page.getByRole('figure', { name: /Correlation of the class gaps of 3 models/ }).waitFor();
  await page.getByRole('figure', { name: /Effective robustness of each model/ }).waitFor();
  await page.getByRole('figure', { name: /variance between classes is/ }).waitFor();
  expect(await page.getByRole('heading', { name: 'Compare with a model of yours' }).count()).toBe(0);
  await page.getByRole('button', { name: /^Classes against models/ }).click();
  expect(await page.getByRole('dialog').textContent()).toContain('variance over classes');
});

test('ticked models stand side by side, and the address remembers them', async ({
  page,
  server,
  workspace,
}) => {
  await addModels(workspace, server.url);
  await page.goto('/models');
  const classes = page.getByRole('region', { name: 'Gap of each class' });
  await classes.getByRole('columnheader', { name: 'steady' }).waitFor();
  expect(await classes.getByRole('columnheader', { name: 'leaning' }).count()).toBe(0);
  await page.getByLabel('Compare leaning class by class').check();
  await classes.getByRole('columnheader', { name: 'leaning' }).waitFor();
  await page.reload();
  await classes.getByRole('columnheader', { name: 'leaning' }).waitFor();
  // A point of the figure is a link that ticks its model.
  await page
    .getByRole('figure', { name: /Accuracy on the least/ })
    .locator('a:has([aria-label^="head"])')
    .focus();
  await page.keyboard.press('Enter');
  await classes.getByRole('columnheader', { name: 'head' }).waitFor({ state: 'detached' });
});

test('classes are sorted and found by keyboard, and lead to their ranking', async ({
  page,
  server,
  workspace,
}) => {
  await addModels(workspace, server.url);
  await page.goto('/models');
  const classes = page.getByRole('region', { name: 'Gap of each class' });
  const first = classes.getByRole('row').nth(1).getByRole('link');
  await first.waitFor();
  await classes.getByRole('columnheader', { name: 'Class' }).getByRole('button').focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(/sort=name/);
  const names = await classes.getByRole('link').allTextContents();
  expect(names).toEqual([...names].sort());
  await page.keyboard.press('/');
  await page.keyboard.type('water');
  await page.waitForURL(/find=water/);
  expect(await classes.getByRole('link').allTextContents()).toEqual(['waterbird']);
  await first.click();
  await page.waitForURL(/\/rankings\?class=4&split=val/);
  await page.goBack();
  await page.waitForURL(/\/models\?.*find=water/);
});

test('any model stands against any other, and the address remembers both', async ({
  page,
  server,
  workspace,
}) => {
  await addModels(workspace, server.url);
  await page.goto('/models');
  await page
    .getByRole('figure', { name: /^Gaps of \w+ against those of head in \d+ classes\. \w+: r = / })
    .waitFor();
  const panel = page.getByRole('region', { name: 'One model against another' });
  await panel.getByRole('combobox', { name: 'Across' }).click();
  await page.getByRole('option', { name: 'steady' }).click();
  await panel.getByRole('combobox', { name: 'Up' }).click();
  await page.getByRole('option', { name: /^leaning.*r = / }).click();
  const figure = page.getByRole('figure', { name: /^Gaps of leaning against those of steady/ });
  await figure.waitFor();
  await page.waitForURL(/reference=steady/);
  // Both lead on: to the images on which they part, and each to what it takes for what.
  const toImages = panel.getByRole('link', { name: 'Image by image' });
  expect(await toImages.getAttribute('href')).toBe('/compare?first=steady&second=leaning');
  const toModel = page.getByRole('link', { name: 'leaning', exact: true });
  expect(await toModel.getAttribute('href')).toBe('/models/leaning');
  await page.reload();
  await figure.waitFor();
  const rows = readRows(
    await saveFigure(page, 'One model against another', 'CSV'),
    'reference,model,r,class_index,class_name,reference_gap,gap',
  );
  expect(new Set(rows.map(({ reference, model }) => `${reference} ${model}`))).toEqual(
    new Set(['steady leaning']),
  );
  // A point is a class.
  await figure.locator('a').first().focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/rankings\?class=\d/);
});

test('categories with several models are compared', async ({ page, server, workspace }) => {
  await addModels(workspace, server.url);
  await page.goto('/models');
  await page.getByRole('figure', { name: /^Effective robustness/ }).waitFor();
  expect(await page.getByRole('figure', { name: /^Mean effective robustness/ }).count()).toBe(0);
  await addHead(workspace, 'nudged');
  await page.getByRole('figure', { name: /^Mean effective robustness of 3 categories/ }).waitFor();
  const rows = readRows(
    await saveFigure(page, 'Effective robustness per category', 'CSV'),
    'category,models,mean_effective_robustness',
  );
  expect(rows.find(({ category }) => category === 'no tag')).toMatchObject({ models: '2' });
});

test('sensitivities are asked for where there are none, and drawn once they are there', async ({
  page,
  server,
  workspace,
}) => {
  await page.goto('/models');
  const panel = page.getByRole('region', { name: 'Do models rely on the same regions?' });
  await panel.getByText('spuriosity corrupt').waitFor();
  const { models } = await getJson(server.url, '/api/models');
  if (!models.some(({ model }: { model: string }) => model === 'nudged')) await addHead(workspace, 'nudged');
  await runWell(['corrupt', '--class', '4', '--corruption', 'grey,blur', '-w', workspace]);
  await page.reload();
  const figure = page.getByRole('figure', { name: /^Drop of accuracy of nudged against head/ });
  await figure.locator('svg').first().waitFor();
  const rows = readRows(
    await saveFigure(page, 'Do models rely on the same regions?', 'CSV'),
    'class_index,class_name,feature,verdict,corruption,model_x,sensitivity_x,model_y,sensitivity_y',
  );
  expect(new Set(rows.map(({ corruption }) => corruption))).toEqual(new Set(['grey', 'blur']));
  const { texts } = await readSvg(page, await saveFigure(page, 'Do models rely on the same regions?', 'SVG'));
  expect(texts).toContain('spurious feature');
  expect(texts.some((text) => text.startsWith('grey, r = '))).toBe(true);
  await figure.locator('a').first().focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/pairs\/4\/\d+/);
});

test('what is not there yet has a skeleton or a sentence, never empty axes', async ({ page, server }) => {
  const models = await getJson(server.url, '/api/models');
  const study = { ...models, classes: [], mean: null, classMeans: [], gaps: [], ks: [] };
  const unmeasured = { accuracyTop: null, accuracyBottom: null, spuriousGap: null, interval: null };
  const body = { ...study, models: [{ ...models.models[0], ...unmeasured, worstClass: null }] };
  await page.route('**/api/models', (route) => route.fulfill({ json: body }));
  await page.goto('/models');
  await page.getByText('No class has a spurious cue yet, so that there are no rankings').waitFor();
  expect(await page.getByRole('figure').count()).toBe(0);
  await page.unroute('**/api/models');

  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route('**/api/evidence', (route) => held.then(() => route.continue()));
  await page.reload();
  const panel = page.getByRole('region', { name: 'Is the cue the reason?' });
  await panel.locator('[aria-busy=true]').waitFor();
  release();
  // Models were added since it was measured, or not.
  await panel.getByText(/gap at equal core evidence|evidence is not measured/).waitFor();
  expect(await panel.locator('[aria-busy=true]').count()).toBe(0);
});

test('axe-core finds nothing serious with several models, and nothing sticks out of a phone', async ({
  openPage,
  page,
  server,
  workspace,
}) => {
  await addModels(workspace, server.url);
  await page.goto('/models');
  await page
    .getByRole('figure', { name: /Effective robustness/ })
    .locator('svg')
    .first()
    .waitFor();
  await expectAccessible(page);
  const phone = await openPage({ viewport: PHONE });
  await phone.goto('/models');
  await phone
    .getByRole('figure', { name: /Effective robustness/ })
    .locator('svg')
    .first()
    .waitFor();
  await expectAccessible(phone);
  expect(await phone.evaluate('document.documentElement.scrollWidth')).toBe(PHONE.width);
});
