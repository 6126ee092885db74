/** Label noise by keyboard: decisions, undo, filters, and what can be taken away. */
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { type NoiseFlag, PICTURES } from '../../src/protocol/index.js';
import { getJson, postJson } from '../servers/serving.js';
import { expectAccessible } from './support/accessibility.js';
import { expect, PHONE, test } from './support/app-test.js';

const readFlags = async (url: string): Promise<NoiseFlag[]> => (await getJson(url, '/api/noise')).flags;

/**
 * Judges pairs until images are flagged, and takes earlier decisions back. A class is misleading when its interval lies below 0: so of one
 * class that feature of another alone is spurious, whose most active images are recognised worst.
 */
async function flagImages(url: string): Promise<NoiseFlag[]> {
  const known = await readFlags(url);
  if (known.length === 0) await judgeForFlags(url);
  for (const { image } of known) {
    await postJson(url, '/api/noise/decisions', {
      image,
      choice: null,
      newClassIndex: null,
      decidedBy: 'Ada',
    });
  }
  const flags = await readFlags(url);
  expect(flags.length).toBeGreaterThanOrEqual(2);
  return flags;
}

async function judgeForFlags(url: string): Promise<void> {
  const { classes } = await getJson(url, '/api/pairs');
  const listFeatures = ({ pairs }: { pairs: { feature: number }[] }) => pairs.map(({ feature }) => feature);
  const strongest = new Set<number>(
    classes.map((one: { pairs: { feature: number }[] }) => listFeatures(one)[0]!),
  );
  /** Null: as they were. */
  const judge = async (classIndex: number, own: readonly number[], spurious: number, isUndone = false) => {
    for (const feature of new Set([...own, spurious])) {
      const verdict = isUndone ? null : feature === spurious ? 'spurious' : 'core';
      const body = { classIndex, feature, verdict, decidedBy: 'Ada', reason: '' };
      await postJson(url, '/api/annotation/adjudications', body);
    }
  };
  let best = { count: 0, classIndex: -1, own: [] as number[], spurious: -1 };
  for (const one of classes) {
    const own = listFeatures(one);
    for (const spurious of strongest) {
      await judge(one.classIndex, own, spurious);
      const count = (await readFlags(url)).length;
      if (count > best.count) best = { count, classIndex: one.classIndex, own, spurious };
      await judge(one.classIndex, own, spurious, true);
    }
  }
  await judge(best.classIndex, best.own, best.spurious);
}

/** Opens the page as a person whose name is known, so that every key is a decision. */
async function openAsAda(page: Page, address = '/noise'): Promise<void> {
  await page.addInitScript(() => localStorage.setItem('spuriosity.person', '"Ada"'));
  await page.goto(address);
  await page.getByRole('heading', { name: /^Labelled / }).waitFor();
}

const seeDecided = (page: Page, count: number) =>
  page.getByText(new RegExp(`^${count} of \\d+ decided$`)).waitFor();

test('without a negative gap the page says why nothing is flagged, and follows when that changes', async ({
  page,
  server,
  expectedErrors,
}) => {
  // The page looks on while pairs are judged one after the other: of a class that is between two verdicts there is no core to crop.
  expectedErrors.push(/pictures\/crops\/\d+\.jpg/);
  await page.goto('/noise');
  await page.getByText('No image is flagged').waitFor();
  await expectAccessible(page);
  await flagImages(server.url);
  await seeDecided(page, 0);
  // The gap that makes the class suspicious, below 0 with all of its interval.
  await page.getByText(/^Gap of [^:]+: −\d+ points \(−\d+ to −\d+ points\)/).waitFor();
});

test('deciding asks for a name first; keys keep and exclude, u takes back, and a reload forgets nothing', async ({
  page,
  server,
}) => {
  const [first] = await flagImages(server.url);
  const readDecided = async () => (await readFlags(server.url)).filter(({ decision }) => decision !== null);
  /** On the page, which does not wait for the server, and on the server, which a reload may not outrun. */
  const seeSaved = async (count: number) => {
    await seeDecided(page, count);
    await expect.poll(async () => (await readDecided()).length).toBe(count);
  };
  await page.goto('/noise');
  await seeDecided(page, 0);
  await page.keyboard.press('k');
  await page.getByRole('dialog').getByLabel('Name').fill('Ada');
  await page.keyboard.press('Enter');
  await seeSaved(1);
  await page.waitForURL(/image=\d+/);
  await page.keyboard.press('e');
  await seeSaved(2);
  await page.keyboard.press('u');
  await seeSaved(1);
  await page.reload();
  await seeDecided(page, 1);
  expect(await readDecided()).toMatchObject([
    { image: first!.image, decision: { choice: 'keep', decidedBy: 'Ada' } },
  ]);
});

test('of two keys at once the second decides nothing: the image after the first is not shown yet', async ({
  page,
  server,
}) => {
  const [first, second] = await flagImages(server.url);
  const readDecided = async () =>
    (await readFlags(server.url)).flatMap(({ image, decision }) =>
      decision === null ? [] : [[image, decision.choice]],
    );
  const press = (...keys: string[]) =>
    page.evaluate(`for (const key of ${JSON.stringify(keys)}) {
      document.body.dispatchEvent(new KeyboardEvent('keydown', { key, code: 'Key' + key.toUpperCase(), bubbles: true }));
    }`);
  await openAsAda(page, `/noise?image=${first!.image}`);
  await press('k', 'e');
  await page.waitForURL(`**/noise?image=${second!.image}`);
  await page
    .locator(`img[src$="${PICTURES.original(second!.image)}"]`)
    .first()
    .waitFor();
  await seeDecided(page, 1);
  // Decisions are sent one after the other: when this one has arrived, none can be on its way before it.
  await press('e');
  await expect.poll(readDecided).toEqual([
    [first!.image, 'keep'],
    [second!.image, 'exclude'],
  ]);
});

test('an image is relabelled to the suspected class or another one', async ({ page, server }) => {
  const { image, suspectedClassIndex } = (await flagImages(server.url)).at(-1)!;
  const readDecision = async () =>
    (await readFlags(server.url)).find((flag) => flag.image === image)?.decision ?? {};
  await openAsAda(page, `/noise?image=${image}`);
  await page.keyboard.press('r');
  await expect.poll(readDecision).toMatchObject({ choice: 'relabel', newClassIndex: suspectedClassIndex });

  await openAsAda(page, `/noise?image=${image}`);
  await page.getByRole('combobox', { name: 'New class' }).click();
  await page.getByRole('option', { name: 'forest path' }).click();
  await page.getByRole('button', { name: /^Relabel/ }).click();
  await expect.poll(readDecision).toMatchObject({ choice: 'relabel', newClassIndex: 0 });

  await openAsAda(page, '/noise?show=relabel');
  const list = page.getByRole('region', { name: 'Flagged images' });
  await list.getByText('now forest path').waitFor();
  expect(await list.getByRole('button').count()).toBe(1);
});

test('the core crop stands beside the image', async ({ page, server }) => {
  await flagImages(server.url);
  await openAsAda(page);
  const crop = page.getByRole('img', { name: /core features/ });
  await expect.poll(() => crop.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
  await expectAccessible(page);
});

test('decisions and the cleaned manifest are exported', async ({ page, server }) => {
  const flags = await flagImages(server.url);
  await openAsAda(page);
  await page.keyboard.press('e');
  await expect.poll(async () => (await readFlags(server.url))[0]?.decision?.choice).toBe('exclude');
  const save = async (name: RegExp) => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name }).click(),
    ]);
    return readFile(await download.path(), 'utf8');
  };
  expect(await save(/^Decisions/)).toContain(flags[0]!.path);
  const cleaned = await save(/^Cleaned manifest/);
  expect(cleaned.split('\n').length).toBeGreaterThan(400);
  expect(cleaned).not.toContain(`${flags[0]!.path},`);
});

test('axe-core finds nothing serious on a phone, and nothing sticks out of it', async ({
  openPage,
  server,
}) => {
  await flagImages(server.url);
  const phone = await openPage({ viewport: PHONE });
  await openAsAda(phone);
  await expectAccessible(phone);
  expect(await phone.evaluate('document.documentElement.scrollWidth')).toBe(PHONE.width);
});
