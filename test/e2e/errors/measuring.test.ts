/**
 * Models and features that can be measured but look wrong, and options beyond what the images allow: allowed with a word where it
 * is said, refused where nothing would come of it.
 */
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { toNpy } from '../../arrays.js';
import { runBadly, runJson, runWell } from '../../program.js';
import { CLASS_NAMES, createStudy, toAnswers, toManifest } from '../../studies/study.js';
import { readResults, toCsv } from '../../tables.js';
import { writeTree } from '../../trees.js';

const images = createStudy();
const validation = images.filter(({ split }) => split === 'val');
/** Feature 0 is the same for all; feature 1 takes only two values. */
const listFeatures = ({ place, classIndex }: (typeof images)[number]) => [
  1,
  place === 'water' ? 1 : 0,
  classIndex,
];
const SPURIOUS = new Map([
  [0, 0],
  [1, 1],
]);

let folder: string;
const at = (name: string) => path.join(folder, name);
const inStudy = (...args: string[]) => [...args, '-w', at('study')];

beforeAll(async () => {
  const predict = (shift: number) =>
    toCsv(
      ['image', 'prediction'],
      validation.map(({ path: image, classIndex }) => [image, (classIndex + shift) % CLASS_NAMES.length]),
    );
  folder = await writeTree({
    'M.csv': toManifest(images),
    'X.npy': toNpy('<f4', [images.length, 3], images.flatMap(listFeatures)),
    'answers.csv': toAnswers(
      [...SPURIOUS].map(([classIndex, feature]) => ({ classIndex, feature, votes: 3, of: 3 })),
    ),
    'right.csv': predict(0),
    'turned.csv': predict(1),
  });
  await runWell(inStudy('init', at('M.csv'), '--format', 'manifest', '--no-images'));
  await runWell(inStudy('features', 'import', at('X.npy')));
  await runWell(inStudy('annotate', 'import', at('answers.csv')));
});

test('predictions in another order of classes are kept, with a word on why they are suspicious', async () => {
  const { stderr } = await runWell(inStudy('model', 'add', 'turned', '--predictions', at('turned.csv')));
  expect(stderr).toMatch(/"turned" is right on 0\.0% of 91 images/);
  expect(stderr).toContain('class order');
  const right = await runWell(inStudy('model', 'add', 'right', '--predictions', at('right.csv')));
  expect(right.stderr).not.toContain('class order');
  expect((await runJson(inStudy('model', 'list'))).map(({ name }: { name: string }) => name)).toEqual([
    'turned',
    'right',
  ]);
});

test('a constant feature ranks nothing, and ties stand in the order of the data set', async () => {
  await runWell(inStudy('rank'));
  const rows = readResults(at('study'), 'spuriosity-val');
  const ofClass = (classIndex: number) => rows.filter(({ class_index }) => class_index === `${classIndex}`);
  expect(ofClass(0).every(({ spuriosity }) => Number(spuriosity) === 0)).toBe(true);
  const pathsOf = (classIndex: number, place?: string) =>
    validation
      .filter((image) => image.classIndex === classIndex && (place ?? image.place) === image.place)
      .map((image) => image.path);
  expect(ofClass(0).map(({ image }) => image)).toEqual(pathsOf(0));
  expect(ofClass(1).map(({ image }) => image)).toEqual([...pathsOf(1, 'land'), ...pathsOf(1, 'water')]);
});

test('a k that is too large is lowered to half of each class, and said', async () => {
  const { stdout } = await runWell(inStudy('gap', '--k', '1000', '--explain'));
  const rows = readResults(at('study'), 'spurious-gaps').filter(({ model }) => model === 'right');
  const halves = [0, 1].map((classIndex) =>
    Math.floor(validation.filter((image) => image.classIndex === classIndex).length / 2),
  );
  expect(rows.map(({ k, reduced_k }) => [k, reduced_k])).toEqual(halves.map((half) => [`${half}`, 'yes']));
  expect(stdout).toMatch(/fewer than 2000|reduced|half/i);
});

test.each(['gap', 'mitigate', 'run'])('%s with a k of 0 is wrong usage', async (command) => {
  const args = command === 'run' ? ['run', at('M.csv')] : inStudy(command);
  const error = await runBadly(2, [...args, '--k', '0']);
  expect(error.message).toContain('at least 1');
});
