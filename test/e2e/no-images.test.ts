/**
 * A study whose pixels are elsewhere: manifest, features and answers enter through the command line, and every number that comes out
 * is compared with `test/studies/study.ts`, which computes it again.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { openProject, readMitigation } from '../../src/project/index.js';
import { fromNpy } from '../arrays.js';
import { listLoads } from '../html.js';
import { runJson, runWell } from '../program.js';
import { bringStudy, DIGITS, flatten, images, ofSplit, PAIRS, SPURIOUS } from '../studies/brought-study.js';
import { ANSWER_COLUMNS, CLASS_NAMES, FEATURE_COUNT, rankBySpuriosity } from '../studies/study.js';
import { readResults } from '../tables.js';

const { at, inStudy } = await bringStudy();

test('init counts classes, splits and groups, and reading the same manifest again changes nothing', async () => {
  const summary = await runJson(inStudy('init', at('M.csv'), '--format', 'manifest', '--no-images'));
  expect(summary).toMatchObject({
    classCount: 4,
    imageCounts: { train: 120, val: 91, test: 0 },
    groupColumns: ['place'],
    skippedCount: 0,
  });
  const exported = await runJson(inStudy('features', 'export', '--split', 'val', '--out', at('again.npy')));
  expect(exported).toMatchObject({ rowCount: 91, featureCount: FEATURE_COUNT });
});

describe('features', () => {
  const exportTo = async (workspace: string, ...args: string[]) => {
    await runWell(['features', 'export', ...args, '--out', at('out.npy'), '-w', workspace]);
    return fromNpy(readFileSync(at('out.npy')));
  };

  test.each(['train', 'val'])(
    'of the whole manifest: rows of %s come out in the order of the manifest',
    async (split) => {
      const { shape, values } = await exportTo(at('study'), '--split', split);
      expect(shape).toEqual([ofSplit(split).length, FEATURE_COUNT]);
      expect(values).toEqual(flatten(ofSplit(split)));
    },
  );

  test('imported split by split give the same whole', async () => {
    const other = at('by-split');
    await runWell(['init', at('M.csv'), '--format', 'manifest', '--no-images', '-w', other]);
    const first = await runJson(['features', 'import', at('train.npy'), '--split', 'train', '-w', other]);
    expect(first).toMatchObject({ rowCount: 120, coveredCount: 120 });
    const second = await runJson(['features', 'import', at('val.npy'), '--split', 'val', '-w', other]);
    expect(second).toMatchObject({ rowCount: 91, coveredCount: 211 });
    expect((await exportTo(other)).values).toEqual(flatten(images));
    expect(readResults(other, 'skipped-images')).toEqual([]);
  });
});

describe('answers', () => {
  test('are counted under the names of the contract', async () => {
    expect(await runJson(inStudy('annotate', 'status'))).toMatchObject({
      pairs: 6,
      answers: 28,
      workers: 5,
      spurious_pairs: 4,
      classes_with_spurious: 3,
      distinct_spurious_features: 2,
      spurious_features_core_elsewhere: 1,
      collision_share: 0.5,
    });
  });

  test('become verdicts by a strict majority', () => {
    const rows = readResults(at('study'), 'annotations');
    expect(
      rows.map((row) => [row.class_index, row.feature, row.verdict, row.votes_spurious, row.source]),
    ).toEqual(
      [...PAIRS]
        .sort((a, b) => a.classIndex - b.classIndex || a.feature - b.feature)
        .map(({ classIndex, feature, votes, of }) => [
          `${classIndex}`,
          `${feature}`,
          votes > of - votes ? 'spurious' : 'core',
          `${votes}`,
          'people',
        ]),
    );
    expect(rows[2]!.class_name).toBe('bee, striped');
    expect(readResults(at('study'), 'collisions')).toEqual([
      { feature: '4', spurious_class_index: '0', core_class_index: '1' },
      { feature: '4', spurious_class_index: '0', core_class_index: '2' },
      { feature: '4', spurious_class_index: '3', core_class_index: '1' },
      { feature: '4', spurious_class_index: '3', core_class_index: '2' },
    ]);
  });

  test('imported twice count once; exported and imported elsewhere they are the same', async () => {
    const again = await runJson(inStudy('annotate', 'import', at('answers.csv')));
    expect(again).toMatchObject({ added: 0, duplicates: 28, problems: [] });
    await runWell(inStudy('annotate', 'export', '--out', at('exported.csv')));
    const text = readFileSync(at('exported.csv'), 'utf8');
    expect(text.split('\n')[0]).toBe(`${ANSWER_COLUMNS},WorkTimeInSeconds,SubmitTime`);
    expect((await runWell(inStudy('annotate', 'export'))).stdout).toBe(text);
    const classes = ['-w', at('classes')];
    await runWell(['init', '--classes', '4', ...classes]);
    await runWell(['annotate', 'import', at('exported.csv'), ...classes]);
    expect(await runJson(['annotate', 'status', ...classes])).toEqual(
      await runJson(inStudy('annotate', 'status')),
    );
    expect((await runWell(['annotate', 'export', ...classes])).stdout).toBe(text);
  });
});

test('rank writes the spuriosity of every image of the classes with a spurious feature, groups last', async () => {
  await runWell(inStudy('rank'));
  for (const split of ['train', 'val'] as const) {
    const rows = readResults(at('study'), `spuriosity-${split}`);
    expect(Object.keys(rows[0]!)).toEqual([
      'class_index',
      'class_name',
      'rank',
      'image',
      'spuriosity',
      'place',
    ]);
    const expected = [...SPURIOUS].flatMap(([classIndex, features]) =>
      rankBySpuriosity(images, classIndex, split, features).map((ranked, place) => ({
        classIndex,
        place,
        ...ranked,
      })),
    );
    expect(rows).toHaveLength(expected.length);
    expected.forEach(({ classIndex, place, image, spuriosity }, row) => {
      expect(rows[row]).toMatchObject({
        class_index: `${classIndex}`,
        class_name: CLASS_NAMES[classIndex],
        rank: `${place + 1}`,
        image: image.path,
        place: image.place,
      });
      expect(Number(rows[row]!.spuriosity)).toBeCloseTo(spuriosity, DIGITS);
    });
  }
});

describe('the head of the features', () => {
  beforeAll(async () => {
    await runWell(inStudy('discover', '--top-features', '3'));
  });

  test('discover lists importances: mean over training images of activation times weight', () => {
    const rows = readResults(at('study'), 'important-features');
    expect(rows).toHaveLength(3 * CLASS_NAMES.length);
    for (const row of rows) {
      const own = ofSplit('train').filter(({ classIndex }) => classIndex === Number(row.class_index));
      const activation =
        own.reduce((sum, { features }) => sum + features[Number(row.feature)]!, 0) / own.length;
      expect(Number(row.mean_activation)).toBeCloseTo(activation, DIGITS);
      expect(Number(row.importance)).toBeCloseTo(activation * Number(row.head_weight), DIGITS);
    }
    expect(rows.filter(({ class_index }) => class_index === '2').map(({ rank }) => rank)).toEqual([
      '1',
      '2',
      '3',
    ]);
  });

  test('mitigate tunes it beside both baselines and writes every trial', async () => {
    await runWell(inStudy('mitigate', '--trials', '2', '--methods', 'low-spuriosity,random,misclassified'));
    const rows = readResults(at('study'), 'mitigation');
    expect(rows.map(({ method, trial }) => `${method} ${trial}`)).toEqual([
      'low-spuriosity 1',
      'low-spuriosity 2',
      'random 1',
      'random 2',
      'misclassified 1',
      'misclassified 2',
    ]);
    for (const row of rows) {
      expect(row.model).toBe('head');
      expect(Number(row.gap_before)).toBeCloseTo(
        Number(row.acc_top_before) - Number(row.acc_bottom_before),
        DIGITS,
      );
      expect(Number(row.worst_group_before)).toBeLessThanOrEqual(Number(row.accuracy_before));
    }
  });

  test('what mitigate left is read back as it was; an empty record is named (W80)', async () => {
    const project = await openProject(at('study'));
    const stored = await readMitigation(project);
    expect(stored).toMatchObject({ isOutdated: false, report: { model: 'head' } });
    const { contentSha256, ...written } = JSON.parse(readFileSync(`${at('study')}/mitigation.json`, 'utf8'));
    expect(contentSha256).toMatch(/^[0-9a-f]{64}$/);
    expect(JSON.parse(JSON.stringify(stored!.report))).toEqual(written);
    writeFileSync(`${at('study')}/mitigation.json`, '{}');
    await expect(readMitigation(project)).rejects.toMatchObject({
      code: 'result-damaged',
      next: expect.stringContaining('spuriosity mitigate'),
    });
    project.close();
  });

  test('the report is one file without images', async () => {
    const { path: report } = await runJson(inStudy('report'));
    const html = readFileSync(report, 'utf8');
    expect(html).toContain('mitigation.json is damaged');
    expect(listLoads(html)).toEqual([]);
    expect(html.includes('zébu')).toBe(true);
    expect(html.includes('NaN')).toBe(false);
  });
});
