/**
 * From whatever channels a decoder hands out to RGB, as Pillow's `convert('RGB')` does it.
 * Alpha is dropped, not composited; grey is repeated; CMYK goes through Pillow's own integer formula.
 */

/** Grey, grey + alpha, RGB or RGB + alpha to RGB. `data` is [pixels, channels] and may be returned itself. */
export function toRgbChannels(data: Uint8Array, channels: number): Uint8Array {
  if (channels === 3) return data;
  const pixelCount = data.length / channels;
  const rgb = new Uint8Array(pixelCount * 3);
  const green = channels < 3 ? 0 : 1;
  const blue = channels < 3 ? 0 : 2;
  for (let pixel = 0; pixel < pixelCount; pixel++) {
    rgb[pixel * 3] = data[pixel * channels]!;
    rgb[pixel * 3 + 1] = data[pixel * channels + green]!;
    rgb[pixel * 3 + 2] = data[pixel * channels + blue]!;
  }
  return rgb;
}

/** CMYK (0 = no ink; `channels` ≥ 4, the rest ignored) to RGB: white − K, less each ink's share of that, rounded as Pillow's MULDIV255. */
export function toRgbFromCmyk(data: Uint8Array, channels: number): Uint8Array {
  const pixelCount = data.length / channels;
  const rgb = new Uint8Array(pixelCount * 3);
  for (let pixel = 0; pixel < pixelCount; pixel++) {
    const light = 255 - data[pixel * channels + 3]!;
    for (let channel = 0; channel < 3; channel++) {
      const product = data[pixel * channels + channel]! * light + 128;
      rgb[pixel * 3 + channel] = Math.max(0, light - ((product + (product >> 8)) >> 8));
    }
  }
  return rgb;
}

/** RGB to one grey channel with the weights of ITU-R 601, in 16-bit fixed point as Pillow's `convert('L')`. */
export function toGrayChannel(rgb: Uint8Array): Uint8Array {
  const gray = new Uint8Array(rgb.length / 3);
  for (let pixel = 0; pixel < gray.length; pixel++) {
    const red = rgb[pixel * 3]!;
    const green = rgb[pixel * 3 + 1]!;
    const blue = rgb[pixel * 3 + 2]!;
    gray[pixel] = (red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16;
  }
  return gray;
}
