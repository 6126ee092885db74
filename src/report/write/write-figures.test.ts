import { spawnSync } from 'node:child_process';
import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { parseHTML } from 'linkedom';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createEmptyReportData, createReportData } from '../../../fixtures/report/sample-report.js';
import { createManyModels, createSensitivities } from '../../../fixtures/report/sample-study.js';
import { type Observer, SILENT_OBSERVER } from '../../base/observer.js';
import { compareSensitivities, FIGURE_NAMES } from '../../figures/index.js';
import { createAtomicFile } from '../../storage/index.js';
import { listReportFigures } from '../figure-list.js';
import { assertFigureFolder, writeFigures } from './write-figures.js';

const models = ['head', 'other'];
const data = createReportData({
  study: createManyModels(12, 30),
  sensitivities: {
    comparison: compareSensitivities(createSensitivities(models, 5), 'head', 'other'),
    modelCount: 2,
    imageCount: 65,
    outdatedCount: 1,
  },
});
const figures = listReportFigures(data);

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'figures-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('every figure is drawn from such data but the one that only the app has', () => {
  expect(figures.map(({ name }) => name)).toEqual(FIGURE_NAMES.filter((name) => name !== 'gap-spread'));
});

test('W74: every caption says where its numbers come from, and has no undefined one', () => {
  for (const { name, caption, table } of figures) {
    expect(caption, name).toMatch(/\d/);
    expect(caption, name).not.toMatch(/NaN|undefined|null/);
    expect(caption.endsWith('.'), name).toBe(true);
    expect(table.rows.length, name).toBeGreaterThan(0);
    for (const row of table.rows) expect(row).toHaveLength(table.columns.length);
  }
});

test('W74: captions of gaps name k, the split and how many classes or models', () => {
  const names = [
    'class-gaps',
    'mitigation',
    'model-ends',
    'gap-variance',
    'gap-agreement',
    'gap-correlations',
  ];
  for (const { name, caption } of figures) {
    if (!names.includes(name) && !name.endsWith('robustness')) continue;
    expect(caption, name).toMatch(/k = 10\b/);
    expect(caption, name).toContain('validation');
    expect(caption, name).toMatch(/\d+ (classes|models)/);
  }
});

test('W73, W77: each has an SVG that stands alone, a PNG of twice its size on white, and its numbers', async () => {
  const files = await writeFigures(folder, figures);
  expect(files.map(({ figure }) => figure)).toEqual(figures.map(({ name }) => name));
  for (const { svg, png, csv } of files) {
    const text = await readFile(svg, 'utf8');
    expect(text).not.toMatch(/var\(|currentColor|url\(|<image|href=/);
    const root = parseHTML(text).document.querySelector('svg')!;
    expect(root.querySelector('desc')!.textContent).toMatch(/\.$/);
    const size = ['width', 'height'].map((name) => Number(root.getAttribute(name)));
    const picture = await sharp(await readFile(png!))
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect(picture.info.width).toBe(Math.round(2 * size[0]!));
    expect(Math.abs(picture.info.height - 2 * size[1]!)).toBeLessThanOrEqual(1);
    expect(picture.info.channels).toBe(3);
    expect([...picture.data.subarray(0, 3)]).toEqual([255, 255, 255]);
    // Something is drawn, and it does not run into the edge of the picture.
    const { width, height } = picture.info;
    const isInk = (x: number, y: number) => picture.data[3 * (y * width + x)]! < 128;
    const edge = [...Array(height).keys()].filter((y) => isInk(0, y) || isInk(width - 1, y));
    expect(edge, svg).toEqual([]);
    expect(picture.data.some((value) => value < 128)).toBe(true);
    const rows: string[][] = parse(await readFile(csv));
    const { table } = figures.find(({ name }) => csv.endsWith(`${name}.csv`))!;
    expect(rows[0]).toEqual(table.columns);
    expect(rows).toHaveLength(table.rows.length + 1);
  }
});

test('W73: captions.csv names every figure with its caption', async () => {
  await writeFigures(folder, figures);
  const rows = parse(await readFile(path.join(folder, 'captions.csv')), { columns: true });
  expect(rows).toEqual(figures.map(({ name, title, caption }) => ({ figure: name, title, caption })));
});

test('W75: figures that are no longer there are removed, and nothing else', async () => {
  await writeFigures(folder, figures);
  await writeFile(path.join(folder, 'notes.csv'), 'mine');
  expect(await writeFigures(folder, listReportFigures(createEmptyReportData()))).toEqual([]);
  expect((await readdir(folder)).sort()).toEqual(['captions.csv', 'notes.csv']);
});

test.each(['mitigation.csv', 'captions.csv'])(
  'W75: a folder with %s of another origin is left as it is',
  async (name) => {
    const file = path.join(folder, name);
    await writeFile(file, 'mine\n1\n');
    const refusal = { code: 'figures-folder-taken', message: expect.stringContaining(file) };
    await expect(writeFigures(folder, figures)).rejects.toMatchObject(refusal);
    await expect(assertFigureFolder(folder)).rejects.toMatchObject(refusal);
    expect(await readFile(file, 'utf8')).toBe('mine\n1\n');
    expect(await readdir(folder)).toEqual([name]);
  },
);

test('W75: a run that was interrupted has whole files only, and the next one goes on', async () => {
  const abort = new AbortController();
  let checks = 0;
  const observer: Observer = {
    ...SILENT_OBSERVER,
    get signal() {
      checks += 1;
      if (checks > 2) abort.abort();
      return abort.signal;
    },
  };
  await expect(writeFigures(folder, figures, observer)).rejects.toMatchObject({ code: 'cancelled' });
  const whole = figures.slice(0, 2).flatMap(({ name }) => [`${name}.csv`, `${name}.png`, `${name}.svg`]);
  expect((await readdir(folder)).sort()).toEqual(['captions.csv', ...whole].sort());
  expect(await writeFigures(folder, figures)).toHaveLength(figures.length);
});

test('what a killed process left half-written is removed', async () => {
  const file = await createAtomicFile(path.join(folder, 'tuning.svg'));
  const [own] = await readdir(folder);
  const { pid } = spawnSync(process.execPath, ['--version']);
  const left = own!.replace(`-${process.pid}-`, `-${pid}-`);
  await copyFile(path.join(folder, own!), path.join(folder, left));
  await file.discard();
  expect(await readdir(folder)).toEqual([left]);
  await writeFigures(folder, []);
  expect(await readdir(folder)).toEqual(['captions.csv']);
});

test('accuracy along the ranking is drawn before tuning and after each way of choosing images', () => {
  const points = data.rankCurves[0]!.points;
  const curves = [null, 'low-spuriosity', 'random', 'misclassified'] as const;
  const [figure] = listReportFigures({
    ...data,
    rankCurves: curves.map((method) => ({ method, points })),
  }).filter(({ name }) => name === 'rank-accuracy');
  expect(figure!.table.columns.at(-1)).toBe('method');
  expect(figure!.table.rows.map((cells) => [cells[0], cells.at(-1)])).toEqual(
    curves.flatMap((method) => points.map(() => [method === null ? 'before' : 'after', method])),
  );
  for (const name of ['Before', 'Low spuriosity', 'Random', 'Misclassified']) {
    expect(figure!.svg).toContain(`>${name}</text>`);
  }
});
