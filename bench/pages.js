/**
 * How fluid the app is: time until the first page can be used, bytes sent for it, and frames while the pairs table scrolls
 * through 1000 classes of five features. A small server plays the part of `spuriosity serve`, so that only the app is measured.
 *
 *   node bench/pages.js [--classes 1000] [--runs 5]
 */
import { parseArgs } from 'node:util';
import {
  buildWorkspace,
  FRAME_MS,
  openBrowser,
  openStage,
  readTaskSeconds,
  toFraction,
} from './app-stage.js';

const { values } = parseArgs({
  options: {
    classes: { type: 'string', default: '1000' },
    runs: { type: 'string', default: '5' },
  },
});
const CLASS_COUNT = Number(values.classes);
const PAIRS_PER_CLASS = 5;
/** Pixels a frame: reading, skimming, and looking for something far down. */
const SPEEDS = [10, 30, 60];
const FRAMES = 240;
const LIMITS = { interactiveMs: 1500, kilobytes: 600, frameMs: FRAME_MS };

function buildPairs() {
  const buildPair = (classIndex, rank) => {
    const fraction = toFraction(classIndex * PAIRS_PER_CLASS + rank);
    return {
      ...{
        classIndex,
        rank,
        feature: Math.floor(fraction * 2048),
        importance: PAIRS_PER_CLASS - rank,
        meanActivation: 1,
      },
      ...{ verdict: fraction < 0.3 ? 'spurious' : 'core', source: fraction < 0.5 ? 'people' : 'object-mask' },
      ...{ votesCore: 2, votesSpurious: 3, isDisputed: fraction < 0.1, isCollision: fraction > 0.9 },
      topImage: Math.floor(fraction * 1e6),
    };
  };
  return {
    classes: Array.from({ length: CLASS_COUNT }, (_, classIndex) => ({
      classIndex,
      gap: {
        ...{ model: 'head', classIndex, k: 10, imageCount: 50, reducedK: false },
        ...{
          accuracyTop: 0.9,
          accuracyBottom: toFraction(classIndex + 1),
          gap: 0.9 - toFraction(classIndex + 1),
          interval: { low: 0.7 - toFraction(classIndex + 1), high: 1.1 - toFraction(classIndex + 1) },
        },
      },
      pairs: Array.from({ length: PAIRS_PER_CLASS }, (_, place) => buildPair(classIndex, place + 1)),
    })),
  };
}

/** Milliseconds from asking for the first page until its figures stand, and the bytes sent for its code and styles. */
async function measureFirstPage(browser, address) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  const session = await page.context().newCDPSession(page);
  let bytes = 0;
  await session.send('Network.enable');
  session.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength));
  const startMs = performance.now();
  await page.goto(address, { waitUntil: 'commit' });
  await page.getByRole('region', { name: 'Spurious gap' }).waitFor();
  const elapsedMs = performance.now() - startMs;
  await page.close();
  return { elapsedMs, kilobytes: bytes / 1000 };
}

/** Times between frames while the table scrolls, and the main thread's own work a frame. */
async function measureScrolling(page, session, pixels) {
  await page.evaluate(() => window.scrollTo(0, 0));
  await page.waitForTimeout(500);
  const before = await readTaskSeconds(session);
  const times = await page.evaluate(
    ([step, count]) =>
      new Promise((resolve) => {
        const stamps = [];
        const advance = (stamp) => {
          stamps.push(stamp);
          window.scrollBy(0, step);
          if (stamps.length <= count) requestAnimationFrame(advance);
          else resolve(stamps.slice(1).map((one, place) => one - stamps[place]));
        };
        requestAnimationFrame(advance);
      }),
    [pixels, FRAMES],
  );
  const taskMs = (1000 * ((await readTaskSeconds(session)) - before)) / FRAMES;
  times.sort((a, b) => a - b);
  return { taskMs, medianMs: times[FRAMES >> 1], slowMs: times[Math.floor(FRAMES * 0.95)] };
}

const stage = await openStage({
  '/api/workspace': buildWorkspace(CLASS_COUNT, PAIRS_PER_CLASS),
  '/api/pairs': buildPairs(),
});
const address = `http://127.0.0.1:${stage.address().port}/`;
const browser = await openBrowser();

const firsts = [];
for (let run = 0; run < Number(values.runs); run++) firsts.push(await measureFirstPage(browser, address));
firsts.sort((a, b) => a.elapsedMs - b.elapsedMs);
const { elapsedMs, kilobytes } = firsts[firsts.length >> 1];
console.log(
  `First page: ${elapsedMs.toFixed(0)} ms (limit ${LIMITS.interactiveMs}), ${kilobytes.toFixed(0)} kB compressed (limit ${LIMITS.kilobytes})`,
);

const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
await page.goto(`${address}pairs`);
await page.locator('a[data-feature]').first().waitFor();
const session = await page.context().newCDPSession(page);
await session.send('Performance.enable', { timeDomain: 'threadTicks' });
for (const pixels of SPEEDS) {
  const { taskMs, medianMs, slowMs } = await measureScrolling(page, session, pixels);
  console.log(
    `Pairs table, ${CLASS_COUNT} classes, ${pixels} pixels a frame: ${taskMs.toFixed(1)} ms of the main thread's time a frame ` +
      `(limit ${LIMITS.frameMs.toFixed(1)}); ${(1000 / medianMs).toFixed(0)} frames/s in the median, ${(1000 / slowMs).toFixed(0)} at the slow 5%`,
  );
}
await browser.close();
stage.closeAllConnections();
stage.close();
