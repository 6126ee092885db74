/**
 * How an image processor of the Hugging Face Hub prepares images, said in this program's terms.
 * In: the text of `preprocessor_config.json`. Out: resize, crop and normalisation. What cannot be said so is refused, never guessed.
 */
import { z } from 'zod';
import { ModelError } from '../../base/errors.js';
import type { ChannelStatistics } from '../../onnx/index.js';
import type { Preprocessing } from '../../records/networks/encoder.js';

export interface HubPreprocessing {
  preprocessing: Pick<Preprocessing, 'resize' | 'crop' | 'interpolation'>;
  /** Of pixels in [0,1]; undefined where the network takes them as they are. */
  normalization: { mean: ChannelStatistics; std: ChannelStatistics } | undefined;
}

const sideSchema = z.number().int().positive();
const rectangleSchema = z.object({ height: sideSchema, width: sideSchema });
const channelsSchema = z.tuple([z.number(), z.number(), z.number()]);

const processorSchema = z.object({
  image_processor_type: z.string().optional(),
  feature_extractor_type: z.string().optional(),
  do_resize: z.boolean().default(true),
  size: z.union([sideSchema, rectangleSchema, z.strictObject({ shortest_edge: sideSchema })]).optional(),
  crop_pct: z.number().positive().nullish(),
  do_center_crop: z.boolean().default(false),
  crop_size: z.union([sideSchema, rectangleSchema]).optional(),
  resample: z.number().int().optional(),
  do_rescale: z.boolean().default(true),
  rescale_factor: z
    .number()
    .positive()
    .default(1 / 255),
  do_normalize: z.boolean().default(true),
  image_mean: channelsSchema.optional(),
  image_std: channelsSchema.optional(),
  do_flip_channel_order: z.boolean().default(false),
});

type Processor = z.infer<typeof processorSchema>;

/** Numbers of Pillow's filters. */
const INTERPOLATIONS: Partial<Record<number, Preprocessing['interpolation']>> = {
  2: 'bilinear',
  3: 'bicubic',
};
/** Processors for which a bare number is the shorter side; for all others it is both sides. */
const SHORTER_SIDE_PROCESSORS = /^(CLIP|ConvNext|Bit|MobileNetV1|MobileNetV2)/;
/** Processors whose crop is not what their file says. */
const UNUSUAL_PROCESSORS = /^(Levit|PoolFormer|Perceiver|EfficientFormer|GLPN|Donut)/;
/** From this side on, ConvNeXt's processor squeezes images instead of cropping them. */
const CONVNEXT_CROP_LIMIT = 384;

/** The file in which transformers keeps it. */
export const HUB_PROCESSOR_FILE = 'preprocessor_config.json';

/** Reads an image processor. Throws ModelError `hub-preprocessing`. */
export function parseHubPreprocessing(text: string, file: string): HubPreprocessing {
  const parsed = processorSchema.safeParse(parseJson(text, file));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw refuse(file, `${issue!.path.join('.') || 'it'}: ${issue!.message}`);
  }
  const processor = parsed.data;
  const type = readType(processor);
  if (UNUSUAL_PROCESSORS.test(type)) throw refuse(file, `${type} prepares images by rules of its own`);
  if (processor.do_flip_channel_order) throw refuse(file, 'the network takes blue, green, red');
  const interpolation = INTERPOLATIONS[processor.resample ?? -1];
  if (processor.do_resize && interpolation === undefined)
    throw refuse(file, `resample is ${processor.resample ?? 'absent'}, neither 2 (bilinear) nor 3 (bicubic)`);
  return {
    preprocessing: {
      ...(type.startsWith('ConvNext') ? placeConvNext(processor, file) : place(processor, file)),
      interpolation: interpolation ?? 'bilinear',
    },
    normalization: toNormalization(processor, file),
  };
}

function readType({ image_processor_type, feature_extractor_type }: Processor): string {
  return image_processor_type ?? feature_extractor_type ?? '';
}

function place(processor: Processor, file: string): Pick<Preprocessing, 'resize' | 'crop'> {
  const resize = processor.do_resize ? toResize(processor, file) : null;
  const crop = processor.do_center_crop ? toRectangle(processor.crop_size) : null;
  if (processor.do_center_crop && crop === null) throw refuse(file, 'crop_size is absent');
  if (crop === null && resize?.kind !== 'exact')
    throw refuse(file, 'without a crop, images would come in many sizes');
  return { resize, crop };
}

/** `crop_pct` of the shorter side is kept, up to a limit from which the whole image is squeezed into the square. */
function placeConvNext(processor: Processor, file: string): Pick<Preprocessing, 'resize' | 'crop'> {
  const resize = toResize(processor, file);
  if (resize.kind !== 'shorter-side') throw refuse(file, 'size has no shortest_edge');
  const { size } = resize;
  const square = { width: size, height: size };
  if (size >= CONVNEXT_CROP_LIMIT) return { resize: { kind: 'exact', ...square }, crop: null };
  if (!processor.crop_pct) throw refuse(file, 'crop_pct is absent');
  const shorter = Math.floor(size / processor.crop_pct);
  return { resize: { kind: 'shorter-side', size: shorter }, crop: square };
}

function toResize(processor: Processor, file: string): NonNullable<Preprocessing['resize']> {
  const { size } = processor;
  if (size === undefined) throw refuse(file, 'size is absent');
  if (typeof size === 'number') {
    return SHORTER_SIDE_PROCESSORS.test(readType(processor))
      ? { kind: 'shorter-side', size }
      : { kind: 'exact', width: size, height: size };
  }
  if ('shortest_edge' in size) return { kind: 'shorter-side', size: size.shortest_edge };
  return { kind: 'exact', width: size.width, height: size.height };
}

function toRectangle(size: Processor['crop_size']): Preprocessing['crop'] {
  if (size === undefined) return null;
  return typeof size === 'number'
    ? { width: size, height: size }
    : { width: size.width, height: size.height };
}

/**
 * The network takes (s · pixel − mean) / std of pixels in [0,1], with s = 1 where values are rescaled by 1/255 and 255 where they are
 * not; that is (pixel − mean / s) / (std / s).
 */
function toNormalization(processor: Processor, file: string): HubPreprocessing['normalization'] {
  const scale = processor.do_rescale ? 255 * processor.rescale_factor : 255;
  const { image_mean: mean, image_std: std } = processor;
  if (processor.do_normalize && (mean === undefined || std === undefined))
    throw refuse(file, 'image_mean or image_std is absent');
  const divide = (values: ChannelStatistics): ChannelStatistics => [
    values[0] / scale,
    values[1] / scale,
    values[2] / scale,
  ];
  if (processor.do_normalize) return { mean: divide(mean!), std: divide(std!) };
  // 255 · (1/255) is 1 up to rounding.
  if (Math.abs(scale - 1) < 1e-6) return undefined;
  return { mean: [0, 0, 0], std: divide([1, 1, 1]) };
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw refuse(file, 'it is no JSON');
  }
}

function refuse(file: string, reason: string): ModelError {
  return new ModelError('hub-preprocessing', {
    what: `How ${file} prepares images cannot be followed: ${reason}.`,
    why: 'A network sees something else than it was trained on when its images are prepared in another way.',
    next: 'Download the network and use --onnx FILE with --side and --normalize, or bring its predictions with --predictions.',
  });
}
