/**
 * What of the map the plot's camera sees. In: the plot, the frame, the view. Out: the camera follows the view, and the view
 * follows the camera when it is dragged or magnified.
 */
import { useEffect, useMemo, useRef } from 'react';
import { isSameView, MOST_ZOOM, type Projection, type View } from '../plane.js';
import type { Plot } from './plot.js';

export interface PlotView {
  projection: Projection;
  /** Distance of the camera from which everything is in sight. */
  wholeDistance: number;
  view: View;
  onView: (view: View) => void;
}

/** `isDrawn`: the plot has points; before that its camera's moves have no effect on what is near the pointer. */
export function usePlotView(plot: Plot | null | undefined, isDrawn: boolean, props: PlotView): void {
  const { projection, wholeDistance, view } = props;
  const latest = useRef(props);
  latest.current = props;
  // The camera has gone on when a view that it reported comes back.
  const reported = useMemo(() => new WeakSet<View>(), [plot, wholeDistance, isDrawn]);

  useEffect(() => {
    if (!plot || reported.has(view)) return;
    const camera = plot.get('camera');
    camera.setScaleBounds([1 / wholeDistance, MOST_ZOOM / wholeDistance]);
    void plot.zoomToLocation(projection.toPlot(view.x, view.y), wholeDistance / view.zoom);
  }, [plot, view, projection, wholeDistance, reported]);

  useEffect(() => {
    if (!plot) return;
    const moved = plot.subscribe('view', ({ camera }) => {
      const { projection, wholeDistance, view, onView } = latest.current;
      const [x, y] = projection.toMap(camera.target[0], camera.target[1]);
      const seen: View = { x, y, zoom: wholeDistance / camera.distance[0] };
      if (isSameView(seen, view)) return;
      reported.add(seen);
      onView(seen);
    });
    return () => plot.unsubscribe(moved);
  }, [plot, reported]);
}
