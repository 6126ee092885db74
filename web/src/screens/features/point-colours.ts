/**
 * Which colour each point of the map has, and what colours mean.
 * In: the map, how to colour it. Out: a palette with words, and each point's place in it. Earlier colours are drawn below later ones.
 */

import { toFigureColour } from '../../../../src/figures/index.js';
import type { ImageMarksResponse, MapGroups, MapResponse } from '../../../../src/protocol/index.js';
import { formatDecimal } from '../../../../src/words/index.js';

export interface Tone {
  /** CSS colour, variables allowed. */
  colour: string;
  /** Null for the steps between two named ones. */
  title: string | null;
}

export interface PointColours {
  tones: Tone[];
  /** Place in `tones`, parallel to the map's points. */
  toneOfPoint: Uint8Array;
}

/** Told apart at a glance; the same in both colour schemes. */
const COLOURS = ['#4269d0', '#efb118', '#ff725c', '#3ca951', '#a463f2', '#9c6b4e', '#6cc5b0', '#e377c2'];
export const MOST_COLOURED = COLOURS.length;

const FAINT: string = `color-mix(in oklab, ${toFigureColour('muted')} 35%, ${toFigureColour('paper')})`;
const MIDDLE: string = `color-mix(in oklab, ${toFigureColour('muted')} 60%, ${toFigureColour('paper')})`;
/** Shares of the end's colour, from the middle outwards. */
const STRENGTHS = [0, 35, 70, 100] as const;
/** Spuriosity that one step of colour stands for. */
const STEP = 0.6;

const ACTIVATION_STEPS = 7;
/** Share of the images that fire more strongly than the colours tell apart: a few would leave all others pale. */
const ABOVE_SCALE = 0.01;

/** What tells points apart by a colour each: classes, values of a column, tags. */
export interface PointNames {
  /** Those past `MOST_COLOURED` have no colour and count to the others. */
  titles: readonly string[];
  /** Place in `titles`, parallel to the map's points; -1 for the others. */
  placeOfPoint: ArrayLike<number>;
  /** What the others are called. */
  others: string;
}

export function nameByClass(
  map: MapResponse,
  classes: readonly { classIndex: number; title: string }[],
): PointNames {
  const places = new Map(classes.map(({ classIndex }, place) => [classIndex, place]));
  return {
    titles: classes.map(({ title }) => title),
    placeOfPoint: map.classIndex.map((index) => places.get(index) ?? -1),
    others: 'other classes',
  };
}

export function nameByGroup({ values, valueOfPoint }: MapGroups): PointNames {
  const others = values.length > MOST_COLOURED ? 'other values' : 'no value';
  return { titles: values, placeOfPoint: valueOfPoint, others };
}

/** An image with several tags counts to the one that most images have. */
export function nameByTag(map: MapResponse, tags: ImageMarksResponse['tags']): PointNames {
  const byCount = [...tags].sort((a, b) => b.images.length - a.images.length);
  const placeOfImage = new Map<number, number>();
  byCount.forEach(({ images }, place) => {
    for (const image of images) if (!placeOfImage.has(image)) placeOfImage.set(image, place);
  });
  return {
    titles: byCount.map(({ tag }) => tag),
    placeOfPoint: map.images.map((image) => placeOfImage.get(image) ?? -1),
    others: byCount.length > MOST_COLOURED ? 'other tags, or none' : 'no tag',
  };
}

export function colourBySpuriosity({ spuriosity }: MapResponse): PointColours {
  const steps = STRENGTHS.length - 1;
  const tones: Tone[] = [{ colour: FAINT, title: 'class without a cue' }];
  for (let step = -steps; step <= steps; step++) {
    const end = step < 0 ? toFigureColour('core') : toFigureColour('spurious');
    const title = step === -steps ? 'least spurious' : step === steps ? 'most spurious' : null;
    tones.push({
      colour: `color-mix(in oklab, ${end} ${STRENGTHS[Math.abs(step)]}%, ${MIDDLE})`,
      title,
    });
  }
  return {
    tones,
    toneOfPoint: Uint8Array.from(spuriosity, (score) =>
      score === null ? 0 : 1 + steps + Math.max(-steps, Math.min(steps, Math.round(score / STEP))),
    ),
  };
}

/** Steps of equal width from the weakest activation to the one that a hundredth of the images pass; `activations` null: not read yet. */
export function colourByActivation(activations: readonly number[] | null, count: number): PointColours {
  if (activations === null)
    return { tones: [{ colour: FAINT, title: 'being read …' }], toneOfPoint: new Uint8Array(count) };
  const sorted = Float64Array.from(activations).sort();
  const low = sorted[0] ?? 0;
  const high = sorted[Math.floor((sorted.length - 1) * (1 - ABOVE_SCALE))] ?? 0;
  const last = ACTIVATION_STEPS - 1;
  const toTitle = (step: number) => {
    if (step === 0) return `weakest, ${formatDecimal(low, 2)}`;
    return step === last ? `strongest, from ${formatDecimal(high, 2)}` : null;
  };
  return {
    tones: Array.from({ length: ACTIVATION_STEPS }, (_, step) => ({
      colour: `color-mix(in oklab, ${toFigureColour('spurious')} ${Math.round((step / last) * 100)}%, ${FAINT})`,
      title: toTitle(step),
    })),
    toneOfPoint: Uint8Array.from(activations, (value) =>
      high > low ? Math.min(last, Math.floor(((value - low) / (high - low)) * last)) : 0,
    ),
  };
}

export function colourByName({ titles, placeOfPoint, others }: PointNames): PointColours {
  const named = titles.slice(0, MOST_COLOURED);
  return {
    tones: [
      { colour: FAINT, title: others },
      ...named.map((title, place) => ({ colour: COLOURS[place]!, title })),
    ],
    toneOfPoint: Uint8Array.from(placeOfPoint, (place) => (place < named.length ? place + 1 : 0)),
  };
}

export function colourByError({ isCorrect }: Pick<MapResponse, 'isCorrect'>): PointColours {
  return {
    tones: [
      { colour: FAINT, title: 'not measured' },
      { colour: MIDDLE, title: 'right' },
      { colour: toFigureColour('wrong'), title: 'wrong' },
    ],
    toneOfPoint: Uint8Array.from(isCorrect, (correct) => (correct === null ? 0 : correct ? 1 : 2)),
  };
}
