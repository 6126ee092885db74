/** The map: its points are drawn, pointed at, circled, coloured and moved; view and area are in the address. */
import type { Locator, Page } from 'playwright-core';
import { expectAccessible } from './support/accessibility.js';
import { expect, PHONE, test } from './support/app-test.js';
import { claimGraphicsCard } from './support/graphics-card.js';

/** Part of the frame, in shares of it. */
type Part = readonly [left: number, top: number, right: number, bottom: number];
const WHOLE: Part = [0, 0, 1, 1];
type Corner = readonly [right: number, down: number];
/** Leaves out the outermost points. */
const AROUND: readonly Corner[] = [
  [0.02, 0.5],
  [0.02, 0.02],
  [0.98, 0.02],
  [0.98, 0.98],
  [0.02, 0.98],
];

test('points are drawn, and the one under the pointer says what it is', async ({ page }) => {
  await openMap(page);
  expect((await readPixels(page)).colours.length).toBeGreaterThan(4);
  await pointAtImage(page);
  const card = page.getByRole('tooltip');
  await card.waitFor();
  await page.mouse.move(2, 2);
  await card.waitFor({ state: 'detached' });
});

test('an area is circled, counted, kept in the address and picked', async ({ page }) => {
  await openMap(page);
  await page.getByRole('button', { name: 'Circle images' }).click();
  await circle(page, AROUND, async () => {
    await page
      .getByRole('status')
      .filter({ hasText: /^[1-4]\d\d images so far$/ })
      .waitFor();
  });
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

test('shift circles, too; what is outside fades, and Escape takes the area away', async ({ page }) => {
  await openMap(page);
  const ink = () => readInk(page, [0.5, 0, 1, 1]);
  const before = await ink();
  await page.keyboard.down('Shift');
  await circle(page, [
    [0.01, 0.01],
    [0.49, 0.01],
    [0.49, 0.99],
    [0.01, 0.99],
  ]);
  await page.keyboard.up('Shift');
  await page.waitForURL(/area=/);
  await expect.poll(ink).toBeLessThan(before * 0.7);
  await page.reload();
  await waitForPoints(page);
  await expect.poll(ink).toBeLessThan(before * 0.7);
  await page.keyboard.press('Escape');
  await page.waitForURL((url) => !url.search.includes('area='));
  await expect.poll(ink).toBeGreaterThan(before * 0.9);
});

test('keys, wheel and buttons move the map, 0 shows everything again', async ({ page }) => {
  const map = await openMap(page);
  await map.focus();
  const before = await readInk(page);
  for (const key of ['=', '=', '=', 'ArrowLeft']) await page.keyboard.press(key);
  await page.waitForURL(/view=/);
  const moved = new URL(page.url()).searchParams.get('view');
  expect(JSON.parse(moved!)[2]).toBeCloseTo(1.5 ** 3, 2);
  await expect.poll(() => readInk(page)).not.toBe(before);
  await page.reload();
  await waitForPoints(page);
  expect(new URL(page.url()).searchParams.get('view')).toBe(moved);
  await page.keyboard.press('0');
  await page.waitForURL((url) => !url.search.includes('view='));
  await map.hover();
  await page.mouse.wheel(0, -400);
  await page.waitForURL(/view=/);
  await page.keyboard.press('0');
  await page.waitForURL((url) => !url.search.includes('view='));
  await expect.poll(() => readInk(page)).toBeCloseTo(before, -2);
  await page.getByRole('button', { name: 'Magnify' }).click();
  await page.waitForURL(/view=/);
  await page.getByRole('button', { name: 'Circle what is in sight' }).click();
  await page.getByRole('region', { name: /^\d+ images?$/ }).waitFor();
});

test('colours change; a point shows its image and similar ones, and leads to the ranking', async ({
  page,
}) => {
  await openMap(page);
  const before = (await readPixels(page)).colours;
  await page.getByRole('radiogroup', { name: 'Colour of the points' }).getByText('Class').click();
  await page.waitForURL(/colour=class/);
  await page.getByRole('listitem').filter({ hasText: 'sailboat' }).waitFor();
  await expect.poll(async () => (await readPixels(page)).colours).not.toEqual(before);
  await page.getByRole('radiogroup', { name: 'Colour of the points' }).getByText('Group').click();
  await page.getByRole('listitem').filter({ hasText: 'water' }).waitFor();
  await pointAtImage(page);
  await page.mouse.down();
  await page.mouse.up();
  await page.waitForURL(/image=\d+/);
  const similar = page.getByRole('button', { name: /^[01]\.\d\d .*, a similar image$/ });
  await similar.first().waitFor();
  expect(await similar.count()).toBe(12);
  const first = page.url();
  await similar.first().click();
  await page.waitForURL((url) => url.href !== first && /image=\d+/.test(url.search));
  await expectAccessible(page);
  await page.getByRole('link', { name: 'Open it in its ranking' }).click();
  await page.waitForURL(/\/rankings\?.*image=/);
});

test('the panel leads to rankings', async ({ page }) => {
  await openMap(page);
  await page.getByRole('button', { name: 'Circle what is in sight' }).click();
  await page
    .getByRole('link', { name: /in its ranking/ })
    .first()
    .click();
  await page.waitForURL(/\/rankings\?.*image=/);
});

test('neighbours arrange the map, too; close by, pictures stand for points and are opened by a click', async ({
  page,
}) => {
  await openMap(page);
  await page.getByRole('radiogroup', { name: 'Layout of the map' }).getByText('Neighbours').click();
  await page.waitForURL(/layout=umap/);
  await page.getByText('UMAP of the first 30').waitFor();
  await waitForPoints(page);
  const pictures = page.locator('img[src*="pictures/images/"]');
  expect(await pictures.count()).toBe(0);
  await zoomToPoint(page);
  await pictures.first().waitFor();
  await expectAccessible(page);
  await openPicture(page, pictures);
});

test('a cue colours the points by how strongly it fires, and a model by what it gets wrong', async ({
  page,
}) => {
  await openMap(page);
  const colour = page.getByRole('radiogroup', { name: 'Colour of the points' });
  await colour.getByText('Cue').click();
  await page.getByRole('listitem').filter({ hasText: 'weakest, ' }).waitFor();
  await page.getByRole('listitem').filter({ hasText: 'strongest, from ' }).waitFor();
  await page.getByRole('combobox', { name: 'Cue that fires' }).click();
  await page.getByRole('option').last().click();
  await page.waitForURL(/feature=\d+/);
  await expectAccessible(page);
  await colour.getByText('Right or wrong').click();
  await page.getByRole('listitem').filter({ hasText: 'wrong' }).waitFor();
});

test('without a graphics card the map is drawn all the same: moved, pointed at, circled and counted', async ({
  page,
}) => {
  await openComputedMap(page);
  await expect.poll(async () => (await readPixels(page)).colours.length).toBeGreaterThan(4);
  await pointAtImage(page);
  await page.getByRole('tooltip').waitFor();
  await page.getByRole('button', { name: 'Circle images' }).click();
  await circle(page, AROUND);
  await page.waitForURL(/area=/);
  await page.getByRole('region', { name: /^[34]\d\d images$/ }).waitFor();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Remove the area' }).click();
  await page.getByRole('button', { name: 'Move again' }).click();
  const map = page.getByRole('application');
  await map.focus();
  await page.keyboard.press('ArrowLeft');
  await page.waitForURL(/view=/);
  await page.keyboard.press('0');
  await page.waitForURL((url) => !url.search.includes('view='));
  await zoomToPoint(page);
  const pictures = page.locator('img[src*="pictures/images/"]');
  await pictures.first().waitFor();
  await openPicture(page, pictures);
});

test('axe-core finds nothing serious on a phone, and nothing sticks out of it', async ({ openPage }) => {
  const phone = await openPage({ viewport: PHONE });
  await openComputedMap(phone);
  await expectAccessible(phone);
  expect(await phone.evaluate('document.documentElement.scrollWidth')).toBe(PHONE.width);
});

/** Opens the page and waits until its points are drawn, as by a graphics card. */
async function openMap(page: Page): Promise<Locator> {
  await claimGraphicsCard(page);
  return openComputedMap(page);
}

/** As it is drawn where there is none. */
async function openComputedMap(page: Page): Promise<Locator> {
  await page.goto('/map');
  return waitForPoints(page);
}

async function waitForPoints(page: Page): Promise<Locator> {
  const map = page.getByRole('application');
  await page.locator('[role=application][aria-busy=false]').waitFor();
  return map;
}

/** Drags along corners, each in shares of the frame; `before` the end. */
async function circle(page: Page, corners: readonly Corner[], before?: () => Promise<void>): Promise<void> {
  const { x, y, width, height } = (await page.getByRole('application').boundingBox())!;
  for (const [place, [right, down]] of corners.entries()) {
    await page.mouse.move(x + right * width, y + down * height, { steps: 8 });
    if (place === 0) await page.mouse.down();
  }
  await before?.();
  await page.mouse.up();
}

/** Turns the wheel over a point until some hundred others at most are in sight. */
async function zoomToPoint(page: Page): Promise<void> {
  await pointAtImage(page);
  for (let turn = 0; turn < 4; turn++) await page.mouse.wheel(0, -300);
  await page.waitForURL(/view=/);
}

/** Clicks a picture that is wholly in the frame near its corner, where no point need be. */
async function openPicture(page: Page, pictures: Locator): Promise<void> {
  const frame = (await page.getByRole('application').boundingBox())!;
  const found = await pictures.evaluateAll((all) =>
    all.map((picture) => {
      const { left, top, right, bottom } = picture.getBoundingClientRect();
      return { source: (picture as HTMLImageElement).src, left, top, right, bottom };
    }),
  );
  const whole = found.findLast(
    ({ left, top, right, bottom }) =>
      left > frame.x && top > frame.y && right < frame.x + frame.width && bottom < frame.y + frame.height,
  )!;
  await page.mouse.click(whole.right - 4, whole.bottom - 4);
  await page.waitForURL(/image=\d+/);
  const image = new URL(page.url()).searchParams.get('image');
  expect(whole.source).toContain(`/images/${image}.jpg`);
}

/** Colours that many pixels have, how much of the part is drawn on, and the pixel of a point, in shares of the frame. */
function readPixels(page: Page, part: Part = WHOLE) {
  return page.getByRole('application').evaluate((element, [left, top, right, bottom]) => {
    const canvas = element as HTMLCanvasElement;
    const [x, y] = [Math.round(left * canvas.width), Math.round(top * canvas.height)];
    const [width, height] = [Math.round(right * canvas.width) - x, Math.round(bottom * canvas.height) - y];
    const { data } = canvas.getContext('2d')!.getImageData(x, y, width, height);
    const counts = new Map<string, number>();
    let ink = 0;
    let point: [right: number, down: number] = [0, 0];
    for (let at = 0; at < data.length; at += 4) {
      ink += data[at + 3]! / 255;
      if (data[at + 3]! < 200) continue;
      const colour = data.slice(at, at + 3).join();
      counts.set(colour, (counts.get(colour) ?? 0) + 1);
      const pixel = at / 4;
      point = [(x + (pixel % width)) / canvas.width, (y + Math.floor(pixel / width)) / canvas.height];
    }
    const colours = [...counts].flatMap(([colour, count]) => (count > 20 ? [colour] : []));
    return { ink, point, colours: colours.sort() };
  }, part);
}

async function readInk(page: Page, part?: Part): Promise<number> {
  return (await readPixels(page, part)).ink;
}

/** Moves the mouse to the point that is drawn lowest. */
async function pointAtImage(page: Page): Promise<void> {
  const { x, y, width, height } = (await page.getByRole('application').boundingBox())!;
  const { point } = await readPixels(page);
  await page.mouse.move(x + point[0] * width, y + point[1] * height - 1, { steps: 3 });
}
