/**
 * Draws what stands about in a scene and is no class of its own: posts, rocks, stumps, reeds, ferns.
 * In: a seeded random source and a place in frame units. Out: SVG elements in frame units.
 */
import type { Random } from '../numeric/index.js';
import { FRAME_SIDE } from './canvas.js';
import { drawBetween, drawOne } from './choices.js';
import type { Point } from './geometry.js';

/** Something to stand on whose top is at `top`; rises out of water or ground `height` below. */
export function drawPerch(
  random: Random,
  kind: 'post' | 'rock' | 'stump',
  top: Point,
  height: number,
): string {
  const { x, y } = top;
  const base = y + height;
  const shine = `<path d="M${x - 2} ${y}L${x - 2} ${base}" stroke="#fff" stroke-opacity=".16" stroke-width="3"/>`;
  if (kind === 'post') {
    const half = drawBetween(random, 5, 8);
    return `<path d="M${x - half} ${y + 1}L${x + half} ${y + 1}L${x + half * 1.1} ${base}L${x - half * 1.1} ${base}Z" fill="#5f4a38"/>
      <path d="M${x + half * 0.2} ${y + 1}L${x + half} ${y + 1}L${x + half * 1.1} ${base}L${x + half * 0.3} ${base}Z" fill="#2a1f17" opacity=".5"/>
      ${shine}<ellipse cx="${x}" cy="${y + 1}" rx="${half}" ry="2.200" fill="#8f7458"/>`;
  }
  if (kind === 'stump') {
    const half = drawBetween(random, 17, 25);
    return `<path d="M${x - half} ${y + 2}L${x + half} ${y + 2}Q${x + half} ${base - 5} ${x + half * 1.4} ${base}Q${x} ${base + 6} ${x - half * 1.4} ${base}Q${x - half} ${base - 5} ${x - half} ${y + 2}Z" fill="#644b37"/>
      <path d="M${x + half * 0.2} ${y + 2}L${x + half} ${y + 2}Q${x + half} ${base - 5} ${x + half * 1.4} ${base}L${x + half * 0.4} ${base + 3}Z" fill="#21170f" opacity=".45"/>
      <ellipse cx="${x}" cy="${y + 2}" rx="${half}" ry="5" fill="#b8946a"/><ellipse cx="${x}" cy="${y + 2}" rx="${half * 0.55}" ry="2.600" fill="none" stroke="#7d5f43"/>`;
  }
  const half = drawBetween(random, 26, 40);
  const stone = drawOne(random, ['#7d7b76', '#8b867b', '#6c7074']);
  return `<path d="M${x - half} ${base}Q${x - half * 0.9} ${y + 3} ${x - half * 0.3} ${y + 2}Q${x + half * 0.3} ${y - 2} ${x + half * 0.6} ${y + height * 0.35}Q${x + half} ${y + height * 0.6} ${x + half} ${base}Z" fill="${stone}"/>
    <path d="M${x + half * 0.1} ${y + 2}Q${x + half * 0.5} ${y + height * 0.3} ${x + half} ${base}L${x - half * 0.2} ${base}Z" fill="#23262a" opacity=".35"/>
    <path d="M${x - half * 0.8} ${y + height * 0.5}Q${x - half * 0.5} ${y + 5} ${x} ${y + 4}" stroke="#fff" stroke-opacity=".3" stroke-width="2.500" fill="none"/>`;
}

/** A tuft of reeds at the lower edge, on one side. */
export function drawReeds(random: Random): string {
  const left = drawBetween(random, -14, 20) + (random.next() < 0.5 ? 0 : FRAME_SIDE - 46);
  const blades = Array.from({ length: 8 + random.integer(8) }, (_, index) => {
    const x = left + drawBetween(random, 0, 42);
    const height = drawBetween(random, 38, 92);
    const sway = drawBetween(random, -12, 12);
    const tipX = x + sway;
    const tipY = FRAME_SIDE - height;
    const green = drawOne(random, ['#4d6a37', '#66803f', '#3c5733', '#7e8a4a']);
    const blade = `<path d="M${x - 1.8} ${FRAME_SIDE}Q${x} ${tipY + height * 0.4} ${tipX} ${tipY}Q${x + 3} ${tipY + height * 0.45} ${x + 1.8} ${FRAME_SIDE}Z" fill="${green}"/>`;
    const head = `<path d="M${tipX} ${tipY - 6}L${tipX - sway * 0.12} ${tipY + 8}" stroke="#5e3d26" stroke-width="4.200" stroke-linecap="round"/>`;
    return index % 4 === 0 ? blade + head : blade;
  });
  return blades.join('');
}

/** A fern at the lower edge, on one side. */
export function drawFern(random: Random): string {
  const x = random.next() < 0.5 ? drawBetween(random, 4, 40) : FRAME_SIDE - drawBetween(random, 4, 40);
  const green = drawOne(random, ['#4f7a38', '#3f6a3a', '#6b8a3c', '#7a7a3a']);
  const fronds = Array.from({ length: 7 }, (_, index) => {
    const lean = (index - 3) / 3;
    const length = drawBetween(random, 34, 60);
    const tipX = x + lean * length;
    const tipY = FRAME_SIDE + 2 - length * (1 - 0.5 * lean * lean);
    const midX = x + lean * length * 0.35;
    const midY = FRAME_SIDE - length * 0.75;
    return `<path d="M${x} ${FRAME_SIDE + 4}Q${midX - 5} ${midY} ${tipX} ${tipY}Q${midX + 5} ${midY + 9} ${x} ${FRAME_SIDE + 4}Z" fill="${green}" stroke="#1f3318" stroke-opacity=".35"/>`;
  });
  return fronds.join('');
}
