/**
 * What can be chosen about the demo data set, and what stays fixed.
 * In: a caller's options. Out: the same options, checked. Draws nothing.
 */
import { UsageError } from '../base/errors.js';

/** What can be chosen about the demo. */
export interface DemoOptions {
  /** Every picture follows from this number; a 32-bit unsigned integer. */
  seed: number;
  trainPerClass: number;
  valPerClass: number;
  /** Side of the square images in pixels; at least 32. */
  size: number;
  /** Share of the birds' training images whose background agrees with the class, 0..1. */
  correlationTrain: number;
  /** The same share for the validation images. */
  correlationVal: number;
  /** Share of all images filed under a wrong class drawn at random, 0..1; the true class is kept beside it. */
  labelNoiseFraction: number;
}

/** The demo of a user who says nothing. */
export const DEFAULT_DEMO_OPTIONS: DemoOptions = {
  seed: 7,
  trainPerClass: 220,
  valPerClass: 80,
  size: 256,
  correlationTrain: 0.95,
  correlationVal: 0.5,
  labelNoiseFraction: 0,
};

/** Class names in the order in which they are drawn, which is their sorted order too. */
export const DEMO_CLASSES = ['forest path', 'lake', 'landbird', 'sailboat', 'waterbird'] as const;

export type DemoClass = (typeof DEMO_CLASSES)[number];

/** What stands behind the object: `water` is a lake, `land` a forest with a path. */
export type DemoBackground = 'water' | 'land';

/** Splits of the demo. */
export type DemoSplit = 'train' | 'val';

const SMALLEST_SIZE = 32;

/** Throws `UsageError` (`demo-options`) naming the first option that is out of range. */
export function assertDemoOptions(options: DemoOptions): void {
  const counts = ['trainPerClass', 'valPerClass'] as const;
  const fractions = ['correlationTrain', 'correlationVal', 'labelNoiseFraction'] as const;
  for (const name of counts) {
    if (!Number.isInteger(options[name]) || options[name] < 1) {
      throw outOfRange(name, options[name], 'a whole number of at least 1');
    }
  }
  for (const name of fractions) {
    if (!(options[name] >= 0 && options[name] <= 1)) {
      throw outOfRange(name, options[name], 'a number from 0 to 1');
    }
  }
  if (!Number.isInteger(options.size) || options.size < SMALLEST_SIZE) {
    throw outOfRange('size', options.size, `a whole number of at least ${SMALLEST_SIZE}`);
  }
  if (!Number.isInteger(options.seed) || options.seed < 0 || options.seed >= 2 ** 32) {
    throw outOfRange('seed', options.seed, 'a whole number from 0 to 4294967295');
  }
}

function outOfRange(name: string, value: number, expected: string): UsageError {
  return new UsageError('demo-options', {
    what: `The demo option ${name} is ${value}.`,
    next: `Give ${expected}.`,
  });
}
