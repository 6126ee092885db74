/**
 * Which colour each point of the map has, and what colours mean.
 * In: the map, how to colour it. Out: a palette with words, and each point's place in it. Earlier colours are drawn below later ones.
 */

import { toFigureColour } from '../../../../src/figures/index.js';
import type { MapResponse } from '../../../../src/protocol/index.js';
import type { Colouring } from './map-search.js';

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
const CLASS_COLOURS = [
  '#4269d0',
  '#efb118',
  '#ff725c',
  '#3ca951',
  '#a463f2',
  '#9c6b4e',
  '#6cc5b0',
  '#e377c2',
];
export const MOST_COLOURED_CLASSES = CLASS_COLOURS.length;

const FAINT: string = `color-mix(in oklab, ${toFigureColour('muted')} 35%, ${toFigureColour('paper')})`;
const MIDDLE: string = `color-mix(in oklab, ${toFigureColour('muted')} 60%, ${toFigureColour('paper')})`;
/** Shares of the end's colour, from the middle outwards. */
const STRENGTHS = [0, 35, 70, 100] as const;
/** Spuriosity that one step of colour stands for. */
const STEP = 0.6;

export function colourPoints(
  map: MapResponse,
  colouring: Colouring,
  classes: readonly ClassTitle[],
): PointColours {
  if (colouring === 'class') return colourByClass(map, classes);
  return colouring === 'error' ? colourByError(map) : colourBySpuriosity(map);
}

export interface ClassTitle {
  classIndex: number;
  title: string;
}

function colourBySpuriosity({ spuriosity }: MapResponse): PointColours {
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

function colourByClass({ classIndex }: MapResponse, classes: readonly ClassTitle[]): PointColours {
  const toneOfClass = new Map(classes.map(({ classIndex }, place) => [classIndex, place + 1]));
  return {
    tones: [
      { colour: FAINT, title: 'other classes' },
      ...classes.map(({ title }, place) => ({
        colour: CLASS_COLOURS[place % MOST_COLOURED_CLASSES]!,
        title,
      })),
    ],
    toneOfPoint: Uint8Array.from(classIndex, (index) => toneOfClass.get(index) ?? 0),
  };
}

function colourByError({ isCorrect }: MapResponse): PointColours {
  return {
    tones: [
      { colour: FAINT, title: 'not measured' },
      { colour: MIDDLE, title: 'right' },
      { colour: toFigureColour('wrong'), title: 'wrong' },
    ],
    toneOfPoint: Uint8Array.from(isCorrect, (correct) => (correct === null ? 0 : correct ? 1 : 2)),
  };
}
