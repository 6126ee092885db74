/**
 * The geometry of an encoder's preprocessing: an image of any size in, pixels of the network's input size out.
 * Sizes and offsets as torchvision computes them for PIL images. Mean and standard deviation are left to inference.
 */
import type { Preprocessing } from '../records/networks/encoder.js';
import type { GrayImage, RgbImage } from './image.js';
import { assertPixelLimit, DEFAULT_MAX_PIXELS } from './pixel-limit.js';
import { resamplePart } from './resample.js';

interface Size {
  width: number;
  height: number;
}

/** Interleaved bytes, [height, width, channels]. */
interface ByteImage extends Size {
  data: Uint8Array;
}

/** Size after `torchvision.transforms.Resize`; the longer side is truncated, not rounded. */
function computeResizedSize({ width, height }: Size, target: NonNullable<Preprocessing['resize']>): Size {
  if (target.kind === 'exact') return { width: target.width, height: target.height };
  const { size } = target;
  return width <= height
    ? { width: size, height: Math.trunc((size * height) / width) }
    : { width: Math.trunc((size * width) / height), height: size };
}

/** Python's `round`: halves go to the even neighbour. */
function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

/** First source position of a centre crop along one axis; negative where torchvision pads. */
function computeCropStart(inputSize: number, cropSize: number): number {
  if (cropSize > inputSize) return -Math.floor((cropSize - inputSize) / 2);
  return roundHalfEven((inputSize - cropSize) / 2);
}

/** The part of the resized image that the crop shows along one axis; half-open. */
function computeVisibleSpan(inputSize: number, cropStart: number, cropSize: number) {
  return { start: Math.max(0, cropStart), end: Math.min(inputSize, cropStart + cropSize) };
}

/** Lays an image into a black one of `size`, its corner at `left`, `top`. */
function padWithBlack(image: ByteImage, channels: number, size: Size, left: number, top: number): ByteImage {
  if (image.width === size.width && image.height === size.height) return image;
  const data = new Uint8Array(size.width * size.height * channels);
  const rowSize = image.width * channels;
  for (let y = 0; y < image.height; y++) {
    const row = image.data.subarray(y * rowSize, (y + 1) * rowSize);
    data.set(row, ((top + y) * size.width + left) * channels);
  }
  return { ...size, data };
}

/** Resize and centre crop in one: only what the crop shows is computed, however thin the image. */
function applyGeometry(image: ByteImage, channels: 1 | 3, preprocessing: Preprocessing): ByteImage {
  const { resize, interpolation } = preprocessing;
  const resized = resize ? computeResizedSize(image, resize) : { width: image.width, height: image.height };
  const crop = preprocessing.crop ?? resized;
  assertPixelLimit(crop.width, crop.height, DEFAULT_MAX_PIXELS);
  const left = computeCropStart(resized.width, crop.width);
  const top = computeCropStart(resized.height, crop.height);
  const part = {
    columns: computeVisibleSpan(resized.width, left, crop.width),
    rows: computeVisibleSpan(resized.height, top, crop.height),
  };
  const visible = resamplePart(image, channels, resized, part, interpolation);
  return padWithBlack(visible, channels, crop, Math.max(0, -left), Math.max(0, -top));
}

/**
 * Resizes and crops for an encoder; `data` may be shared with the input when nothing had to change.
 * Throws `ImageError` `too-many-pixels` for an extremely thin image that no crop bounds.
 */
export function preprocessImage(image: RgbImage, preprocessing: Preprocessing): RgbImage {
  return applyGeometry(image, 3, preprocessing);
}

/** A rectangle in an image, in its pixels, from the upper left corner; not necessarily whole ones. */
export interface Frame extends Size {
  left: number;
  top: number;
}

/** The part of an image of this size that its preparation shows; it reaches beyond the image where torchvision pads. */
export function computeFrame(size: Size, { resize, crop }: Preprocessing): Frame {
  const resized = resize ? computeResizedSize(size, resize) : size;
  const shown = crop ?? resized;
  const [scaleX, scaleY] = [size.width / resized.width, size.height / resized.height];
  return {
    left: computeCropStart(resized.width, shown.width) * scaleX,
    top: computeCropStart(resized.height, shown.height) * scaleY,
    width: shown.width * scaleX,
    height: shown.height * scaleY,
  };
}

/**
 * Brings an object mask into the frame that the encoder sees, so that it lies over feature maps and preprocessed pixels.
 * Always bilinear: values between 0 and 255 say what share of the pixel the object covers. Padding is 0.
 */
export function preprocessMask(mask: GrayImage, preprocessing: Preprocessing): GrayImage {
  return applyGeometry(mask, 1, { ...preprocessing, interpolation: 'bilinear' });
}
