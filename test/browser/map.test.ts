/** The map: circled images are counted and picked, the view is in the address, keys move it. */
import { expectAccessible } from './accessibility.js';
import { expect, PHONE, test } from './app-test.js';

test('an area is circled, counted, kept in the address and picked', async ({ page }) => {
  await page.goto('/map');
  const map = page.getByRole('application');
  const { x, y, width, height } = (await map.boundingBox())!;
  await page.getByRole('button', { name: 'Circle images' }).click();
  const corners = [
    [0.02, 0.02],
    [0.98, 0.02],
    [0.98, 0.98],
    [0.02, 0.98],
  ] as const;
  await page.mouse.move(x + 0.02 * width, y + 0.5 * height);
  await page.mouse.down();
  for (const [right, down] of corners)
    await page.mouse.move(x + right * width, y + down * height, { steps: 4 });
  await page.mouse.up();
  // Five classes of 48 + 40 images; the circle leaves out the outermost.
  await page.waitForURL(/area=/);
  const panel = page.getByRole('region', { name: /^\d+ images$/ });
  await panel.waitFor();
  await expectAccessible(page);
  await page.reload();
  await panel.getByRole('button', { name: 'Select them' }).click();
  const count = /\d+/.exec((await panel.getByRole('heading').textContent())!)![0];
  expect(Number(count)).toBeGreaterThan(300);
  expect(await page.getByRole('region', { name: 'Selection' }).textContent()).toContain(`${count} selected`);
});

test('keys and buttons move the map, 0 shows everything again', async ({ page }) => {
  await page.goto('/map');
  const map = page.getByRole('application');
  await map.focus();
  await page.keyboard.press('=');
  await page.keyboard.press('ArrowLeft');
  await page.waitForURL(/view=/);
  await page.keyboard.press('0');
  await page.waitForURL((url) => !url.search.includes('view='));
  await page.getByRole('button', { name: 'Magnify' }).click();
  await page.waitForURL(/view=/);
  await page.getByRole('button', { name: 'Circle what is in sight' }).click();
  await page.getByRole('region', { name: /^\d+ images?$/ }).waitFor();
});

test('colours change, and a point leads to its image in the ranking', async ({ page }) => {
  await page.goto('/map');
  await page.getByRole('radiogroup', { name: 'Colour of the points' }).getByText('Class').click();
  await page.waitForURL(/colour=class/);
  await page.getByRole('listitem').filter({ hasText: 'sailboat' }).waitFor();
  await page.getByRole('button', { name: 'Circle what is in sight' }).click();
  await page
    .getByRole('link', { name: /in its ranking/ })
    .first()
    .click();
  await page.waitForURL(/\/rankings\?.*image=/);
});

test('axe-core finds nothing serious on a phone, and nothing sticks out of it', async ({ openPage }) => {
  const phone = await openPage({ viewport: PHONE });
  await phone.goto('/map');
  await phone.getByRole('application').waitFor();
  await expectAccessible(phone);
  expect(await phone.evaluate('document.documentElement.scrollWidth')).toBe(PHONE.width);
});
