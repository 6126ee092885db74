/**
 * The one door between numbers and JSON, which has neither NaN nor infinities. In: a number of a stage, or one read back. Out: what JSON
 * can say, or the number again. `JSON.stringify` writes the same null; infinities come back as NaN.
 */
import { z } from 'zod';

/** The number as JSON can say it: null for NaN, infinities and null. */
export function toJsonNumber(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null;
}

/** A number that JSON kept: NaN where it is null. */
export const jsonNumberSchema = z
  .number()
  .nullable()
  .transform((value) => value ?? Number.NaN);
