/** The map: its points are drawn, pointed at, circled, coloured and moved; view and area are in the address. */
import type { Locator, Page } from 'playwright-core';
import { expectAccessible } from './support/accessibility.js';
import { expect, PHONE, test } from './support/app-test.js';

/** Part of the frame, in shares of it. */
type Part = readonly [left: number, top: number, right: number, bottom: number];
const WHOLE: Part = [0, 0, 1, 1];

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
  await circle(page, [
    [0.02, 0.5],
    [0.02, 0.02],
    [0.98, 0.02],
    [0.98, 0.98],
    [0.02, 0.98],
  ]);
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

test('without WebGL the page says so, and the area of the address is counted', async ({ page }) => {
  await page.addInitScript(() => {
    const { getContext } = HTMLCanvasElement.prototype;
    HTMLCanvasElement.prototype.getContext = function (this: HTMLCanvasElement, kind: string) {
      return kind.startsWith('webgl') ? null : getContext.call(this, kind as '2d');
    } as typeof getContext;
  });
  await page.goto('/map?area=[[-999,-999],[999,-999],[999,999],[-999,999]]');
  await page.getByRole('alert').filter({ hasText: 'cannot draw the map' }).waitFor();
  await page.getByRole('region', { name: '440 images' }).waitFor();
  await page.getByRole('radiogroup', { name: 'Colour of the points' }).getByText('Class').click();
  await page.waitForURL(/colour=class/);
  await expectAccessible(page);
});

test('axe-core finds nothing serious on a phone, and nothing sticks out of it', async ({ openPage }) => {
  const phone = await openPage({ viewport: PHONE });
  await openMap(phone);
  await expectAccessible(phone);
  expect(await phone.evaluate('document.documentElement.scrollWidth')).toBe(PHONE.width);
});

/** Opens the page and waits until its points are drawn. */
async function openMap(page: Page): Promise<Locator> {
  await page.goto('/map');
  return waitForPoints(page);
}

async function waitForPoints(page: Page): Promise<Locator> {
  const map = page.getByRole('application');
  await page.locator('[role=application][aria-busy=false]').waitFor();
  return map;
}

/** Drags along corners, each in shares of the frame. */
async function circle(
  page: Page,
  corners: readonly (readonly [right: number, down: number])[],
): Promise<void> {
  const { x, y, width, height } = (await page.getByRole('application').boundingBox())!;
  for (const [place, [right, down]] of corners.entries()) {
    await page.mouse.move(x + right * width, y + down * height, { steps: 8 });
    if (place === 0) await page.mouse.down();
  }
  await page.mouse.up();
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
