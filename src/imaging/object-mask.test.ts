import { expect, test } from 'vitest';
import { toObjectMask } from './object-mask.js';

const SIZE = { width: 2, height: 2 };

test('probabilities count from a half, logits from 0, relative numbers from the middle of their range', () => {
  expect([...toObjectMask([0.4, 0.6, 1, 0], SIZE, 'probability', SIZE).data]).toEqual([0, 255, 255, 0]);
  expect([...toObjectMask([-1, 0.1, 9, -9], SIZE, 'logit', SIZE).data]).toEqual([0, 255, 255, 0]);
  expect([...toObjectMask([10, 16, 20, 14], SIZE, 'relative', SIZE).data]).toEqual([0, 255, 255, 0]);
});

test('numbers that are none, and an image without contrast, are none of the object', () => {
  const none = [Number.NaN, Number.POSITIVE_INFINITY, 0.9, 0];
  expect([...toObjectMask(none, SIZE, 'probability', SIZE).data]).toEqual([0, 0, 255, 0]);
  expect([...toObjectMask(none, SIZE, 'relative', SIZE).data]).toEqual([0, 0, 255, 0]);
  expect([...toObjectMask([3, 3, 3, 3], SIZE, 'relative', SIZE).data]).toEqual([0, 0, 0, 0]);
});

test('a mask has the shape of its image, up to 512 pixels', () => {
  const left = [1, 0, 1, 0];
  const wide = toObjectMask(left, SIZE, 'probability', { width: 40, height: 10 });
  expect([wide.width, wide.height]).toEqual([40, 10]);
  expect([...wide.data.subarray(0, 40)]).toEqual(Array.from({ length: 40 }, (_, x) => (x < 20 ? 255 : 0)));
  const large = toObjectMask(left, SIZE, 'probability', { width: 1000, height: 4000 });
  expect([large.width, large.height]).toEqual([128, 512]);
});
