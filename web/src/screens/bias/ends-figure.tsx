/**
 * Models by their accuracy at both ends of the rankings: a point a model, the line of no gap, the least-squares line.
 * In: the response, a tag that stands out. Out: a figure whose points tick their model. Models without numbers are left out.
 */
import { useCallback, useMemo } from 'react';
import {
  type CategorizedModel,
  categorizeModels,
  listCategories,
  type ModelsResponse,
  placeLabels,
  tabulateModelEnds,
} from '../../../../src/protocol/index.js';
import { COLOURS } from '../../parts/colours.js';
import type { DrawFigure, FigureFrame, PlotModule } from '../../parts/drawn-figure.js';
import { buildGrid, buildShareAxis, HALO, ON_PAPER, SHARE_TICKS } from '../../parts/figure-axes.js';
import { formatPercent, formatPoints, formatQuantity } from '../../parts/format.js';
import { PlotFigure } from '../../parts/plot-figure.js';
import { buildCategoryScales } from './category-scales.js';

/** Two points always lie on a line; it says something from three on. */
const LEAST_FOR_LINE = 3;
/** More names would hide the points. */
const MOST_NAMES = 30;
const NAME_LIMIT = 26;
const FONT_SIZE = 12;
const RADIUS = 5;
const MARGINS = { marginLeft: 48, marginRight: 70, marginBottom: 44, marginTop: 26 };

interface EndsFigureProps {
  response: ModelsResponse;
  tag: string | undefined;
  /** Address of the page with this model ticked or no longer ticked. */
  toAddress: (model: string) => string;
}

type Measured = CategorizedModel & { x: number; y: number };

export function EndsFigure({ response, tag, toAddress }: EndsFigureProps) {
  const models = useMemo(() => listMeasured(response), [response]);
  const draw = useCallback<DrawFigure>(
    (plot, frame) => {
      const low = findLowest(models.flatMap(({ x, y }) => [x, y]));
      const scales = buildCategoryScales(listCategories(models));
      const hasCategories = 'symbol' in scales;
      return {
        ...MARGINS,
        ...scales,
        x: { ...buildShareAxis('x', 'accuracy, most spurious images'), domain: [low, 1] },
        y: { ...buildShareAxis('y', 'accuracy, least spurious images'), domain: [low, 1] },
        marks: [
          buildGrid(plot, 'x', SHARE_TICKS),
          buildGrid(plot, 'y', SHARE_TICKS),
          ...buildLines(plot, low, models.length < LEAST_FOR_LINE ? null : response.line),
          plot.dot(models, {
            x: 'x',
            y: 'y',
            r: RADIUS,
            fill: hasCategories ? 'category' : COLOURS.spurious,
            symbol: hasCategories ? 'category' : 'circle',
            fillOpacity: ({ tags }: Measured) => (tag === undefined || tags.includes(tag) ? 1 : 0.2),
            stroke: COLOURS.paper,
            href: ({ model }: Measured) => toAddress(model),
            ariaLabel: describe,
          }),
          ...buildNames(plot, toNamed(models, tag), low, frame),
          plot.tip(models, plot.pointer({ x: 'x', y: 'y', title: describe, ...ON_PAPER })),
        ],
      };
    },
    [models, response.line, tag, toAddress],
  );
  const below = models.filter(({ x, y }) => y < x).length;
  return (
    <PlotFigure
      label={`Accuracy on the least against the most spurious images: ${below} of ${formatQuantity(models.length, 'model')} do worse on the least spurious ones.`}
      draw={draw}
      height={380}
      content={{ name: 'model-ends', tabulate: () => tabulateModelEnds(response) }}
    />
  );
}

function listMeasured(response: ModelsResponse): Measured[] {
  return categorizeModels(response.models).flatMap((model) =>
    model.accuracyTop === null || model.accuracyBottom === null
      ? []
      : [{ ...model, x: model.accuracyTop, y: model.accuracyBottom }],
  );
}

/** The diagonal and, where there is one, the line that effective robustness is measured from. */
function buildLines(plot: PlotModule, low: number, line: ModelsResponse['line']) {
  return [
    plot.link([{}], { x1: low, y1: low, x2: 1, y2: 1, stroke: COLOURS.muted }),
    plot.text(['no gap'], { x: () => 1, y: () => 1, dx: 6, textAnchor: 'start', fill: COLOURS.muted }),
    line === null
      ? null
      : plot.link([line], {
          ...clipLine(line, low),
          stroke: COLOURS.core,
          strokeDasharray: '5 4',
          strokeWidth: 1.5,
        }),
  ];
}

/** Few models, or those with the tag. */
function toNamed(models: readonly Measured[], tag: string | undefined): readonly Measured[] {
  const named = models.length <= MOST_NAMES ? models : models.filter(({ tags }) => tags.includes(tag ?? ''));
  return named.length <= MOST_NAMES ? named : [];
}

/** Names, each where it lies over nothing else. */
function buildNames(plot: PlotModule, models: readonly Measured[], low: number, frame: FigureFrame) {
  const right = frame.width - MARGINS.marginLeft - MARGINS.marginRight;
  const bottom = frame.height - MARGINS.marginTop - MARGINS.marginBottom;
  const points = models.map(({ model, x, y }) => ({
    x: ((x - low) / (1 - low)) * right,
    y: ((1 - y) / (1 - low)) * bottom,
    name: model.length > NAME_LIMIT ? `${model.slice(0, NAME_LIMIT - 1)}…` : model,
  }));
  const room = { left: 0, right: right + MARGINS.marginRight, top: 0, bottom };
  return placeLabels(points, { ...room, fontSize: FONT_SIZE, radius: RADIUS }).map(
    ({ index, dx, dy, anchor }) =>
      plot.text([models[index]!], {
        ...HALO,
        x: 'x',
        y: 'y',
        text: () => points[index]!.name,
        dx,
        dy,
        textAnchor: anchor,
        fill: COLOURS.ink,
      }),
  );
}

function describe({ model, x, y, spuriousGap }: Measured): string {
  return `${model}\nmost spurious ${formatPercent(x)}, least ${formatPercent(y)}\ngap ${formatPoints(spuriousGap)}`;
}

/** A tenth below the lowest accuracy, so that no point lies on the frame. */
function findLowest(accuracies: readonly number[]): number {
  return Math.max(0, Math.floor(Math.min(1, ...accuracies) * 10 - 0.5) / 10);
}

/** The part of the line inside the frame. */
function clipLine({ slope, intercept }: { slope: number; intercept: number }, low: number) {
  const toY = (x: number) => intercept + slope * x;
  const toX = (y: number) => (y - intercept) / slope;
  const crossings = slope === 0 ? [low, 1] : [toX(low), toX(1)];
  const start = Math.max(low, Math.min(...crossings));
  const end = Math.min(1, Math.max(...crossings));
  return { x1: start, y1: toY(start), x2: end, y2: toY(end) };
}
