/**
 * Models whose predictions or heads were brought to a study without pixels: gaps, their comparison and label noise are compared with
 * `test/studies/study.ts`, which computes them again.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { computeMean } from '../../src/numeric/index.js';
import { toNpy, toNpz } from '../arrays.js';
import { runCommand, runJson, runWell } from '../program.js';
import { bringStudy, DIGITS, images, ofSplit, SPURIOUS } from '../studies/brought-study.js';
import {
  CLASS_NAMES,
  correlate,
  createNumbers,
  FEATURE_COUNT,
  measureGaps,
  measureRobustness,
  rankBySpuriosity,
  type StudyImage,
  toAnswers,
} from '../studies/study.js';
import { readResults, toCsv } from '../tables.js';

const { at, inStudy } = await bringStudy();

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
    const variance = (values: number[]) =>
      values.reduce((sum, value) => sum + (value - mean(values)) ** 2, 0) / (values.length - 1);
    const classMeans = [0, 1, 2].map((place) => mean(gaps.map((ofModel) => ofModel[place]!)));
    expect(comparison.varianceRatio).toBeCloseTo(variance(classMeans) / variance(gaps.map(mean)), 6);
    expect(comparison.negativeShare).toBeCloseTo(classMeans.filter((gap) => gap < 0).length / 3, DIGITS);
  });

  test('model confusion and model compare count image by image', async () => {
    const val = ofSplit('val');
    const { confusion } = await runJson(inStudy('model', 'confusion', 'by-index'));
    const say = predict('by-index');
    expect(confusion.rightCount).toBe(val.filter((image) => say(image) === image.classIndex).length);
    expect(confusion.mistakes.length).toBeGreaterThan(0);
    for (const { label, predicted, imageCount } of confusion.mistakes) {
      const own = val.filter(({ classIndex }) => classIndex === label);
      expect(imageCount).toBe(own.filter((image) => say(image) === predicted).length);
    }

    const { paired, parting } = await runJson(inStudy('model', 'compare', 'by-index', 'by-name'));
    const isRight = (name: string) => (image: StudyImage) => predict(name)(image) === image.classIndex;
    const expected = val.filter((image) => isRight('by-index')(image) !== isRight('by-name')(image));
    expect(paired.counts['only-first']).toBe(expected.filter(isRight('by-index')).length);
    const paths = parting.map(({ image }: { image: string }) => image);
    expect(paths.toSorted()).toEqual(expected.map((image) => image.path).sort());
    const scores: (number | null)[] = parting.map(({ spuriosity }: { spuriosity: number }) => spuriosity);
    const ranked = scores.filter((score) => score !== null);
    expect(ranked.length).toBeGreaterThan(1);
    expect(scores.slice(0, ranked.length)).toEqual(ranked.toSorted((a, b) => a - b));
    const { stdout } = await runWell(inStudy('model', 'compare', 'by-index', 'by-name'));
    expect(stdout).toContain(`Only by-index is right about ${paired.counts['only-first']} image`);
  });

  test('noise flags the most spurious images that the first model gets wrong, of classes with a mean gap surely below 0 (M121)', async () => {
    const contrary = createModel(({ place }) => place === 'land', 6);
    writeFileSync(
      at('7.csv'),
      toCsv(
        ['image', 'prediction'],
        [...contrary].map(([image, label]) => [image.path, label]),
      ),
    );
    const contraries = Array.from({ length: 12 }, (_, n) => `contrary-${n}`);
    for (const name of contraries) await runWell(inStudy('model', 'add', name, '--predictions', at('7.csv')));
    await runWell(inStudy('noise'));
    for (const name of contraries) await runWell(inStudy('model', 'remove', name));
    const predictors = [
      ...[...models.keys()].map(predict),
      ...contraries.map(() => (image: StudyImage) => contrary.get(image)!),
    ];
    const gapsOf = predictors.map((one) => measureGaps(images, SPURIOUS, one, 10));
    const means = [...SPURIOUS.keys()].map((_, place) =>
      computeMean(gapsOf.map((gaps) => gaps[place]!.accuracyTop - gaps[place]!.accuracyBottom)),
    );
    // Of ten images at either end: the interval of a gap of -0.28 holds 0, that of -0.65 does not.
    const negative = [...SPURIOUS.keys()].filter((_, place) => means[place]! < -0.4);
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

  test('mitigate works on an added head', async () => {
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
    expect(trials).toHaveLength(3);
    expect(trials[0]).toMatchObject({ model: 'linear', method: 'low-spuriosity', trial: 1 });
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
