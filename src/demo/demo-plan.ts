/**
 * Decides what is in every picture before any is drawn: split, class, background, label noise, seed.
 * In: the options. Out: one entry per image in data set order. Draws nothing.
 */
import { createRandom, type Random } from '../numeric/index.js';
import {
  DEMO_CLASSES,
  type DemoBackground,
  type DemoClass,
  type DemoOptions,
  type DemoSplit,
} from './demo-options.js';

/** An image that is to be drawn. */
export interface DemoPlanEntry {
  split: DemoSplit;
  /** The class under which the image is filed. */
  className: DemoClass;
  /** The class that the image shows; differs from `className` only under label noise. */
  trueClassName: DemoClass;
  background: DemoBackground;
  /** Number within split and filed class, from 1. */
  ordinal: number;
  /** Seed of everything else in the picture. */
  sceneSeed: number;
}

const AGREEING_BACKGROUND: Record<DemoClass, DemoBackground> = {
  'forest path': 'land',
  lake: 'water',
  landbird: 'land',
  sailboat: 'water',
  waterbird: 'water',
};

/** The plan: train before val, classes in order of `trueClassName`; exact counts, seeded order of backgrounds. */
export function buildDemoPlan(options: DemoOptions): DemoPlanEntry[] {
  const random = createRandom(options.seed);
  const entries = [
    ...planSplit(random, 'train', options.trainPerClass, options.correlationTrain),
    ...planSplit(random, 'val', options.valPerClass, options.correlationVal),
  ];
  relabel(random, entries, options.labelNoiseFraction);
  numberWithinFolders(entries);
  return entries;
}

function planSplit(
  random: Random,
  split: DemoSplit,
  imageCount: number,
  correlation: number,
): DemoPlanEntry[] {
  return DEMO_CLASSES.flatMap((className) => {
    const isBird = className === 'waterbird' || className === 'landbird';
    const agreeingCount = isBird ? Math.round(imageCount * correlation) : imageCount;
    const agreeing = AGREEING_BACKGROUND[className];
    const backgrounds = Array.from({ length: imageCount }, (_, i) =>
      i < agreeingCount ? agreeing : opposite(agreeing),
    );
    random.shuffle(backgrounds);
    return backgrounds.map((background) => ({
      split,
      className,
      trueClassName: className,
      background,
      ordinal: 0,
      sceneSeed: random.integer(2 ** 32),
    }));
  });
}

function opposite(background: DemoBackground): DemoBackground {
  return background === 'water' ? 'land' : 'water';
}

function relabel(random: Random, entries: DemoPlanEntry[], fraction: number): void {
  const indices = entries.map((_, index) => index);
  random.shuffle(indices);
  for (const index of indices.slice(0, Math.round(entries.length * fraction))) {
    const entry = entries[index]!;
    const others = DEMO_CLASSES.filter((name) => name !== entry.trueClassName);
    entry.className = others[random.integer(others.length)]!;
  }
}

function numberWithinFolders(entries: DemoPlanEntry[]): void {
  const counts = new Map<string, number>();
  for (const entry of entries) {
    const folder = `${entry.split}/${entry.className}`;
    entry.ordinal = (counts.get(folder) ?? 0) + 1;
    counts.set(folder, entry.ordinal);
  }
}
