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

/** Draws what it is given; `looks` are those of the colours, the canvas's size and the colour scheme (`chooseLooks`). */
export function drawFlat(canvas: HTMLCanvasElement, picture: FlatPicture, looks: Looks): void {
  const { sight, area, circle } = picture;
  const context = canvas.getContext('2d');
  if (context === null) return;
  context.setTransform(1, 0, 0, 1, 0, 0);
  drawPoints(context, picture, looks);
  context.setTransform(looks.ratio, 0, 0, looks.ratio, 0, 0);
  context.strokeStyle = looks.line;
  context.lineWidth = LINE_WIDTH;
  for (const corners of [area, circle]) {
    if (corners === null) continue;
    context.beginPath();
    for (const corner of corners) context.lineTo(...sight.toPixel(...corner));
    if (corners === area) context.closePath();
    context.stroke();
  }
}

/** Gives the canvas its pixels. Out: how points look on it. */
export function prepareCanvas(
  canvas: HTMLCanvasElement,
  { width, height }: { width: number; height: number },
  colours: PointColours,
): Looks {
  const ratio = window.devicePixelRatio || 1;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  return chooseLooks(colours, canvas, ratio);
}

/** Discs are written into the pixels, and nothing is made for a point: a hundred thousand of them have a frame's time. */
function drawPoints(
  context: CanvasRenderingContext2D,
  { points: { x, y }, order, isShown, sight, area, inside, colours: { toneOfPoint } }: FlatPicture,
  { inks, faintInks, discs, reach, ratio }: Looks,
): void {
  const { width, height } = context.canvas;
  const image = context.createImageData(width, height);
  const pixels = new Uint32Array(image.data.buffer);
  const within = area === null ? null : new Set(inside);
  const [left, top] = sight.toPixel(0, 0);
  const scale = (sight.toPixel(1, 0)[0] - left) * ratio;
  for (const place of order) {
    const column = Math.round(left * ratio + x[place]! * scale);
    const row = Math.round(top * ratio - y[place]! * scale);
    // A disc at the edge would come in again at the other one.
    if (column < reach || column >= width - reach || row < reach || row >= height - reach) continue;
    if (!isShown(place)) continue;
    const tone = toneOfPoint[place]!;
    const ink = (within === null || within.has(place) ? inks : faintInks)[tone]!;
    const middle = row * width + column;
    for (const offset of discs[tone]!) pixels[middle + offset] = ink;
  }
  context.putImageData(image, 0, 0);
}

export interface Looks {
  /** CSS colour of lines. */
  line: string;
  /** By tone, as a canvas keeps pixels: red in the lowest byte. */
  inks: readonly number[];
  faintInks: readonly number[];
  /** By tone: pixels of a point, counted through the canvas from its middle. */
  discs: readonly Int32Array[];
  /** From a point's middle to the farthest of its pixels. */
  reach: number;
  /** Pixels of the canvas by CSS pixel. */
  ratio: number;
}

function chooseLooks(
  { tones, toneOfPoint }: PointColours,
  { parentElement, width }: HTMLCanvasElement,
  ratio: number,
): Looks {
  const radii = sizeTones(tones.length, toneOfPoint.length).map((size) => (size * ratio) / 2);
  const [paper, line, ...fills] = resolveColours(
    [toFigureColour('paper'), toFigureColour('ink'), ...tones.map(({ colour }) => colour)],
    parentElement!,
  );
  const mix = (fill: Rgb, share: number): Rgb => [
    share * fill[0] + (1 - share) * paper![0],
    share * fill[1] + (1 - share) * paper![1],
    share * fill[2] + (1 - share) * paper![2],
  ];
  return {
    line: toCss(line!),
    inks: fills.map(toInk),
    faintInks: fills.map((fill) => toInk(mix(fill, OUTSIDE_OPACITY))),
    discs: radii.map((radius) => listDisc(radius, width)),
    reach: Math.ceil(Math.max(...radii)),
    ratio,
  };
}

/** Offsets of the pixels within the radius, in a canvas of that width. */
function listDisc(radius: number, width: number): Int32Array {
  const reach = Math.ceil(radius);
  const steps = Array.from({ length: 2 * reach + 1 }, (_, n) => n - reach);
  const within = (across: number, along: number) => Math.hypot(across, along) <= radius;
  return Int32Array.from(
    steps.flatMap((along) =>
      steps.flatMap((across) => (within(across, along) ? [along * width + across] : [])),
    ),
  );
}

function toInk(colour: Rgb): number {
  const [red, green, blue] = colour.map((share) => Math.round(share * 255));
  return ((255 << 24) | (blue! << 16) | (green! << 8) | red!) >>> 0;
}

function toCss(colour: Rgb): string {
  return `rgb(${colour.map((share) => Math.round(share * 255)).join(' ')})`;
}
