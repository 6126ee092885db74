/**
 * Values of Parquet columns as the table's author wrote them: exact decimals, dates and times as text.
 * In: schema elements and raw values. Out: text. A label or an id must not pass through a floating-point number.
 */
import type { ParquetParsers, SchemaElement } from 'hyparquet';

/** For hyparquet: dates as `2024-05-01`, times as ISO 8601 in UTC. */
export const TEXT_PARSERS: Partial<ParquetParsers> = {
  dateFromDays: (days: number) => new Date(days * 86_400_000).toISOString().slice(0, 10),
  timestampFromMilliseconds: (millis: bigint) => formatTime(millis, 0),
  timestampFromMicroseconds: (micros: bigint) => formatTime(micros, 3),
  timestampFromNanoseconds: (nanos: bigint) => formatTime(nanos, 6),
};

/** Whether a column holds decimals, which hyparquet would make floating-point numbers. */
export function isDecimal(element: SchemaElement): boolean {
  return element.converted_type === 'DECIMAL' || element.logical_type?.type === 'DECIMAL';
}

/** Whether a decimal's bytes vary in number: hyparquet takes such bytes for text. */
export function isVaryingDecimal(element: SchemaElement): boolean {
  return isDecimal(element) && element.type === 'BYTE_ARRAY';
}

/** The same column without its decimal type: raw integers come back. */
export function hideDecimal(element: SchemaElement): SchemaElement {
  if (!isDecimal(element)) return element;
  const { converted_type: _converted, logical_type: _logical, ...raw } = element;
  return raw;
}

/** An unscaled integer (a number, or bytes in two's complement, big-endian) → `-12.50`. Null stays null. */
export function formatDecimal(value: unknown, scale: number): string | null {
  if (value === null || value === undefined) return null;
  const unscaled = value instanceof Uint8Array ? toInteger(value) : BigInt(value as number | bigint);
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, '0');
  const sign = unscaled < 0n ? '-' : '';
  return scale === 0
    ? sign + digits
    : `${sign}${digits.slice(0, digits.length - scale)}.${digits.slice(digits.length - scale)}`;
}

function toInteger(bytes: Uint8Array): bigint {
  const unsigned = bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  return BigInt.asIntN(bytes.length * 8, unsigned);
}

/** A count of 10^−(3 + `finer`) seconds; what is finer than a millisecond stands behind it, unless it is nothing. */
function formatTime(count: bigint, finer: number): string {
  const unit = 10n ** BigInt(finer);
  const rest = ((count % unit) + unit) % unit;
  const time = new Date(Number((count - rest) / unit)).toISOString();
  return rest === 0n ? time : time.replace('Z', `${rest.toString().padStart(finer, '0')}Z`);
}
