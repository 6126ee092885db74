import { expect, test } from 'vitest';
import { createProgressMeter } from './progress-meter.js';

const report = (done: number, task = 'extracting', total: number | null = 100) => ({
  task,
  done,
  total,
  unit: 'images',
});

test('the rate is that of the last seconds, and the time left follows', () => {
  const meter = createProgressMeter();
  expect(meter.add(report(0), 0)).toMatchObject({ rate: null, secondsLeft: null });
  expect(meter.add(report(20), 2_000)).toMatchObject({ rate: 10, secondsLeft: 8 });
  // Slower from here on: after a while the beginning counts no more.
  let last = meter.add(report(21), 10_000);
  for (let second = 11; second <= 40; second++) last = meter.add(report(20 + second - 9), second * 1000);
  expect(last.rate).toBeCloseTo(1, 5);
  expect(last.secondsLeft).toBeCloseTo(100 - last.done, 5);
});

test('another task begins anew, and an unknown end is not guessed', () => {
  const meter = createProgressMeter();
  meter.add(report(0), 0);
  meter.add(report(50), 5_000);
  expect(meter.add(report(0, 'drawing', null), 6_000)).toMatchObject({ task: 'drawing', rate: null });
  expect(meter.add(report(10, 'drawing', null), 8_000)).toMatchObject({ rate: 5, secondsLeft: null });
});

test('a job that stands still has a rate of 0 and no end in sight', () => {
  const meter = createProgressMeter();
  meter.add(report(5), 0);
  expect(meter.add(report(5), 3_000)).toMatchObject({ rate: 0, secondsLeft: null });
});
