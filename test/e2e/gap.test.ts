/**
 * `gap` on a study without pixels whose two models are wrong exactly where it is written here, so that every number can be worked out
 * beside the program.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { beforeAll, describe, expect, test } from 'vitest';
import { toNpy } from '../arrays.js';
import { runBadly, runWell } from '../command.js';
import {
  CLASS_NAMES,
  createStudy,
  FEATURE_COUNT,
  measureGaps,
  rankBySpuriosity,
  type StudyImage,
  toAnswers,
  toManifest,
} from '../studies/study.js';
import { type Row, readResults, toCsv } from '../tables.js';
import { writeTree } from '../trees.js';

const DIGITS = 9;
const K = 5;
/** Confidence of the first model in everything that it says. */
const SURE = 0.7;

const images = createStudy();
const validation = images.filter(({ split }) => split === 'val');
/** The third class has no spurious feature, and so no gap and no pseudo-groups. */
const SPURIOUS = new Map([
  [0, [4]],
  [1, [5]],
  [3, [4]],
]);
const ranked = new Map(
  [...SPURIOUS].map(([classIndex, features]) => [
    classIndex,
    rankBySpuriosity(images, classIndex, 'val', features).map(({ image }) => image),
  ]),
);
const WRONG = {
  first: new Set(ranked.get(3)!.slice(0, 2)),
  second: new Set([...ranked.get(0)!.slice(0, 5), ranked.get(1)!.at(-1)!]),
};
const predict = (wrong: ReadonlySet<StudyImage>) => (image: StudyImage) =>
  wrong.has(image) ? (image.classIndex + 1) % CLASS_NAMES.length : image.classIndex;
const measureAccuracy = (some: readonly StudyImage[], wrong: ReadonlySet<StudyImage>) =>
  some.filter((image) => !wrong.has(image)).length / some.length;
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

let folder: string;
let stdout: string;
const at = (name: string) => path.join(folder, name);
const inStudy = (...args: string[]) => [...args, '-w', at('study')];
const readRows = (name: string): Row[] =>
  parse(readFileSync(at(`study/results/${name}.csv`), 'utf8'), { columns: true });
const ofModel = (rows: readonly Row[], name: string) => rows.filter(({ model }) => model === name);

beforeAll(async () => {
  const values = images.flatMap(({ features }) => features);
  folder = await writeTree({
    'M.csv': toManifest(images),
    'X.npy': toNpy('<f4', [images.length, FEATURE_COUNT], values),
    'answers.csv': toAnswers(
      [...SPURIOUS].map(([classIndex, [feature]]) => ({ classIndex, feature: feature!, votes: 3, of: 3 })),
    ),
    'first.csv': toCsv(
      ['image', ...CLASS_NAMES.map((_, index) => `logit_${index}`)],
      validation.map((image) => [
        image.path,
        ...CLASS_NAMES.map((_, index) =>
          Math.log(predict(WRONG.first)(image) === index ? SURE : (1 - SURE) / (CLASS_NAMES.length - 1)),
        ),
      ]),
    ),
    'second.csv': toCsv(
      ['image', 'prediction'],
      validation.map((image) => [image.path, predict(WRONG.second)(image)]),
    ),
  });
  await runWell(inStudy('init', at('M.csv'), '--format', 'manifest', '--no-images'));
  await runWell(inStudy('features', 'import', at('X.npy')));
  await runWell(inStudy('annotate', 'import', at('answers.csv')));
  for (const name of ['first', 'second'])
    await runWell(inStudy('model', 'add', name, '--predictions', at(`${name}.csv`)));
  const options = ['--k', `${K}`, '--by-k', '2,5,20', '--compare', 'first,second', '--format', 'markdown'];
  ({ stdout } = await runWell(inStudy('gap', ...options, '--explain')));
});

test('gaps are those worked out here, and lie in their intervals', () => {
  const rows = readResults(at('study'), 'spurious-gaps');
  for (const name of ['first', 'second'] as const) {
    const expected = measureGaps(images, SPURIOUS, predict(WRONG[name]), K);
    const own = ofModel(rows, name);
    expect(own.map(({ class_index }) => Number(class_index))).toEqual([...SPURIOUS.keys()]);
    for (const [place, { accuracyTop, accuracyBottom }] of expected.entries()) {
      const row = own[place]!;
      expect(Number(row.gap)).toBeCloseTo(accuracyTop - accuracyBottom, DIGITS);
      expect(Number(row.gap_low)).toBeLessThanOrEqual(Number(row.gap));
      expect(Number(row.gap_high)).toBeGreaterThanOrEqual(Number(row.gap));
    }
    const [model] = ofModel(readResults(at('study'), 'models'), name);
    const gap = mean(expected.map((one) => one.accuracyTop - one.accuracyBottom));
    expect(Number(model!.spurious_gap)).toBeCloseTo(gap, DIGITS);
    expect(Number(model!.spurious_gap_low)).toBeLessThan(gap);
    expect(Number(model!.spurious_gap_high)).toBeGreaterThan(gap);
    expect(model).toMatchObject({ k: `${K}`, split: 'val', resamples: '1000', seed: '0' });
  }
  // Both ends wholly right or wholly wrong: so few images do not make that certain.
  const [certain] = ofModel(rows, 'second');
  expect(certain).toMatchObject({ gap: '1', gap_high: '1' });
  expect(Number(certain!.gap_low)).toBeLessThan(0.8);
});

test('later columns are those of the contract, and hold what was measured', () => {
  const [gap] = readResults(at('study'), 'spurious-gaps');
  expect(Object.keys(gap!).slice(7)).toEqual(
    (
      'images,reduced_k,gap_low,gap_high,adjusted_gap,adjusted_low,adjusted_high,adjusted_p,strict_gap,strict_p,core_gap,' +
      'intervention_effect,intervention_low,intervention_high,finding,intervention_overlap,pasted_effect,pasted_low,pasted_high'
    ).split(','),
  );
  const [model] = readResults(at('study'), 'models');
  expect(Object.keys(model!).slice(16)).toEqual(
    (
      'mean_absolute_gap,worst_class,adjusted_gap,adjusted_low,adjusted_high,adjusted_p,strict_gap,strict_p,permuted_gap,' +
      'permuted_low,permuted_high,permuted_p,core_gap,random_gap,intervention_effect,intervention_low,intervention_high,finding,' +
      'intervention_overlap,pasted_effect,pasted_low,pasted_high'
    ).split(','),
  );
  const gaps = ofModel(readResults(at('study'), 'spurious-gaps'), 'first').map((row) => Number(row.gap));
  expect(Number(model!.mean_absolute_gap)).toBeCloseTo(mean(gaps.map(Math.abs)), DIGITS);
  // No head, so nothing is strict; nothing was weakened.
  expect(model).toMatchObject({ strict_gap: '', intervention_effect: '' });
  expect(['leans-on', 'differs', 'none']).toContain(model!.finding);
});

test('confidences of logits are kept for the calibration error; classes alone have none', () => {
  const [first, second] = readResults(at('study'), 'models');
  // One confidence for all: one bin, |accuracy − confidence|.
  const accuracy = measureAccuracy(validation, WRONG.first);
  expect(Number(first!.accuracy)).toBeCloseTo(accuracy, DIGITS);
  // Confidences are stored as float32.
  expect(Number(first!.calibration_error)).toBeCloseTo(accuracy - SURE, 6);
  expect(second!.calibration_error).toBe('');
  const perClass = [...CLASS_NAMES.keys()].map((classIndex) =>
    measureAccuracy(
      validation.filter((image) => image.classIndex === classIndex),
      WRONG.second,
    ),
  );
  expect(Number(second!.balanced_accuracy)).toBeCloseTo(mean(perClass), DIGITS);
});

describe('groups.csv', () => {
  const measureCells = (cells: readonly StudyImage[][]) =>
    cells.filter((cell) => cell.length > 0).map((cell) => measureAccuracy(cell, WRONG.second));

  test('has the known groups', () => {
    const cells = [...CLASS_NAMES.keys()].flatMap((classIndex) =>
      ['land', 'water'].map((place) =>
        validation.filter((image) => image.classIndex === classIndex && image.place === place),
      ),
    );
    const [row] = ofModel(readRows('groups'), 'second').filter(({ kind }) => kind === 'known');
    const accuracies = measureCells(cells);
    expect(row!.column).toBe('place');
    expect(Number(row!.worst_group_accuracy)).toBeCloseTo(Math.min(...accuracies), DIGITS);
    expect(Number(row!.group_mean_accuracy)).toBeCloseTo(mean(accuracies), DIGITS);
  });

  test('has pseudo-groups, called so: the halves of each ranking, the middle image in the lower', () => {
    const cells = [...ranked.values()].flatMap((all) => {
      const lowCount = Math.ceil(all.length / 2);
      return [all.slice(0, lowCount), all.slice(lowCount)];
    });
    const [row, ...more] = ofModel(readRows('groups'), 'second').filter(({ kind }) => kind === 'pseudo');
    expect(more).toEqual([]);
    expect(row).toMatchObject({
      column: 'pseudo-group',
      worst_group_class: CLASS_NAMES[0],
      worst_group: 'low spuriosity',
      worst_group_images: '13',
    });
    expect(Number(row!.worst_group_accuracy)).toBeCloseTo(8 / 13, DIGITS);
    expect(Number(row!.group_mean_accuracy)).toBeCloseTo(mean(measureCells(cells)), DIGITS);
    expect(stdout).toContain('| second | pseudo-groups |');
  });
});

test('the gap for several k; classes that are too small for one say so', () => {
  const rows = ofModel(readRows('gap-by-k'), 'second');
  expect(rows.map(({ k }) => k)).toEqual(['2', '5', '20']);
  for (const { k, spurious_gap } of rows) {
    const gaps = measureGaps(images, SPURIOUS, predict(WRONG.second), Number(k));
    expect(Number(spurious_gap)).toBeCloseTo(
      mean(gaps.map(({ accuracyTop, accuracyBottom }) => accuracyTop - accuracyBottom)),
      DIGITS,
    );
  }
  expect(rows.map((row) => row.classes_with_reduced_k)).toEqual(['0', '0', '3']);
});

test('two models: exact p-values of the images that only one gets right, corrected over the classes', () => {
  const rows = readRows('model-comparison');
  // Class 0: five images for the first model, all at the bottom: 2 of the 2⁵ ways of signs. Class 3: two for the second.
  const expected = [
    { class_index: 0, difference: -1, disagreements: 5, p_value: 2 / 32, adjusted_p_value: 3 * (2 / 32) },
    { class_index: 1, difference: 0.2, disagreements: 1, p_value: 1, adjusted_p_value: 1 },
    { class_index: 3, difference: 0.4, disagreements: 2, p_value: 2 / 4, adjusted_p_value: 1.5 * (2 / 4) },
  ];
  expect(rows).toHaveLength(expected.length);
  for (const [place, numbers] of expected.entries()) {
    for (const [column, value] of Object.entries(numbers))
      expect(Number(rows[place]![column]), `${column} of row ${place}`).toBeCloseTo(value, DIGITS);
  }
  // All classes together: 8 signs that add up to −5 + 1 + 2; all but the 70 of 256 ways that add up to nothing are as extreme.
  expect(1 - 70 / 256).toBeCloseTo(0.727, 3);
  expect(stdout).toContain('first against second: gaps differ by −13.3 points (p = 0.727');
});

test('agreement: of the same images as the gaps say, and what is left of it on other images', () => {
  const rows = readRows('model-agreement');
  expect(rows.map((row) => [row.first_model, row.second_model])).toEqual([
    ['first', 'first'],
    ['first', 'second'],
    ['second', 'second'],
  ]);
  const [first, second] = (['first', 'second'] as const).map((name) =>
    measureGaps(images, SPURIOUS, predict(WRONG[name]), K).map((one) => one.accuracyTop - one.accuracyBottom),
  );
  const deviate = (values: readonly number[]) => values.map((value) => value - mean(values));
  const multiply = (x: readonly number[], y: readonly number[]) =>
    mean(x.map((value, place) => value * y[place]!));
  const [x, y] = [deviate(first!), deviate(second!)];
  const correlation = multiply(x, y) / Math.sqrt(multiply(x, x) * multiply(y, y));
  expect(Number(rows[1]!.correlation)).toBeCloseTo(correlation, DIGITS);
  expect(rows.map(({ classes }) => classes)).toEqual(['3', '3', '3']);
  // The second model's ends are all right or all wrong but for one image: hardly any noise.
  const reliability = Number(rows[2]!.correlation_other_images);
  expect(reliability).toBeGreaterThan(0.9);
  expect(reliability).toBeLessThan(1);
  expect(Number(rows[2]!.correlation_without_noise)).toBeCloseTo(1, DIGITS);
  expect(stdout).toContain('Agreement of 2 models over 3 classes');
  expect(stdout).toContain('Same images: Pearson’s r');
});

test('tables come as Markdown, and --explain says what was measured on what', () => {
  expect(stdout).toMatch(/^\| model \| accuracy \| top 5 \| bottom 5 \| gap, 95% \| mean \\\|gap\\\| \|$/m);
  expect(stdout).toMatch(/^\| model \| remains \| adjusted 95% \| p \| strict 95% \| p \|$/m);
  expect(stdout).toMatch(/^\| model \| finding \|$/m);
  expect(stdout).toMatch(/^\| first \|.*\|$/m);
  expect(stdout).toContain('split val with k = 5');
  expect(stdout).toContain('of effective robustness by 1000 resamples');
  for (const name of ['Spurious gap', 'Effective robustness', 'Spuriosity'])
    expect(stdout.toLowerCase()).toContain(name.toLowerCase());
});

test.each([
  ['k of 0', ['--k', '0'], '0'],
  ['a k of 0 among others', ['--by-k', '5,0'], '0'],
  ['one model to compare', ['--compare', 'first'], 'two names'],
  ['an unknown model', ['--compare', 'first,third'], 'first, second'],
])('%s is wrong usage', async (_, args, words) => {
  const error = await runBadly(2, inStudy('gap', ...args));
  expect(error.message).toContain(words);
});
