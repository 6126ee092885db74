/** Draws points, the circled area and the circle that is being drawn on a canvas in two dimensions. In: a canvas, what is in sight. Out: its pixels. */
import { toFigureColour } from '../../../../../src/figures/index.js';
import type { Point, Points, Sight } from '../plane.js';
import type { PointColours } from '../point-colours.js';
import { type Rgb, resolveColours } from './plot-colours.js';
import { sizeTones } from './point-looks.js';

interface FlatPicture {
  points: Points;
  /** Places, those that are drawn above others behind them. */
  order: readonly number[];
  colours: PointColours;
  isShown: (place: number) => boolean;
  sight: Sight;
  area: readonly Point[] | null;
  /** Places of the points in the area. */
  inside: readonly number[];
  /** While it is being drawn. */
  circle: readonly Point[] | null;
}

/** Of points outside the area, as by WebGL: how much of their colour is left above the ground. */
const OUTSIDE_OPACITY = 0.25;
const LINE_WIDTH = 2;

export function drawFlat(canvas: HTMLCanvasElement, picture: FlatPicture): void {
  const { sight, area, circle } = picture;
  const context = canvas.getContext('2d');
  if (context === null) return;
  const ratio = window.devicePixelRatio || 1;
  canvas.width = Math.round(sight.width * ratio);
  canvas.height = Math.round(sight.height * ratio);
  drawPoints(context, picture, chooseLooks(picture, canvas.parentElement!, ratio));
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  const [line] = resolveColours([toFigureColour('ink')], canvas.parentElement!);
  context.strokeStyle = toCss(line!);
  context.lineWidth = LINE_WIDTH;
  for (const corners of [area, circle]) {
    if (corners === null) continue;
    context.beginPath();
    for (const corner of corners) context.lineTo(...sight.toPixel(...corner));
    if (corners === area) context.closePath();
    context.stroke();
  }
}

/** Discs are written into the pixels: a hundred thousand calls to draw one would take longer than a frame. */
function drawPoints(
  context: CanvasRenderingContext2D,
  { points, order, isShown, sight, area, inside, colours: { toneOfPoint } }: FlatPicture,
  { inks, faintInks, discs, ratio }: Looks,
): void {
  const { width, height } = context.canvas;
  const image = context.createImageData(width, height);
  const pixels = new Uint32Array(image.data.buffer);
  const within = area === null ? null : new Set(inside);
  const [low, high] = [sight.toMap(0, sight.height), sight.toMap(sight.width, 0)];
  for (const place of order) {
    const [x, y] = [points.x[place]!, points.y[place]!];
    if (x < low[0] || x > high[0] || y < low[1] || y > high[1] || !isShown(place)) continue;
    const [right, down] = sight.toPixel(x, y);
    const tone = toneOfPoint[place]!;
    const ink = (within === null || within.has(place) ? inks : faintInks)[tone]!;
    const [middle, line] = [Math.round(right * ratio), Math.round(down * ratio)];
    for (const [across, along] of discs[tone]!) {
      const [column, row] = [middle + across, line + along];
      if (column >= 0 && column < width && row >= 0 && row < height) pixels[row * width + column] = ink;
    }
  }
  context.putImageData(image, 0, 0);
}

interface Looks {
  /** By tone, as a canvas keeps pixels: red in the lowest byte. */
  inks: readonly number[];
  faintInks: readonly number[];
  /** By tone: pixels of a point, from its middle. */
  discs: readonly Point[][];
  /** Pixels of the canvas by CSS pixel. */
  ratio: number;
}

function chooseLooks({ colours: { tones }, points }: FlatPicture, host: HTMLElement, ratio: number): Looks {
  const [paper, ...fills] = resolveColours(
    [toFigureColour('paper'), ...tones.map(({ colour }) => colour)],
    host,
  );
  const mix = (fill: Rgb, share: number): Rgb => [
    share * fill[0] + (1 - share) * paper![0],
    share * fill[1] + (1 - share) * paper![1],
    share * fill[2] + (1 - share) * paper![2],
  ];
  return {
    inks: fills.map(toInk),
    faintInks: fills.map((fill) => toInk(mix(fill, OUTSIDE_OPACITY))),
    discs: sizeTones(tones.length, points.x.length).map((size) => listDisc((size * ratio) / 2)),
    ratio,
  };
}

function listDisc(radius: number): Point[] {
  const reach = Math.ceil(radius);
  const offsets = Array.from({ length: 2 * reach + 1 }, (_, n) => n - reach);
  return offsets.flatMap((along) =>
    offsets.flatMap((across): Point[] => (Math.hypot(across, along) <= radius ? [[across, along]] : [])),
  );
}

function toInk(colour: Rgb): number {
  const [red, green, blue] = colour.map((share) => Math.round(share * 255));
  return ((255 << 24) | (blue! << 16) | (green! << 8) | red!) >>> 0;
}

function toCss(colour: Rgb): string {
  return `rgb(${colour.map((share) => Math.round(share * 255)).join(' ')})`;
}
