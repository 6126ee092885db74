/**
 * Draws one sailing boat as SVG, in units in which its hull is 100 long; bow to the right.
 * In: a seeded random source. Out: SVG elements, their box, the waterline. Does not place it; `figures.ts` does.
 */
import type { Random } from '../numeric/index.js';
import type { Drawing } from './bird.js';
import { drawBetween, drawChance, drawOne } from './choices.js';
import { computeBox, rotatePoint } from './geometry.js';

const HULLS = ['#f4f1ea', '#8c3b2e', '#24415f', '#6b4a31', '#2f5d50', '#d9d2c2'];
const SAILS = ['#fbf8f0', '#f2ead8', '#fdfdfb', '#e9dcc0', '#c9553f', '#dfe6ea'];
const STRIPES = ['#c2463a', '#2f5f8f', '#d79a35', '#3f7f66'];

/** A boat; hull, sails and heel are drawn at random. */
export function drawSailboat(random: Random): Drawing {
  const hull = drawOne(random, HULLS);
  const sail = drawOne(random, SAILS);
  const mastHeight = drawBetween(random, 105, 150);
  const mastX = drawBetween(random, -2, 12);
  const boom = drawBetween(random, 46, 58);
  const heel = drawBetween(random, -9, 9);
  const top = -14 - mastHeight;
  const stripe = drawChance(random, 0.5)
    ? `<g clip-path="url(#main)"><rect x="-80" y="${(top + mastHeight * 0.5).toFixed(1)}" width="160" height="${drawBetween(random, 9, 18).toFixed(1)}" fill="${drawOne(random, STRIPES)}" opacity=".85"/></g>`
    : '';
  const jib = drawChance(random, 0.8)
    ? `<path d="M${mastX + 2} ${(top + 12).toFixed(1)}Q${mastX + 26} ${(top * 0.45).toFixed(1)} 50 -17L${mastX + 4} -20Q${mastX + 12} ${(top * 0.5).toFixed(1)} ${mastX + 2} ${(top + 12).toFixed(1)}Z" fill="${sail}" opacity=".94"/>`
    : '';
  const main = `M${mastX - 2} ${(top + 3).toFixed(1)}Q${(mastX - boom * 0.75).toFixed(1)} ${(top * 0.42).toFixed(1)} ${(mastX - boom).toFixed(1)} -21L${mastX - 2} -19Z`;
  const svg = `<defs>
      <linearGradient id="cloth" x1="0" y1="0" x2="1" y2="0"><stop offset="0" stop-color="#26313c" stop-opacity=".26"/><stop offset=".7" stop-color="#fff" stop-opacity=".1"/><stop offset="1" stop-color="#26313c" stop-opacity=".14"/></linearGradient>
      <linearGradient id="side" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#fff" stop-opacity=".18"/><stop offset="1" stop-color="#0a1016" stop-opacity=".5"/></linearGradient>
      <clipPath id="main"><path d="${main}"/></clipPath>
      <clipPath id="dry"><rect x="-200" y="-260" width="400" height="262"/></clipPath>
    </defs>
    <g clip-path="url(#dry)"><g transform="rotate(${heel.toFixed(1)})">
      <path d="M${mastX} -10L${mastX} ${top.toFixed(1)}" stroke="#4b3a2c" stroke-width="2.6"/>
      <path d="M${mastX} -19L${(mastX - boom).toFixed(1)} -20" stroke="#4b3a2c" stroke-width="2.2"/>
      <path d="${main}" fill="${sail}"/>${stripe}${jib}
      <path d="${main}" fill="url(#cloth)"/>
      <path d="M-50 -15L54 -17Q46 4 30 9L-36 9Q-48 4 -50 -15Z" fill="${hull}"/>
      <path d="M-50 -15L54 -17L52 -13L-50 -10.500Z" fill="#fff" opacity=".35"/>
      <path d="M-28 -15L-22 -23L6 -24L14 -16Z" fill="#efe9dc"/>
      <path d="M-50 -15L54 -17Q46 4 30 9L-36 9Q-48 4 -50 -15Z" fill="url(#side)"/>
    </g></g>`;
  const corners = [
    rotatePoint({ x: mastX, y: top }, -heel),
    { x: -52, y: -10 },
    { x: 55, y: 2 },
    rotatePoint({ x: mastX - boom, y: -20 }, -heel),
  ];
  return { svg, box: computeBox(corners), groundY: 2 };
}
