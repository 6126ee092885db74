/**
 * Half-precision numbers as bits, to single precision.
 * In: Uint16Array of IEEE binary16 or bfloat16 bits. Out: Float32Array; exact, since every half is a single.
 */

const EXPONENT_MASK = 0x1f;
const FRACTION_MASK = 0x3ff;
const FRACTION_STEPS = 1024;
const EXPONENT_BIAS = 15;
/** Value of the smallest subnormal half. */
const SUBNORMAL_STEP = 2 ** -24;

/** IEEE 754 binary16 to float32, of the same length. */
export function fromFloat16(bits: Uint16Array): Float32Array {
  const values = new Float32Array(bits.length);
  for (let i = 0; i < bits.length; i++) {
    const half = bits[i]!;
    const exponent = (half >> 10) & EXPONENT_MASK;
    const fraction = half & FRACTION_MASK;
    let magnitude: number;
    if (exponent === 0) magnitude = fraction * SUBNORMAL_STEP;
    else if (exponent === EXPONENT_MASK) magnitude = fraction === 0 ? Number.POSITIVE_INFINITY : Number.NaN;
    else magnitude = (1 + fraction / FRACTION_STEPS) * 2 ** (exponent - EXPONENT_BIAS);
    values[i] = half & 0x8000 ? -magnitude : magnitude;
  }
  return values;
}

/** bfloat16 (the upper half of a float32) to float32, of the same length. */
export function fromBfloat16(bits: Uint16Array): Float32Array {
  const words = new Uint32Array(bits.length);
  for (let i = 0; i < bits.length; i++) words[i] = bits[i]! << 16;
  return new Float32Array(words.buffer);
}
