/**
 * From whatever channels a decoder hands out to RGB, as Pillow's `convert('RGB')` does it.
 * Alpha is dropped, not composited; grey is repeated; CMYK goes through Pillow's own integer formula.
 * YCbCr and L*a*b* are those that TIFFs hold.
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

/** YCbCr of full range (JFIF) to RGB. `data` is [pixels, 3]. */
export function toRgbFromYcbcr(data: Uint8Array): Uint8Array {
  const rgb = new Uint8ClampedArray(data.length);
  for (let at = 0; at < data.length; at += 3) {
    const [luma, blue, red] = [data[at]!, data[at + 1]! - 128, data[at + 2]! - 128];
    rgb[at] = luma + 1.402 * red;
    rgb[at + 1] = luma - 0.344136 * blue - 0.714136 * red;
    rgb[at + 2] = luma + 1.772 * blue;
  }
  return new Uint8Array(rgb.buffer);
}

/** Half-height of CIE's curve from lightness to light: below 6/29 it is a line. */
const CIE_KNEE = 6 / 29;
/** White of D50 in XYZ, as in ICC profiles. */
const WHITE_D50 = [0.9642, 1, 0.8249] as const;
/** XYZ under D50 to linear sRGB (Bradford's adaptation), as in ICC's sRGB profile. */
const SRGB_FROM_D50 = [
  [3.1338561, -1.6168667, -0.4906146],
  [-0.9787684, 1.9161415, 0.033454],
  [0.0719453, -0.2289914, 1.4052427],
] as const;

/** CIE L*a*b* of D50 as in TIFF (L* 0 to 255 for 0 to 100; a*, b* signed bytes) to sRGB, within 1 level of LittleCMS. */
export function toRgbFromLab(data: Uint8Array): Uint8Array {
  const rgb = new Uint8ClampedArray(data.length);
  const toLight = (value: number) => (value > CIE_KNEE ? value ** 3 : 3 * CIE_KNEE ** 2 * (value - 4 / 29));
  for (let at = 0; at < data.length; at += 3) {
    const y = ((data[at]! / 255) * 100 + 16) / 116;
    const x = y + ((data[at + 1]! << 24) >> 24) / 500;
    const z = y - ((data[at + 2]! << 24) >> 24) / 200;
    const xyz = [x, y, z].map((value, n) => toLight(value) * WHITE_D50[n]!);
    SRGB_FROM_D50.forEach((row, channel) => {
      const linear = Math.max(0, row[0] * xyz[0]! + row[1] * xyz[1]! + row[2] * xyz[2]!);
      rgb[at + channel] = 255 * (linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055);
    });
  }
  return new Uint8Array(rgb.buffer);
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
