/**
 * From a folder of photographs to a repaired network without a terminal: one person, one browser, one server that has no workspace at first.
 * On the real photographs of ants and bees; skipped, visibly, where they or a browser are absent.
 */
import { cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { openSession, type Tensor } from '../../src/inference/index.js';
import { realDataset } from '../datasets.js';
import { serveBy, stop } from '../servers/serving.js';
import { writeTree } from '../trees.js';
import { expectAccessible } from './support/accessibility.js';
import { findOrInstallBrowser, launchBrowser } from './support/browser.js';

const WIDE = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };
/** On a busy machine; the way itself takes about a minute. */
const STEP_MS = 240_000;

/** Folder for pictures of the way, to be looked at; absent, none are taken. */
const SHOTS = process.env.SPURIOSITY_TEST_SHOTS;

const executablePath = await findOrInstallBrowser();
const photographs = realDataset('ants-bees');
const isSkipped = executablePath === null || photographs === null;

/** Axe in both schemes, and pictures in both and on a phone where they are wanted. */
async function look(page: Page, name: string): Promise<void> {
  await expectAccessible(page);
  if (SHOTS === undefined) return;
  mkdirSync(SHOTS, { recursive: true });
  for (const [kind, size] of Object.entries({ phone: PHONE, wide: WIDE })) {
    await page.setViewportSize(size);
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: path.join(SHOTS, `${name}-${kind}-${colorScheme}.png`), fullPage: true });
    }
  }
}

/** What a model of the person's own says of every photograph: right but for each fifth. */
function writePredictions(folder: string): string {
  const names = ['ants', 'bees'];
  const photos = ['train', 'val'].flatMap((split) =>
    names.flatMap((name) =>
      readdirSync(path.join(folder, split, name)).map((file) => ({
        image: `${split}/${name}/${file}`,
        name,
      })),
    ),
  );
  const rows = photos.map(({ image, name }, place) => {
    const said = place % 5 === 0 ? names.find((other) => other !== name) : name;
    return `${image},${said}\n`;
  });
  const file = path.join(path.dirname(folder), 'mine.csv');
  writeFileSync(file, `image,prediction\n${rows.join('')}`);
  return file;
}

/** Chooses the folder, looks at what was recognised, starts, and waits until every stage has run. */
async function startStudy(page: Page): Promise<void> {
  await page.getByRole('heading', { name: 'Start with your own images' }).waitFor();
  await page.getByRole('button', { name: 'ants-bees' }).click();
  await page
    .getByLabel('Folder', { exact: true })
    .filter({ hasText: /ants-bees$/ })
    .waitFor();
  await look(page, '1-choose');
  await page.getByRole('button', { name: 'Use this folder' }).click();
  await page.getByRole('heading', { name: 'Recognised: 398 images of 2 classes' }).waitFor();
  expect(await page.getByRole('row', { name: /^ants/ }).textContent()).toBe('ants12470');
  expect(await page.getByRole('img', { name: /\/bees\// }).count()).toBe(3);
  expect(await page.getByRole('radio', { name: /Tiny ImageNet/ }).isChecked()).toBe(true);
  await page.getByRole('button', { name: 'More settings' }).click();
  await page.getByLabel('Features of each class').fill('2');
  await page.getByLabel('Weaken the cues in pictures').uncheck();
  await look(page, '2-recognised');
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await page.getByRole('heading', { name: 'Every stage is run' }).waitFor();
  await look(page, '3-running');
  await page.getByRole('heading', { name: 'What to do next' }).waitFor();
  await page.getByRole('heading', { name: 'Every stage is run' }).waitFor({ state: 'detached' });
  await look(page, '4-overview');
}

/** Brings a table of predictions, looks at what it was taken for, and adds it. */
async function addModel(page: Page, file: string): Promise<void> {
  await page.getByRole('link', { name: 'Models', exact: false }).first().click();
  await page.getByRole('heading', { name: 'Compare with a model of yours' }).waitFor();
  await page.locator('input[type=file]').setInputFiles(file);
  expect(await page.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('mine');
  await page.getByRole('button', { name: 'Look at it' }).click();
  const check = page.getByRole('article', { name: 'Check of mine' });
  await check.getByText('398 of 398 images').waitFor();
  expect(await check.textContent()).toMatch(/2 of 2.*every class.*of 153 validation images; 95%/);
  expect(await check.getByRole('figure').count()).toBe(10);
  // It does not count before somebody says so.
  expect(
    (await (await page.request.get(new URL('/api/models', page.url()).href)).json()).models,
  ).toHaveLength(1);
  await look(page, '5-model-check');
  await check.getByRole('button', { name: 'Add it' }).click();
  await page.getByRole('checkbox', { name: 'Compare mine class by class' }).waitFor();
  await look(page, '6-models');
}

/** Judges every pair: the first of each class is background, the others are part of the animal. */
async function judgePairs(page: Page): Promise<void> {
  await page
    .getByRole('link', { name: /^Annotate/ })
    .first()
    .click();
  await page.getByRole('dialog', { name: 'What is your name?' }).waitFor();
  await page.keyboard.type('Ann');
  await page.keyboard.press('Enter');
  const seen = new Set<string>();
  for (let answered = 0; answered < 4; answered += 1) {
    await page.waitForURL((url) => !seen.has(url.searchParams.get('pair') ?? [...seen][0] ?? ''));
    await page.getByRole('radio', { name: 'Main object' }).waitFor();
    const pair = new URL(page.url()).searchParams.get('pair')!;
    if (answered === 0) await look(page, '7-judge');
    const isFirstOfClass = ![...seen].some((other) => other.split('-')[0] === pair.split('-')[0]);
    seen.add(pair);
    await page.keyboard.press(isFirstOfClass ? '3' : '1');
    await page.keyboard.press('Enter');
  }
  await page.getByText(/^Nothing left/).waitFor();
  // The page goes on before the last answer has arrived.
  const workspace = new URL('/api/workspace', page.url()).href;
  const readAnnotation = async () => (await (await page.request.get(workspace)).json()).annotation;
  await expect.poll(readAnnotation, { timeout: STEP_MS }).toMatchObject({ pairs: 4, reviewedPairs: 4 });
  await page.getByRole('link', { name: 'Rankings' }).click();
  await page.getByRole('img').first().waitFor();
  await look(page, '8-ranking');
}

/** Repairs the head and takes the network away; returns where it lies. */
async function repair(page: Page): Promise<string> {
  await page.getByRole('link', { name: 'Mitigation' }).click();
  await page.getByLabel('Trials of each method').fill('1');
  await page.getByRole('button', { name: 'Tune the head' }).click();
  await page.getByRole('heading', { name: 'Take it away' }).waitFor();
  await look(page, '9-repaired');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'model.onnx' }).click(),
  ]);
  return download.path();
}

test.skipIf(isSkipped)(
  'from a folder of photographs to a reviewed ranking, a compared model and a repaired network, in the browser alone',
  async () => {
    const home = await writeTree({});
    const folder = path.join(home, 'ants-bees');
    cpSync(photographs!, folder, { recursive: true });
    const server = await serveBy(['serve', '--port', '0'], { cwd: home, env: { HOME: home } });
    const browser = await launchBrowser(executablePath!);
    const errors: string[] = [];
    try {
      const context = await browser.newContext({ viewport: WIDE, reducedMotion: 'reduce' });
      context.setDefaultTimeout(STEP_MS);
      const page = await context.newPage();
      page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
      page.on('pageerror', (error) => errors.push(String(error.stack)));
      await page.goto(server.url);
      await startStudy(page);
      expect(existsSync(`${folder}.spuriosity`)).toBe(true);
      await addModel(page, writePredictions(folder));
      await judgePairs(page);
      const session = await openSession(await repair(page), { device: 'cpu' });
      const image: Tensor = { dtype: 'float32', dims: [1, 3, 64, 64], data: new Float32Array(3 * 64 * 64) };
      const { logits } = await session.run({ [session.inputs[0]!.name]: image }, ['logits']);
      await session.close();
      expect(logits!.dims).toEqual([1, 2]);
      expect(errors).toEqual([]);
    } finally {
      await browser.close();
      await stop(server);
    }
  },
  900_000,
);
