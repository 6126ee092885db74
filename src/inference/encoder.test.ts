import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bundledEncoderFolder, openEncoder } from './encoder.js';
import { openSession } from './session.js';

describe('the bundled encoder', () => {
  it('has a head whose product with the features is its logits', async () => {
    const { card, head, modelPath } = await openEncoder(bundledEncoderFolder());
    expect(card.classes).toHaveLength(200);
    const session = await openSession(modelPath, { device: 'cpu' });
    const data = Uint8Array.from({ length: 2 * 64 * 64 * 3 }, (_, i) => (i * 31 + (i >>> 6) * 17) & 0xff);
    const image = { kind: 'pixels', count: 2, width: 64, height: 64, data, mean: null, std: null } as const;
    const outputs = await session.run({ [card.input]: image }, ['features', 'logits']);
    await session.close();
    const features = outputs.features!.data as Float32Array;
    const logits = outputs.logits!.data as Float32Array;
    for (let row = 0; row < 2; row++) {
      for (let c = 0; c < 200; c++) {
        let sum = head!.bias[c]!;
        for (let i = 0; i < 512; i++) sum += head!.weights[c * 512 + i]! * features[row * 512 + i]!;
        // 512 products of size around 1, each rounded to float32 (2^-24) by the runtime.
        expect(Math.abs(sum - logits[row * 200 + c]!)).toBeLessThan(1e-4);
      }
    }
  });

  it('opens by the path of its model too', async () => {
    const { card } = await openEncoder(join(bundledEncoderFolder(), 'model.onnx'));
    expect(card.name).toBe('robust-tiny-imagenet-64');
  });
});

describe('an encoder that cannot be used', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'spuriosity-encoder-'));
    await cp(bundledEncoderFolder(), folder, { recursive: true });
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function changeCard(change: (card: Record<string, unknown>) => void): Promise<void> {
    const path = join(folder, 'card.json');
    const card = JSON.parse(await readFile(path, 'utf8'));
    change(card);
    await writeFile(path, JSON.stringify(card));
  }

  const cases: [string, string, () => Promise<unknown>][] = [
    ['without a card', 'encoder-not-found', () => rm(join(folder, 'card.json'))],
    ['without its model', 'model-not-found', () => rm(join(folder, 'model.onnx'))],
    ['with a changed model', 'model-changed', () => writeFile(join(folder, 'model.onnx'), 'x')],
    ['with a card that is not JSON', 'invalid-card', () => writeFile(join(folder, 'card.json'), '{')],
    ['with an incomplete card', 'invalid-card', () => changeCard((card) => delete card.featureCount)],
    [
      'with a misnamed input',
      'card-mismatch',
      () => changeCard((card) => Object.assign(card, { input: 'x' })),
    ],
    [
      'with too few classes',
      'card-mismatch',
      () => changeCard((card) => Object.assign(card, { classes: [] })),
    ],
    [
      'with a misnamed output',
      'card-mismatch',
      () =>
        changeCard((card) =>
          Object.assign(card, { outputs: { featureMap: null, features: 'f', logits: null } }),
        ),
    ],
  ];
  it.each(cases)('%s: %s', async (_, code, damage) => {
    await damage();
    await expect(openEncoder(folder)).rejects.toMatchObject({ code });
  });

  it.each(['card.json', 'model.onnx'])(
    'because %s is there and cannot be read: model-unreadable',
    async (name) => {
      const path = join(folder, name);
      await rm(path);
      await symlink(name, path);
      await expect(openEncoder(folder)).rejects.toMatchObject({
        code: 'model-unreadable',
        message: expect.stringMatching(/cannot be read: ELOOP/),
      });
      await expect(openEncoder(path)).rejects.toMatchObject({ code: 'model-unreadable' });
    },
  );

  it('because nothing is there: encoder-not-found', async () => {
    await expect(openEncoder(join(folder, 'none'))).rejects.toMatchObject({ code: 'encoder-not-found' });
  });
});
