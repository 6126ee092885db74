import { expect, test } from 'vitest';
import { computeImageListHash, createPlan, type PlanInput, toFeatureFolderName } from './feature-plan.js';

const input: PlanInput = {
  imageListSha256: 'a'.repeat(64),
  modelSha256: 'b'.repeat(64),
  preprocessing: { resize: null, crop: null, interpolation: 'bilinear', mean: null, std: null },
  orientByExif: false,
  libraries: { sharp: '0.35.5', 'onnxruntime-node': '1.30.0' },
  deviceClass: 'cpu',
  imageCount: 10,
  featureCount: 3,
  encoder: 'robust tiny/64',
  shardSize: 4,
};
const plan = createPlan(input);

test('W21: the fingerprint does not depend on the order of keys or on the name', () => {
  const { shardSize, ...rest } = input;
  const turned: PlanInput = {
    shardSize,
    ...rest,
    encoder: 'other',
    libraries: { 'onnxruntime-node': '1.30.0', sharp: '0.35.5' },
  };
  expect(createPlan(turned).fingerprint).toBe(plan.fingerprint);
});

test.each<Partial<PlanInput>>([
  { imageListSha256: 'c'.repeat(64) },
  { modelSha256: 'c'.repeat(64) },
  { preprocessing: null },
  { orientByExif: true },
  { libraries: { sharp: '0.35.6', 'onnxruntime-node': '1.30.0' } },
  { deviceClass: 'cuda' },
  { imageCount: 11 },
  { featureCount: 4 },
  { shardSize: 5 },
])('W21: the fingerprint changes with %o', (change) => {
  expect(createPlan({ ...input, ...change }).fingerprint).not.toBe(plan.fingerprint);
});

test('W21: the fingerprint is the same on every machine and in every release', () => {
  expect(plan.fingerprint).toMatchInlineSnapshot(
    `"636122c44db2f0c68a6bed24bc872b838b56eb257436fec8a60707404f8674ff"`,
  );
});

test.each([{ imageCount: -1 }, { featureCount: 0 }, { shardSize: 5000 }, { modelSha256: 'x' }])(
  'refuses %o',
  (change) => {
    expect(() => createPlan({ ...input, ...change })).toThrow(
      expect.objectContaining({ code: 'plan-invalid' }),
    );
  },
);

test('W22: the folder is named after encoder and fingerprint, safely', () => {
  expect(toFeatureFolderName(plan)).toBe(`robust-tiny-64-${plan.fingerprint.slice(0, 16)}`);
  expect(toFeatureFolderName({ ...plan, encoder: '../..' })).toBe(
    `features-${plan.fingerprint.slice(0, 16)}`,
  );
});

test('the hash of an image list sees order, names and places', () => {
  const a = { path: 'a', location: null };
  const b = { path: 'b', location: null };
  const hashes = [
    [a, b],
    [b, a],
    [a],
    [],
    [{ path: 'a', location: { kind: 'file' as const, path: 'b' } }],
    [{ path: 'a', location: { kind: 'archive' as const, path: 'b', offset: 1, sizeBytes: 2 } }],
    [{ path: 'a', location: { kind: 'archive' as const, path: 'b', offset: 1, sizeBytes: 3 } }],
    [{ path: 'a\nb', location: null }],
  ].map(computeImageListHash);
  expect(new Set(hashes).size).toBe(hashes.length);
});
