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

const toPairs = (maps: readonly FrameMap[]) =>
  maps.map((map, feature) => ({ classIndex: 0, feature, maps: [map] }));

test('M32: what fires around the frame is spurious, what fires in the middle is core, both unreviewed', () => {
  const wide = toCells(8, (row, column) => row >= 2 && row <= 5 && column >= 2 && column <= 5);
  const verdicts = decideProvisionally(toPairs([MIDDLE, wide, RIM]));
  expect(verdicts.map(({ verdict }) => verdict)).toEqual(['core', 'core', 'spurious']);
  expect(
    verdicts.every(({ source, basis }) => source === 'provisional' && basis.startsWith('Unreviewed')),
  ).toBe(true);
  const [middle, , rim] = verdicts.map(({ probability }) => probability!);
  expect(middle).toBeLessThan(0.1);
  expect(rim).toBeGreaterThan(0.9);
});

test('a feature that covers the whole frame prefers nothing: provisionally spurious', () => {
  const [verdict] = decideProvisionally(toPairs([toCells(8, () => true)]));
  expect(verdict).toMatchObject({ verdict: 'spurious', source: 'provisional', score: expect.closeTo(1, 6) });
});

test('M32: where four of five features would be spurious the class is a scene, and they are core at even odds', () => {
  const even = toCells(8, () => true);
  const scene = decideProvisionally(toPairs([even, even, even, RIM, even]));
  expect(scene.map(({ verdict }) => verdict)).toEqual(Array(5).fill('core'));
  expect(scene.map(({ probability }) => probability)).toEqual(Array(5).fill(0.5));
  expect(scene[0]!.basis).toContain('5 of the class');
  const mixed = decideProvisionally(toPairs([MIDDLE, MIDDLE, even, even, RIM]));
  expect(mixed.filter(({ verdict }) => verdict === 'spurious')).toHaveLength(3);
});

test('dark maps give a verdict without score and probability', () => {
  expect(decideProvisionally(toPairs([toCells(4, () => false)]))[0]).toMatchObject({
    verdict: 'core',
    score: null,
    probability: null,
  });
});

test('the probability falls with the preference and is not extrapolated', () => {
  const { lowest, highest } = PROVISIONAL_MODEL;
  expect(computeSpuriousProbability(1)).toBeGreaterThan(computeSpuriousProbability(1.1));
  expect(computeSpuriousProbability(0)).toBe(computeSpuriousProbability(lowest));
  expect(computeSpuriousProbability(100)).toBe(computeSpuriousProbability(highest));
});

test('M32: the model is the maximum of the likelihood of the answers in examples/model-suite', () => {
  const readExample = (name: string) =>
    readFileSync(new URL(`../../../../examples/model-suite/${name}`, import.meta.url), 'utf8');
  const { answers } = parseAnswers(readExample('answers.csv'), { classCount: 50 });
  const isSpurious = new Map(
    answers.map(({ classIndex, feature, main }) => [`${classIndex}/${feature}`, main !== 'main_object']),
  );
  let [level, tilt, count] = [0, 0, 0];
  for (const line of readExample('preferences.csv').trim().split('\n').slice(1)) {
    const [classIndex, feature, preference] = line.split(',').map(Number);
    const missed =
      Number(isSpurious.get(`${classIndex}/${feature}`)) - computeSpuriousProbability(preference!);
    level += missed;
    tilt += missed * Math.log(preference!);
    count += 1;
  }
  expect(count).toBe(250);
  // Both sums are 0 at the maximum; coefficients rounded to 0.0005 move them by at most 0.0005 × 250 / 4 each.
  expect(Math.abs(level)).toBeLessThan(0.07);
  expect(Math.abs(tilt)).toBeLessThan(0.07);
});
