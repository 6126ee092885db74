/** The models page as a person meets it: one model, then several that were added meanwhile; where its numbers lead. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { openProject } from '../../src/project/index.js';
import { runJson, runWell } from '../command.js';
import { expectAccessible } from './accessibility.js';
import { expect, PHONE, test } from './app-test.js';

/** Adds a model that is right but for every `share`-th image of landbirds and waterbirds, which it mixes up. */
async function addModel(workspace: string, name: string, share: number, tag: string): Promise<void> {
  const project = await openProject(workspace);
  const { images, classes } = project.readDataset();
  project.close();
  const indexOf = (wanted: string) => classes.findIndex((entry) => entry.name === wanted);
  const other = new Map([
    [indexOf('landbird'), indexOf('waterbird')],
    [indexOf('waterbird'), indexOf('landbird')],
  ]);
  const rows = images.map(({ path: image, classIndex }, place) => {
    const predicted = place % share === 0 ? (other.get(classIndex) ?? classIndex) : classIndex;
    return `${image},${predicted}\n`;
  });
  const file = path.join(path.dirname(workspace), `${name}.csv`);
  await writeFile(file, `image,prediction\n${rows.join('')}`);
  await runWell(['model', 'add', name, '--predictions', file, '--tag', tag, '-w', workspace]);
}

/** Adds two models beside the workspace's own, where they are not there yet. */
async function addModels(workspace: string): Promise<void> {
  const known: { name: string }[] = await runJson(['model', 'list', '-w', workspace]);
  if (known.some(({ name }) => name === 'leaning')) return;
  await addModel(workspace, 'steady', 9, 'supervised');
  await addModel(workspace, 'leaning', 2, 'robust');
}

test('one model is described; models added on the command line appear by themselves', async ({
  page,
  workspace,
}) => {
  await page.goto('/models');
  await page.getByRole('heading', { name: 'Compare with other models' }).waitFor();
  expect(await page.getByText('It compares models; add a second one.').count()).toBe(2);
  expect(await page.getByRole('figure', { name: /Correlation/ }).count()).toBe(0);
  await expectAccessible(page);

  await addModels(workspace);
  await page.getByRole('figure', { name: /Correlation of the class gaps of 3 models/ }).waitFor();
  await page.getByRole('figure', { name: /Effective robustness of each model/ }).waitFor();
  await page.getByRole('figure', { name: /variance between classes is/ }).waitFor();
  expect(await page.getByRole('heading', { name: 'Compare with other models' }).count()).toBe(0);
  await page.getByRole('button', { name: /^Classes against models/ }).click();
  expect(await page.getByRole('dialog').textContent()).toContain('variance over classes');
});

test('ticked models stand side by side, and the address remembers them', async ({ page, workspace }) => {
  await addModels(workspace);
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

test('classes are sorted and found by keyboard, and lead to their ranking', async ({ page, workspace }) => {
  await addModels(workspace);
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

test('axe-core finds nothing serious with several models, and nothing sticks out of a phone', async ({
  page,
  openPage,
  workspace,
}) => {
  await addModels(workspace);
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
