/** Cleaning as a user does it, on a demo with 1% of its labels wrong: the truth is known, so what is found is measured. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { copyFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { DEFAULT_DEMO_OPTIONS } from '../../src/demo/index.js';
import { writeDemoDataset } from '../../src/project/index.js';
import { fromNpy } from '../arrays.js';
import { runBadly, runJson, runWell } from '../command.js';
import { measureAuroc, toAnswers } from '../studies/study.js';
import { type Row, toCsv } from '../tables.js';
import { writeTree } from '../trees.js';

/** Machines that test are seldom free. */
const TIMEOUT_MS = 600_000;

const readCsv = (file: string): Row[] => parse(readFileSync(file, 'utf8'), { columns: true });

describe('a demo with wrong labels', { timeout: TIMEOUT_MS }, () => {
  let folder: string;
  let workspace: string;
  let manifest: Row[];
  const result = (name: string) => readCsv(path.join(workspace, 'results', `${name}.csv`));
  const inDemo = (...args: string[]) => [...args, '-w', workspace];

  beforeAll(async () => {
    folder = await writeTree({});
    workspace = path.join(folder, 'demo.spuriosity');
    const data = path.join(folder, 'demo');
    // Less than the usual size: the encoder sees 64 pixels of a side.
    await writeDemoDataset(data, { ...DEFAULT_DEMO_OPTIONS, size: 80, labelNoiseFraction: 0.01 });
    manifest = readCsv(path.join(data, 'manifest.csv'));
    // A picture under a second name, in the other split and of another class.
    await copyFile(path.join(data, manifest[0]!.path!), path.join(data, 'val/copy.jpg'));
    const copy = { ...manifest[0]!, path: 'val/copy.jpg', split: 'val', label: 'lake' };
    const columns = Object.keys(copy) as (keyof typeof copy)[];
    const rows = [...manifest, copy].map((row) => columns.map((column) => row[column]!));
    await writeFile(path.join(data, 'manifest.csv'), toCsv(columns, rows));
    await runWell(['init', path.join(data, 'manifest.csv'), '-w', workspace]);
    await runWell(inDemo('extract'));
    await runWell(inDemo('discover', '--attacks', '0'));
    await runWell(inDemo('annotate', 'auto'));
  }, TIMEOUT_MS);

  /** Against the truth that no stage reads. */
  function measure(flags: readonly Row[]) {
    const truth = new Map(manifest.map((row) => [row.path!, row]));
    const known = flags.flatMap((flag) => {
      const row = truth.get(flag.image!);
      return row === undefined ? [] : [{ flag, row }];
    });
    const found = known.filter(({ row }) => row.label !== row.true_label);
    return {
      flagged: known.length,
      found: found.length,
      wrong: manifest.filter(({ label, true_label }) => label !== true_label).length,
      rightClass: found.filter(({ flag, row }) => flag.suspected_class_name === row.true_label).length,
    };
  }

  test('neighbours find nearly all wrong labels and name the right class; the rule of gaps looks elsewhere', async () => {
    const byGaps = await runJson(inDemo('noise'));
    await runWell(inDemo('noise', '--method', 'neighbours'));
    const neighbours = measure(result('label-noise-neighbours'));
    const gaps = measure(result('label-noise'));
    console.info(`Wrong labels found: ${JSON.stringify({ neighbours, gaps })}`);
    expect(neighbours.wrong).toBe(15);
    expect(neighbours.found / neighbours.wrong).toBeGreaterThanOrEqual(0.8);
    expect(neighbours.found / neighbours.flagged).toBeGreaterThanOrEqual(0.4);
    expect(neighbours.rightClass).toBe(neighbours.found);
    // Only classes that spurious cues make worse are looked through; the birds' gaps are large and positive.
    const negative = byGaps.negative_gaps.map(({ class_name }: { class_name: string }) => class_name);
    expect(negative).not.toContain('waterbird');
    for (const { class_name } of result('label-noise')) expect(negative).toContain(class_name);
  });

  test('the copy is found as a leak with an equal file and another class', async () => {
    const document = await runJson(inDemo('duplicates', '--similarity', '0.9999'));
    expect(document).toMatchObject({ exact: 1 });
    const [first, ...others] = result('duplicates');
    expect(first).toMatchObject({
      image: manifest[0]!.path,
      split: 'train',
      other_image: 'val/copy.jpg',
      other_split: 'val',
      similarity: '1',
      same_class: 'no',
      exact: 'yes',
    });
    expect(others.filter(({ exact }) => exact === 'yes')).toEqual([]);
    expect((await runBadly(2, inDemo('duplicates', '--similarity', '2'))).code).toBe('invalid-argument');
  });

  test('crops are squares of the original, cut where the table says', async () => {
    const document = await runJson(inDemo('crop', '--all', '--split', 'val'));
    const rows = result('core-crops');
    expect(rows).toHaveLength(document.cropped);
    expect(rows.length).toBeGreaterThan(200);
    for (const row of rows.slice(0, 5)) {
      const [left, top, width, height] = [row.left, row.top, row.width, row.height].map(Number) as [
        number,
        number,
        number,
        number,
      ];
      expect(width).toBe(height);
      expect(Math.max(left + width, top + height)).toBeLessThanOrEqual(80);
      const original = sharp(path.join(folder, 'demo', row.image!)).extract({ left, top, width, height });
      const copy = sharp(path.join(workspace, 'crops', row.file!));
      expect(await copy.raw().toBuffer()).toEqual(await original.raw().toBuffer());
    }
    const again = path.join(folder, 'crops.spuriosity');
    const cropped = await runJson(['init', document.manifest, '-w', again]);
    expect(cropped.imageCounts).toMatchObject({ val: rows.length });
    expect((await runBadly(2, inDemo('crop', '--all', '--class', 'lake'))).code).toBe('crop-what');
  });

  test('segmentations are drawn once, agree with their run lengths, and follow threshold and size', async () => {
    const segment = (...args: string[]) => runJson(inDemo('segment', '--class', 'waterbird', ...args));
    const first = await segment();
    const rows = result('segmentations');
    expect(rows).toHaveLength(first.pictureCount);
    expect(first).toMatchObject({ drawnCount: rows.length, skippedCount: 0 });
    expect(await segment()).toMatchObject({ drawnCount: 0, pictureCount: rows.length });
    const readCoco = () =>
      JSON.parse(
        readFileSync(path.join(first.folder, rows[0]!.png!.split('/')[1]!, 'coco.json'), 'utf8'),
      ) as { annotations: { area: number; soft_mask: string }[] };
    const areaAt = async (least: number, mask: string) => {
      const picture = sharp(path.join(first.folder, mask));
      expect(await picture.metadata()).toMatchObject({ width: 64, height: 64, channels: 1, depth: 'uchar' });
      const values = await picture.toColourspace('b-w').raw().toBuffer();
      return values.filter((value) => value >= least).length;
    };
    const coco = readCoco();
    expect(coco.annotations).toHaveLength(rows.length);
    for (const { area, soft_mask } of coco.annotations.slice(0, 3))
      expect(area).toBe(await areaAt(128, soft_mask));
    await segment('--threshold', '0.8');
    for (const { area, soft_mask } of readCoco().annotations.slice(0, 3)) {
      expect(area).toBe(await areaAt(204, soft_mask));
    }
    // The top fifth of the class, strongest first, for each pair.
    const pairCount = new Set(rows.map(({ feature }) => feature)).size;
    const classSize = manifest.filter(
      ({ label, split }) => label === 'waterbird' && split === 'train',
    ).length;
    expect(rows).toHaveLength(pairCount * Math.ceil(classSize / 5));
    const own = rows
      .filter(({ feature }) => feature === rows[0]!.feature)
      .map(({ activation }) => Number(activation));
    expect(own).toEqual([...own].sort((a, b) => b - a));

    const large = await segment('--original-size', '--share', '0.05');
    const pictures = readdirSync(first.folder, { recursive: true, encoding: 'utf8' });
    expect(pictures.filter((name) => name.endsWith('.png'))).toHaveLength(large.pictureCount);
    const picture = path.join(workspace, result('segmentations')[0]!.png!);
    expect(await sharp(picture).metadata()).toMatchObject({ width: 80, height: 80 });
    expect(statSync(large.table).size).toBeGreaterThan(0);
  });

  test('collisions among reviewed pairs are the planted ones: scenery that is an object elsewhere', async () => {
    const file = path.join(folder, 'train.npy');
    await runWell(inDemo('features', 'export', '--split', 'train', '--out', file));
    const { shape, values } = fromNpy(readFileSync(file));
    const train = manifest.filter(({ split }) => split === 'train');
    // Birds stand before both sceneries: what tells these apart among them is a cue of the scenery.
    const readBirds = (feature: number, background: string) =>
      train.flatMap((row, place) =>
        row.true_label!.endsWith('bird') && row.background === background
          ? [values[place * shape[1]! + feature]!]
          : [],
      );
    const findCue = (feature: number) => {
      const auroc = measureAuroc(readBirds(feature, 'water'), readBirds(feature, 'land'));
      return auroc >= 0.9 ? 'water' : auroc <= 0.1 ? 'land' : null;
    };
    const SCENERY: Record<string, string> = { lake: 'water', 'forest path': 'land' };
    const pairs = result('important-features').flatMap((row) => {
      const cue = findCue(Number(row.feature));
      const isCore = SCENERY[row.class_name!] === cue;
      return cue === null ? [] : [{ feature: row.feature, class_index: row.class_index, isCore }];
    });
    const planted = pairs
      .filter(({ isCore }) => !isCore)
      .flatMap((spurious) =>
        pairs
          .filter(({ isCore, feature }) => isCore && feature === spurious.feature)
          .map((core) => `${spurious.feature}: ${spurious.class_index} ← ${core.class_index}`),
      )
      .sort();
    const readListed = () =>
      result('collisions').map(
        (row) => `${row.feature}: ${row.spurious_class_index} ← ${row.core_class_index}`,
      );
    await runWell(inDemo('noise'));
    console.info(`Collisions by masks and groups: ${readListed()}. Planted: ${planted}`);
    expect(planted.length).toBeGreaterThan(0);
    expect(readListed()).toEqual(expect.arrayContaining(planted));

    const answers = path.join(folder, 'answers.csv');
    await writeFile(
      answers,
      toAnswers(
        pairs.map((pair) => ({
          ...{ classIndex: Number(pair.class_index), feature: Number(pair.feature) },
          ...{ votes: pair.isCore ? 0 : 3, of: 3 },
        })),
      ),
    );
    await runWell(inDemo('annotate', 'import', answers));
    await runWell(inDemo('noise'));
    const reviewed = new Set(
      result('annotations').flatMap((row) =>
        row.source === 'people' ? [`${row.feature}: ${row.class_index}`] : [],
      ),
    );
    expect(reviewed.size).toBe(pairs.length);
    const listed = readListed().filter((collision) => {
      const [feature, spurious, core] = collision.split(/: | ← /);
      return reviewed.has(`${feature}: ${spurious}`) && reviewed.has(`${feature}: ${core}`);
    });
    expect(listed.sort()).toEqual(planted);
  });

  test('decisions go in, and a manifest that init reads comes out', async () => {
    const wrong = manifest.filter(({ label, true_label }) => label !== true_label);
    const decisions = wrong.map((row) => [row.path!, 'relabel', row.true_label!]);
    const file = path.join(folder, 'decisions.csv');
    await writeFile(
      file,
      toCsv(['image', 'decision', 'new_class'], [...decisions, ['val/copy.jpg', 'exclude', '']]),
    );
    const cleaned = path.join(folder, 'demo/cleaned.csv');
    const document = await runJson(inDemo('noise', '--apply', file, '--export', cleaned));
    expect(document.applied).toMatchObject({ rowCount: 16, counts: { relabel: 15, exclude: 1 } });
    expect(document).not.toHaveProperty('flags');
    const again = path.join(folder, 'cleaned.spuriosity');
    const summary = await runJson(['init', cleaned, '--format', 'manifest', '-w', again]);
    expect(summary.imageCounts).toEqual({ train: 1100, val: 400, test: 0 });
    for (const { label, true_label } of readCsv(cleaned)) expect(label).toBe(true_label);
  });
});
