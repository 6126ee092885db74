/** What people point at, click and circle in the plot. In: the plot. Out: places of points, areas in the map's own coordinates. */
import { useEffect, useRef } from 'react';
import { MOST_CORNERS } from '../map-search.js';
import { type Point, type Projection, simplifyArea } from '../plane.js';
import type { Plot } from './plot.js';

export interface PlotEvents {
  projection: Projection;
  /** Places of the points in the area. */
  inside: readonly number[];
  /** Point under the pointer and the pixel that it is at; -1 for none. */
  onPoint: (place: number, pixel: Point) => void;
  onOpen: (place: number) => void;
  onArea: (area: Point[]) => void;
  /** The area while it is being circled; null at its end. */
  onCircling: (area: readonly Point[] | null) => void;
}

export function usePlotEvents(plot: Plot | null | undefined, events: PlotEvents): void {
  const latest = useRef(events);
  latest.current = events;
  useEffect(() => {
    if (!plot) return;
    let isCircling = false;
    // The library's types take the corners for numbers.
    const toCorners = (coordinates: unknown) =>
      (coordinates as Point[]).map(([x, y]) => latest.current.projection.toMap(x, y));
    const point = () => {
      const place = plot.get('hoveredPoint') ?? -1;
      latest.current.onPoint(place, (place >= 0 && plot.getScreenPosition(place)) || [0, 0]);
    };
    const subscriptions = [
      plot.subscribe('pointOver', point),
      plot.subscribe('pointOut', () => latest.current.onPoint(-1, [0, 0])),
      // The point under the pointer moves with the map.
      plot.subscribe('view', point),
      plot.subscribe('lassoStart', () => {
        isCircling = true;
      }),
      // A circle chooses, too: the points in it, of which the area tells.
      plot.subscribe('select', ({ points }) => {
        if (!isCircling && points.length === 1) latest.current.onOpen(points[0]!);
      }),
      plot.subscribe('lassoExtend', ({ coordinates }) => latest.current.onCircling(toCorners(coordinates))),
      plot.subscribe('lassoEnd', ({ coordinates }) => {
        isCircling = false;
        const { inside, onArea, onCircling } = latest.current;
        const corners = toCorners(coordinates);
        onCircling(null);
        if (corners.length > 2) onArea(simplifyArea(corners, MOST_CORNERS));
        else plot.select([...inside], { preventEvent: true });
      }),
    ];
    return () => {
      for (const subscription of subscriptions) plot.unsubscribe(subscription as never);
    };
  }, [plot]);
}
