import { describe, expect, test } from 'vitest';
import { combineInterventions, computeInterventionEffect } from './intervention.js';

const repeat = (value: number, count: number) => Array.from({ length: count }, () => value);

describe('the interval of an intervention effect (after Bonett and Price 2012)', () => {
  test('agrees with the formula worked by hand', () => {
    // 3 of 10 images lose, none gains: p̃ = 4.5/13 and 1.5/13, difference −3/13, variance (6/13 − 9/169)/13; t(10) = 2.228.
    const effect = computeInterventionEffect({
      cue: [...repeat(0, 3), ...repeat(1, 7)],
      control: repeat(1, 10),
    });
    const reach = 2.228138852 * Math.sqrt((6 / 13 - 9 / 169) / 13);
    expect(effect.effect).toBeCloseTo(-0.3, 12);
    // Within the error of the quantile's expansion.
    expect(effect.low).toBeCloseTo(-3 / 13 - reach, 3);
    expect(effect.high).toBeCloseTo(-3 / 13 + reach, 3);
  });

  test('is no point where every image stays as it is, nor where every image loses', () => {
    const nothing = computeInterventionEffect({ cue: repeat(1, 10), control: repeat(1, 10) });
    expect(nothing.low).toBeLessThan(-0.1);
    expect(nothing.high).toBeGreaterThan(0.1);
    const all = computeInterventionEffect({ cue: repeat(0, 10), control: repeat(1, 10) });
    expect(all).toMatchObject({ effect: -1, low: -1 });
    expect(all.high).toBeGreaterThan(-1);
    expect(all.high).toBeLessThan(0);
  });

  // Every outcome of n images that lose, gain or stay, weighed by its probability.
  test.each([5, 10, 25])('covers at least 94%% of the time: %i images', (count) => {
    const probabilities = [0, 0.05, 0.2, 0.5, 0.8, 1];
    let lowest = 1;
    for (const loss of probabilities) {
      for (const gain of probabilities.filter((one) => one + loss <= 1)) {
        let covered = 0;
        for (let losses = 0; losses <= count; losses++) {
          for (let gains = 0; gains + losses <= count; gains++) {
            const stays = count - losses - gains;
            const { low, high } = computeInterventionEffect({
              cue: [...repeat(0, losses), ...repeat(1, gains), ...repeat(1, stays)],
              control: [...repeat(1, losses), ...repeat(0, gains), ...repeat(1, stays)],
            });
            const truth = gain - loss;
            if (low > truth + 1e-12 || high < truth - 1e-12) continue;
            covered += multinomial(count, [losses, gains, stays], [loss, gain, Math.max(0, 1 - loss - gain)]);
          }
        }
        lowest = Math.min(lowest, covered);
      }
    }
    expect(lowest).toBeGreaterThanOrEqual(0.94);
  });
});

function multinomial(count: number, counts: readonly number[], probabilities: readonly number[]): number {
  let log = logFactorial(count);
  for (const [place, n] of counts.entries()) {
    if (n === 0) continue;
    if (probabilities[place] === 0) return 0;
    log += n * Math.log(probabilities[place]!) - logFactorial(n);
  }
  return Math.exp(log);
}

function logFactorial(n: number): number {
  let sum = 0;
  for (let factor = 2; factor <= n; factor++) sum += Math.log(factor);
  return sum;
}

describe('the effect of a model', () => {
  const losing = { cue: repeat(0, 10), control: repeat(1, 10) };
  const gaining = { cue: repeat(1, 10), control: repeat(0, 10) };

  test('is the mean of its classes, each counting the same', () => {
    const few = { cue: [1], control: [1] };
    expect(combineInterventions([losing, few]).effect).toBeCloseTo(-0.5, 12);
    expect(combineInterventions([losing, gaining]).effect).toBeCloseTo(0, 12);
  });

  test('is surer than that of one class', () => {
    const one = combineInterventions([losing]);
    const many = combineInterventions(Array.from({ length: 20 }, () => losing));
    expect(many.high - many.low).toBeLessThan((one.high - one.low) / 2);
  });

  test('leaves classes without images out, and is unknown without any', () => {
    const none = { cue: [], control: [] };
    expect(combineInterventions([none, losing])).toEqual(computeInterventionEffect(losing));
    expect(combineInterventions([none])).toMatchObject({ effect: Number.NaN, low: -1, high: 1 });
  });
});
