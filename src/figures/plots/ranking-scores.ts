/**
 * How the scores of a ranking are distributed, and which of its images are right.
 * In: images with score and state, the range of scores. Out: a strip to point at, or the same as a figure that stands alone.
 */
import * as Plot from '@observablehq/plot';
import { formatDecimal, formatQuantity } from '../../words/index.js';
import { toFigureColour } from '../palette.js';
import { IMAGE_STATES, type ImageState, type RankedScore, STRIP_SIDE } from '../tables/index.js';
import type { Figure, Look } from './figure.js';
import { buildGridY } from './layout/frame.js';
import { buildLegend } from './layout/series.js';

const BIN_COUNT = 60;
const STRIP_HEIGHT = 76;
const FRAME_HEIGHT = 150;
const MARGINS = { marginLeft: 44, marginRight: 16, marginBottom: 42 };
const MARGIN_TOP = 26;
const COLOUR_OF_STATE: Readonly<Record<ImageState, string>> = {
  right: toFigureColour('core'),
  wrong: toFigureColour('wrong'),
  'filtered out': toFigureColour('mutedSoft'),
};

/** Of bins, which the transform makes by state: it groups by no channel that has its own scale. */
const COLOURS: Plot.ScaleOptions = {
  type: 'ordinal',
  domain: IMAGE_STATES,
  range: IMAGE_STATES.map((state) => COLOUR_OF_STATE[state]),
};

interface Scores {
  scores: readonly RankedScore[];
  domain: [low: number, high: number];
  /** "Spuriosity", "Activation of feature 243". */
  title: string;
}

/** Draws bins of scores without counts, as low as a strip above a ranking. */
export function buildScoreStripFigure(ranking: Scores, look: Look): Figure {
  return {
    ...describeScores(ranking),
    options: {
      width: look.width,
      height: STRIP_HEIGHT,
      marginLeft: STRIP_SIDE,
      marginRight: STRIP_SIDE,
      marginTop: 2,
      marginBottom: 20,
      x: { ...buildScoreAxis(ranking, look), label: null },
      y: { axis: null },
      color: COLOURS,
      marks: buildBins(ranking),
    },
  };
}

/** Draws the same with axes and a legend. */
export function buildScoreFigure(ranking: Scores, look: Look): Figure {
  const legend = buildLegend(
    IMAGE_STATES.map((state) => ({ name: state, colour: COLOUR_OF_STATE[state], symbol: 'square' as const })),
    { width: look.width, outdent: MARGINS.marginLeft - 8, lift: 4 },
  );
  const marginTop = MARGIN_TOP + legend.height;
  return {
    ...describeScores(ranking),
    options: {
      width: look.width,
      height: marginTop + FRAME_HEIGHT + MARGINS.marginBottom,
      marginTop,
      ...MARGINS,
      x: buildScoreAxis(ranking, look),
      y: { label: 'images', labelArrow: 'none', ticks: 5 },
      color: COLOURS,
      marks: [buildGridY(), ...buildBins(ranking), ...legend.marks],
    },
  };
}

function describeScores({ scores, title }: Scores) {
  const counts = IMAGE_STATES.map((state) => {
    const count = scores.filter((one) => one.score !== null && one.state === state).length;
    return `${count} ${state}`;
  });
  return {
    title: `How many images have which ${title.toLowerCase()}`,
    description: `${formatQuantity(scores.length, 'image')}: ${counts.join(', ')}.`,
  };
}

function buildScoreAxis({ domain, title }: Scores, { width }: Look): Plot.ScaleOptions {
  return {
    domain,
    label: title.toLowerCase(),
    labelAnchor: 'center',
    labelArrow: 'none',
    ticks: width / 90,
    tickFormat: (score: number) => formatDecimal(score, 1),
  };
}

function buildBins({ scores, domain }: Scores): Plot.Markish[] {
  return [
    Plot.rectY(
      scores.filter(({ score }) => score !== null),
      Plot.binX<Plot.RectYOptions>(
        { y: 'count' },
        {
          x: 'score',
          fill: ({ state }: RankedScore) => state,
          order: [...IMAGE_STATES],
          thresholds: BIN_COUNT,
          domain,
          insetLeft: 0.5,
          insetRight: 0.5,
        },
      ),
    ),
    Plot.ruleY([0], { stroke: toFigureColour('rule') }),
  ];
}
