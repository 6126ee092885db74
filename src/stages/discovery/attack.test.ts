/** Attacks on a feature that is linear in the pixels, r = w · x, whose gradient is w everywhere: every step is known by hand. */
import { expect, test } from 'vitest';
import { SILENT_OBSERVER } from '../../base/observer.js';
import type { ModelSession, Tensor } from '../../inference/index.js';
import { attackFeatures, computeAttackStrength } from './attack.js';

const NAMES = { image: 'x', featureIndex: 'i', stepSize: 's', features: 'r', attacked: 'a' };
/** One pixel of three channels; ‖w‖₂ = 5. */
const WEIGHTS = [3, 4, 0];

const linear: Pick<ModelSession, 'run'> = {
  run: async (feeds) => {
    const { x, s } = feeds as Record<string, Tensor>;
    const [pixels, step] = [x!.data as Float32Array, (s!.data as Float32Array)[0]!];
    const imageCount = x!.dims[0]!;
    const features = Float32Array.from({ length: imageCount }, (_, n) =>
      WEIGHTS.reduce((sum, weight, channel) => sum + weight * pixels[n * 3 + channel]!, 0),
    );
    const attacked = pixels.map((value, at) =>
      Math.min(Math.max(value + (step * WEIGHTS[at % 3]!) / 5, 0), 1),
    );
    return {
      r: { dtype: 'float32', dims: [imageCount, 1], data: features },
      a: { dtype: 'float32', dims: x!.dims, data: attacked },
    };
  },
};

const attack = (pixels: number[], strongest: number[], strength: Parameters<typeof attackFeatures>[1]) =>
  attackFeatures(
    {
      images: Float32Array.from(pixels),
      imageCount: strongest.length,
      width: 1,
      height: 1,
      features: strongest.map(() => 0),
      strongest,
      session: linear,
      names: NAMES,
    },
    strength,
    SILENT_OBSERVER,
  );

const FREE = { stepSize: 0.1, maxSteps: 100, maxDistance: Infinity, riseMultiple: Infinity };

test('each image stops at its own goal or distance, and stays as it is while others go on', async () => {
  // From black, each step adds 0.06 and 0.08, and 0.5 to the feature.
  const { images, before, after } = await attack([0, 0, 0, 0, 0, 0], [0.4, 100], {
    ...FREE,
    maxDistance: 0.45,
    riseMultiple: 2,
  });
  expect([...before]).toEqual([0, 0]);
  // 0.5 is below twice 0.4, 1.0 is not: two steps.
  expect(after[0]).toBeCloseTo(1, 5);
  // The second has its fifth step behind it when it is 0.5 ≥ 0.45 away.
  [0.12, 0.16, 0, 0.3, 0.4, 0].forEach((value, at) => {
    expect(images[at]).toBeCloseTo(value, 5);
  });
});

test('a feature that is silent on the strongest image is attacked all the same', async () => {
  const { images } = await attack([0, 0, 0], [0], { ...FREE, maxSteps: 3, riseMultiple: 3 });
  expect(images[1]).toBeCloseTo(0.24, 5);
});

test("the paper's attack goes on for all of its steps, the default ends by distance, both scaled by the side", async () => {
  expect(computeAttackStrength('paper', 64)).toEqual({
    stepSize: 640 / 224,
    maxSteps: 100,
    maxDistance: Infinity,
    riseMultiple: Infinity,
  });
  const small = computeAttackStrength('amplify', 64);
  const large = computeAttackStrength('amplify', 224);
  expect(large.maxDistance / small.maxDistance).toBeCloseTo(3.5, 10);
  expect(large.maxSteps).toBe(small.maxSteps);
  const attackOfCard = { stepSize: 1, maxDistance: 7, riseMultiple: 2 };
  expect(computeAttackStrength('amplify', 64, { attack: attackOfCard }, 5)).toEqual({
    ...attackOfCard,
    maxSteps: 5,
  });
  // From white nothing can rise: a hundred steps change nothing.
  const { images } = await attack([1, 1, 1], [1], computeAttackStrength('paper', 1));
  expect([...images]).toEqual([1, 1, 1]);
});
