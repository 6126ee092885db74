import { expect, test } from 'vitest';
import { createReservations } from './reservations.js';

const pair = (classIndex: number, feature: number) => ({ classIndex, feature });

test('a person has in hand what they were given last, less what they are done with', () => {
  const reservations = createReservations();
  reservations.reserve('ann', [pair(0, 1), pair(0, 2)]);
  reservations.reserve('bo', [pair(1, 1)]);
  reservations.reserve('ann', [pair(0, 2), pair(0, 3)]);
  reservations.release('ann', pair(0, 2));
  reservations.release('cy', pair(1, 1));
  expect(reservations.list()).toEqual([
    { workerId: 'ann', classIndex: 0, feature: 3 },
    { workerId: 'bo', classIndex: 1, feature: 1 },
  ]);
});

test('what lies too long in somebody’s hands is free again', () => {
  const reservations = createReservations(-1);
  reservations.reserve('ann', [pair(0, 1)]);
  expect(reservations.list()).toEqual([]);
});
