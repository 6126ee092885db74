import { describe, expect, test } from 'vitest';
import { ModelError } from '../../base/errors.js';
import { parseHubClasses, parseHubName } from '../bias/index.js';
import { parseHubPreprocessing } from './hub-preprocessing.js';

const parse = (processor: object) => parseHubPreprocessing(JSON.stringify(processor), 'processor of a/b');
const HALF = { image_mean: [0.5, 0.5, 0.5], image_std: [0.5, 0.5, 0.5] };

describe('image processors', () => {
  test('ViT squeezes into a square; a bare number is both sides', () => {
    const expected = {
      preprocessing: {
        resize: { kind: 'exact', width: 224, height: 224 },
        crop: null,
        interpolation: 'bilinear',
      },
      normalization: { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] },
    };
    const common = { do_resize: true, resample: 2, do_normalize: true, ...HALF };
    expect(
      parse({ ...common, image_processor_type: 'ViTImageProcessor', size: { height: 224, width: 224 } }),
    ).toEqual(expected);
    expect(parse({ ...common, feature_extractor_type: 'ViTFeatureExtractor', size: 224 })).toEqual(expected);
  });

  test('CLIP resizes the shorter side and crops; a bare number is the shorter side', () => {
    const { preprocessing } = parse({
      ...HALF,
      image_processor_type: 'CLIPImageProcessor',
      size: 224,
      resample: 3,
      do_center_crop: true,
      crop_size: { height: 200, width: 210 },
    });
    expect(preprocessing).toEqual({
      resize: { kind: 'shorter-side', size: 224 },
      crop: { width: 210, height: 200 },
      interpolation: 'bicubic',
    });
  });

  test('ConvNeXt keeps crop_pct of the shorter side, and from 384 on the whole image', () => {
    const convnext = (side: number, more = {}) =>
      parse({
        ...HALF,
        image_processor_type: 'ConvNextImageProcessor',
        size: { shortest_edge: side },
        resample: 3,
        ...more,
      });
    expect(convnext(224, { crop_pct: 0.875 }).preprocessing).toMatchObject({
      resize: { kind: 'shorter-side', size: 256 },
      crop: { width: 224, height: 224 },
    });
    expect(convnext(384).preprocessing).toMatchObject({
      resize: { kind: 'exact', width: 384, height: 384 },
      crop: null,
    });
    expect(() => convnext(224)).toThrow(/crop_pct/);
  });

  test('pixels that are not rescaled to [0,1] are multiplied back', () => {
    const square = { size: { height: 8, width: 8 }, resample: 2 };
    expect(parse({ ...square, do_normalize: false }).normalization).toBeUndefined();
    expect(parse({ ...square, do_normalize: false, do_rescale: false }).normalization).toEqual({
      mean: [0, 0, 0],
      std: [1 / 255, 1 / 255, 1 / 255],
    });
    // To [-1,1]: (pixel · 255/127.5 − 1) / 1.
    const { mean, std } = parse({
      ...square,
      rescale_factor: 1 / 127.5,
      image_mean: [1, 1, 1],
      image_std: [1, 1, 1],
    }).normalization!;
    for (const value of [...mean, ...std]) expect(value).toBeCloseTo(0.5, 12);
  });

  test.each([
    ['no JSON', '<html>', /no JSON/],
    ['no size', { resample: 2, ...HALF }, /size is absent/],
    ['an unknown kind of size', { size: { longest_edge: 224 }, resample: 2, ...HALF }, /size/],
    ['another filter', { size: 8, resample: 1, ...HALF }, /resample is 1/],
    ['no filter', { size: 8, ...HALF }, /resample is absent/],
    ['no mean', { size: 8, resample: 2 }, /image_mean/],
    ['a crop without a size', { size: 8, resample: 2, do_center_crop: true, ...HALF }, /crop_size/],
    ['images of many sizes', { size: { shortest_edge: 8 }, resample: 2, ...HALF }, /many sizes/],
    ['blue before red', { size: 8, resample: 2, do_flip_channel_order: true, ...HALF }, /blue, green, red/],
    [
      'rules of its own',
      { image_processor_type: 'LevitImageProcessor', size: 8, resample: 2, ...HALF },
      /Levit/,
    ],
  ])('%s: refused, naming the file', (_, processor, words) => {
    const text = typeof processor === 'string' ? processor : JSON.stringify(processor);
    const read = () => parseHubPreprocessing(text, 'processor of a/b');
    expect(read).toThrow(ModelError);
    expect(read).toThrow(words);
    expect(read).toThrow('processor of a/b');
  });
});

test('classes are in the order of their numbers, and unnamed ones have no names', () => {
  const parseClasses = (config: object) => parseHubClasses(JSON.stringify(config), 'a/b');
  expect(parseClasses({ id2label: { 1: 'bee', 0: 'ant, emmet' } })).toEqual([
    { name: 'ant, emmet' },
    { name: 'bee' },
  ]);
  expect(parseClasses({ id2label: { 0: 'LABEL_0', 1: 'LABEL_1' } })).toBeUndefined();
  expect(parseClasses({ model_type: 'vit' })).toBeUndefined();
  expect(() => parseClasses({ id2label: { 0: 'ant', 2: 'bee' } })).toThrow(/0 to 1/);
  expect(() => parseHubClasses('no', 'a/b')).toThrow(/--classes/);
});

test('names of models', () => {
  expect(parseHubName('owner/model-1.0')).toEqual({ repository: 'owner/model-1.0', revision: 'main' });
  expect(parseHubName('owner/model@refs/pr/3')).toEqual({
    repository: 'owner/model',
    revision: 'refs/pr/3',
  });
  for (const name of ['', 'a/b/c', '../b', 'a/..', 'https://huggingface.co/a/b', 'a/b@'])
    expect(() => parseHubName(name), name).toThrow(/owner\/model/);
});
