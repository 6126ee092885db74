/** The element that the map is drawn on, as keyboard and screen reader know it. In: what it is, what draws on it. Out: a canvas whose arrow keys move the map. */
import type { ComponentProps, KeyboardEvent, RefObject } from 'react';
import type { Point } from '../plane.js';
import classes from './map-canvas.module.css';

/** What each key moves the map by, in pixels to the right and upwards. */
const KEY_STEPS: Record<string, Point> = {
  ArrowLeft: [60, 0],
  ArrowRight: [-60, 0],
  ArrowUp: [0, -60],
  ArrowDown: [0, 60],
};

interface MapSurfaceProps extends ComponentProps<'canvas'> {
  canvas: RefObject<HTMLCanvasElement | null>;
  /** What the map shows, in a sentence. */
  label: string;
  isLasso: boolean;
  isDrawn: boolean;
  /** Pixels to the right and upwards. */
  onMove: (step: Point) => void;
}

export function MapSurface({ canvas, label, isLasso, isDrawn, onMove, ...listeners }: MapSurfaceProps) {
  /** The other keys of the map hold on the whole page. */
  const move = (event: KeyboardEvent) => {
    const step = event.ctrlKey || event.metaKey || event.altKey ? undefined : KEY_STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    onMove(step);
  };
  return (
    // biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: keys move the map; this role hands them on.
    <canvas
      ref={canvas}
      className={classes.canvas}
      data-lasso={isLasso || undefined}
      role="application"
      aria-roledescription="map"
      aria-label={`${label} Arrow keys move it.`}
      aria-busy={!isDrawn}
      tabIndex={0}
      onKeyDown={move}
      {...listeners}
    />
  );
}
