/**
 * Pictures of every page of the app, light and dark, on a laptop and on a phone, to look at.
 * In: the address of a running `spuriosity serve --no-token`. Out: PNG files in a folder. Judges nothing.
 *
 *   node scripts/screenshots.js http://127.0.0.1:8765/ [FOLDER] [--only pairs]
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';

const SIZES = { wide: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } };
const SCHEMES = ['light', 'dark'];
/** Longest wait for pictures that are drawn on demand. */
const SETTLE_MS = 20_000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: 'string' }, person: { type: 'string', default: 'Ada' } },
});
const [address, folder = 'screenshots'] = positionals;
if (address === undefined) {
  console.error('Usage: node scripts/screenshots.js ADDRESS [FOLDER] [--only NAME] [--person NAME]');
  process.exit(2);
}

/** Pages by name; the pair and the class are the first spurious ones, as they show the most. */
async function listPages() {
  const { classes } = await (await fetch(new URL('api/pairs', address))).json();
  const pairs = classes.flatMap((row) => row.pairs);
  const pair = pairs.find(({ verdict }) => verdict === 'spurious') ?? pairs[0];
  const pages = {
    overview: '',
    pairs: 'pairs',
    'pairs-spurious': 'pairs?show=["spurious"]&sort=gap',
    annotate: 'annotate',
    'annotate-progress': 'annotate?tab=progress',
    'annotate-exchange': 'annotate?tab=exchange',
    validate: 'validate',
    models: 'models',
    mitigation: 'mitigation',
    noise: 'noise',
    map: 'map',
    jobs: 'jobs',
    'unknown-page': 'no-such-page',
  };
  if (pair !== undefined) {
    pages.pair = `pairs/${pair.classIndex}/${pair.feature}`;
    pages.rankings = `rankings?class=${pair.classIndex}`;
    pages['rankings-ends'] = `rankings?class=${pair.classIndex}&view=ends`;
  }
  return Object.entries(pages).filter(([name]) => values.only === undefined || name.startsWith(values.only));
}

/** Waits until no picture in sight is on its way, and everything has stopped moving. */
async function settle(page) {
  await page.waitForLoadState('load');
  await page.locator('h1').first().waitFor();
  await page
    .waitForFunction(
      () =>
        [...document.images].every((image) => image.complete || image.loading === 'lazy') &&
        !document.querySelector('[aria-busy=true], .mantine-Skeleton-root'),
      undefined,
      { timeout: SETTLE_MS },
    )
    .catch(() => console.warn(`${page.url()} did not come to rest.`));
  await page.waitForTimeout(1500);
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  chromiumSandbox: process.getuid?.() !== 0,
  // The map draws with WebGL, in software where there is no GPU.
  args: ['--use-angle=swiftshader', '--enable-unsafe-swiftshader'],
});
await mkdir(folder, { recursive: true });
const pages = await listPages();
for (const [size, viewport] of Object.entries(SIZES)) {
  for (const colorScheme of SCHEMES) {
    const context = await browser.newContext({
      viewport,
      colorScheme,
      reducedMotion: 'reduce',
      baseURL: address,
    });
    await context.addInitScript(
      (name) => localStorage.setItem('spuriosity.person', JSON.stringify(name)),
      values.person,
    );
    const page = await context.newPage();
    page.on('pageerror', (error) => console.error(`${page.url()}: ${error.message}`));
    for (const [name, path] of pages) {
      await page.goto(path);
      await settle(page);
      await page.screenshot({ path: join(folder, `${name}-${size}-${colorScheme}.png`), fullPage: true });
    }
    await context.close();
  }
}
await browser.close();
console.log(`${pages.length * SCHEMES.length * Object.keys(SIZES).length} pictures in ${folder}`);
