/** What people decide about images, from the enlarged image and of many at once: by keys, with a way back, as facets, in saved views. */
import type { Page } from 'playwright-core';
import { getJson, postJson } from '../servers/serving.js';
import { expectAccessible } from './support/accessibility.js';
import { expect, PHONE, test } from './support/app-test.js';

const LANDBIRD = 2;
const RANKING = `/rankings?class=${LANDBIRD}&split=val`;

async function openAsAda(page: Page, address: string): Promise<void> {
  await page.addInitScript(`localStorage.setItem('spuriosity.person', JSON.stringify('Ada'))`);
  await page.goto(address);
}

const readMarks = (url: string) => getJson(url, '/api/images/marks');
/** A second try begins as the first one did. */
async function clearMarks(url: string): Promise<void> {
  const { decisions, tags } = await readMarks(url);
  const acts = [
    ...decisions.map(({ image }: { image: number }) => ({
      ...{ kind: 'decide', images: [image], choice: null, newClassIndex: null },
    })),
    ...tags.map(({ tag, images }: { tag: string; images: number[] }) => ({
      ...{ kind: 'tag', images, tag, isSet: false },
    })),
  ];
  if (acts.length > 0) await postJson(url, '/api/images/acts', { acts, decidedBy: 'Ada' });
}

const readRanking = async (url: string): Promise<number[]> =>
  (await getJson(url, `/api/rankings/val/${LANDBIRD}`)).images;

test('an enlarged image is tagged, doubted and relabelled by keys; who did it stands below; u brings back', async ({
  page,
  server,
}) => {
  await clearMarks(server.url);
  const [first] = (await readRanking(server.url)) as [number];
  await openAsAda(page, `${RANKING}&image=${first}`);
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Doubt the label (f)' }).waitFor();
  await page.keyboard.press('t');
  await page.keyboard.type('night');
  await page.keyboard.press('Enter');
  await dialog.getByRole('button', { name: 'Take “night” off' }).waitFor();
  await dialog.getByRole('combobox', { name: 'Tag (t)' }).blur();
  await page.keyboard.press('f');
  await dialog.getByRole('button', { name: 'Doubt the label (f)', pressed: true }).waitFor();
  await dialog
    .getByText(/^label doubted – Ada, /)
    .first()
    .waitFor();
  expect((await readMarks(server.url)).decisions).toMatchObject([
    { image: first, choice: 'flag', decidedBy: 'Ada' },
  ]);
  expect((await getJson(server.url, '/api/noise')).flags).toMatchObject([
    { image: first, decision: null, flaggedBy: { decidedBy: 'Ada' } },
  ]);
  await expectAccessible(page);

  await page.keyboard.press('r');
  await page.keyboard.type('forest path');
  await page.getByRole('option', { name: /^forest path/ }).click();
  await dialog.getByRole('button', { name: 'Doubt the label (f)', pressed: false }).waitFor();
  await dialog
    .getByText(/^relabelled as forest path – Ada, /)
    .first()
    .waitFor();
  await dialog.getByRole('button', { name: 'Close (Esc)' }).focus();
  await page.keyboard.press('u');
  await dialog.getByRole('button', { name: 'Doubt the label (f)', pressed: true }).waitFor();
  await page.keyboard.press('f');
  await expect.poll(async () => (await readMarks(server.url)).decisions).toEqual([]);
});

test('both ends: many are tagged and excluded at once; tags are facets, and a saved view follows them', async ({
  page,
  server,
}) => {
  await clearMarks(server.url);
  const images = await readRanking(server.url);
  await openAsAda(page, `${RANKING}&view=ends&k=2`);
  const tile = page.getByRole('region', { name: 'Most spurious' }).getByRole('gridcell');
  await tile.first().focus();
  await page.keyboard.press('x');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('x');
  await page.getByRole('region', { name: 'Selection' }).getByRole('button', { name: 'Decide …' }).click();
  const dialog = page.getByRole('dialog', { name: 'Decide about 2 images' });
  await dialog.getByRole('combobox', { name: 'Tag (t)' }).fill('dusk');
  await page.keyboard.press('Enter');
  await dialog.getByRole('button', { name: 'Take “dusk” off' }).waitFor();
  await dialog.getByRole('button', { name: 'Exclude (e)' }).click();
  await dialog.getByRole('button', { name: 'Exclude (e)', pressed: true }).waitFor();
  const chosen = images.slice(-2).sort((a, b) => a - b);
  const dusk = async () =>
    (await readMarks(server.url)).tags.find(({ tag }: { tag: string }) => tag === 'dusk').images.sort();
  expect((await dusk()).map(String).sort()).toEqual(chosen.map(String).sort());
  await page.getByRole('button', { name: 'Undo (u)' }).last().click();
  await dialog.getByRole('button', { name: 'Exclude (e)', pressed: false }).waitFor();
  expect((await readMarks(server.url)).decisions).toEqual([]);

  // The view is kept as what it asks for, not as the images that it showed.
  const view = `${RANKING}&tags=${encodeURIComponent(JSON.stringify(['dusk']))}`;
  expect((await postJson(server.url, '/api/views', { name: 'dusk', url: view })).status).toBe(200);
  await postJson(server.url, '/api/images/acts', {
    acts: [{ kind: 'tag', images: [images[0]], tag: 'dusk', isSet: true }],
    decidedBy: 'Bo',
  });
  await page.goto(view);
  await expect.poll(() => page.getByRole('gridcell').count()).toBe(3);
  await page.getByRole('group', { name: 'Tags' }).getByText('dusk 3').waitFor();
  await page.goto(`/map?tag=dusk`);
  await page.getByRole('combobox', { name: 'Images with the tag' }).waitFor();
  await expect
    .poll(() => page.getByRole('combobox', { name: 'Images with the tag' }).inputValue())
    .toBe('dusk');
});

test('nothing sticks out of a phone', async ({ openPage, server }) => {
  const [first] = await readRanking(server.url);
  const phone = await openPage({ viewport: PHONE });
  await openAsAda(phone, `${RANKING}&image=${first}`);
  await phone.getByRole('button', { name: 'Doubt the label (f)' }).waitFor();
  await expectAccessible(phone);
  expect(await phone.evaluate('document.documentElement.scrollWidth')).toBe(PHONE.width);
});
