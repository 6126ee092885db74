/** Draws a cue into a picture. In: pixels and a look. Out: new pixels; those given stay as they were. Reads and writes no file. */
import { blur, decodeImage, encodeJpeg, type RgbImage } from '../imaging/index.js';
import { type CueLook, choosePaint } from './cues.js';

/** Standard deviation of the blur as a share of the shorter side: 1.3 of 64 pixels, 4.5 of 224. */
const BLUR_SHARE = 0.02;
/** Quality of the JPEG, 1 to 100: blocks and wrong colours are plain to see at the picture's own size. */
const JPEG_QUALITY = 10;

/**
 * A copy of the image with the cue drawn over it; pixels outside the cue's region are as they were. A painted channel is
 * (1 − share) × value + share × colour, rounded. Those of `jpeg-quality` are what the linked JPEG library writes and reads, the same
 * for one version of it; all others are the same everywhere.
 */
export async function drawCue(image: RgbImage, look: CueLook): Promise<RgbImage> {
  const { width, height } = image;
  if (look.cue === 'jpeg-quality') return decodeImage(await encodeJpeg(image, JPEG_QUALITY));
  if (look.cue === 'blur') {
    const blurred = blur(image, BLUR_SHARE * Math.min(width, height));
    return { width, height, data: Uint8Array.from(blurred, Math.round) };
  }
  const drawn = Uint8Array.from(image.data);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const paint = choosePaint(look, { x: pixel % width, y: Math.floor(pixel / width), width, height });
    if (paint === null) continue;
    for (let channel = 0; channel < 3; channel++) {
      const at = pixel * 3 + channel;
      drawn[at] = Math.round((1 - paint.share) * drawn[at]! + paint.share * paint.colour[channel]!);
    }
  }
  return { width, height, data: drawn };
}
