/**
 * People judging pairs in the app: by keyboard alone, several at once, with a server that cannot be reached, with files.
 * The tests share one workspace and build on what those before them answered.
 */
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { parseAnswers } from '../../src/stages/annotation/index.js';
import { fetchServed, getJson, postJson } from '../servers/serving.js';
import { expectAccessible } from './support/accessibility.js';
import { expect, PHONE, test } from './support/app-test.js';
import { openAs, unblind } from './support/people.js';

const NOBODY_ANSWERS = /ERR_FAILED|ERR_INTERNET_DISCONNECTED/;

/** Waits until a pair other than `before` is there to be judged, and returns it. */
async function waitForPair(page: Page, before: string | null = null): Promise<string> {
  await page.waitForURL((url) => {
    const pair = url.searchParams.get('pair');
    return pair !== null && pair !== before;
  });
  await page.getByRole('radio', { name: 'Main object' }).waitFor();
  return new URL(page.url()).searchParams.get('pair')!;
}

const waitForEnd = (page: Page) => page.getByText(/^Nothing left/).waitFor();

/** Answers pair after pair with the same key; returns the pairs. */
async function answerAll(page: Page, key: string, most: number): Promise<string[]> {
  const answered = [await waitForPair(page)];
  for (;;) {
    await page.keyboard.press(key);
    await page.keyboard.press('Enter');
    if (answered.length === most) return answered;
    const next = await Promise.race([waitForPair(page, answered.at(-1)), waitForEnd(page).then(() => null)]);
    if (next === null) return answered;
    answered.push(next);
  }
}

const readNote = (page: Page) =>
  page.getByRole('status').filter({ hasText: /^(Answered|Taken back|Skipped)/ });

/** The answers as the app exports them to Lead, who chose to see everybody's. */
async function readAnswers(url: string) {
  await postJson(url, '/api/annotation/unblindings', { workerId: 'Lead' });
  const text = await (await fetchServed(url, '/api/annotation/answers.csv?worker=Lead')).text();
  return parseAnswers(text, { classCount: 5 }).answers;
}

async function readGap(url: string, classIndex: number): Promise<number | null> {
  return (await getJson(url, '/api/pairs')).classes[classIndex].gap?.gap ?? null;
}

test('asks who is judging before it shows a pair', async ({ page }) => {
  await page.goto('/annotate');
  const question = page.getByRole('dialog', { name: 'What is your name?' });
  await question.waitFor();
  expect(await page.getByRole('radio').count()).toBe(0);
  await page.keyboard.type('Zoe');
  await page.keyboard.press('Enter');
  await waitForPair(page);
  await expectAccessible(page);
});

test('ten pairs by keyboard alone: the gap follows, undo takes it back', async ({ openPage, server }) => {
  const page = await openAs(openPage, 'Ada');
  await page.goto('/annotate?class=2');
  expect(await readGap(server.url, 2)).toBe(1);
  const landbird = await answerAll(page, '1', 5);
  expect(landbird.every((pair) => pair.startsWith('2-'))).toBe(true);
  await waitForEnd(page);
  // Every cue of the class is part of the object now, so nothing is left to be biased by.
  await readNote(page).filter({ hasText: 'landbird has no gap any more: it was' }).waitFor();
  await expect.poll(() => readGap(server.url, 2)).toBeNull();

  await page.keyboard.press('u');
  expect(await waitForPair(page)).toBe(landbird[4]);
  expect(await page.getByRole('radio', { name: 'Main object' }).isChecked()).toBe(true);
  await readNote(page)
    .filter({ hasText: 'Taken back' })
    .filter({ hasText: 'landbird has a gap now: +' })
    .waitFor();
  expect(await readAnswers(server.url)).toHaveLength(4);
  await page.keyboard.press('Enter');
  await waitForEnd(page);

  await page.goto('/annotate');
  const first = await waitForPair(page);
  await page.keyboard.press('2');
  await page.keyboard.press('Shift+Digit2');
  await page.keyboard.press('r');
  await page.keyboard.type('a branch, "mostly"');
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.type('and a leaf');
  await page.keyboard.press('Enter');
  await waitForPair(page, first);
  await answerAll(page, '1', 4);
  await expect.poll(async () => (await readAnswers(server.url)).length).toBe(10);
  const answers = await readAnswers(server.url);
  expect(answers.every(({ workerId }) => workerId === 'Ada')).toBe(true);
  const [classIndex, feature] = first.split('-').map(Number);
  expect(answers.find((one) => one.classIndex === classIndex && one.feature === feature)).toMatchObject({
    main: 'separate_object',
    confidence: 2,
    reasons: 'a branch, "mostly"\nand a leaf',
  });
  await page.getByText('10 done').waitFor();
});

test('a verdict that a person changes shows at once as a change of the gap', async ({ openPage, server }) => {
  const page = await openAs(openPage, 'Ada');
  const before = await readGap(server.url, 2);
  await page.goto('/annotate?class=2&pair=2-5');
  await page.getByRole('button', { name: 'Change', exact: true }).waitFor();
  await page.keyboard.press('3');
  await page.keyboard.press('Enter');
  await readNote(page).filter({ hasText: 'It is spurious, by 1 of 1. landbird has a gap now: +' }).waitFor();
  expect(before).toBeNull();
  expect(await readGap(server.url, 2)).toBeGreaterThan(0);
});

test('two people at once never get the same pair', async ({ openPage, server }) => {
  const before = await readAnswers(server.url);
  const people = await Promise.all(['Dee', 'Eve'].map((name) => openAs(openPage, name)));
  const answered = await Promise.all(
    people.map(async (page) => {
      await page.goto('/annotate');
      return answerAll(page, '1', 25);
    }),
  );
  expect(answered.every((pairs) => pairs.length > 0)).toBe(true);
  const pairs = [...before.map((one) => `${one.classIndex}-${one.feature}`), ...answered.flat()];
  expect(new Set(pairs).size).toBe(pairs.length);
  await expect.poll(async () => (await readAnswers(server.url)).length).toBe(pairs.length);
  await postJson(server.url, '/api/annotation/settings', { answersPerPair: 3 });
});

test('what was begun survives a reload, and back returns to the pair before', async ({ openPage }) => {
  const page = await openAs(openPage, 'Bo');
  await page.goto('/annotate');
  const pair = await waitForPair(page);
  await page.keyboard.press('3');
  await page.keyboard.press('r');
  await page.keyboard.type('sky');
  await page.reload();
  expect(await waitForPair(page)).toBe(pair);
  expect(await page.getByRole('radio', { name: 'Background' }).isChecked()).toBe(true);
  expect(await page.getByRole('textbox', { name: /^Why/ }).inputValue()).toBe('sky');
  await page.keyboard.press('Enter');
  const next = await waitForPair(page, pair);
  await page.goBack();
  expect(await waitForPair(page, next)).toBe(pair);
  await page.getByRole('button', { name: 'Change', exact: true }).waitFor();
  expect(await page.getByRole('textbox', { name: /^Why/ }).inputValue()).toBe('sky');
});

test('enter without an answer asks for one; a skipped pair comes back only when asked for', async ({
  openPage,
}) => {
  const page = await openAs(openPage, 'Cy');
  await page.goto('/annotate?class=4');
  const skipped = await waitForPair(page);
  await page.keyboard.press('Enter');
  await page.getByText('Choose one of the three first.').waitFor();
  await page.keyboard.press('s');
  const rest = [await waitForPair(page, skipped)];
  rest.push(...(await answerAll(page, '3', 4)).slice(1));
  await waitForEnd(page);
  expect(rest).not.toContain(skipped);
  await page.getByRole('button', { name: 'Show the 1 you skipped' }).click();
  expect(await waitForPair(page)).toBe(skipped);
});

test('more answers a pair are asked for: agreement, and disputes that lead to their pair', async ({
  openPage,
  server,
}) => {
  const page = await openAs(openPage, 'Fay');
  await page.goto('/annotate?tab=progress');
  await page.getByLabel('People for each pair').fill('4');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect
    .poll(async () => (await getJson(server.url, '/api/annotation/progress')).answersPerPair)
    .toBe(4);
  await page.goto('/annotate?class=1');
  expect(await answerAll(page, '3', 25)).toHaveLength(5);
  await waitForEnd(page);
  await page.getByRole('tab', { name: 'Disputed', exact: true }).click();
  await page.getByText('Hidden while you judge blind').waitFor();
  await unblind(page);
  await page.getByRole('tab', { name: /^Disputed \(\d+\)$/ }).click();
  const disputed = page.getByRole('link', { name: /^lake, feature \d+$/ });
  await disputed.first().waitFor();
  await expectAccessible(page);
  await page.getByRole('tab', { name: 'Progress' }).click();
  await page.getByText(/^\d pairs with answers of at least two people; κ is said from 10 on/).waitFor();
  await page.getByRole('row', { name: /^Fay/ }).getByText('unblinded').waitFor();
  await page.goBack();
  await disputed.first().click();
  await page.waitForURL(/\/pairs\/1\/\d+$/);
});

test('answers that cannot be sent are kept, also through a reload, and stored once', async ({
  openPage,
  server,
  expectedErrors,
}) => {
  expectedErrors.push(NOBODY_ANSWERS);
  const page = await openAs(openPage, 'Gus');
  await page.goto('/annotate?class=3');
  await waitForPair(page);
  await page.route('**/api/annotation/answers', (route) => route.abort());
  const [first] = await answerAll(page, '2', 2);
  await page.getByText('2 judgements kept in this browser').waitFor();
  await page.reload();
  await page.getByText('2 judgements kept in this browser').waitFor();
  // The server gets the next ones, but its answer is lost on the way. This route stands before the one above, which so leaves no gap.
  let isLost = true;
  await page.route('**/api/annotation/answers', async (route) => {
    if (!isLost) return route.continue();
    isLost = false;
    await route.fetch();
    await route.abort();
  });
  // The page tries by itself, too, and then takes the button away.
  const sending = page.getByRole('button', { name: 'Send now' }).click();
  sending.catch(() => {});
  await expect.poll(() => isLost).toBe(false);
  await page.getByText('kept in this browser').waitFor({ state: 'hidden' });
  const ofGus = (await readAnswers(server.url)).filter(({ workerId }) => workerId === 'Gus');
  expect(ofGus.map(({ main }) => main)).toEqual(['separate_object', 'separate_object']);
  const pair = await getJson(server.url, `/api/pairs/${first!.replace('-', '/')}?worker=Lead`);
  const history = pair.answers.filter(({ workerId }: { workerId: string }) => workerId === 'Gus');
  expect(history).toHaveLength(1);
});

test('answers go out and come in as CSV, line by line', async ({ openPage, server }) => {
  const page = await openAs(openPage, 'Hal');
  await page.goto('/annotate?tab=exchange');
  await page.getByText('Hidden while you judge blind').waitFor();
  expect(await page.getByLabel('CSV file of answers').count()).toBe(0);
  await unblind(page);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'All answers' }).click(),
  ]);
  const exported = await readFile(await download.path(), 'utf8');
  const before = await readAnswers(server.url);
  expect(parseAnswers(exported, { classCount: 5 }).answers).toEqual(before);

  const [header] = exported.split('\n');
  const line = before[0]!;
  const pair = `,${line.classIndex},${line.feature},1`;
  const lines = [
    header,
    `Ida,${pair},background,5,"sky, clouds"`,
    `Ida,${pair},background,5,"sky, clouds"`,
    `Jo,,77,3,1,background,5,`,
    `Kim,${pair},perhaps,5,`,
  ];
  await page.getByLabel('CSV file of answers').setInputFiles({
    name: 'more.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(lines.join('\n')),
  });
  await page.getByText('1 answer added.').waitFor();
  await page.getByText('2 lines left out').waitFor();
  const problems = page.getByRole('region', { name: 'Lines that were left out' });
  expect(await problems.getByRole('row').count()).toBe(3);
  await expectAccessible(page);
  const after = await readAnswers(server.url);
  expect(after).toHaveLength(before.length + 1);
  expect(after.find(({ workerId }) => workerId === 'Ida')).toMatchObject({ reasons: 'sky, clouds' });
  await page.getByRole('button', { name: /^Take back the 1 answer/ }).click();
  await expect.poll(() => readAnswers(server.url)).toEqual(before);

  const [sheet] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Empty sheet' }).click(),
  ]);
  expect((await readFile(await sheet.path(), 'utf8')).trim().split('\n')).toHaveLength(26);
});

test('on a phone: answered by thumb, nothing sticks out', async ({ openPage, server }) => {
  await postJson(server.url, '/api/annotation/settings', { answersPerPair: 20 });
  const phone = await openAs(openPage, 'Mia', { viewport: PHONE, hasTouch: true, isMobile: true });
  await phone.goto('/annotate');
  const pair = await waitForPair(phone);
  await phone.getByRole('radio', { name: 'Background' }).tap();
  await phone.getByRole('button', { name: 'Submit' }).tap();
  await waitForPair(phone, pair);
  expect(await phone.evaluate('document.documentElement.scrollWidth')).toBe(PHONE.width);
  await expectAccessible(phone);
  for (const address of ['/validate', '/annotate?tab=progress', '/annotate?tab=exchange']) {
    await phone.goto(address);
    await phone.getByRole('heading', { level: 1 }).waitFor();
    await expectAccessible(phone);
    expect(await phone.evaluate('document.documentElement.scrollWidth'), address).toBe(PHONE.width);
  }
});
