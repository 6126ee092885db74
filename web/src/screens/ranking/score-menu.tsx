/**
 * The strip of scores as a figure to keep: with axes and a legend, which the strip on the page does without.
 * In: the rows, what each counts as, how the strip is drawn. Out: a menu that saves it.
 */
import type { FigureTable } from '../../../../src/protocol/index.js';
import type { DrawFigure } from '../../parts/drawn-figure.js';
import { FigureMenu } from '../../parts/figure-menu.js';
import type { RankedImage } from './ranked-images.js';

/** What colour an image is counted in. */
export const STATES = ['right', 'wrong', 'filtered out'] as const;
export type ImageState = (typeof STATES)[number];
type ToState = (row: RankedImage) => ImageState;

const WIDTH = 640;
const HEIGHT = 220;
const MARGINS = { marginLeft: 44, marginRight: 16, marginTop: 26, marginBottom: 42 };

export function createStates(shown: readonly RankedImage[]): ToState {
  const isShown = new Set(shown);
  return (row) => (isShown.has(row) ? (row.isWrong ? 'wrong' : 'right') : 'filtered out');
}

interface ScoreMenuProps {
  rows: readonly RankedImage[];
  toState: ToState;
  /** "Spuriosity", "Activation of feature 243". */
  scoreTitle: string;
  /** The strip. */
  draw: DrawFigure;
}

export function ScoreMenu({ rows, toState, scoreTitle, draw }: ScoreMenuProps) {
  const drawAlone: DrawFigure = (plot, frame) => {
    const strip = draw(plot, frame);
    return {
      ...strip,
      ...MARGINS,
      x: { ...strip.x, label: scoreTitle.toLowerCase(), labelAnchor: 'center', labelArrow: 'none' },
      y: { label: 'images', labelArrow: 'none', ticks: 5 },
      color: { ...strip.color, legend: true },
    };
  };
  return (
    <FigureMenu
      title={scoreTitle}
      content={{ name: 'ranking-scores', tabulate: () => tabulateScores(rows, toState) }}
      toDrawing={() => ({
        label: `How many images have which ${scoreTitle.toLowerCase()}`,
        draw: drawAlone,
        height: HEIGHT,
        width: WIDTH,
        legend: null,
      })}
    />
  );
}

/** The least first. */
function tabulateScores(rows: readonly RankedImage[], toState: ToState): FigureTable {
  return {
    columns: ['rank', 'image', 'score', 'state'],
    rows: rows.map((row) => [row.rank, row.path, row.score, toState(row)]),
  };
}
