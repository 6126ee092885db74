/**
 * What can be told of an image by its file and its pixels alone, as the audit keeps it (docs/guide/audit.md).
 * In: parsed JSON. Out: checked records. Null stands where an image has no such property.
 */
import { z } from 'zod';

/** Properties of one image; all numbers are finite. */
export const imagePropertiesSchema = z.object({
  /** Mean luma, 0..255: (299 R + 587 G + 114 B) / 1000. */
  brightness: z.number(),
  /** Population standard deviation of the luma. */
  contrast: z.number(),
  /** Hasler and Süsstrunk (2003): √(σ_rg² + σ_yb²) + 0.3 √(µ_rg² + µ_yb²). */
  colourfulness: z.number(),
  /** Direction of the mean colour around grey, degrees in 0..360 (red 0, green 120, blue 240); null where it is grey. */
  hue: z.number().nullable(),
  /** Mean of HSV's saturation, 0..1. */
  saturation: z.number(),
  /** Variance of the Laplacian of the luma over inner pixels: low is blurred; null below 3 pixels of a side. */
  sharpness: z.number().nullable(),
  /** Standard deviation of noise by Immerkær's (1996) mask over inner pixels, levels; null below 3 pixels of a side. */
  noise: z.number().nullable(),
  width: z.number(),
  height: z.number(),
  fileBytes: z.number(),
  format: z.string(),
  /** Colour space of the file with its channels where they are known, such as `rgb`, `grey`, `cmyk`, `rgba`. */
  mode: z.string(),
  /** Constant frame of one colour, as a share of the shorter side. */
  border: z.number(),
  /** Bars of one colour on two opposite sides beyond the frame, as a share of that dimension, the thinner of both. */
  letterbox: z.number(),
  /** Quality on libjpeg's scale, 1..100, whose standard luminance table is nearest; null for other formats. */
  jpegQuality: z.number().nullable(),
  /** Which quantisation tables a JPEG has: 8 hexadecimal digits of their hash; null for other formats. */
  jpegTables: z.string().nullable(),
  cameraMake: z.string().nullable(),
  cameraModel: z.string().nullable(),
  software: z.string().nullable(),
  /** EXIF orientation, 1 to 8; 1 when absent. */
  orientation: z.number(),
});
/** Properties of one image. */
export type ImageProperties = z.infer<typeof imagePropertiesSchema>;
