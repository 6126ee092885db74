/**
 * Numbers as people read them, in the terminal, the report and the app alike.
 * In: fractions, counts, seconds; what is null or not finite is "–". Out: short English text with a true minus sign.
 */

/** A number, or none: null, undefined, NaN and infinities are unknown. */
export type MaybeNumber = number | null | undefined;

/** Stands where a number is unknown. */
export const ABSENT = '–';

const isKnown = (value: MaybeNumber): value is number => value != null && Number.isFinite(value);

/** A fixed count of decimals: "−0.25"; never "−0". */
export function formatDecimal(value: MaybeNumber, digits: number): string {
  if (!isKnown(value)) return ABSENT;
  return value
    .toFixed(digits)
    .replace(/^-(?=0(\.0*)?$)/, '')
    .replace('-', '−');
}

/** A fraction: "82%"; with a digit "82.4%". */
export function formatPercent(fraction: MaybeNumber, digits = 0): string {
  return isKnown(fraction) ? `${formatDecimal(fraction * 100, digits)}%` : ABSENT;
}

/** A difference of two fractions in percentage points, signed: "+60 points", "−4 points", "+1 point". */
export function formatPoints(difference: MaybeNumber, digits = 0): string {
  return withUnit(formatSignedPoints(difference, digits));
}

/** The same without its unit, for axes and columns that name it: "+60", "−4", "0". */
export function formatSignedPoints(difference: MaybeNumber, digits = 0): string {
  if (!isKnown(difference)) return ABSENT;
  const text = formatDecimal(difference * 100, digits);
  return Number(text) > 0 ? `+${text}` : text;
}

/** A size or a limit rather than a change, with its unit and without a plus: "5 points". */
export function formatPlainPoints(difference: MaybeNumber, digits = 0): string {
  return withUnit(formatBarePoints(difference, digits));
}

/** The same without its unit: "5", "−4". */
export function formatBarePoints(difference: MaybeNumber, digits = 0): string {
  return isKnown(difference) ? formatDecimal(difference * 100, digits) : ABSENT;
}

/** Pearson's r and its like: "0.69"; a dash where it is undefined. */
export function formatCorrelation(r: MaybeNumber): string {
  return formatDecimal(r, 2);
}

const COUNT = new Intl.NumberFormat('en-US');

/** "27,500". */
export function formatCount(count: MaybeNumber): string {
  return isKnown(count) ? COUNT.format(count) : ABSENT;
}

/** "1 image", "27,500 images", "2 classes"; irregular plurals are given. */
export function formatQuantity(count: number, singular: string, plural = toPlural(singular)): string {
  return `${formatCount(count)} ${count === 1 ? singular : plural}`;
}

const BYTE_UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const;

/** "12.7 MB", "640 kB", "3 bytes"; in thousands, as disks are sold. */
export function formatBytes(bytes: MaybeNumber): string {
  if (!isKnown(bytes)) return ABSENT;
  const step = Math.min(BYTE_UNITS.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(bytes, 1)) / 3)));
  const value = bytes / 1000 ** step;
  return `${step === 0 || value >= 100 ? formatCount(Math.round(value)) : formatDecimal(value, 1)} ${BYTE_UNITS[step]}`;
}

/** "4 s", "2 min 5 s", "1 h 20 min". */
export function formatDuration(seconds: MaybeNumber): string {
  if (!isKnown(seconds)) return ABSENT;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return whole % 60 === 0 ? `${minutes} min` : `${minutes} min ${whole % 60} s`;
  const hours = Math.floor(minutes / 60);
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
}

function withUnit(points: string): string {
  if (points === ABSENT) return ABSENT;
  return `${points} ${/^[+−]?1$/.test(points) ? 'point' : 'points'}`;
}

function toPlural(singular: string): string {
  if (singular.endsWith('s')) return `${singular}es`;
  return /[^aeiou]y$/.test(singular) ? `${singular.slice(0, -1)}ies` : `${singular}s`;
}
