/**
 * Draws one bird as SVG, facing right, in units in which its body is 100 long.
 * In: a species, a plumage, a pose. Out: SVG elements, the box around them, and where it stands or floats.
 * Does not place, scale or mirror it; `figures.ts` does.
 */
import type { Plumage, Species } from './bird-species.js';
import {
  type Box,
  computeBox,
  computeTaperedCurve,
  formatPoints,
  type Point,
  rotatePoint,
} from './geometry.js';

/** What a bird is doing. */
export interface BirdPose {
  activity: 'standing' | 'swimming' | 'flying';
  /** Degrees added to the species' own upright angle. */
  lean: number;
  /** Factor on the rise of the neck: below 1 the head is drawn in. */
  stretch: number;
  /** In flight: -1 wings down, +1 wings up. */
  wingBeat: number;
}

/** Something drawn, and where it stands. */
export interface Drawing {
  /** Elements without the surrounding `<svg>`. */
  svg: string;
  box: Box;
  /** y of the feet or, for a swimming bird, of the water surface; the box's bottom in flight. */
  groundY: number;
}

interface Anatomy {
  species: Species;
  plumage: Plumage;
  pose: BirdPose;
  tilt: number;
  neckFoot: Point;
  head: Point;
}

/** Draws the bird; its ids are fixed, so an SVG document can hold one. */
export function drawBird(species: Species, plumage: Plumage, pose: BirdPose): Drawing {
  const anatomy = poseBird(species, plumage, pose);
  const isFlying = pose.activity === 'flying';
  const legs = drawLegs(anatomy);
  const height = species.bodyHeight;
  const waterlineY = height * (0.45 - (species.draught ?? 0));
  const parts = [
    isFlying ? drawSpreadWing(anatomy, 'far') : '',
    pose.activity === 'swimming' ? '' : legs.svg,
    drawNeck(anatomy),
    drawBody(anatomy),
    drawHead(anatomy),
    isFlying ? drawSpreadWing(anatomy, 'near') : '',
  ].join('');
  const outline = outlineBird(anatomy);
  if (pose.activity === 'swimming') {
    const svg = `<clipPath id="dry"><rect x="-300" y="-300" width="600" height="${(300 + waterlineY).toFixed(1)}"/></clipPath>
      <g clip-path="url(#dry)">${parts}</g>`;
    return { svg, box: { ...computeBox(outline), bottom: waterlineY }, groundY: waterlineY };
  }
  const box = computeBox([...outline, ...legs.points]);
  return { svg: parts, box, groundY: box.bottom };
}

function poseBird(species: Species, plumage: Plumage, pose: BirdPose): Anatomy {
  const isFlying = pose.activity === 'flying';
  const tilt = isFlying ? 6 + pose.lean / 2 : pose.activity === 'swimming' ? 3 : species.upright + pose.lean;
  const neckFoot = rotatePoint({ x: 27, y: -species.bodyHeight * 0.16 }, tilt);
  const { reach, rise } = species.neck;
  // In flight the neck is stretched out forwards instead of upwards.
  const forwards = isFlying ? reach + rise * 0.55 : reach;
  const upwards = (isFlying ? rise * 0.35 : rise) * pose.stretch;
  return {
    species,
    plumage,
    pose,
    tilt,
    neckFoot,
    head: { x: neckFoot.x + forwards, y: neckFoot.y - upwards },
  };
}

function outlineBird({ species, pose, tilt, head }: Anatomy): Point[] {
  const { bodyHeight, tail, headRadius, bill, wingLength } = species;
  const points = [
    rotatePoint({ x: -50 - tail.length, y: -tail.lift }, tilt),
    rotatePoint({ x: 0, y: -bodyHeight * 0.52 }, tilt),
    rotatePoint({ x: 0, y: bodyHeight * 0.48 }, tilt),
    rotatePoint({ x: 48, y: 0 }, tilt),
    { x: head.x + headRadius * 0.8 + bill.length, y: head.y + bill.droop },
    { x: head.x, y: head.y - headRadius - species.crestLength * 0.5 },
  ];
  if (pose.activity === 'flying') {
    points.push({ x: -20, y: -pose.wingBeat * wingLength }, { x: 20, y: -pose.wingBeat * wingLength * 0.8 });
  }
  return points;
}

function drawBody({ species, plumage, pose, tilt }: Anatomy): string {
  const h = species.bodyHeight;
  const { tail } = species;
  const y = (share: number) => (share * h).toFixed(1);
  const outline = `M-50 ${y(-0.12)}C-30 ${y(-0.55)} 10 ${y(-0.64)} 34 ${y(-0.36)}C52 ${y(-0.14)} 55 ${y(0.2)} 40 ${y(0.34)}C22 ${y(0.55)} -14 ${y(0.55)} -34 ${y(0.22)}C-42 ${y(0.1)} -50 ${y(0.04)} -50 ${y(-0.12)}Z`;
  const tailEnd = -50 - tail.length;
  const tailPath = `M-34 ${y(-0.2)}L${tailEnd} ${(-tail.lift - tail.width * 0.4).toFixed(1)}Q${tailEnd - 5} ${-tail.lift} ${tailEnd + 3} ${(-tail.lift + tail.width * 0.5).toFixed(1)}L-34 ${y(0.16)}Z`;
  const wing = pose.activity === 'flying' ? '' : drawFoldedWing(species, plumage);
  return `<defs>
      <linearGradient id="coat" x1="0" y1="0" x2="0" y2="1"><stop offset=".25" stop-color="${plumage.back}"/><stop offset=".75" stop-color="${plumage.belly}"/></linearGradient>
      <linearGradient id="shade" x1="0" y1="0" x2="0" y2="1"><stop offset=".1" stop-color="#fff" stop-opacity=".16"/><stop offset=".5" stop-color="#fff" stop-opacity="0"/><stop offset="1" stop-color="#101820" stop-opacity=".3"/></linearGradient>
      <clipPath id="body"><path d="${outline}"/></clipPath>
    </defs>
    <g transform="rotate(${(-tilt).toFixed(1)})">
      <path d="${tailPath}" fill="${plumage.tail}"/>
      <path d="${tailPath}" fill="url(#shade)"/>
      <path d="${outline}" fill="url(#coat)"/>
      <g clip-path="url(#body)"><ellipse cx="40" cy="${y(0.08)}" rx="27" ry="${y(0.46)}" fill="${plumage.breast}"/></g>
      <path d="${outline}" fill="url(#shade)"/>
      ${wing}
    </g>`;
}

function drawFoldedWing(species: Species, plumage: Plumage): string {
  const y = (share: number) => (share * species.bodyHeight).toFixed(1);
  const outline = `M24 ${y(-0.2)}C12 ${y(-0.5)} -32 ${y(-0.44)} -66 ${y(-0.06)}C-44 ${y(0.16)} 8 ${y(0.42)} 24 ${y(-0.2)}Z`;
  const feather = (start: number, end: number) =>
    `<path d="M${start} ${y(0.06)}Q${(start + end) / 2 - 2} ${y(0.14)} ${end} ${y(0)}" stroke="#141a20" stroke-opacity=".3" stroke-width="2.2" fill="none"/>`;
  return `<path d="${outline}" fill="${plumage.wing}" stroke="#141a20" stroke-opacity=".28" stroke-width="1.6"/>
    <path d="M12 ${y(-0.26)}Q2 ${y(0)} 4 ${y(0.14)}L-6 ${y(0.16)}Q-8 ${y(-0.06)} 0 ${y(-0.32)}Z" fill="${plumage.wingBar}" opacity=".85"/>
    ${feather(-8, -40)}${feather(-18, -54)}
    <path d="${outline}" fill="url(#shade)" opacity=".7"/>`;
}

function drawNeck({ species, plumage, neckFoot, head, pose }: Anatomy): string {
  const { swing, rise, footWidth, headWidth } = species.neck;
  const bend = pose.activity === 'flying' ? swing * 0.3 : swing;
  const curve = [
    { x: neckFoot.x - 6, y: neckFoot.y + 4 },
    { x: neckFoot.x + bend, y: neckFoot.y - rise * 0.2 },
    { x: head.x - bend * 1.1, y: head.y + rise * 0.22 },
    { x: head.x - 1, y: head.y + 1 },
  ] as const;
  const outline = formatPoints(computeTaperedCurve(curve, [footWidth, headWidth]));
  return `<defs><linearGradient id="neck" x1="0" y1="0" x2="0" y2="1">
      <stop offset=".35" stop-color="${plumage.head}"/><stop offset=".85" stop-color="${plumage.collar ?? plumage.head}"/><stop offset="1" stop-color="${plumage.breast}"/></linearGradient></defs>
    <polygon points="${outline}" fill="url(#neck)" stroke="url(#neck)" stroke-width="1.5" stroke-linejoin="round"/>`;
}

function drawHead({ species, plumage, head }: Anatomy): string {
  const r = species.headRadius;
  const { bill, crestLength } = species;
  const at = (dx: number, dy: number) => `${(head.x + dx).toFixed(1)} ${(head.y + dy).toFixed(1)}`;
  const root = r * 0.72;
  const tip = r * 0.8 + bill.length;
  const half = bill.depth / 2;
  const beak = bill.isFlat
    ? `M${at(root, -half)}C${at(root + bill.length * 0.4, -half)} ${at(tip - 6, bill.droop - 4)} ${at(tip, bill.droop - 2)}Q${at(tip + 3, bill.droop + 3)} ${at(tip - 3, bill.droop + 4)}L${at(root, half + 1)}Z`
    : `M${at(root, -half)}Q${at(root + bill.length * 0.5, -half * 0.8)} ${at(tip, bill.droop)}Q${at(root + bill.length * 0.45, half)} ${at(root, half)}Z`;
  const crest = crestLength
    ? `<path d="M${at(r * 0.4, -r * 0.8)}Q${at(-r * 0.4, -r * 1.1 - crestLength * 0.6)} ${at(-r * 0.7 - crestLength, -r * 0.5 - crestLength * 0.45)}Q${at(-r, -r * 0.3)} ${at(-r * 0.8, r * 0.3)}Z" fill="${plumage.cap ?? plumage.head}"/>`
    : '';
  const cap = plumage.cap
    ? `<path d="M${at(-r * 0.98, r * 0.1)}A${r} ${r} 0 0 1 ${at(r * 0.92, -r * 0.35)}Q${at(0, -r * 0.35)} ${at(-r * 0.98, r * 0.1)}Z" fill="${plumage.cap}"/>`
    : '';
  return `${crest}<path d="${beak}" fill="${plumage.bill}" stroke="#141414" stroke-opacity=".35" stroke-width="1"/>
    <circle cx="${head.x.toFixed(1)}" cy="${head.y.toFixed(1)}" r="${r}" fill="${plumage.head}"/>${cap}
    <circle cx="${(head.x + r * 0.34).toFixed(1)}" cy="${(head.y - r * 0.16).toFixed(1)}" r="${(r * 0.13 + 1.6).toFixed(1)}" fill="#14110f"/>
    <circle cx="${(head.x + r * 0.42).toFixed(1)}" cy="${(head.y - r * 0.26).toFixed(1)}" r="${(r * 0.05 + 0.5).toFixed(1)}" fill="#fff"/>`;
}

function drawLegs({ species, plumage, pose, tilt }: Anatomy): { svg: string; points: Point[] } {
  const { length, isWebbed } = species.legs;
  const hip = species.bodyHeight * 0.4;
  if (pose.activity === 'flying') {
    const start = rotatePoint({ x: -30, y: hip * 0.4 }, tilt);
    const end = { x: start.x - 12 - length * 0.8, y: start.y + 8 };
    return {
      svg: `<path d="M${start.x.toFixed(1)} ${start.y.toFixed(1)}L${end.x.toFixed(1)} ${end.y.toFixed(1)}" stroke="${plumage.legs}" stroke-width="4" stroke-linecap="round"/>`,
      points: [end],
    };
  }
  const footY = hip + length;
  const leg = (hipX: number, footX: number) => {
    const foot = isWebbed
      ? `<path d="M${footX - 3} ${footY - 3}L${footX + 13} ${footY}L${footX - 5} ${footY + 1}Z" fill="${plumage.legs}"/>`
      : `<path d="M${footX - 6} ${footY}L${footX + 11} ${footY}M${footX} ${footY - 2}L${footX + 8} ${footY + 3}" stroke="${plumage.legs}" stroke-width="2.6" stroke-linecap="round"/>`;
    return `<path d="M${hipX} ${(hip - 8).toFixed(1)}Q${hipX - 5} ${(hip + length * 0.5).toFixed(1)} ${footX} ${footY.toFixed(1)}" stroke="${plumage.legs}" stroke-width="3.6" fill="none"/>${foot}`;
  };
  return { svg: leg(-4, -6) + leg(9, 10), points: [{ x: 20, y: footY + 2 }] };
}

/** The near wing sits on the shoulder; the far one is darker, higher and a little ahead. */
function drawSpreadWing({ species, plumage, pose }: Anatomy, side: 'near' | 'far'): string {
  const span = species.wingLength * pose.wingBeat * (side === 'near' ? 1 : 0.85);
  const shift = side === 'near' ? 0 : 16;
  const shoulderY = -species.bodyHeight * 0.24;
  const at = (x: number, share: number) =>
    `${(x + shift).toFixed(1)} ${(shoulderY - span * share).toFixed(1)}`;
  const outline = `M${at(26, 0)}Q${at(40, 0.45)} ${at(6, 0.78)}Q${at(-8, 0.96)} ${at(-28, 1)}L${at(-27, 0.84)}L${at(-42, 0.8)}L${at(-38, 0.64)}L${at(-50, 0.56)}L${at(-43, 0.4)}L${at(-50, 0.3)}Q${at(-40, 0.05)} ${at(-30, -0.03)}Z`;
  const fingers = `M${at(26, 0)}Q${at(40, 0.45)} ${at(6, 0.78)}Q${at(-8, 0.96)} ${at(-28, 1)}L${at(-27, 0.84)}Q${at(8, 0.6)} ${at(14, 0.1)}Z`;
  const gloom = side === 'far' ? `<path d="${outline}" fill="#10151c" opacity=".3"/>` : '';
  return `<path d="${outline}" fill="${plumage.wing}" stroke="#141a20" stroke-opacity=".3" stroke-width="1.6" stroke-linejoin="round"/>
    <path d="${fingers}" fill="${plumage.wingBar}" opacity=".55"/>${gloom}`;
}
