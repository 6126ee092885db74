/**
 * Models by their accuracy at both ends of the rankings: a point a model, the line of no gap, the least-squares line.
 * In: the response, a tag that stands out. Out: a figure whose points tick their model. Models without numbers are left out.
 */
import { useCallback, useMemo } from 'react';
import type { ModelsResponse } from '../../../../src/protocol/index.js';
import { COLOURS } from '../../parts/colours.js';
import { formatPercent, formatPoints, formatQuantity } from '../../parts/format.js';
import { type DrawFigure, PlotFigure } from '../../parts/plot-figure.js';
import { buildCategoryScales, categorizeModels, listCategories } from './model-categories.js';

/** Two points always lie on a line; it says something from three on. */
const LEAST_FOR_LINE = 3;
/** More names would lie over each other. */
const MOST_NAMES = 12;
const HEIGHT = 380;

interface EndsFigureProps {
  response: ModelsResponse;
  tag: string | undefined;
  /** Address of the page with this model ticked or no longer ticked. */
  toAddress: (model: string) => string;
}

export function EndsFigure({ response, tag, toAddress }: EndsFigureProps) {
  const models = useMemo(() => listMeasured(response), [response]);
  const draw = useCallback<DrawFigure>(
    (plot) => {
      const low = findLowest(models.flatMap(({ x, y }) => [x, y]));
      const line = models.length >= LEAST_FOR_LINE ? response.line : null;
      const scales = buildCategoryScales(listCategories(models));
      const hasCategories = 'symbol' in scales;
      const axis = { domain: [low, 1], ticks: 5, tickFormat: (share: number) => formatPercent(share) };
      const labels = joinNames(
        models.length <= MOST_NAMES ? models : models.filter(({ tags }) => tags.includes(tag ?? '')),
      );
      return {
        marginLeft: 48,
        marginRight: 70,
        marginBottom: 44,
        marginTop: 26,
        ...scales,
        x: { ...axis, label: 'accuracy, most spurious images', labelAnchor: 'center', labelArrow: 'none' },
        y: { ...axis, label: 'accuracy, least spurious images', labelArrow: 'none', labelAnchor: 'top' },
        marks: [
          plot.gridX({ stroke: COLOURS.rule, strokeOpacity: 1 }),
          plot.gridY({ stroke: COLOURS.rule, strokeOpacity: 1 }),
          plot.link([{}], { x1: low, y1: low, x2: 1, y2: 1, stroke: COLOURS.muted }),
          plot.text(['no gap'], { x: () => 1, y: () => 1, dx: 6, textAnchor: 'start', fill: COLOURS.muted }),
          line &&
            plot.link([line], {
              ...clipLine(line, low),
              stroke: COLOURS.core,
              strokeDasharray: '5 4',
              strokeWidth: 1.5,
            }),
          plot.text(labels, {
            x: 'x',
            y: 'y',
            text: 'model',
            dx: 9,
            textAnchor: 'start',
            fill: COLOURS.ink,
            stroke: COLOURS.paper,
            strokeWidth: 4,
          }),
          plot.dot(models, {
            x: 'x',
            y: 'y',
            r: 5,
            fill: hasCategories ? 'category' : COLOURS.spurious,
            symbol: hasCategories ? 'category' : 'circle',
            fillOpacity: ({ tags }) => (tag === undefined || tags.includes(tag) ? 1 : 0.2),
            stroke: COLOURS.paper,
            href: ({ model }) => toAddress(model),
            ariaLabel: describe,
          }),
          plot.tip(models, plot.pointer({ x: 'x', y: 'y', title: describe, fill: COLOURS.paper })),
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
      height={HEIGHT}
    />
  );
}

function listMeasured(response: ModelsResponse) {
  return categorizeModels(response.models).flatMap((model) =>
    model.accuracyTop === null || model.accuracyBottom === null
      ? []
      : [{ ...model, x: model.accuracyTop, y: model.accuracyBottom }],
  );
}

/** One label for all models of the same place. */
function joinNames(models: readonly { model: string; x: number; y: number }[]) {
  const places = new Map<string, { model: string; x: number; y: number }>();
  for (const { model, x, y } of models) {
    const place = `${x} ${y}`;
    const name = [places.get(place)?.model, model].filter(Boolean).join(', ');
    places.set(place, { model: name, x, y });
  }
  return [...places.values()];
}

function describe(model: { model: string; x: number; y: number; spuriousGap: number | null }): string {
  return `${model.model}\nmost spurious ${formatPercent(model.x)}, least ${formatPercent(model.y)}\ngap ${formatPoints(model.spuriousGap)}`;
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
