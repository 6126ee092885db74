import { describe, expect, it } from 'vitest';
import { toPlanarFloats } from './pixels.js';

describe('toPlanarFloats', () => {
  it('separates channels and scales to [0,1]', () => {
    // Two images of 2 × 1 pixels.
    const data = Uint8Array.of(0, 51, 255, 102, 0, 0, 1, 2, 3, 4, 5, 6);
    const floats = toPlanarFloats({
      kind: 'pixels',
      count: 2,
      width: 2,
      height: 1,
      data,
      mean: null,
      std: null,
    });
    const levels = [0, 102, 51, 0, 255, 0, 1, 4, 2, 5, 3, 6];
    expect(floats).toEqual(Float32Array.from(levels, (level) => level / 255));
  });

  it('normalises in float32, step by step, as torchvision does', () => {
    const mean = [0.485, 0.456, 0.406] as const;
    const std = [0.229, 0.224, 0.225] as const;
    const data = Uint8Array.of(124, 7, 255);
    const floats = toPlanarFloats({ kind: 'pixels', count: 1, width: 1, height: 1, data, mean, std });
    // numpy 2: ((np.float32(v) / np.float32(255)) - np.float32(mean)) / np.float32(std)
    expect([...floats]).toEqual([0.005565485917031765, -1.9131652116775513, 2.640000104904175]);
  });
});
