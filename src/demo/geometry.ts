/**
 * Points, the box around them, and numbers as SVG writes them.
 * In: numbers. Out: numbers and path text. Knows nothing of what is drawn.
 */

export interface Point {
  x: number;
  y: number;
}

/** The box around everything drawn so far; y grows downwards. */
export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** The smallest upright box around the points; infinite for none. */
export function computeBox(points: readonly Point[]): Box {
  const xs = points.map((point) => point.x);
  const ys = points.map((point) => point.y);
  return { left: Math.min(...xs), top: Math.min(...ys), right: Math.max(...xs), bottom: Math.max(...ys) };
}

/** Turns a point about the origin; positive degrees lift what lies to the right. */
export function rotatePoint({ x, y }: Point, degrees: number): Point {
  const radians = (-degrees * Math.PI) / 180;
  const cosine = Math.cos(radians);
  const sine = Math.sin(radians);
  return { x: x * cosine - y * sine, y: x * sine + y * cosine };
}

/** "x,y x,y …" with one decimal, which is a tenth of a pixel at most. */
export function formatPoints(points: readonly Point[]): string {
  return points.map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ');
}

/**
 * Outline of a stroke whose width goes evenly from `widths[0]` to `widths[1]` along a cubic Bézier curve.
 * Closed polygon, one side there and the other back.
 */
export function computeTaperedCurve(
  curve: readonly [Point, Point, Point, Point],
  widths: readonly [number, number],
): Point[] {
  const there: Point[] = [];
  const back: Point[] = [];
  const stepCount = 14;
  for (let step = 0; step <= stepCount; step++) {
    const t = step / stepCount;
    const at = computeBezier(curve, t);
    const ahead = computeBezier(curve, t + 0.01);
    const length = Math.hypot(ahead.x - at.x, ahead.y - at.y) || 1;
    const half = (widths[0] + (widths[1] - widths[0]) * Math.sqrt(t)) / 2;
    const normal = { x: (-(ahead.y - at.y) / length) * half, y: ((ahead.x - at.x) / length) * half };
    there.push({ x: at.x + normal.x, y: at.y + normal.y });
    back.unshift({ x: at.x - normal.x, y: at.y - normal.y });
  }
  return [...there, ...back];
}

function computeBezier([a, b, c, d]: readonly [Point, Point, Point, Point], t: number): Point {
  const s = 1 - t;
  const weights = [s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t] as const;
  return {
    x: weights[0] * a.x + weights[1] * b.x + weights[2] * c.x + weights[3] * d.x,
    y: weights[0] * a.y + weights[1] * b.y + weights[2] * c.y + weights[3] * d.y,
  };
}
