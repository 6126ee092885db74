import { expect, test } from 'vitest';
import { parseMitigationSearch, toJobOptions } from './mitigation-search.js';

const toOptions = (search: Record<string, unknown>) =>
  JSON.parse(JSON.stringify(toJobOptions(parseMitigationSearch(search))));

test('an empty address leaves everything to the defaults of the command', () => {
  expect(toOptions({})).toEqual({});
  expect(toOptions({ recipe: 'quarter', images: 'many', trials: 0 })).toEqual({});
});

test('settings become options; percent become a fraction', () => {
  expect(
    toOptions({ recipe: 'paper', images: 20, steps: 500, target: 10, trials: 1, anchors: 'no', seed: 3 }),
  ).toEqual({
    recipe: 'paper',
    imagesPerClass: 20,
    steps: 500,
    stopGap: 0.1,
    trials: 1,
    anchors: false,
    seed: 3,
  });
});

test('the recipe of an address that was saved as a preset is kept, and written anew under its name', () => {
  expect(parseMitigationSearch({ preset: 'paper' }).recipe).toBe('paper');
  expect(parseMitigationSearch({ preset: 'paper', recipe: 'small-data' }).recipe).toBe('small-data');
});

test('the method itself is always tried; baselines may be left out', () => {
  expect(toOptions({ baselines: ['none'] })).toEqual({ methods: ['low-spuriosity'] });
  expect(toOptions({ baselines: ['random', 'nonsense'] })).toEqual({ methods: ['low-spuriosity', 'random'] });
});
