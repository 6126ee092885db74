/** The overview as a person meets it: what it says, where it leads, by pointer and by keyboard. */
import { expectAccessible } from './support/accessibility.js';
import { expect, PHONE, test } from './support/app-test.js';

test('says what the data set is, how biased the model is and what to do next', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
  await expect.poll(() => page.title()).toBe('Overview · mini-waterbirds · spuriosity');
  expect(await page.getByRole('region', { name: 'Spurious gap' }).textContent()).toMatch(/\+\d+ points/);
  expect(await page.getByRole('region', { name: 'Spurious pairs' }).textContent()).toMatch(/[1-9]\d* of 25/);
  await page.getByText('440 images of 5 classes').waitFor();
  const steps = page.getByRole('region', { name: 'What to do next' }).getByRole('listitem');
  await steps.first().waitFor();
});

test('opens with the finding, whether the cause is shown, and what decided the verdicts', async ({
  page,
}) => {
  await page.goto('/');
  const finding = page.getByRole('region', { name: 'Finding' });
  await finding.getByText(/^Rests on \d+ verdicts/).waitFor();
  const text = await finding.textContent();
  expect(text).toMatch(/leans on the cue|cause not shown|no difference shown/);
  expect(text).toMatch(/The head (leans on|is )|No difference is shown/);
  expect(text).toMatch(/from (object masks|a group column)/);
  // Masks and groups decided all of them: nothing was guessed.
  expect(text).not.toMatch(/unreviewed|provisional/);
  await finding.getByRole('link', { name: 'The evidence' }).click();
  await page.getByRole('heading', { level: 2, name: 'Is the cue the reason?' }).waitFor();
});

test('a number explains itself with its split, k and n', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('region', { name: 'Spurious gap' }).getByRole('button').click();
  const meaning = page.getByRole('dialog');
  const text = await meaning.textContent();
  expect(text).toContain('each class counting the same');
  expect(text).toMatch(/Split\s*validation/);
  expect(text).toMatch(/k\s*10/);
});

test('the bar of a class leads to its ranking', async ({ page }) => {
  await page.goto('/');
  const figure = page.getByRole('figure', { name: /^Accuracy at both ends of the spuriosity ranking/ });
  await figure.locator('a').first().click();
  await page.waitForURL(/\/rankings\?class=\d+&split=val/);
  await page.goBack();
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
});

test('the address opens the list of skipped images, and closing it leaves the plain address', async ({
  page,
}) => {
  await page.goto('/?skipped=true');
  const drawer = page.getByRole('dialog', { name: 'Skipped images' });
  await drawer.getByText('Every image of the data set could be used.').waitFor();
  await page.keyboard.press('Escape');
  await drawer.waitFor({ state: 'hidden' });
  expect(new URL(page.url()).search).toBe('');
});

test('the tour leads through five pages by keyboard, is offered once, and can be taken again', async ({
  page,
}) => {
  await page.goto('/');
  await page.getByRole('main').getByRole('button', { name: 'Take the tour' }).click();
  const tour = page.getByRole('region', { name: 'Tour' });
  for (const [place, to] of ['/', '/annotate', '/rankings', '/models', '/mitigation'].entries()) {
    await tour.getByText(`Stop ${place + 1} of 5`).waitFor();
    await page.waitForURL((url) => url.pathname === to);
    if (place === 2) await expectAccessible(page);
    await tour
      .getByRole('button', { name: /^(Next|Done)$/ })
      .and(page.locator(':focus'))
      .waitFor();
    await page.keyboard.press('Enter');
  }
  await tour.waitFor({ state: 'hidden' });
  await page.goto('/');
  await page.getByRole('region', { name: 'Finding' }).waitFor();
  expect(await page.getByText('New here?').count()).toBe(0);
  await page.getByRole('navigation').getByRole('button', { name: 'Take the tour' }).click();
  await tour.getByText('Stop 1 of 5').waitFor();
  await page.keyboard.press('Escape');
  await tour.waitFor({ state: 'hidden' });
});

test('axe-core finds nothing serious, wide and on a phone, and nothing sticks out of the phone', async ({
  page,
  openPage,
}) => {
  await page.goto('/');
  await page.getByRole('figure').locator('svg').waitFor();
  await expectAccessible(page);
  const phone = await openPage({ viewport: PHONE });
  await phone.goto('/');
  await phone.getByRole('figure').locator('svg').waitFor();
  await expectAccessible(phone);
  expect(await phone.evaluate('document.documentElement.scrollWidth')).toBe(PHONE.width);
});
