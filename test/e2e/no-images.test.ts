/**
 * A study whose pixels are elsewhere: manifest, features, answers and predictions enter through the command line, and every
 * number that comes out is compared with `test/study.ts`, which computes it again.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { fromNpy, toNpy, toNpz } from '../arrays.js';
import { runCommand, runJson, runWell } from '../command.js';
import { listLoads } from '../html.js';
import {
  ANSWER_COLUMNS,
  CLASS_NAMES,
  correlate,
  createNumbers,
  createStudy,
  FEATURE_COUNT,
  measureGaps,
  measureRobustness,
  rankBySpuriosity,
  type StudyImage,
  toAnswers,
  toManifest,
} from '../study.js';
import { readResults, toCsv } from '../tables.js';
import { writeTree } from '../trees.js';

/** Both sides add the same float32 features up in float64, in another order. */
const DIGITS = 9;

const images = createStudy();
/** Three of five is a majority, two of four is none, and the third class keeps only core features. */
const PAIRS = [
  { classIndex: 0, feature: 4, votes: 4, of: 5 },
  { classIndex: 0, feature: 5, votes: 3, of: 5 },
  { classIndex: 1, feature: 5, votes: 5, of: 5 },
  { classIndex: 1, feature: 4, votes: 2, of: 5 },
  { classIndex: 2, feature: 4, votes: 2, of: 4 },
  { classIndex: 3, feature: 4, votes: 3, of: 4 },
];
const SPURIOUS = new Map([
  [0, [4, 5]],
  [1, [5]],
  [3, [4]],
]);

let folder: string;
const at = (name: string) => path.join(folder, name);
const inStudy = (...args: string[]) => [...args, '-w', at('study')];
const ofSplit = (split: string) => images.filter((image) => image.split === split);
const flatten = (some: readonly StudyImage[]) => some.flatMap(({ features }) => features);
const toMatrix = (some: readonly StudyImage[]) => toNpy('<f4', [some.length, FEATURE_COUNT], flatten(some));

beforeAll(async () => {
  folder = await writeTree({
    'M.csv': toManifest(images),
    'all.npy': toMatrix(images),
    'train.npy': toMatrix(ofSplit('train')),
    'val.npy': toNpy('<f8', [ofSplit('val').length, FEATURE_COUNT], flatten(ofSplit('val'))),
    'answers.csv': toAnswers(PAIRS),
  });
  await runWell(inStudy('init', at('M.csv'), '--format', 'manifest', '--no-images'));
  await runWell(inStudy('features', 'import', at('all.npy')));
  await runWell(inStudy('annotate', 'import', at('answers.csv')));
});

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
    expect(text.split('\n')[0]).toBe(ANSWER_COLUMNS);
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

/** Predictions by image: right where `isRight` says so, else the next class. */
function createModel(
  isRight: (image: StudyImage, chance: number) => boolean,
  seed: number,
): Map<StudyImage, number> {
  const next = createNumbers(seed);
  return new Map(
    images.map((image) => [
      image,
      isRight(image, next()) ? image.classIndex : (image.classIndex + 1) % CLASS_NAMES.length,
    ]),
  );
}

describe('models and gaps', () => {
  const weights = Array.from({ length: CLASS_NAMES.length }, (_, c) =>
    Array.from({ length: FEATURE_COUNT }, (_, i) => (i === c ? 1 : i === 4 ? (c % 2 === 0 ? 0.5 : -0.5) : 0)),
  );
  const bias = [0.1, 0.2, 0.3, 0.4];
  const linear = new Map(
    images.map((image) => {
      const logits = weights.map((row, c) =>
        row.reduce((sum, w, i) => sum + w * image.features[i]!, bias[c]!),
      );
      return [image, logits.indexOf(Math.max(...logits))];
    }),
  );
  const models = new Map<string, Map<StudyImage, number>>([
    ['by-index', createModel(({ place }, chance) => chance < (place === 'water' ? 0.95 : 0.4), 1)],
    ['by-name', createModel((_, chance) => chance < 0.7, 2)],
    ['csv-logits', createModel(({ place }, chance) => chance < (place === 'water' ? 0.5 : 0.9), 3)],
    ['npy-labels', createModel((_, chance) => chance < 0.9, 4)],
    ['npy-logits', createModel(({ features }) => features[5]! > 1.3, 5)],
    ['linear', linear],
  ]);
  const predict = (name: string) => (image: StudyImage) => models.get(name)!.get(image)!;
  const toLogits = (label: number) => CLASS_NAMES.map((_, c) => (c === label ? 2.5 : -c));

  beforeAll(async () => {
    // Rows of CSV may stand in any order: they name their images.
    const rowsOf = (name: string, cells: (label: number) => (string | number)[]) =>
      [...models.get(name)!].reverse().map(([image, label]) => [image.path, ...cells(label)]);
    writeFileSync(
      at('1.csv'),
      toCsv(
        ['image', 'prediction'],
        rowsOf('by-index', (label) => [label]),
      ),
    );
    writeFileSync(
      at('2.csv'),
      toCsv(
        ['image', 'prediction'],
        rowsOf('by-name', (label) => [CLASS_NAMES[label]!]),
      ),
    );
    const logitColumns = CLASS_NAMES.map((_, c) => `logit_${c}`);
    writeFileSync(at('3.csv'), toCsv(['image', ...logitColumns], rowsOf('csv-logits', toLogits)));
    const labels = images.map(predict('npy-labels'));
    writeFileSync(at('4.npy'), toNpy('<i8', [images.length], labels));
    const logits = images.flatMap((image) => toLogits(predict('npy-logits')(image)));
    writeFileSync(at('5.npy'), toNpy('<f4', [images.length, CLASS_NAMES.length], logits));
    const W = toNpy('<f4', [CLASS_NAMES.length, FEATURE_COUNT], weights.flat());
    writeFileSync(at('6.npz'), toNpz({ W, b: toNpy('<f4', [CLASS_NAMES.length], bias) }));
    for (const [name, option, file] of [
      ['by-index', '--predictions', '1.csv'],
      ['by-name', '--predictions', '2.csv'],
      ['csv-logits', '--predictions', '3.csv'],
      ['npy-labels', '--predictions', '4.npy'],
      ['npy-logits', '--predictions', '5.npy'],
      ['linear', '--head', '6.npz'],
    ] as const) {
      await runWell(inStudy('model', 'add', name, option, at(file), '--tag', 'a,b'));
    }
  });

  test('model list names them in the order in which they came', async () => {
    const listed = await runJson(inStudy('model', 'list'));
    expect(listed.map(({ name }: { name: string }) => name)).toEqual([...models.keys()]);
    expect(listed[0]).toMatchObject({ kind: 'predictions', tags: ['a', 'b'] });
    expect(listed[5]).toMatchObject({ kind: 'head' });
  });

  test.each([10, 4])(
    'gap --k %d: both ends, gaps, accuracies and effective robustness of every model',
    async (k) => {
      const document = await runJson(inStudy('gap', '--k', `${k}`));
      const gapRows = readResults(at('study'), 'spurious-gaps');
      const modelRows = readResults(at('study'), 'models');
      const ends: { top: number; bottom: number }[] = [];
      [...models.keys()].forEach((name, place) => {
        const expected = measureGaps(images, SPURIOUS, predict(name), k);
        const rows = gapRows.filter(({ model }) => model === name);
        expect(rows.map((row) => [row.class_index, row.class_name, row.k])).toEqual(
          expected.map(({ classIndex, k: used }) => [`${classIndex}`, CLASS_NAMES[classIndex], `${used}`]),
        );
        expected.forEach(({ accuracyTop, accuracyBottom }, row) => {
          expect(Number(rows[row]!.acc_top)).toBeCloseTo(accuracyTop, DIGITS);
          expect(Number(rows[row]!.acc_bottom)).toBeCloseTo(accuracyBottom, DIGITS);
          expect(Number(rows[row]!.gap)).toBeCloseTo(accuracyTop - accuracyBottom, DIGITS);
        });
        const top = expected.reduce((sum, { accuracyTop }) => sum + accuracyTop, 0) / expected.length;
        const bottom =
          expected.reduce((sum, { accuracyBottom }) => sum + accuracyBottom, 0) / expected.length;
        ends.push({ top, bottom });
        const val = ofSplit('val');
        const accuracy = val.filter((image) => predict(name)(image) === image.classIndex).length / val.length;
        expect(modelRows[place]!.model).toBe(name);
        expect(Number(modelRows[place]!.accuracy)).toBeCloseTo(accuracy, DIGITS);
        expect(Number(modelRows[place]!.spurious_gap)).toBeCloseTo(top - bottom, DIGITS);
        expect(document.models[place]).toMatchObject({ model: name, acc_top: expect.closeTo(top, DIGITS) });
      });
      measureRobustness(ends).forEach((robustness, place) => {
        expect(Number(modelRows[place]!.effective_robustness)).toBeCloseTo(robustness, DIGITS);
      });
    },
  );

  test('gap compares the models: correlations between class-wise gaps, variances, share of negative classes', async () => {
    const { comparison } = await runJson(inStudy('gap'));
    const gaps = [...models.keys()].map((name) =>
      measureGaps(images, SPURIOUS, predict(name), 10).map((gap) => gap.accuracyTop - gap.accuracyBottom),
    );
    expect(comparison.models).toEqual([...models.keys()]);
    expect(comparison.correlations[0][2]).toBeCloseTo(correlate(gaps[0]!, gaps[2]!), DIGITS);
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = (values: number[]) => mean(values.map((value) => (value - mean(values)) ** 2));
    const classMeans = [0, 1, 2].map((place) => mean(gaps.map((ofModel) => ofModel[place]!)));
    expect(comparison.varianceRatio).toBeCloseTo(variance(classMeans) / variance(gaps.map(mean)), 6);
    expect(comparison.negativeShare).toBeCloseTo(classMeans.filter((gap) => gap < 0).length / 3, DIGITS);
  });

  test('noise flags the most spurious images that the first model gets wrong, of classes with a negative mean gap', async () => {
    const contrary = createModel(({ place }) => place === 'land', 6);
    writeFileSync(
      at('7.csv'),
      toCsv(
        ['image', 'prediction'],
        [...contrary].map(([image, label]) => [image.path, label]),
      ),
    );
    await runWell(inStudy('model', 'add', 'contrary', '--predictions', at('7.csv')));
    await runWell(inStudy('noise'));
    await runWell(inStudy('model', 'remove', 'contrary'));
    const predictors = [...[...models.keys()].map(predict), (image: StudyImage) => contrary.get(image)!];
    const gapsOf = predictors.map((one) => measureGaps(images, SPURIOUS, one, 10));
    const negative = [...SPURIOUS.keys()].filter(
      (_, place) =>
        gapsOf.reduce((sum, gaps) => sum + gaps[place]!.accuracyTop - gaps[place]!.accuracyBottom, 0) < 0,
    );
    expect(negative).not.toEqual([]);
    const expected = negative.flatMap((classIndex) => {
      const { k } = gapsOf[0]!.find((gap) => gap.classIndex === classIndex)!;
      return (['train', 'val'] as const).flatMap((split) => {
        const ranked = rankBySpuriosity(images, classIndex, split, SPURIOUS.get(classIndex)!);
        return ranked.slice(-Math.max(k, Math.ceil(0.1 * ranked.length)));
      });
    });
    const wrong = expected.filter(({ image }) => predict('by-index')(image) !== image.classIndex);
    const rows = readResults(at('study'), 'label-noise');
    const toLine = (image: string, classIndex: number, suspected: number) =>
      `${image} ${classIndex} → ${suspected}`;
    expect(
      rows
        .map((row) => toLine(row.image!, Number(row.class_index), Number(row.suspected_class_index)))
        .sort(),
    ).toEqual(
      wrong.map(({ image }) => toLine(image.path, image.classIndex, predict('by-index')(image))).sort(),
    );
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) {
      const { spuriosity } = wrong.find(({ image }) => image.path === row.image)!;
      expect(Number(row.spuriosity)).toBeCloseTo(spuriosity, DIGITS);
      expect(row.suspected_class_name).toBe(CLASS_NAMES[Number(row.suspected_class_index)]);
    }
  });

  test('a removed model is gone from the gaps; one that is not there is a mistake of usage', async () => {
    await runWell(inStudy('model', 'remove', 'by-name'));
    const { models: left } = await runJson(inStudy('gap'));
    expect(left.map(({ model }: { model: string }) => model)).not.toContain('by-name');
    const outcome = await runCommand(inStudy('model', 'remove', 'by-name'));
    expect(outcome.code).toBe(2);
    expect(outcome.stderr).toContain('by-name');
  });
});

test('predictions and logits from parquet files', async () => {
  const names = ['train', 'val'].flatMap((split) =>
    ['a', 'b'].flatMap((label) => [0, 1, 2].map((n) => [`${split}/${label}/${n}.jpg`, label, split])),
  );
  writeFileSync(at('twelve.csv'), toCsv(['path', 'label', 'split'], names));
  writeFileSync(
    at('twelve.npy'),
    toNpy(
      '<f4',
      [12, 1],
      names.map((_, place) => place),
    ),
  );
  writeFileSync(at('one.csv'), toAnswers([{ classIndex: 0, feature: 0, votes: 5, of: 5 }]));
  const inTwelve = (...args: string[]) => [...args, '-w', at('twelve')];
  await runWell(inTwelve('init', at('twelve.csv'), '--format', 'manifest', '--no-images'));
  await runWell(inTwelve('features', 'import', at('twelve.npy')));
  await runWell(inTwelve('annotate', 'import', at('one.csv')));
  for (const name of ['predictions', 'logits']) {
    const file = fileURLToPath(new URL(`../../fixtures/e2e/${name}.parquet`, import.meta.url));
    await runWell(inTwelve('model', 'add', name, '--predictions', file));
  }
  const { models } = await runJson(inTwelve('gap', '--k', '1'));
  // Wrong are val/b/1 in one file, and val/a/0 and val/a/1 in the other; the least spurious image of class a is val/a/0.
  expect(models).toMatchObject([
    { model: 'predictions', accuracy: expect.closeTo(5 / 6, DIGITS), acc_top: 1, acc_bottom: 1 },
    { model: 'logits', accuracy: expect.closeTo(4 / 6, DIGITS), acc_top: 1, acc_bottom: 0, spurious_gap: 1 },
  ]);
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
    await runWell(inStudy('mitigate', '--trials', '2'));
    const rows = readResults(at('study'), 'mitigation');
    expect(rows.map(({ method, trial }) => `${method} ${trial}`)).toEqual([
      'low-spuriosity 1',
      'random 1',
      'random 2',
      'misclassified 1',
      'misclassified 2',
    ]);
    const { models } = await runJson(inStudy('gap'));
    for (const row of rows) {
      expect(row.model).toBe('head');
      expect(Number(row.gap_before)).toBeCloseTo(models[0].spurious_gap, DIGITS);
      expect(Number(row.accuracy_before)).toBeCloseTo(models[0].accuracy, DIGITS);
    }
  });

  test('mitigate works on an added head too', async () => {
    const { trials } = await runJson(
      inStudy(
        'mitigate',
        '--model',
        'linear',
        '--methods',
        'low-spuriosity',
        '--recipe',
        'paper',
        '--images-per-class',
        '5',
      ),
    );
    expect(trials).toHaveLength(1);
    expect(trials[0]).toMatchObject({ model: 'linear', method: 'low-spuriosity', trial: 1 });
  });

  test('the report is one file without images', async () => {
    const { path: report } = await runJson(inStudy('report'));
    const html = readFileSync(report, 'utf8');
    expect(listLoads(html)).toEqual([]);
    expect(html.includes('zébu')).toBe(true);
    expect(html.includes('NaN')).toBe(false);
  });
});
