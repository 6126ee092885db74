import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { MIDDLE, RIM, toCells } from '../../../../test/frame-maps.js';
import {
  computeSpuriousProbability,
  decideProvisionally,
  type FrameMap,
  PROVISIONAL_MODEL,
  parseAnswers,
} from '../index.js';

const INSIDE = toCells(8, (row, column) => RIM.values[row * 8 + column] === 0);

/** Pairs of one class whose images all speak for it in the middle. */
const toPairs = (maps: readonly FrameMap[]) =>
  maps.map((map, feature) => ({ classIndex: 0, feature, maps: [map], evidence: [MIDDLE] }));

test('M32: what fires where the image speaks for the class is core, what fires elsewhere is spurious, both unreviewed', () => {
  const wide = toCells(8, (row, column) => row >= 2 && row <= 5 && column >= 2 && column <= 5);
  const verdicts = decideProvisionally(toPairs([MIDDLE, wide, RIM]));
  expect(verdicts.map(({ verdict }) => verdict)).toEqual(['core', 'core', 'spurious']);
  expect(
    verdicts.every(({ source, basis }) => source === 'provisional' && basis.startsWith('Unreviewed')),
  ).toBe(true);
  expect(verdicts[0]!.score).toBeCloseTo(1, 6);
  const [middle, , rim] = verdicts.map(({ probability }) => probability!);
  expect(middle).toBeLessThan(0.1);
  expect(rim).toBeGreaterThan(0.8);
});

test('a feature that covers the whole frame agrees with nothing: provisionally spurious', () => {
  const [verdict] = decideProvisionally(toPairs([toCells(8, () => true)]));
  expect(verdict).toMatchObject({ verdict: 'spurious', source: 'provisional', score: 0 });
});

test('M32: where four of five features would be spurious and none is surely core, the class is a scene: core at even odds, but for what fires beside the evidence', () => {
  const even = toCells(8, () => true);
  const scene = decideProvisionally(toPairs([even, even, even, even, INSIDE]));
  expect(scene.map(({ verdict }) => verdict)).toEqual(Array(5).fill('core'));
  expect(scene.map(({ probability }) => probability)).toEqual(Array(5).fill(0.5));
  expect(scene[0]!.basis).toContain('5 of the class');
  const besides = decideProvisionally(toPairs([even, even, even, RIM, even]));
  expect(besides.map(({ verdict }) => verdict)).toEqual(['core', 'core', 'core', 'spurious', 'core']);
  const withObject = decideProvisionally(toPairs([even, even, even, RIM, MIDDLE]));
  expect(withObject.filter(({ verdict }) => verdict === 'spurious')).toHaveLength(4);
});

test('dark maps give a verdict without score and probability', () => {
  expect(decideProvisionally(toPairs([toCells(8, () => false)]))[0]).toMatchObject({
    verdict: 'core',
    score: null,
    probability: null,
    basis: 'Unreviewed: fires in none of 1 images, which says nothing.',
  });
});

test('the probability falls with the agreement and is not extrapolated', () => {
  const { lowest, highest } = PROVISIONAL_MODEL;
  expect(computeSpuriousProbability(0.4)).toBeGreaterThan(computeSpuriousProbability(0.5));
  expect(computeSpuriousProbability(-1)).toBe(computeSpuriousProbability(lowest));
  expect(computeSpuriousProbability(1)).toBe(computeSpuriousProbability(highest));
});

test('M32: the model is the maximum of the likelihood of the answers in examples/model-suite', () => {
  const readExample = (name: string) =>
    readFileSync(new URL(`../../../../examples/model-suite/${name}`, import.meta.url), 'utf8');
  const { answers } = parseAnswers(readExample('answers.csv'), { classCount: 50 });
  const isSpurious = new Map(
    answers.map(({ classIndex, feature, main }) => [`${classIndex}/${feature}`, main !== 'main_object']),
  );
  let [level, tilt, count] = [0, 0, 0];
  for (const line of readExample('agreements.csv').trim().split('\n').slice(1)) {
    const [classIndex, feature, agreement] = line.split(',').map(Number);
    const missed =
      Number(isSpurious.get(`${classIndex}/${feature}`)) - computeSpuriousProbability(agreement!);
    level += missed;
    tilt += missed * agreement!;
    count += 1;
  }
  expect(count).toBe(250);
  // Both sums are 0 at the maximum; coefficients rounded to 0.0005 move them by at most 0.0005 × 250 / 4 each.
  expect(Math.abs(level)).toBeLessThan(0.07);
  expect(Math.abs(tilt)).toBeLessThan(0.07);
});
