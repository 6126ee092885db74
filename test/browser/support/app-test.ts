/**
 * `test` for the app: a page of a real browser on a real server over a copy of the demo workspace. One browser, one
 * server and one copy a file; a fresh page a test. Whatever a page logs as an error fails its test.
 */
import { randomBytes } from 'node:crypto';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { test as base, expect } from 'vitest';
import { type ServedWorkspace, serve, stop } from '../../servers/serving.js';
import { findOrInstallBrowser, launchBrowser } from './browser.js';
import { makeDemoWorkspace } from './demo-workspace.js';

export { expect };

export const WIDE = { width: 1280, height: 800 };
export const PHONE = { width: 390, height: 844 };

/** Time that a page has for anything on a busy machine. */
const PAGE_TIMEOUT_MS = 30_000;

/** Holds every answer of the server back, to find tests that press a key before the page knows what it does. */
const LATENCY_MS = Number(process.env.SPURIOSITY_TEST_LATENCY ?? 0);

/** The same token from start to start, so that a page finds a server again that was started anew. */
const SERVED = { env: { SPURIOSITY_TOKEN: randomBytes(18).toString('base64url') } };

interface PageOptions extends BrowserContextOptions {
  /** False for a browser that has not opened the address with the token yet. */
  isKnown?: boolean;
}

interface AppFixtures {
  browser: Browser;
  /** Folder of this file's copy of the workspace. */
  workspace: string;
  /** Stops and starts with `restart`. */
  server: ServedWorkspace & { restart: () => Promise<void> };
  /** Opens a page: several people, a phone, another colour scheme. */
  openPage: (options?: PageOptions) => Promise<Page>;
  page: Page;
  /** Errors of pages that the test expects: add patterns. */
  expectedErrors: RegExp[];
}

const executablePath = await findOrInstallBrowser();
// Here, where no test's time limit runs.
const demo = executablePath === null ? '' : await makeDemoWorkspace();

const appTest = base.extend<AppFixtures>({
  browser: [
    // biome-ignore lint/correctness/noEmptyPattern: vitest reads the names that a fixture needs from this pattern.
    async ({}, use) => {
      const browser = await launchBrowser(executablePath!);
      await use(browser);
      await browser.close();
    },
    { scope: 'file' },
  ],
  workspace: [
    // biome-ignore lint/correctness/noEmptyPattern: as above.
    async ({}, use) => {
      const folder = await mkdtemp(path.join(tmpdir(), 'spuriosity-app-'));
      const copy = path.join(folder, 'mini-waterbirds.spuriosity');
      await cp(demo, copy, { recursive: true });
      await use(copy);
      // Here and not after the file: the server, which writes its tables when it ends, has ended now.
      await rm(folder, { recursive: true, force: true });
    },
    { scope: 'file' },
  ],
  server: [
    async ({ workspace }, use) => {
      const served = await serve(workspace, [], SERVED);
      const server = {
        ...served,
        async restart() {
          await stop(server);
          Object.assign(server, await serve(workspace, ['--port', String(server.port)], SERVED));
        },
      };
      await use(server);
      await stop(server);
    },
    { scope: 'file' },
  ],
  // biome-ignore lint/correctness/noEmptyPattern: as above.
  expectedErrors: async ({}, use) => use([]),
  openPage: async ({ browser, server, expectedErrors }, use) => {
    const errors: string[] = [];
    const pages: Page[] = [];
    await use(async ({ isKnown = true, ...options } = {}) => {
      const context = await browser.newContext({
        baseURL: server.url,
        viewport: WIDE,
        // Nothing moves, so that what is looked at is where it will stay.
        reducedMotion: 'reduce',
        ...options,
      });
      context.setDefaultTimeout(PAGE_TIMEOUT_MS);
      // As if the address that was printed had been opened before.
      if (isKnown) await context.addCookies([toCookie(server)]);
      const page = await context.newPage();
      pages.push(page);
      if (LATENCY_MS > 0)
        await page.route('**/api/**', (route) => delay(LATENCY_MS).then(() => route.continue()));
      page.on('console', (message) => {
        if (message.type() === 'error') errors.push(`${message.text()} (${message.location().url})`);
      });
      page.on('pageerror', (error) => errors.push(String(error.stack)));
      return page;
    });
    for (const page of pages) {
      // A request that a test answers itself may be on its way.
      await page.unrouteAll({ behavior: 'ignoreErrors' });
      await page.context().close();
    }
    const unexpected = errors.filter((error) => !expectedErrors.some((pattern) => pattern.test(error)));
    expect(unexpected, 'errors that pages logged').toEqual([]);
  },
  page: async ({ openPage }, use) => use(await openPage()),
});

/** What the server gives a browser that opens its address. */
function toCookie({ url, port }: ServedWorkspace) {
  const value = new URL(url).searchParams.get('token')!;
  return {
    name: `spuriosity-${port}`,
    value,
    url: new URL(url).origin,
    httpOnly: true,
    sameSite: 'Strict' as const,
  };
}

/**
 * Skipped, visibly, where there is no browser. One that fails on a busy machine has a second try, on a new page; the run's closing
 * lines name it.
 */
export const test = (name: string, run: Parameters<typeof appTest>[2]) =>
  appTest.skipIf(executablePath === null)(name, { retry: 1 }, run);
