/** What is said of points: their colours, and numbers of an area. */
import { expect, test } from 'vitest';
import { summarizeArea } from './area-summary.js';
import { parseMapSearch } from './map-search.js';
import {
  colourByActivation,
  colourByError,
  colourByName,
  colourBySpuriosity,
  nameByClass,
  nameByGroup,
  nameByTag,
  type PointColours,
} from './point-colours.js';
import type { DrawnMap } from './use-drawn-map.js';

const map: DrawnMap = {
  method: 'PCA',
  isSample: false,
  images: [0, 1, 2, 3],
  paths: ['a', 'b', 'c', 'd'],
  x: [0, 1, 2, 3],
  y: [0, 0, 0, 0],
  classIndex: [5, 5, 7, 9],
  split: ['val', 'val', 'train', 'val'],
  spuriosity: [-9, 0, 9, null],
  isCorrect: [true, false, null, true],
  models: ['head', 'other'],
  cues: [{ classIndex: 7, feature: 3 }],
  activations: null,
  groups: [{ column: 'place', values: ['sea', 'forest'], valueOfPoint: [0, 0, 1, -1] }],
};

const tonesOf = ({ tones, toneOfPoint }: PointColours) =>
  Array.from(toneOfPoint, (tone) => tones[tone]!.title);

test('spuriosity runs from end to end, and classes without a cue stand apart', () => {
  expect(tonesOf(colourBySpuriosity(map))).toEqual([
    'least spurious',
    null,
    'most spurious',
    'class without a cue',
  ]);
});

test('groups and tags have colours of their own, and a ninth has none', () => {
  expect(tonesOf(colourByName(nameByGroup(map.groups[0]!)))).toEqual(['sea', 'sea', 'forest', 'no value']);
  const tags = [
    { tag: 'dark', images: [1] },
    { tag: 'glare', images: [1, 3] },
  ];
  expect(tonesOf(colourByName(nameByTag(map, tags)))).toEqual(['no tag', 'glare', 'no tag', 'glare']);
  const many = { column: 'site', values: [...'abcdefghi'], valueOfPoint: [8, 7, 0, -1] };
  expect(tonesOf(colourByName(nameByGroup(many)))).toEqual(['other values', 'h', 'a', 'other values']);
});

test('chosen classes have colours of their own', () => {
  const classes = [
    { classIndex: 7, title: 'lake' },
    { classIndex: 5, title: 'bird' },
  ];
  expect(tonesOf(colourByName(nameByClass(map, classes)))).toEqual(['bird', 'bird', 'lake', 'other classes']);
});

test('a cue runs from its weakest to its strongest activation, and a few strong ones leave no others pale', () => {
  expect(tonesOf(colourByActivation(null, 4))).toEqual(new Array(4).fill('being read …'));
  const values = [...Array.from({ length: 98 }, (_, n) => (n % 2) * 6), 6, 600];
  const { tones, toneOfPoint } = colourByActivation(values, values.length);
  expect(tones.at(0)!.title).toBe('weakest, 0.00');
  expect(tones.at(-1)!.title).toBe('strongest, from 6.00');
  const last = tones.length - 1;
  expect([...toneOfPoint]).toEqual(values.map((value) => (value >= 6 ? last : 0)));
  expect([...colourByActivation([2, 2, 2, 2], 4).toneOfPoint]).toEqual([0, 0, 0, 0]);
});

test('errors are told from what was not measured', () => {
  expect(tonesOf(colourByError(map))).toEqual(['right', 'wrong', 'not measured', 'right']);
});

test('an area is summed up over what is known of its images', () => {
  expect(summarizeArea(map, [0, 1, 2])).toEqual({
    classes: [
      { classIndex: 5, count: 2 },
      { classIndex: 7, count: 1 },
    ],
    wrongShare: 0.5,
    meanSpuriosity: 0,
  });
  expect(summarizeArea(map, [3])).toMatchObject({ wrongShare: 0, meanSpuriosity: null });
});

test('an address of anybody is read as far as it makes sense', () => {
  const triangle = [
    [0, 0],
    [1, 0],
    [0, 1],
  ];
  expect(parseMapSearch({ area: triangle, view: [1, 2, 3], colour: 'error' })).toMatchObject({
    area: triangle,
    view: [1, 2, 3],
    colour: 'error',
  });
  const bad = { area: [[0, 0], [1], [2, 2]], view: [1, 2], colour: 'mood', classes: 'all', split: 'dev' };
  expect(Object.values(parseMapSearch(bad)).filter((value) => value !== undefined)).toEqual([]);
});
