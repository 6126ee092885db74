import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { ModelError } from '../../base/errors.js';
import { findLinearHead } from '../../onnx/index.js';
import { type Checkpoint, openCheckpoint } from '../checkpoint.js';
import { openWeightSource } from '../source.js';
import type { LazyTensor } from '../tensor.js';
import { buildEncoderModel, type EncoderModel } from './encoder-model.js';

const fixture = fileURLToPath(
  new URL('../../../fixtures/checkpoint/resnet-cifar/checkpoint.pt', import.meta.url),
);

async function withCheckpoint(use: (checkpoint: Checkpoint) => Promise<void>): Promise<void> {
  const source = await openWeightSource(fixture);
  try {
    await use(await openCheckpoint(source, 'resnet-cifar'));
  } finally {
    await source.close();
  }
}

/** The fixture's network under each of these prefixes; all but the first with weights of zero at its end. */
const withSets = (checkpoint: Checkpoint, prefixes: readonly string[]): Checkpoint => {
  const toZeros = (tensor: LazyTensor): LazyTensor => ({
    ...tensor,
    read: async () => ({ dtype: 'float32', dims: [5], data: new Float32Array(5) }),
  });
  const entries = prefixes.flatMap((prefix, place) =>
    [...checkpoint.tensors].map(([name, tensor]) => {
      const changed = place > 0 && name.endsWith('.linear.bias') ? toZeros(tensor) : tensor;
      return [name.replace(/^net\./, prefix), changed] as const;
    }),
  );
  return { ...checkpoint, tensors: new Map(entries) };
};
const readBias = (built: EncoderModel) =>
  findLinearHead(built.model, { features: 'features', logits: 'logits' })!.bias;

test.each<[string, string[], string, string[]]>([
  ['an average', ['state_dict.', 'state_dict_ema.'], 'state_dict_ema', ['state_dict', 'state_dict_ema']],
  ['one inside the other', ['', 'model_ema.module.'], 'model_ema', ['.', 'model_ema.module']],
  [
    'a teacher',
    ['student.backbone.', 'teacher.backbone.'],
    'teacher',
    ['student.backbone', 'teacher.backbone'],
  ],
  ['three', ['model.', 'ema.', 'best.'], 'ema', ['model', 'ema', 'best']],
])('%s: none is taken unasked, and the named one is', async (_, prefixes, wanted, names) => {
  await withCheckpoint(async (checkpoint) => {
    const several = withSets(checkpoint, prefixes);
    const refused = await buildEncoderModel(several).catch((error: ModelError) => error);
    expect(refused).toMatchObject({ code: 'several-weights' });
    for (const name of names) expect((refused as ModelError).what).toContain(name);
    const [plain, chosen] = [
      await buildEncoderModel(several, names[0]),
      await buildEncoderModel(several, wanted),
    ];
    expect(readBias(plain)).toEqual(readBias(await buildEncoderModel(checkpoint)));
    expect(readBias(chosen).every((value) => value === 0)).toBe(true);
    expect(chosen.notes[0]).toContain(`${prefixes.length} sets of weights`);
    await expect(buildEncoderModel(several, 'swa')).rejects.toMatchObject({ code: 'unknown-weights' });
  });
});

test("the copy inside a robustness attacker's module is none", async () => {
  await withCheckpoint(async (checkpoint) => {
    const copied = withSets(checkpoint, ['module.model.', 'module.attacker.model.']);
    expect(readBias(await buildEncoderModel(copied))).toEqual(readBias(await buildEncoderModel(checkpoint)));
  });
});
