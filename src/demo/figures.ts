/**
 * Chooses a figure for a scene and puts it in its place: pose, size, side, perch, reflection, shadow.
 * In: the class, the background, a seeded random source. Out: SVG documents' contents in frame units. Paints nothing.
 */
import type { Random } from '../numeric/index.js';
import { type BirdPose, type Drawing, drawBird } from './bird.js';
import type { Plumage, Species } from './bird-species.js';
import { FRAME_SIDE } from './canvas.js';
import { drawBetween, drawChance, drawOne } from './choices.js';
import type { DemoBackground, DemoClass } from './demo-options.js';
import type { Point } from './geometry.js';
import { LANDBIRDS } from './landbirds.js';
import { drawFern, drawPerch, drawReeds } from './props.js';
import { drawSailboat } from './sailboat.js';
import { WATERBIRDS } from './waterbirds.js';

/** A scene's movable parts; SVG elements in frame units, empty where there are none. */
export interface Figure {
  /** The class object alone. */
  objectSvg: string;
  /** Behind the object: perch, reeds, fern. */
  propSvg: string;
  /** y of the surface in which the object is mirrored; null without a reflection. */
  mirrorY: number | null;
  /** Soft shadow on the ground; null without one. */
  shadow: { centre: Point; radius: number } | null;
}

/** Side of the square as large as a bird's box, in frame units; limit on the box's longer side. */
const BIRD_SIZE = { least: 94, most: 130, longest: 166 };
const BOAT_SIZE = { least: 90, most: 175 };
const COMMON_PLUMAGE_SHARE = 0.8;
const EDGE = 6;

/** A figure for the class; lakes and forest paths have props only. */
export function placeFigure(
  random: Random,
  className: DemoClass,
  background: DemoBackground,
  horizonY: number,
): Figure {
  const propSvg = drawChance(random, 0.35)
    ? background === 'water'
      ? drawReeds(random)
      : drawFern(random)
    : '';
  const empty: Figure = { objectSvg: '', propSvg, mirrorY: null, shadow: null };
  if (className === 'sailboat') return { ...empty, ...placeBoat(random, horizonY) };
  if (className === 'waterbird' || className === 'landbird') {
    const placed = placeBird(random, className, background, horizonY);
    return { ...placed, propSvg: propSvg + placed.propSvg };
  }
  return empty;
}

function placeBoat(random: Random, horizonY: number): Partial<Figure> {
  const boat = drawSailboat(random);
  const scale = drawBetween(random, BOAT_SIZE.least, BOAT_SIZE.most) / longestSide(boat);
  const groundY = Math.max(horizonY + 8, boxHeight(boat) * scale + EDGE) + drawBetween(random, 0, 30);
  const y = Math.min(groundY, FRAME_SIDE - EDGE);
  const isMirrored = drawChance(random, 0.5);
  const x = chooseX(random, boat, scale, isMirrored);
  return { objectSvg: placeDrawing(boat, { x, y }, scale, isMirrored), mirrorY: y };
}

function placeBird(
  random: Random,
  className: 'waterbird' | 'landbird',
  background: DemoBackground,
  horizonY: number,
): Figure {
  const species = drawOne(random, className === 'waterbird' ? WATERBIRDS : LANDBIRDS);
  const pose = choosePose(random, species, background);
  const bird = drawBird(species, choosePlumage(random, species), pose);
  const scale = Math.min(
    drawBetween(random, BIRD_SIZE.least, BIRD_SIZE.most) / boxSide(bird),
    BIRD_SIZE.longest / longestSide(bird),
  );
  const isMirrored = drawChance(random, 0.5);
  const height = boxHeight(bird) * scale;
  const x = chooseX(random, bird, scale, isMirrored);
  const figure: Figure = { objectSvg: '', propSvg: '', mirrorY: null, shadow: null };

  if (pose.activity === 'flying') {
    const y = drawBetween(random, height + EDGE, Math.max(height + EDGE + 1, FRAME_SIDE * 0.72));
    return { ...figure, objectSvg: placeDrawing(bird, { x, y }, scale, isMirrored) };
  }
  const lowest = FRAME_SIDE - 14;
  const y = Math.min(lowest, drawBetween(random, Math.max(height + EDGE, horizonY + 34), lowest + 10));
  const objectSvg = placeDrawing(bird, { x, y }, scale, isMirrored);
  const needsPerch = background === 'water' && pose.activity === 'standing' && !isWader(species);
  if (needsPerch || (background === 'land' && className === 'landbird' && drawChance(random, 0.35))) {
    const kinds = background === 'water' ? (['post', 'rock'] as const) : (['stump', 'rock'] as const);
    const perchHeight = Math.min(drawBetween(random, 18, 44), FRAME_SIDE + 20 - y);
    return {
      ...figure,
      objectSvg,
      propSvg: drawPerch(random, drawOne(random, kinds), { x, y }, perchHeight),
    };
  }
  if (background === 'water') return { ...figure, objectSvg, mirrorY: y };
  return { ...figure, objectSvg, shadow: { centre: { x, y: y - 1 }, radius: 46 * scale } };
}

function choosePose(random: Random, species: Species, background: DemoBackground): BirdPose {
  const swims = species.draught !== null && background === 'water';
  const isBuiltForLand = species.draught === null && !isWader(species);
  const flightChance = isBuiltForLand && background === 'water' ? 0.35 : 0.15;
  const lean = drawBetween(random, -7, 9);
  const activity = drawChance(random, flightChance)
    ? 'flying'
    : swims && drawChance(random, 0.9)
      ? 'swimming'
      : 'standing';
  const direction = drawChance(random, 0.8) ? 1 : -1.1;
  return {
    activity,
    lean,
    stretch: drawBetween(random, 0.72, 1.08),
    wingBeat: direction * drawBetween(random, 0.7, 1),
  };
}

/** Mostly the first plumage, so that colour says something about the class, but not everything. */
function choosePlumage(random: Random, { plumages }: Species): Plumage {
  const [commonest, ...others] = plumages as [Plumage, ...Plumage[]];
  return drawChance(random, COMMON_PLUMAGE_SHARE) ? commonest : drawOne(random, others);
}

/** Waders stand in the water on long legs. */
function isWader(species: Species): boolean {
  return species.draught === null && species.legs.length > 50;
}

function longestSide({ box }: Drawing): number {
  return Math.max(box.right - box.left, box.bottom - box.top);
}

function boxSide({ box }: Drawing): number {
  return Math.sqrt((box.right - box.left) * (box.bottom - box.top));
}

function boxHeight({ box, groundY }: Drawing): number {
  return groundY - box.top;
}

/** x of the drawing's origin such that all of it is in the frame. */
function chooseX(random: Random, { box }: Drawing, scale: number, isMirrored: boolean): number {
  const leftReach = (isMirrored ? box.right : -box.left) * scale;
  const rightReach = (isMirrored ? -box.left : box.right) * scale;
  return drawBetween(random, leftReach + EDGE, FRAME_SIDE - rightReach - EDGE);
}

function placeDrawing(drawing: Drawing, at: Point, scale: number, isMirrored: boolean): string {
  const across = (isMirrored ? -scale : scale).toFixed(4);
  const x = at.x.toFixed(2);
  const y = (at.y - drawing.groundY * scale).toFixed(2);
  return `<g transform="translate(${x} ${y}) scale(${across} ${scale.toFixed(4)})">${drawing.svg}</g>`;
}
