/**
 * What the plot shows: points in their colours, those that are chosen, the circled area. In: the plot, all that. Out: whether
 * points have been drawn.
 */
import { useEffect, useMemo, useState } from 'react';
import { toFigureColour } from '../../../../../src/figures/index.js';
import type { Point, Points, Projection } from '../plane.js';
import type { PointColours } from '../point-colours.js';
import type { Plot } from './plot.js';
import { type Rgb, resolveColours } from './plot-colours.js';
import { orderByTone, sizeTones } from './point-looks.js';

export interface PlotPoints {
  points: Points;
  projection: Projection;
  colours: PointColours;
  isShown: (place: number) => boolean;
  area: readonly Point[] | null;
  /** Places of the points in the area. */
  inside: readonly number[];
}

const LINE_WIDTH = 2;

/** `scheme` changes what the variables in the colours hold. */
export function usePlotPoints(plot: Plot | null | undefined, scheme: string, props: PlotPoints): boolean {
  const { points, projection, colours, isShown, area, inside } = props;
  const [isDrawn, setDrawn] = useState(false);
  // The library refuses to draw while it draws.
  const queue = useMemo(() => ({ end: Promise.resolve() }), [plot]);

  const places = useMemo(() => placePoints(points, projection), [points, projection]);
  const order = useMemo(() => orderByTone(colours.toneOfPoint), [colours]);

  useEffect(() => {
    if (!plot) return;
    const [paper, ink, ...fills] = resolveColours(
      [toFigureColour('paper'), toFigureColour('ink'), ...colours.tones.map(({ colour }) => colour)],
      plot.get('canvas').parentElement!,
    );
    return enqueue(queue, async () => {
      void plot.set({
        backgroundColor: paper!,
        lassoColor: ink!,
        pointColor: fills,
        ...eachTone(fills, ink!),
        pointSize: sizeTones(fills.length, order.length),
        pointOrder: order,
      });
      await plot.draw(
        { ...places, valueA: colours.toneOfPoint },
        { zDataType: 'categorical', filter: order.filter(isShown) },
      );
      setDrawn(true);
    });
  }, [plot, queue, places, colours, order, isShown, scheme]);

  useEffect(() => {
    if (!plot) return;
    return enqueue(queue, async () => plot.select([...inside], { preventEvent: true }));
  }, [plot, queue, inside, colours, isShown]);

  useEffect(() => {
    if (!plot) return;
    const [lineColor] = resolveColours([toFigureColour('ink')], plot.get('canvas').parentElement!);
    const corners = area?.map(([x, y]) => projection.toPlot(x, y));
    void plot.drawAnnotations(
      corners === undefined
        ? []
        : [{ vertices: [...corners, corners[0]!], lineColor: lineColor!, lineWidth: LINE_WIDTH }],
    );
  }, [plot, area, projection, scheme]);

  return isDrawn;
}

function placePoints(points: Points, { toPlot }: Projection): { x: number[]; y: number[] } {
  const places = Array.from(points.x, (x, place) => toPlot(x, points.y[place]!));
  return { x: places.map(([x]) => x), y: places.map(([, y]) => y) };
}

/** Points that are chosen keep their colours. The library takes a colour for each tone here, and its types do not know that. */
function eachTone(fills: readonly Rgb[], ink: Rgb): object {
  return { pointColorActive: fills, pointColorHover: fills.map(() => ink) };
}

/** Runs `step` after those before it, unless the returned function is called first. */
function enqueue(queue: { end: Promise<void> }, step: () => Promise<void>): () => void {
  let isStale = false;
  queue.end = queue.end.then(() => (isStale ? undefined : step()));
  return () => {
    isStale = true;
  };
}
