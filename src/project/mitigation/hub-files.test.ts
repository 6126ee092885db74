import { expect, test } from 'vitest';
import type { EncoderCard, Preprocessing } from '../../records/networks/encoder.js';
import { parseHubPreprocessing } from '../encoders/index.js';
import { formatHubConfig, formatHubProcessor } from './hub-files.js';

const format = (preprocessing: Preprocessing, orientByExif = false) =>
  formatHubProcessor({ card: { preprocessing } as EncoderCard, orientByExif });

test.each<Pick<Preprocessing, 'resize' | 'crop' | 'interpolation'>>([
  {
    resize: { kind: 'shorter-side', size: 256 },
    crop: { width: 224, height: 200 },
    interpolation: 'bilinear',
  },
  { resize: { kind: 'exact', width: 40, height: 30 }, crop: null, interpolation: 'bicubic' },
])('%j is read back as it was, without normalisation: that is in the network', (geometry) => {
  const text = format({ ...geometry, mean: [0.5, 0.4, 0.3], std: [0.2, 0.2, 0.2] });
  expect(parseHubPreprocessing(text, 'f')).toEqual({ preprocessing: geometry, normalization: undefined });
});

test('images that were turned upright before are said to be (R52)', () => {
  const preprocessing = {
    resize: null,
    crop: null,
    interpolation: 'bilinear',
    mean: null,
    std: null,
  } as const;
  expect(JSON.parse(format(preprocessing)).do_exif_transpose).toBeUndefined();
  expect(JSON.parse(format(preprocessing, true))).toMatchObject({
    do_exif_transpose: true,
    do_resize: false,
  });
});

test('classes stand in the order of the scores', () => {
  const classes = ['zébu', 'ant'].map((name, index) => ({ index, name, displayName: null, wordnetId: null }));
  expect(JSON.parse(formatHubConfig(classes as never))).toEqual({
    id2label: { 0: 'zébu', 1: 'ant' },
    label2id: { zébu: 0, ant: 1 },
  });
});
