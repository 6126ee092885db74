import { InferenceSession, Tensor } from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { buildForwardModel, createNumbers } from '../../../test/finite-differences.js';
import { buildTinySegmenter } from '../../../test/studies/tiny-segmenter.js';
import { formatModel, type ModelProto, toTensorProto } from '../index.js';
import { changeImageSize } from './change-image-size.js';

async function run(model: ModelProto, side: number) {
  const next = createNumbers(5);
  const pixels = Float32Array.from({ length: 3 * side * side }, () => next());
  const session = await InferenceSession.create(formatModel(model), { logSeverityLevel: 4 });
  const { y } = await session.run({ x: new Tensor('float32', pixels, [1, 3, side, side]) });
  await session.release();
  return { dims: y!.dims, data: [...(y!.data as Float32Array)] };
}

test.each([16, 48, 32])(
  'a network exported for images of 32 is the one exported for images of %i',
  async (side) => {
    const changed = changeImageSize(buildTinySegmenter(32), 'x', side);
    expect(await run(changed, side)).toEqual(await run(buildTinySegmenter(side), side));
  },
);

test('a side that gives half a cell is refused, and what has no length to change is fixed', async () => {
  expect(() => changeImageSize(buildTinySegmenter(32), 'x', 31.5)).toThrow(
    expect.objectContaining({ code: 'size-fixed' }),
  );
  const open = buildForwardModel({
    inputs: { x: [1, 3, 8, 8] },
    build: ({ op }) => op('Relu', 'x'),
    isDynamic: true,
    seed: 0,
  });
  const fixed = changeImageSize(open, 'x', 4);
  expect((await run(fixed, 4)).dims).toEqual([1, 3, 4, 4]);
  await expect(run(fixed, 8)).rejects.toThrow(/invalid dimensions/i);
});

test('images that are not square, and lengths that are computed, are refused with their reason', () => {
  const relu = (dims: number[]) =>
    buildForwardModel({ inputs: { x: dims }, build: ({ op }) => op('Relu', 'x'), seed: 0 });
  expect(() => changeImageSize(relu([1, 3, 8, 16]), 'x', 4)).toThrow(/16 × 8/);
  const computed = buildForwardModel({
    inputs: { x: [1, 3, 8, 8] },
    constants: [toTensorProto({ dtype: 'int64', dims: [1], data: BigInt64Array.of(1n) }, 'one')],
    build: ({ op }) => op('Resize', 'x', '', '', op('Mul', op('Shape', 'x'), 'one'), { mode: 'nearest' }),
    seed: 0,
  });
  expect(() => changeImageSize(computed, 'x', 4)).toThrow(/computes its lengths/);
});
