/**
 * Which sample values fill the 256 levels that encoders take, for a whole data set: what was found in its images and a choice in,
 * a range for each type of sample and a sentence for people out. One range for all images, so that they stay comparable.
 */
import { UsageError } from '../../base/errors.js';
import type { IntensityRanges, SampleRange, SampleType } from '../../records/intensity.js';

/** `auto` by the values found, `full` all that the type can hold, `minmax` from the lowest to the highest value found, or a range. */
export type IntensityChoice = 'auto' | 'full' | 'minmax' | SampleRange;

/** What the images of one type of sample hold. */
export interface SampleSurvey {
  type: SampleType;
  imageCount: number;
  /** Of all that are numbers; finite. */
  lowest: number;
  highest: number;
}

/** The ranges of a data set, and words about them. */
export interface ChosenRanges {
  /** Empty where images are read as without any choice: 8 bits, or the high byte of 16. */
  ranges: IntensityRanges;
  /** What was found and what becomes of it, a sentence for each type. */
  sentences: string[];
}

/** Bits that cameras, scanners and sensors deliver in wider files. */
const USUAL_BITS = [8, 10, 12, 14, 16] as const;
/** Floats are fractions, or levels kept as floats; a little more is the overshoot of resampling. */
const OVERSHOOT = 1.001;
const FULL: Readonly<Record<SampleType, SampleRange>> = {
  int8: { low: -128, high: 127 },
  uint16: { low: 0, high: 65535 },
  int16: { low: -32768, high: 32767 },
  uint32: { low: 0, high: 2 ** 32 - 1 },
  int32: { low: -(2 ** 31), high: 2 ** 31 - 1 },
  float32: { low: 0, high: 1 },
};

/** Parses `auto`, `full`, `minmax` or `LOW,HIGH`. Throws the UsageError `intensity-range`. */
export function parseIntensity(text: string): IntensityChoice {
  if (text === 'auto' || text === 'full' || text === 'minmax') return text;
  const [low, high, ...rest] = text
    .split(',')
    .map((part) => (/^\s*[+-]?\d*\.?\d+\s*$/.test(part) ? Number(part) : Number.NaN));
  if (
    low !== undefined &&
    high !== undefined &&
    rest.length === 0 &&
    low < high &&
    Number.isFinite(high - low)
  ) {
    return { low, high };
  }
  throw new UsageError('intensity-range', {
    what: `--intensity ${text} is neither auto, full, minmax nor two numbers LOW,HIGH with LOW below HIGH.`,
    next: 'Give for example --intensity 0,4095 for samples of 12 bits.',
  });
}

/** The range of every type that was found. */
export function chooseRanges(surveys: readonly SampleSurvey[], choice: IntensityChoice): ChosenRanges {
  const ranges: IntensityRanges = {};
  const sentences = surveys.map((survey) => {
    const { type, imageCount, lowest, highest } = survey;
    const { range, reason } = chooseRange(survey, choice);
    const isUsual = type === 'uint16' && range.low === 0 && range.high === FULL.uint16.high;
    if (!isUsual) ranges[type] = range;
    const found = `${imageCount === 1 ? '1 image that was looked at has' : `${imageCount} images that were looked at have`} ${type} samples from ${formatValue(lowest)} to ${formatValue(highest)}`;
    return `${found}: ${formatValue(range.low)} becomes black and ${formatValue(range.high)} white (${reason}). --intensity chooses otherwise.`;
  });
  return { ranges, sentences };
}

function chooseRange(survey: SampleSurvey, choice: IntensityChoice): { range: SampleRange; reason: string } {
  if (typeof choice === 'object') return { range: choice, reason: 'as given' };
  if (choice === 'full') return { range: FULL[survey.type], reason: 'all that the type holds' };
  if (choice === 'auto') {
    const usual = findUsualRange(survey);
    if (usual !== null) return usual;
  }
  const { lowest, highest } = survey;
  return {
    range: { low: lowest, high: highest > lowest ? highest : lowest + 1 },
    reason: 'the lowest and the highest value that were found',
  };
}

/** Whole numbers from 0 on by their bits, floats by fractions or levels; null for all others, such as signed ones. */
function findUsualRange({
  type,
  lowest,
  highest,
}: SampleSurvey): { range: SampleRange; reason: string } | null {
  if (type === 'float32') {
    if (lowest >= 0 && highest <= OVERSHOOT) return { range: { low: 0, high: 1 }, reason: 'fractions' };
    if (lowest >= 0 && highest <= 255 * OVERSHOOT) return { range: { low: 0, high: 255 }, reason: '8 bits' };
    if (lowest >= -OVERSHOOT && highest <= OVERSHOOT)
      return { range: { low: -1, high: 1 }, reason: 'around 0' };
    return null;
  }
  const bits = USUAL_BITS.find((count) => highest < 2 ** count);
  if (lowest < 0 || bits === undefined) return null;
  return { range: { low: 0, high: 2 ** bits - 1 }, reason: `${bits} bits` };
}

function formatValue(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
}
