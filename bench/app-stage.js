/**
 * A small server that plays the part of `spuriosity serve`, so that only the app is measured. In: answers by their addresses. Out: a server,
 * a browser without a GPU, the main thread's own time.
 */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { cpus, loadavg } from 'node:os';
import { extname } from 'node:path';
import { gzipSync } from 'node:zlib';
import { chromium } from 'playwright-core';
import sharp from 'sharp';

const PICTURE_KINDS = 16;
const PICTURE_SIDE = 160;
const APP = new URL('../dist/web/', import.meta.url);
const MEDIA_TYPES = { '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };
/** What a frame may take at 60 frames a second. */
export const FRAME_MS = 1000 / 60;

/** Numbers from 0 to 1 that are the same for the same place. */
export const toFraction = (place) => ((place * 48271) % 2147483647) / 2147483647;

/** What the app asks for first: so many classes of `pairsPerClass` features. */
export function buildWorkspace(classCount, pairsPerClass) {
  const classes = Array.from({ length: classCount }, (_, index) => ({
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
      pairs: classCount * pairsPerClass,
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
      blind: null,
      unblindedAnswers: 0,
    },
    verdictSources: { adjudicated: 0, people: 0, 'object-mask': 0, 'group-column': 0, provisional: 0 },
    workers: [],
  };
  return {
    ...{
      version: '0.0.0',
      title: 'made up',
      synthetic: true,
      format: 'folder',
      hasPictures: true,
      missingData: null,
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

/** The app's files, answers (values by their addresses), an event stream that stays open, pictures. */
export async function openStage(values) {
  const pictures = await drawPictures();
  const answers = new Map(
    Object.entries({ '/api/jobs': { jobs: [] }, ...values }).map(([path, value]) => [
      path,
      JSON.stringify(value),
    ]),
  );
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

/** Says where it runs, too. */
export async function openBrowser() {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    chromiumSandbox: process.getuid?.() !== 0,
  });
  const load = loadavg()[0].toFixed(1);
  console.log(
    `${cpus().length} × ${cpus()[0].model}, load ${load}, Chromium ${browser.version()} without a GPU`,
  );
  return browser;
}

/** The main thread's time of a page so far, in seconds, by its CDP session; of `ScriptDuration` what its scripts took of that. */
export async function readTaskSeconds(session, metric = 'TaskDuration') {
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === metric).value;
}
