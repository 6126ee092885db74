/** How large points are and which lie above others, however they are drawn. In: tones. Out: an order, pixels. */

/** Pixels from side to side of a point, for few and for very many of them. */
const DIAMETER = 6;
const LEAST_DIAMETER = 3;
/** Points of the first tone are the ground on which the others stand. */
const STAND_OUT = 1.3;
/** Points of the full size for so many images; more are smaller. */
const CROWD = 4000;

/** Places of the points, those that are drawn above others behind them. */
export function orderByTone(toneOfPoint: Uint8Array): number[] {
  const next = new Uint32Array(257);
  for (const tone of toneOfPoint) next[tone + 1]! += 1;
  for (let tone = 1; tone < next.length; tone++) next[tone]! += next[tone - 1]!;
  const order = new Array<number>(toneOfPoint.length);
  for (let place = 0; place < toneOfPoint.length; place++) order[next[toneOfPoint[place]!]!++] = place;
  return order;
}

/** Pixels from side to side, by tone. */
export function sizeTones(toneCount: number, pointCount: number): number[] {
  const crowded = Math.min(1, Math.sqrt(CROWD / pointCount));
  const size = Math.max(LEAST_DIAMETER, DIAMETER * crowded);
  return Array.from({ length: toneCount }, (_, tone) => (tone === 0 ? size : size * STAND_OUT));
}
