/**
 * How fluid the app is: time until the first page can be used, bytes sent for it, and frames while the pairs table scrolls
 * through 1000 classes of five features. A small server plays the part of `spuriosity serve`, so that only the app is measured.
 *
 *   node bench/pages.js [--classes 1000] [--runs 5]
 */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { cpus, loadavg } from 'node:os';
import { extname } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { chromium } from 'playwright-core';
import sharp from 'sharp';

const { values } = parseArgs({
  options: {
    classes: { type: 'string', default: '1000' },
    runs: { type: 'string', default: '5' },
  },
});
const CLASS_COUNT = Number(values.classes);
const PAIRS_PER_CLASS = 5;
const PICTURE_KINDS = 16;
const PICTURE_SIDE = 160;
/** Pixels a frame: reading, skimming, and looking for something far down. */
const SPEEDS = [10, 30, 60];
const FRAMES = 240;
const LIMITS = { interactiveMs: 1500, kilobytes: 600, frameMs: 1000 / 60 };
const APP = new URL('../dist/web/', import.meta.url);
const MEDIA_TYPES = { '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };

/** Numbers from 0 to 1 that are the same for the same place. */
const toFraction = (place) => ((place * 48271) % 2147483647) / 2147483647;

function buildWorkspace() {
  const classes = Array.from({ length: CLASS_COUNT }, (_, index) => ({
    index,
    name: `n${String(1440764 + index * 37).padStart(8, '0')}`,
    displayName: `class ${index}`,
    wordnetId: null,
    gloss: null,
    superCategory: null,
    imageCounts: { train: 1300, val: 50 },
  }));
  const annotation = {
    ...{
      pairs: CLASS_COUNT * PAIRS_PER_CLASS,
      completePairs: 0,
      reviewedPairs: 0,
      answers: 0,
      answersPerPair: 5,
    },
    ...{ spuriousPairs: 0, unreviewedSpuriousPairs: 0, classesWithSpurious: 0, distinctSpuriousFeatures: 0 },
    ...{
      spuriousFeaturesCoreElsewhere: 0,
      disputedPairs: 0,
      kappa: null,
      kappaOfChoices: null,
      kappaPairs: 0,
    },
    workers: [],
  };
  return {
    ...{
      version: '0.0.0',
      title: 'made up',
      synthetic: true,
      format: 'folder',
      hasPictures: true,
      hasEncoder: true,
    },
    ...{
      encoder: null,
      head: null,
      featureCount: 2048,
      classes,
      splits: [],
      measuredSplit: 'val',
      groupColumns: [],
    },
    ...{
      skippedImageCount: 0,
      k: 10,
      annotation,
      models: [],
      mostBiased: [],
      mostNegative: [],
      nextSteps: [],
      notes: [],
    },
  };
}

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
        },
      },
      pairs: Array.from({ length: PAIRS_PER_CLASS }, (_, place) => buildPair(classIndex, place + 1)),
    })),
  };
}

function drawPictures() {
  const create = { width: PICTURE_SIDE, height: PICTURE_SIDE, channels: 3 };
  return Promise.all(
    Array.from({ length: PICTURE_KINDS }, (_, kind) =>
      sharp({ create: { ...create, noise: { type: 'gaussian', mean: 60 + 8 * kind, sigma: 40 } } })
        .jpeg()
        .toBuffer(),
    ),
  );
}

/** The app's files, the two answers it needs, an event stream that stays open, pictures. */
function openStage(pictures) {
  const answers = new Map([
    ['/api/workspace', JSON.stringify(buildWorkspace())],
    ['/api/pairs', JSON.stringify(buildPairs())],
    ['/api/jobs', '{"jobs":[]}'],
  ]);
  const send = (response, type, bytes) => {
    response.writeHead(200, { 'content-type': type, 'content-encoding': 'gzip' });
    response.end(gzipSync(bytes));
  };
  const server = createServer(({ url }, response) => {
    const path = new URL(url, 'http://stage').pathname;
    if (path === '/api/events') {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('event: hello\ndata: {"type":"hello","revision":1,"version":"0.0.0"}\n\n');
    } else if (answers.has(path)) {
      send(response, 'application/json', answers.get(path));
    } else if (path.startsWith('/pictures/')) {
      response.writeHead(200, { 'content-type': 'image/jpeg' });
      response.end(pictures[path.length % PICTURE_KINDS]);
    } else if (extname(path) in MEDIA_TYPES) {
      send(response, MEDIA_TYPES[extname(path)], readFileSync(new URL(`.${path}`, APP)));
    } else {
      const page = readFileSync(new URL('index.html', APP), 'utf8');
      send(response, 'text/html', page.replace('<!-- base -->', '<base href="/">'));
    }
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
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

async function readTaskSeconds(session) {
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration').value;
}

const stage = await openStage(await drawPictures());
const address = `http://127.0.0.1:${stage.address().port}/`;
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  chromiumSandbox: process.getuid?.() !== 0,
});
const load = loadavg()[0].toFixed(1);
console.log(
  `${cpus().length} × ${cpus()[0].model}, load ${load}, Chromium ${browser.version()} without a GPU`,
);

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
