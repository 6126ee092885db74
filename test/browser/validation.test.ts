/** People comparing panels of heatmaps in the app: the panels of a pair's strongest images against others. */
import { getJson } from '../servers/serving.js';
import { expectAccessible } from './support/accessibility.js';
import { expect, test } from './support/app-test.js';
import { openAs } from './support/people.js';

test('panels of heatmaps are compared by keyboard; the rule says what came out', async ({
  openPage,
  server,
}) => {
  const page = await openAs(openPage, 'Lea');
  await page.goto('/validate');
  const waitForPanels = async (before: string | null) => {
    await page.waitForURL((url) => {
      const pair = url.searchParams.get('pair');
      return pair !== null && pair !== before;
    });
    await page.getByRole('radio', { name: 'The same' }).waitFor();
    return new URL(page.url()).searchParams.get('pair')!;
  };
  const first = await waitForPanels(null);
  const marks = page.getByRole('button', { name: /^Image \d differs$/ });
  expect(await marks.count()).toBe(15);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('x');
  const pressed = () =>
    marks.evaluateAll((all) => all.flatMap((one, place) => (one.ariaPressed === 'true' ? [place] : [])));
  await expect.poll(pressed).toEqual([1, 6]);
  await expectAccessible(page);
  await page.keyboard.press('2');
  await page.keyboard.press('Enter');
  const second = await waitForPanels(first);
  await page.getByText('0 of 1 person say the same, one heatmap was marked by 1.').waitFor();
  const readValidation = async () =>
    (await getJson(server.url, `/api/pairs/${first.replace('-', '/')}`)).validation;
  expect(await readValidation()).toMatchObject({ answers: 1, same: 0, different: 1 });

  await page.keyboard.press('u');
  expect(await waitForPanels(second)).toBe(first);
  await expect.poll(pressed).toEqual([1, 6]);
  await page.keyboard.press('1');
  await page.keyboard.press('Enter');
  await waitForPanels(first);
  await expect.poll(readValidation).toMatchObject({ answers: 1, same: 1, different: 0 });

  await page.getByText('Drawn at random').click();
  await page.waitForURL(/variant=random/);
  await page.getByText('Drawn at random from the rest of the top fifth').first().waitFor();
});
