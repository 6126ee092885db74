/**
 * How samples of more than 8 bits become the 256 levels that encoders take: a range for each type of sample in a data set.
 * In: parsed JSON. Out: checked records. Scales nothing; imaging does.
 */
import { z } from 'zod';

/** Types of samples that are scaled by a range; 8-bit samples are levels already. */
export const SAMPLE_TYPES = ['int8', 'uint16', 'int16', 'uint32', 'int32', 'float32'] as const;

const sampleRangeSchema = z
  .object({ low: z.number(), high: z.number() })
  .refine(({ low, high }) => low < high, 'low must be below high');

/** The range of each type that occurs. Without one, the high byte of 16 bits is taken, and others are cut to 0 to 255. */
export const intensityRangesSchema = z.partialRecord(z.enum(SAMPLE_TYPES), sampleRangeSchema);

/** Type of a file's samples. */
export type SampleType = (typeof SAMPLE_TYPES)[number];
/** Sample values that become level 0 and level 255. */
export type SampleRange = z.infer<typeof sampleRangeSchema>;
/** Ranges by type of sample. */
export type IntensityRanges = z.infer<typeof intensityRangesSchema>;
