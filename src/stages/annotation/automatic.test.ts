import { expect, test } from 'vitest';
import {
  averageFrame,
  computeGroupScore,
  computeMeanMap,
  computeOffObjectShare,
  decideByGroup,
  decideByMask,
  decideProvisionally,
  type FrameMap,
} from './index.js';

function toMap(rows: number[][]): FrameMap {
  return { width: rows[0]!.length, height: rows.length, values: Float32Array.from(rows.flat()) };
}

/** An n×n map that is 1 in the given cells ("row,column") and 0 elsewhere. */
function toCells(side: number, isLit: (row: number, column: number) => boolean): FrameMap {
  return toMap(
    Array.from({ length: side }, (_, row) =>
      Array.from({ length: side }, (__, column) => Number(isLit(row, column))),
    ),
  );
}

const PAIR = { classIndex: 1, feature: 3 };
const MIDDLE = toCells(8, (row, column) => [3, 4].includes(row) && [3, 4].includes(column));
const RIM = toCells(8, (row, column) => row === 0 || row === 7 || column === 0 || column === 7);

test('the share off the object is the mean over images of the activation outside the mask', () => {
  const maps = [toMap([[3, 1]]), toMap([[0, 2]]), toMap([[0, 0]])];
  const masks = [toMap([[1, 0]]), toMap([[1, 0.5]]), toMap([[1, 1]])];
  // 1/4 and 1/2; the third map is dark and does not count.
  expect(computeOffObjectShare(maps, masks)).toBeCloseTo(0.375, 6);
  expect(computeOffObjectShare([toMap([[0]])], [toMap([[1]])])).toBeNaN();
});

test('a mask grown by one cell keeps a feature of the object core, and one of the rim spurious', () => {
  expect(decideByMask({ ...PAIR, maps: [MIDDLE] }, [MIDDLE])).toMatchObject({ verdict: 'core', score: 0 });
  const beside = toCells(8, (row, column) => row === 2 && column === 3);
  expect(decideByMask({ ...PAIR, maps: [beside] }, [MIDDLE])).toMatchObject({ verdict: 'core', score: 0 });
  expect(decideByMask({ ...PAIR, maps: [RIM] }, [MIDDLE])).toMatchObject({
    verdict: 'spurious',
    score: 1,
    source: 'object-mask',
  });
});

test('a group counts only with enough images on both sides of the class', () => {
  const groups = ['water', 'water', 'water', 'water', 'water', 'land', 'land', 'land', 'land', 'land'];
  const activations = Float32Array.of(9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
  const score = computeGroupScore(activations, { place: groups });
  expect(score).toEqual({ column: 'place', group: 'water', auroc: 1 });
  expect(decideByGroup(PAIR, score!)).toMatchObject({ verdict: 'spurious', source: 'group-column' });
  expect(computeGroupScore(activations, { place: groups.map(() => 'water') })).toBeNull();
  expect(computeGroupScore(activations.slice(1), { place: groups.slice(1) })).toBeNull();
});

test('a feature that fires evenly over the groups is core', () => {
  const groups = Array.from({ length: 20 }, (_, n) => (n % 2 === 0 ? 'a' : 'b'));
  const score = computeGroupScore(
    Float32Array.from({ length: 20 }, (_, n) => Math.floor(n / 2)),
    { group: groups },
  );
  expect(score!.auroc).toBe(0.5);
  expect(decideByGroup(PAIR, score!).verdict).toBe('core');
});

test('provisional verdicts: what fires around the frame is spurious, what fires in the middle is core, both unreviewed', () => {
  const wide = toCells(8, (row, column) => row >= 2 && row <= 5 && column >= 2 && column <= 5);
  const verdicts = decideProvisionally([
    { classIndex: 0, feature: 1, maps: [MIDDLE] },
    { classIndex: 0, feature: 2, maps: [wide] },
    { classIndex: 0, feature: 3, maps: [RIM] },
  ]);
  expect(verdicts.map(({ verdict }) => verdict)).toEqual(['core', 'core', 'spurious']);
  expect(
    verdicts.every(({ source, basis }) => source === 'provisional' && basis.startsWith('Unreviewed')),
  ).toBe(true);
});

test('a class whose features all cover the whole frame has nothing else to fire on: provisionally spurious', () => {
  const even = toCells(8, () => true);
  const [verdict] = decideProvisionally([{ classIndex: 0, feature: 1, maps: [even] }]);
  expect(verdict).toMatchObject({ verdict: 'spurious', source: 'provisional' });
});

test('dark maps give a verdict without a score', () => {
  const dark = toCells(4, () => false);
  expect(decideProvisionally([{ classIndex: 0, feature: 1, maps: [dark] }])[0]).toMatchObject({
    verdict: 'core',
    score: null,
  });
});

test('the mean map weighs every image the same', () => {
  expect([...computeMeanMap([toMap([[4, 2]]), toMap([[0, 1]]), toMap([[0, 0]])]).values]).toEqual([
    expect.closeTo(1 / 3, 6),
    expect.closeTo(0.5, 6),
  ]);
});

test('averaging a frame keeps its mean where sizes divide', () => {
  const frame = toMap([
    [0, 0, 1, 1],
    [0, 2, 1, 1],
  ]);
  expect([...averageFrame(frame, 2, 1).values]).toEqual([0.5, 1]);
});
