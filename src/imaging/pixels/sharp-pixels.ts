/**
 * Pixels of one file through sharp: bytes in; 8-bit RGB out, or samples as they are stored.
 * Strict by choice of the caller: at 'warning' whatever libvips has to say of a file is thrown. Mends no file.
 */
import type { Metadata, SharpOptions } from 'sharp';
import type { IntensityRanges, SampleType } from '../../records/intensity.js';
import { readJpegHeader } from '../formats/jpeg-header.js';
import { exposeMissingPixels } from '../formats/jpeg-missing-pixels.js';
import { describeTiffSamples, type SampleMeaning } from '../formats/tiff.js';
import type { DecodedImage, RgbImage } from '../image.js';
import { createImageError, type ImageFormat } from '../image-errors.js';
import { assertPixelLimit, assertSampleLimit } from '../pixel-limit.js';
import { sharp } from '../sharp.js';
import { toRgbChannels, toRgbFromCmyk, toRgbFromLab, toRgbFromYcbcr } from './channels.js';
import { type DeepSamples, findRange, scaleSamples, toRgbImage, toSampleType } from './intensity.js';
import { applyOrientation } from './orientation.js';

/** At which word of libvips reading ends. */
export type Strictness = 'warning' | 'error';

interface Header {
  width: number;
  height: number;
  isCmyk: boolean;
  exifOrientation: number;
  /** Null for 8 bits, and for inks and L*a*b*. */
  sampleType: SampleType | null;
  /** More than 8 bits of whatever. */
  isDeep: boolean;
  space: string;
}

/** Spaces whose samples are light; inks and L*a*b* have scales of their own. */
const SCALED_SPACES = new Set(['b-w', 'grey16', 'srgb', 'rgb', 'rgb16', 'scrgb']);
/** Their highest 8 bits. */
const ALL_16_BITS = { low: 0, high: 65535 };

interface Limits {
  maxPixels: number;
  failOn: Strictness;
}

/** A file as libvips is to see it. */
interface Source {
  /** Null where a JPEG declares no frame; the decoder then says why. */
  header: Header | null;
  meaning: SampleMeaning;
  /** For 8-bit pixels. */
  levels: Uint8Array;
  /** For samples as they are stored. */
  samples: Uint8Array;
}

/** Pixels as `convert('RGB')` gives them, samples of more than 8 bits by their range in `ranges`. */
export async function readRgb(
  bytes: Uint8Array,
  format: ImageFormat,
  ranges: IntensityRanges,
  limits: Limits,
): Promise<Omit<DecodedImage, 'remarks'>> {
  const source = await openSource(bytes, format, limits.maxPixels);
  const { header } = source;
  const range = header && findRange(ranges, header.sampleType);
  const pixels =
    header && range
      ? toRgbImage(await readDeep(source.samples, header.sampleType!, header.space, limits), range)
      : await readLevels(source, limits);
  const exifOrientation = header?.exifOrientation ?? 1;
  // Pillow turns TIFFs upright by itself, and no other format.
  if (format === 'TIFF') return { ...applyOrientation(pixels, exifOrientation), exifOrientation: 1 };
  return { ...pixels, exifOrientation };
}

/** Samples of more than 8 bits as they are stored; null for files of 8 bits. */
export async function readDeepSamples(
  bytes: Uint8Array,
  format: ImageFormat,
  limits: Limits,
): Promise<DeepSamples | null> {
  const { header, samples } = await openSource(bytes, format, limits.maxPixels);
  const type = header?.sampleType ?? null;
  return type === null ? null : readDeep(samples, type, header!.space, limits);
}

async function openSource(bytes: Uint8Array, format: ImageFormat, maxPixels: number): Promise<Source> {
  if (format === 'JPEG') {
    const header = readJpegHeader(bytes);
    if (header) assertPixelLimit(header.width, header.height, maxPixels);
    const levels = header ? exposeMissingPixels(bytes, header) : bytes;
    return {
      header: header && {
        ...header,
        isCmyk: header.channels === 4,
        sampleType: null,
        isDeep: false,
        space: '',
      },
      meaning: 'as-read',
      levels,
      samples: levels,
    };
  }
  if (format !== 'TIFF') {
    return {
      header: await readHeader(bytes, format, maxPixels),
      meaning: 'as-read',
      levels: bytes,
      samples: bytes,
    };
  }
  const { bytes: samples, meaning } = describeTiffSamples(bytes);
  const header = await readHeader(samples, format, maxPixels);
  // Signed samples are told to libvips as unsigned for their values only, not for its own way to 8 bits.
  if (meaning !== 'signed-16') return { header, meaning, levels: samples, samples };
  return { header: { ...header, sampleType: 'int16' }, meaning, levels: bytes, samples };
}

async function readHeader(bytes: Uint8Array, format: ImageFormat, maxPixels: number): Promise<Header> {
  const metadata: Metadata = await sharp(bytes, { limitInputPixels: false }).metadata();
  const { width, height, space, depth, channels } = metadata;
  assertPixelLimit(width, height, maxPixels);
  if (depth !== 'uchar') assertSampleLimit(width, height, channels, maxPixels);
  const isCmyk = space === 'cmyk';
  const isGray = space === 'b-w' || space === 'grey16';
  if (channels > (isGray ? 2 : isCmyk ? 5 : 4)) {
    throw createImageError(
      'unsupported-format',
      `The ${format} file has ${channels} samples at each pixel, and nothing says which are red, green and blue; write three of them.`,
    );
  }
  if (depth === 'float' && space === 'grey16') {
    throw createImageError(
      'unsupported-format',
      `The ${format} file has floats of 16 bits, which cannot be read; write floats of 32 bits.`,
    );
  }
  return {
    width,
    height,
    isCmyk,
    exifOrientation: metadata.orientation ?? 1,
    sampleType: SCALED_SPACES.has(space) ? toSampleType(depth) : null,
    isDeep: depth !== 'uchar',
    space,
  };
}

async function readLevels({ levels, header, meaning }: Source, limits: Limits): Promise<RgbImage> {
  const isCmyk = header?.isCmyk ?? false;
  if (isCmyk && header?.isDeep) {
    const inks = await readDeep(levels, 'uint16', 'cmyk', limits);
    const { width, height, channels } = inks;
    return { width, height, data: toRgbFromCmyk(scaleSamples(inks, ALL_16_BITS), channels) };
  }
  const pipeline = sharp(levels, toSharpOptions(limits));
  // Both spaces must be named, or libvips takes the inks through a profile of its own and back.
  if (isCmyk) pipeline.pipelineColourspace('cmyk').toColourspace('cmyk');
  const { data, info } = await pipeline.raw().toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  const rgb = isCmyk && channels >= 4 ? toRgbFromCmyk(data, channels) : toRgbChannels(data, channels);
  if (meaning === 'lab') return { width, height, data: toRgbFromLab(rgb) };
  return { width, height, data: meaning === 'ycbcr' ? toRgbFromYcbcr(rgb) : rgb };
}

async function readDeep(
  bytes: Uint8Array,
  type: SampleType,
  space: string,
  limits: Limits,
): Promise<DeepSamples> {
  const { data, info } = await sharp(bytes, toSharpOptions(limits))
    .pipelineColourspace(space)
    .toColourspace(space)
    .raw({ depth: 'float' })
    .toBuffer({ resolveWithObject: true });
  const samples = new Float32Array(
    data.buffer,
    data.byteOffset,
    data.length / Float32Array.BYTES_PER_ELEMENT,
  );
  if (type === 'int16') for (let i = 0; i < samples.length; i++) samples[i] = (samples[i]! << 16) >> 16;
  return { type, width: info.width, height: info.height, channels: info.channels, data: samples };
}

function toSharpOptions({ maxPixels, failOn }: Limits): SharpOptions {
  return { failOn, limitInputPixels: maxPixels, ignoreIcc: true };
}
