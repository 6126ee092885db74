/**
 * Opens the plot when its canvas is there, and loads what draws it only then. In: the canvas. Out: the plot; undefined until it is
 * open, null where the browser cannot draw it.
 */
import { type RefObject, useEffect, useState } from 'react';
import type { Plot } from './plot.js';

export function usePlot(canvas: RefObject<HTMLCanvasElement | null>): Plot | null | undefined {
  const [plot, setPlot] = useState<Plot | null>();
  useEffect(() => {
    let isGone = false;
    let opened: Plot | null = null;
    loadPlot()
      .then((open) => {
        if (isGone || canvas.current === null) return;
        opened = open(canvas.current);
        setPlot(opened);
      })
      .catch(() => {
        if (!isGone) setPlot(null);
      });
    return () => {
      isGone = true;
      opened?.destroy();
      setPlot(undefined);
    };
  }, [canvas]);
  return plot;
}

async function loadPlot(): Promise<(canvas: HTMLCanvasElement) => Plot | null> {
  const [{ openPlot }, { default: functions }] = await Promise.all([
    import('./plot.js'),
    import('./regl-functions.js'),
  ]);
  return (canvas) => openPlot(canvas, functions);
}
