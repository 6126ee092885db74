/**
 * How the gap of each model spreads over the classes.
 * In: a study of models, names of classes, where a class leads. Out: a figure, a row a model: a point or a box for the classes.
 */
import * as Plot from '@observablehq/plot';
import type { GapEstimate, ModelStudy } from '../../protocol/index.js';
import { formatGap, formatQuantity } from '../../words/index.js';
import { toFigureColour } from '../palette.js';
import { findStudyGap, type NameOfClass } from '../tables/index.js';
import type { Figure, Look } from './figure.js';
import {
  buildGridX,
  buildLinks,
  buildPointsAxis,
  buildTip,
  computeGapDomain,
  countTicks,
  fitNames,
  ZERO_LINE,
} from './layout/frame.js';

/** Boxes say more than points beyond this many classes. */
const MOST_POINTS = 60;
/** Rows are lower beyond this many models. */
const MOST_HIGH_ROWS = 14;
const HIGH_ROW = 30;
const LOW_ROW = 18;
const NAME_LIMIT = 22;

interface Point extends GapEstimate {
  model: string;
  classIndex: number;
}

/** Draws the classes of every model with a gap, the most biased on top; the bar is its mean, the line through it the mean's interval. */
export function buildGapSpreadFigure(
  study: ModelStudy,
  nameOf: NameOfClass,
  look: Look,
  toAddress?: (classIndex: number) => string,
): Figure {
  const models = study.models
    .flatMap(({ model, spuriousGap, interval }) =>
      spuriousGap === null || interval === null ? [] : [{ model, spuriousGap, ...interval }],
    )
    .sort((a, b) => b.spuriousGap - a.spuriousGap);
  const points = listPoints(study);
  const names = models.map(({ model }) => model);
  const { labels, margin } = fitNames(names, look.width, NAME_LIMIT);
  const ticks = countTicks(look.width - margin);
  const isHigh = models.length <= MOST_HIGH_ROWS;
  const describe = ({ model, classIndex, gap, interval }: Point) =>
    `${nameOf(classIndex)}, ${model}: ${formatGap(gap, interval)}`;
  const links = buildLinks(toAddress && (({ classIndex }: Point) => toAddress(classIndex)), describe);
  const hasPoints = study.classes.length <= MOST_POINTS;
  return {
    title: 'Gaps over the classes, per model',
    description: `${formatQuantity(study.classes.length, 'class')}, a row for each of ${formatQuantity(models.length, 'model')}; the bar is the mean, the line through it its 95% interval.`,
    options: {
      width: look.width,
      height: models.length * (isHigh ? HIGH_ROW : LOW_ROW) + (isHigh ? 60 : 80),
      marginLeft: margin,
      marginRight: 16,
      marginTop: isHigh ? 12 : 36,
      marginBottom: 44,
      x: {
        ...buildPointsAxis('x', 'gap of a class, points', ticks),
        axis: isHigh ? 'bottom' : 'both',
        domain: computeGapDomain(points.map(({ gap }) => gap)),
      },
      y: {
        label: null,
        domain: names,
        tickFormat: (_name: string, row: number) => labels[row]!,
        tickSize: 0,
        padding: 0.25,
      },
      marks: [
        buildGridX(ticks),
        Plot.ruleX([0], ZERO_LINE),
        ...(hasPoints ? [buildPoints(points, links)] : [buildBoxes(points)]),
        Plot.link(models, {
          x1: 'low',
          x2: 'high',
          y: 'model',
          stroke: toFigureColour('core'),
          strokeWidth: 2,
        }),
        Plot.tickX(models, {
          x: 'spuriousGap',
          y: 'model',
          stroke: toFigureColour('core'),
          strokeWidth: 3,
        }),
        ...(hasPoints ? buildTip(look, points, { x: 'gap', y: 'model', title: describe }) : []),
      ],
    },
  };
}

function listPoints(study: ModelStudy): Point[] {
  return study.models.flatMap(({ model }, place) =>
    study.classes.flatMap((classIndex, column) => {
      const estimate = findStudyGap(study, place, column);
      return estimate === null ? [] : [{ model, classIndex, ...estimate }];
    }),
  );
}

function buildBoxes(points: readonly Point[]): Plot.Markish {
  return Plot.boxX(points, {
    x: 'gap',
    y: 'model',
    fill: toFigureColour('mutedSoft'),
    stroke: 'currentColor',
    r: 1.5,
  });
}

function buildPoints(points: readonly Point[], links: ReturnType<typeof buildLinks>): Plot.Markish {
  return Plot.dot(points, {
    x: 'gap',
    y: 'model',
    r: 4.5,
    fill: toFigureColour('spurious'),
    fillOpacity: 0.55,
    stroke: toFigureColour('paper'),
    ...links,
  });
}
