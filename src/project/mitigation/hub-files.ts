/**
 * Class names and preprocessing as the Hugging Face Hub keeps them beside a model, for `hub-models.ts` and others to read.
 * In: classes, preprocessing. Out: the text of `config.json` and `preprocessor_config.json`.
 */
import type { ClassRecord } from '../../records/dataset.js';
import type { Preprocessing } from '../../records/networks/encoder.js';
import type { FeatureNetwork } from './tunable-models.js';

/** Numbers of Pillow's filters. */
const RESAMPLES: Readonly<Record<Preprocessing['interpolation'], number>> = { bilinear: 2, bicubic: 3 };

/** `config.json`: the data set's own names of the classes, in the order of the scores. */
export function formatHubConfig(classes: readonly ClassRecord[]): string {
  const id2label = Object.fromEntries(classes.map(({ index, name }) => [index, name]));
  const label2id = Object.fromEntries(classes.map(({ index, name }) => [name, index]));
  return formatJson({ id2label, label2id });
}

/** `preprocessor_config.json` of an exported network, which takes RGB in [0,1]: mean and deviation are its own matter. */
export function formatHubProcessor({
  card: { preprocessing },
  orientByExif,
}: Pick<FeatureNetwork, 'card' | 'orientByExif'>): string {
  const { resize, crop, interpolation } = preprocessing;
  return formatJson({
    image_processor_type: 'CLIPImageProcessor',
    // No word of transformers: it leaves turning images upright to whoever opens them.
    ...(orientByExif ? { do_exif_transpose: true } : {}),
    do_convert_rgb: true,
    do_resize: resize !== null,
    ...(resize === null
      ? {}
      : {
          size:
            resize.kind === 'exact'
              ? { height: resize.height, width: resize.width }
              : { shortest_edge: resize.size },
        }),
    resample: RESAMPLES[interpolation],
    do_center_crop: crop !== null,
    ...(crop === null ? {} : { crop_size: { height: crop.height, width: crop.width } }),
    do_rescale: true,
    rescale_factor: 1 / 255,
    do_normalize: false,
  });
}

function formatJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
