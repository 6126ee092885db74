import { expect, test } from 'vitest';
import { MIDDLE, RIM } from '../../../../test/frame-maps.js';
import { decideByFoundMasks, type FrameMap } from '../index.js';

const pair = (feature: number, map: FrameMap, masks: (FrameMap | null)[]) => ({
  ...{ classIndex: 0, feature, masks },
  maps: masks.map(() => map),
});
const SEEN = [MIDDLE, MIDDLE, null, null];

test('M34: pairs are judged by the images in which an object was found, and the network is named', () => {
  const verdicts = decideByFoundMasks([pair(1, MIDDLE, SEEN), pair(2, RIM, SEEN)], 'ISNet')!;
  expect(verdicts.map(({ verdict, source }) => [verdict, source])).toEqual([
    ['core', 'object-mask'],
    ['spurious', 'object-mask'],
  ]);
  expect(verdicts[1]!.basis).toBe(
    '100% of the activation lies off the object (its mask as ISNet finds it; mean of 2 images).',
  );
});

test('M34: with an object in fewer than half of the images of a pair, the class is judged otherwise', () => {
  const rarely = [MIDDLE, null, null, null];
  expect(decideByFoundMasks([pair(1, MIDDLE, SEEN), pair(2, RIM, rarely)], 'ISNet')).toBeNull();
  expect(decideByFoundMasks([pair(1, MIDDLE, [null, null])], 'ISNet')).toBeNull();
});

test('M34: where four of five features lie off what was found, something else was found', () => {
  const off = [1, 2, 3, 4].map((feature) => pair(feature, RIM, SEEN));
  expect(decideByFoundMasks([...off, pair(5, MIDDLE, SEEN)], 'ISNet')).toBeNull();
  expect(decideByFoundMasks(off, 'ISNet')).toBeNull();
  expect(decideByFoundMasks(off.slice(1), 'ISNet')).toHaveLength(3);
  expect(decideByFoundMasks([...off, pair(5, MIDDLE, SEEN), pair(6, MIDDLE, SEEN)], 'ISNet')).toHaveLength(6);
});
