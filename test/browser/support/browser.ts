/**
 * A browser for the tests of the app: one that is installed; on a Debian machine without any, where tests run as root,
 * Debian's is installed first.
 * In: the machine. Out: the path of a Chromium, Chrome or Edge, or null. Downloads nothing by itself.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { makeOnce } from '../../make-once.js';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];
const PLACES: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  linux: ['/usr/bin/chromium', '/usr/bin/google-chrome', '/snap/bin/chromium', '/opt/google/chrome/chrome'],
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  win32: [process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA].flatMap(
    (root) =>
      root === undefined
        ? []
        : [
            `${root}\\Google\\Chrome\\Application\\chrome.exe`,
            `${root}\\Microsoft\\Edge\\Application\\msedge.exe`,
          ],
  ),
};

/** CHROMIUM_PATH, usual places, PATH, Playwright's own download, in this order. */
export function findBrowser(): string | null {
  const named = process.env.CHROMIUM_PATH;
  if (named) return named;
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  const candidates = [
    ...(PLACES[process.platform] ?? []),
    ...folders.flatMap((folder) => NAMES.map((name) => path.join(folder, name))),
    chromium.executablePath(),
  ];
  return candidates.find((candidate) => candidate !== '' && existsSync(candidate)) ?? null;
}

/** As `findBrowser`, after installing Debian's Chromium where that is possible and needed. Says so where there is none. */
export async function findOrInstallBrowser(): Promise<string | null> {
  const found =
    findBrowser() ?? (await makeOnce('browser', async () => (installDebianBrowser() ? findBrowser() : null)));
  if (found === null) {
    console.warn(
      'No browser was found, so the tests of the app are skipped. Install Chromium, Chrome or Edge, or set CHROMIUM_PATH.',
    );
  }
  return found;
}

function installDebianBrowser(): boolean {
  if (!existsSync('/etc/debian_version') || process.getuid?.() !== 0) return false;
  console.warn('Installing chromium with apt-get for the tests of the app …');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return [['update'], ['install', '--yes', '--no-install-recommends', 'chromium']].every(
    (args) => spawnSync('apt-get', args, { env, stdio: ['ignore', 'ignore', 'inherit'] }).status === 0,
  );
}

/** Starts the browser without a window; containers have neither a sandbox, much shared memory nor a graphics card: WebGL is computed. */
export function launchBrowser(executablePath: string): Promise<Browser> {
  const isRoot = process.getuid?.() === 0;
  return chromium.launch({
    executablePath,
    chromiumSandbox: !isRoot && !process.env.CI,
    args: [
      '--use-angle=swiftshader',
      '--enable-unsafe-swiftshader',
      '--disable-dev-shm-usage',
      '--no-first-run',
    ],
  });
}
