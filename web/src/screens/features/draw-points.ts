/** Points on a canvas. In: points, their colours, the projection. Out: a picture; what lies outside of it is left out. */
import type { Points, Projection } from './plane.js';
import type { PointColours, Tone } from './point-colours.js';

export interface Drawing {
  /** CSS pixels. */
  width: number;
  height: number;
  points: Points;
  projection: Projection;
  /** Plain colours, parallel to the tones. */
  fills: readonly string[];
  colours: PointColours;
  isShown: (place: number) => boolean;
  zoom: number;
}

const LEAST_RADIUS = 1.6;
const MOST_RADIUS = 7;
/** Points of the first tone are the ground on which the others stand. */
const STAND_OUT = 1.3;
/** Points of the first size for so many images; more are smaller. */
const CROWD = 4000;

/** The colours as a canvas takes them: it knows no CSS variables. */
export function resolveColours(tones: readonly Tone[], host: HTMLElement): string[] {
  const probe = document.createElement('span');
  host.parentElement!.append(probe);
  const fills = tones.map(({ colour }) => {
    probe.style.color = colour;
    return getComputedStyle(probe).color;
  });
  probe.remove();
  return fills;
}

export function drawPoints(canvas: HTMLCanvasElement, drawing: Drawing): void {
  const { width, height, fills, zoom, points } = drawing;
  const ratio = window.devicePixelRatio || 1;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const context = canvas.getContext('2d');
  if (context === null) return;
  context.scale(ratio, ratio);
  context.globalAlpha = 0.85;
  const crowded = Math.min(1, Math.sqrt(CROWD / points.x.length));
  const radius = Math.min(MOST_RADIUS, Math.max(LEAST_RADIUS, 3 * crowded) * Math.sqrt(zoom));
  for (const [tone, fill] of fills.entries()) {
    context.fillStyle = fill;
    context.fill(buildPath(drawing, tone, tone === 0 ? radius : radius * STAND_OUT));
  }
}

/** All points of one tone, as one path: thousands of single fills would be slow. */
function buildPath(
  { width, height, points, projection, colours, isShown }: Drawing,
  tone: number,
  radius: number,
): Path2D {
  const path = new Path2D();
  for (let place = 0; place < points.x.length; place++) {
    if (colours.toneOfPoint[place] !== tone || !isShown(place)) continue;
    const [left, top] = projection.toPixel(points.x[place]!, points.y[place]!);
    if (left < -radius || top < -radius || left > width + radius || top > height + radius) continue;
    path.moveTo(left + radius, top);
    path.arc(left, top, radius, 0, 2 * Math.PI);
  }
  return path;
}
