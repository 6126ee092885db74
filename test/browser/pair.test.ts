/**
 * The page of one pair: what it shows, who may see what others said, and how a decision by hand reaches everything else.
 * The tests share one workspace; those further down build on the answers given above.
 */
import type { Page } from 'playwright-core';
import { getJson, postJson } from '../servers/serving.js';
import { expectAccessible } from './support/accessibility.js';
import { expect, PHONE, test } from './support/app-test.js';
import { giveAnswer, signAs, unblind } from './support/people.js';

/** Of the demo: the class whose images show it on land or on water. */
const LANDBIRD = 2;

async function listSpurious(url: string): Promise<number[]> {
  const { classes } = await getJson(url, '/api/pairs');
  return classes[LANDBIRD].pairs
    .filter(({ verdict }: { verdict: string }) => verdict === 'spurious')
    .map(({ feature }: { feature: number }) => feature);
}

async function findSpurious(url: string): Promise<number> {
  return (await listSpurious(url))[0]!;
}

function decide(url: string, classIndex: number, feature: number, verdict: string): Promise<Response> {
  const body = { classIndex, feature, verdict, decidedBy: 'Ben', reason: '' };
  return postJson(url, '/api/annotation/adjudications', body);
}

async function openPair(page: Page, url: string, search = ''): Promise<number> {
  const feature = await findSpurious(url);
  await page.goto(`/pairs/${LANDBIRD}/${feature}${search}`);
  await page.getByRole('heading', { name: `landbird, feature ${feature}` }).waitFor();
  return feature;
}

const answersOf = (page: Page) => page.getByRole('region', { name: 'Answers' });
const verdictOf = (page: Page) => page.getByRole('region', { name: 'Verdict' });

test('where attacks cannot be shown, as in a static copy without them, there is no row of empty frames', async ({
  page,
  server,
}) => {
  await openPair(page, server.url);
  const attacks = page.getByRole('button', { name: 'Made stronger', exact: true });
  await attacks.waitFor();
  await page.route(/\/api\/pairs\/\d/, async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, json: { ...(await answer.json()), hasAttacks: false } });
  });
  await openPair(page, server.url);
  await page.getByRole('button', { name: 'Highlighted', exact: true }).waitFor();
  expect(await attacks.count()).toBe(0);
});

test('shows pictures, figures, numbers and relatives', async ({ page, server }) => {
  const feature = await openPair(page, server.url);
  const { top, siblings, elsewhere } = await getJson(server.url, `/api/pairs/${LANDBIRD}/${feature}`);
  const evidence = page.getByRole('region', { name: 'Evidence' });
  const heatmap = evidence.locator(`img[src$="heatmaps/isolate/${feature}/${top[0].image}.jpg"]`);
  await expect
    .poll(() => heatmap.evaluate((image: HTMLImageElement) => image.naturalWidth))
    .toBeGreaterThan(0);

  await page
    .getByRole('figure', { name: /^How the activation is distributed/ })
    .locator('svg')
    .last()
    .waitFor();
  await page
    .getByRole('figure', { name: /^Accuracy of/ })
    .locator('circle')
    .first()
    .waitFor();
  await answersOf(page).getByText('Nobody has answered yet.').waitFor();
  const others = page.getByRole('region', { name: 'Other features of landbird' }).getByRole('link');
  expect(await others.count()).toBe(siblings.length);
  const classes = page.getByRole('region', { name: 'This feature in other classes' }).getByRole('link');
  expect(await classes.count()).toBe(elsewhere.length);
  await expectAccessible(page);
});

test('a picture is enlarged, and the address says which', async ({ page, server }) => {
  const feature = await openPair(page, server.url);
  const { top } = await getJson(server.url, `/api/pairs/${LANDBIRD}/${feature}`);
  await page.getByRole('button', { name: 'Strongest image 2 of 5. Open.' }).click();
  await page.waitForURL(new RegExp(`image=${top[1].image}`));
  // Until the dialog has the focus, arrows are those of the pictures behind it.
  await page.locator('[aria-modal=true]:focus-within').waitFor();
  await page.keyboard.press('ArrowRight');
  await page.waitForURL(new RegExp(`image=${top[2].image}`));
  await page.reload();
  await page.getByRole('dialog').getByText(top[2].path).waitFor();
  await page.goBack();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
});

test('heatmaps are shown in the style that the person chose, by key or by the control, also next time', async ({
  openPage,
  server,
}) => {
  const page = await openPage();
  await signAs(page, 'Ida');
  const feature = await openPair(page, server.url);
  const { top, bottom } = await getJson(server.url, `/api/pairs/${LANDBIRD}/${feature}`);
  const evidence = page.getByRole('region', { name: 'Evidence' });
  const heatmap = (style: string, image: number) =>
    page.locator(`img[src$="heatmaps/${style}/${feature}/${image}.jpg"]`).first();
  await heatmap('isolate', bottom[0].image).waitFor();
  await page.keyboard.press('h');
  await heatmap('outline', top[0].image).waitFor();
  await evidence.getByText('What is inside the line?').waitFor();
  await evidence.getByRole('radiogroup', { name: 'Heatmaps (h)' }).getByText('Overlay').click();
  await heatmap('overlay', top[0].image).waitFor();
  await page.reload();
  await heatmap('overlay', top[0].image).waitFor();
  await evidence.getByText(`Activation ${top[0].activation.toFixed(2)}`, { exact: true }).waitFor();
  await expectAccessible(page);

  // The same in the enlarged image, where the pictures are magnified together.
  await page.getByRole('button', { name: 'Strongest image 1 of 5. Open.' }).click();
  const dialog = page.getByRole('dialog');
  await page.locator('[aria-modal=true]:focus-within').waitFor();
  await page.keyboard.press('h');
  await dialog.locator('img[src*="heatmaps/isolate"]').waitFor();
  const readOrigins = () =>
    dialog
      .locator('figure img')
      .evaluateAll((images) => [...new Set(images.map((image) => getComputedStyle(image).transform))]);
  expect(await readOrigins()).toEqual(['matrix(1, 0, 0, 1, 0, 0)']);
  await page.keyboard.press('z');
  await dialog.getByRole('button', { name: 'Magnify (z)', pressed: true }).waitFor();
  expect(await readOrigins()).toEqual(['matrix(3, 0, 0, 3, 0, 0)']);
  await expectAccessible(page);

  // Another person at the same browser has not chosen yet.
  const other = await openPage();
  await signAs(other, 'Uwe');
  await openPair(other, server.url);
  await other.locator(`img[src$="heatmaps/isolate/${feature}/${top[0].image}.jpg"]`).first().waitFor();
});

test('a number says what it means', async ({ page, server }) => {
  await openPair(page, server.url);
  await verdictOf(page).getByRole('button', { name: 'Importance' }).click();
  await page.getByText('mean over training images of c of rᵢ × W[c, i]').waitFor();
});

test('arrow keys walk from pair to pair, and the back button walks back', async ({ page, server }) => {
  const { classes } = await getJson(server.url, '/api/pairs');
  const [first, second] = classes[LANDBIRD].pairs;
  await page.goto(`/pairs/${LANDBIRD}/${first.feature}`);
  await page.getByRole('heading', { name: `landbird, feature ${first.feature}` }).waitFor();
  // The way on is known once the list of pairs is there.
  await page.getByRole('button', { name: 'Next pair (→)', disabled: false }).waitFor();
  await page.keyboard.press('ArrowRight');
  await page.getByRole('heading', { name: `landbird, feature ${second.feature}` }).waitFor();
  await page.keyboard.press('[');
  await page.waitForURL(`**/pairs/${LANDBIRD}/${first.feature}`);
  await page.goBack();
  await page.waitForURL(`**/pairs/${LANDBIRD}/${second.feature}`);
});

test('answers of others are hidden from whoever has pairs left, until they unblind; what they answer then says so', async ({
  openPage,
  server,
}) => {
  await postJson(server.url, '/api/annotation/settings', { answersPerPair: 3 });
  const feature = await findSpurious(server.url);
  const pair = { classIndex: LANDBIRD, feature };
  const answer = (workerId: string, main: string, reasons: string) =>
    giveAnswer(server.url, pair, { workerId, main, reasons });
  await answer('Ben', 'main_object', 'First thought.');
  await answer('Ben', 'background', 'Trees all over,\n"never" the bird.');
  await answer('Eve', 'background', 'Forest');

  const ofZoe = await openPage();
  await signAs(ofZoe, 'Zoe');
  await openPair(ofZoe, server.url);
  await answersOf(ofZoe)
    .getByText(/^What others said of the pair is hidden/)
    .waitFor();
  await ofZoe
    .getByRole('note', { name: 'Blind judging' })
    .getByText(/^You judge blind/)
    .waitFor();
  expect(await ofZoe.getByText('Trees all over').count()).toBe(0);
  await expectAccessible(ofZoe);
  await unblind(ofZoe);
  await answersOf(ofZoe).getByText('Trees all over').waitFor();
  await answer('Zoe', 'background', 'As Eve says.');
  await answersOf(ofZoe).getByText('not blind').waitFor();

  const ofBen = await openPage();
  await signAs(ofBen, 'Ben');
  await openPair(ofBen, server.url);
  await answersOf(ofBen).getByText('Trees all over').waitFor();
  expect(await answersOf(ofBen).getByText('Forest').count()).toBe(0);
  await answersOf(ofBen).getByRole('switch', { name: 'Replaced and retracted (1)' }).click();
  await answersOf(ofBen).getByText('First thought.').waitFor();
  expect(new URL(ofBen.url()).searchParams.get('history')).toBe('true');
  await expectAccessible(ofBen);

  // With one answer a pair nobody is asked about a judged one, and nothing has to be hidden.
  await postJson(server.url, '/api/annotation/settings?worker=Zoe', { answersPerPair: 1 });
  await answersOf(ofBen).getByText('Forest').waitFor();
  await verdictOf(ofBen).getByText('3 spurious').waitFor();
});

test('a decision by hand moves ranking and gap at once; undo and history', async ({ page, server }) => {
  // One spurious feature is left, so that the gap hangs on it alone.
  for (const other of (await listSpurious(server.url)).slice(1))
    await decide(server.url, LANDBIRD, other, 'core');
  const before = (await getJson(server.url, '/api/pairs')).classes[LANDBIRD];
  await signAs(page, 'Ben');
  const feature = await openPair(page, server.url);
  const readPair = () => getJson(server.url, `/api/pairs/${LANDBIRD}/${feature}`);
  const readFeatures = async () =>
    (await getJson(server.url, `/api/rankings/val/${LANDBIRD}`)).features as number[];
  expect(await readFeatures()).toContain(feature);

  await page.keyboard.press('d');
  await page.getByLabel('Reason').fill('The third heatmap is on the bird.');
  await page.getByRole('button', { name: 'Decide', exact: true }).click();
  await page.getByText('Decided: core', { exact: true }).waitFor();
  await page.getByText(/^landbird has no gap any more: it was/).waitFor();
  await verdictOf(page)
    .getByText(/^Core: settled by a person/)
    .waitFor();
  expect(await readPair()).toMatchObject({ verdict: 'core', source: 'adjudicated' });
  expect(await readFeatures()).not.toContain(feature);
  expect((await getJson(server.url, '/api/pairs')).classes[LANDBIRD].gap).toBeNull();

  await page.getByRole('button', { name: 'Undo' }).click();
  await verdictOf(page)
    .getByText(/^Spurious: judged by people/)
    .waitFor();
  expect(await readFeatures()).toContain(feature);
  expect((await getJson(server.url, '/api/pairs')).classes[LANDBIRD].gap).toEqual(before.gap);
  const history = answersOf(page);
  await history.getByText('Ben decided: core').waitFor();
  await history.getByText('Ben withdrew the decision').waitFor();
  await history.getByText('The third heatmap is on the bird.').waitFor();
});

test('a decision is withdrawn, and then the votes hold again', async ({ page, server }) => {
  await signAs(page, 'Ben');
  const feature = await openPair(page, server.url);
  await verdictOf(page).getByRole('button', { name: 'Decide by hand' }).click();
  await page.getByRole('button', { name: 'Decide', exact: true }).click();
  await verdictOf(page)
    .getByText(/^Core: settled by a person/)
    .waitFor();
  await page.keyboard.press('d');
  await page.getByRole('button', { name: 'Withdraw the decision' }).click();
  await verdictOf(page)
    .getByText(/^Spurious: judged by people/)
    .waitFor();
  expect(await getJson(server.url, `/api/pairs/${LANDBIRD}/${feature}`)).toMatchObject({ source: 'people' });
});

test('a feature that is judged the other way round elsewhere stands out', async ({ page, server }) => {
  const { classes } = await getJson(server.url, '/api/pairs');
  const pairs = classes.flatMap((entry: { pairs: { feature: number; classIndex: number }[] }) => entry.pairs);
  const shared = pairs.find((pair: { feature: number; classIndex: number }) =>
    pairs.some(
      (other: { feature: number; classIndex: number }) =>
        other.feature === pair.feature && other.classIndex !== pair.classIndex,
    ),
  );
  const { elsewhere } = await getJson(server.url, `/api/pairs/${shared.classIndex}/${shared.feature}`);
  await decide(server.url, shared.classIndex, shared.feature, 'spurious');
  await decide(server.url, elsewhere[0].classIndex, shared.feature, 'core');
  await page.goto(`/pairs/${shared.classIndex}/${shared.feature}`);
  const panel = page.getByRole('region', { name: 'This feature in other classes' });
  await panel.getByText(/collisions?$/).waitFor();
  await panel
    .getByRole('link')
    .first()
    .getByRole('img', { name: /^Collision/ })
    .waitFor();
});

test('an address that names no pair says so', async ({ page }) => {
  await page.goto('/pairs/landbird/x');
  await page.getByRole('heading', { name: 'No such pair' }).waitFor();
});

test('fits a phone', async ({ openPage, server }) => {
  const phone = await openPage({ viewport: PHONE });
  const { classes } = await getJson(server.url, '/api/pairs');
  await phone.goto(`/pairs/${LANDBIRD}/${classes[LANDBIRD].pairs[0].feature}`);
  await phone
    .getByRole('figure', { name: /^Accuracy of/ })
    .locator('circle')
    .first()
    .waitFor();
  await expectAccessible(phone);
  expect(await phone.evaluate('document.documentElement.scrollWidth')).toBe(PHONE.width);
});
