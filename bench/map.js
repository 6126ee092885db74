/**
 * How fluid the map is: the main thread's time a frame while points are dragged, magnified and circled, drawn by WebGL and without.
 * Without a GPU the drawing itself is the processor's and not counted.
 *
 *   node bench/map.js [--points 100000]
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

const { values } = parseArgs({ options: { points: { type: 'string', default: '100000' } } });
const POINT_COUNT = Number(values.points);
const CLASS_COUNT = 1000;
const FRAMES = 120;

function buildMap() {
  const places = Array.from({ length: POINT_COUNT }, (_, n) => n);
  const gaussian = (n) => toFraction(n) + toFraction(n * 7 + 1) + toFraction(n * 13 + 5) - 1.5;
  const map = {
    ...{ method: 'Made up.', isSample: false, images: places, models: ['head'], groups: [] },
    paths: places.map((n) => `train/n${String(1440764 + (n % CLASS_COUNT)).padStart(8, '0')}/${n}.JPEG`),
    x: places.map((n) => gaussian(n + 3) + 3 * toFraction((n % CLASS_COUNT) + 1)),
    y: places.map((n) => gaussian(n + 11) + 3 * toFraction(5 * (n % CLASS_COUNT) + 2)),
    classIndex: places.map((n) => n % CLASS_COUNT),
    split: places.map((n) => (n % 20 === 0 ? 'val' : 'train')),
    spuriosity: places.map((n) => 4 * toFraction(n + 29) - 2),
    isCorrect: places.map((n) => (n % 20 === 0 ? toFraction(n) < 0.8 : null)),
    cues: [{ classIndex: 0, feature: 1 }],
  };
  return { map, progress: null };
}

const stage = await openStage({
  '/api/workspace': buildWorkspace(CLASS_COUNT, 5),
  '/api/images/marks': { tags: [], flagged: [], decisions: [] },
  '/api/map/pca': buildMap(),
});
const address = `http://127.0.0.1:${stage.address().port}/`;
const browser = await openBrowser();

/** Milliseconds of the main thread a frame, and of the frame itself in the median, while `move(step)` happens once a frame. */
async function measureFrames(page, session, move) {
  const before = await readTaskSeconds(session);
  const scriptBefore = await readTaskSeconds(session, 'ScriptDuration');
  const stamps = [];
  for (let frame = 0; frame < FRAMES; frame++) {
    await move(frame);
    stamps.push(await page.evaluate(() => new Promise(requestAnimationFrame)));
  }
  const times = stamps.slice(1).map((one, place) => one - stamps[place]);
  times.sort((a, b) => a - b);
  return {
    scriptMs: (1000 * ((await readTaskSeconds(session, 'ScriptDuration')) - scriptBefore)) / FRAMES,
    taskMs: (1000 * ((await readTaskSeconds(session)) - before)) / FRAMES,
    medianMs: times[times.length >> 1],
  };
}

async function measureMap(name, prepare) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await prepare(page);
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const startMs = performance.now();
  await page.goto(`${address}map`);
  await page.locator('[role=application][aria-busy=false]').waitFor();
  console.log(`${name}: ${POINT_COUNT} points after ${(performance.now() - startMs).toFixed(0)} ms`);
  await page.waitForTimeout(1500);
  const box = await page.getByRole('application').boundingBox();
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const report = (what, { scriptMs, taskMs, medianMs }) =>
    console.log(
      `${name}, ${what}: ${scriptMs.toFixed(1)} ms of scripts and ${taskMs.toFixed(1)} ms of the main thread a frame (limit ${FRAME_MS.toFixed(1)}), ${(1000 / medianMs).toFixed(0)} frames/s in the median`,
    );
  const swing = (frame) => 60 * Math.sin(frame / 8);
  await page.mouse.move(x, y);
  await page.mouse.down();
  report('dragged', await measureFrames(page, session, (frame) => page.mouse.move(x + swing(frame), y)));
  await page.mouse.up();
  report(
    'magnified',
    await measureFrames(page, session, (frame) => page.mouse.wheel(0, frame < FRAMES / 2 ? -40 : 40)),
  );
  await page.keyboard.down('Shift');
  await page.mouse.move(x - 200, y);
  await page.mouse.down();
  report(
    'circled',
    await measureFrames(page, session, (frame) => {
      const angle = (2 * Math.PI * frame) / FRAMES;
      return page.mouse.move(x - 200 * Math.cos(angle), y - 200 * Math.sin(angle));
    }),
  );
  await page.mouse.up();
  await page.keyboard.up('Shift');
  await page.close();
}

await measureMap('WebGL', (page) =>
  page.addInitScript(() => {
    // The app leaves a WebGL that the processor computes alone.
    const { getParameter } = WebGLRenderingContext.prototype;
    WebGLRenderingContext.prototype.getParameter = function (name) {
      return name === 0x9246 ? 'a graphics card' : getParameter.call(this, name);
    };
  }),
);
await measureMap('without a graphics card', async () => {});
await browser.close();
stage.closeAllConnections();
stage.close();
