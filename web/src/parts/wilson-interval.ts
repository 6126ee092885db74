/** How far a measured share can be trusted. In: a share and its n. Out: Wilson's 95% interval, within 0..1. */

const Z_95 = 1.959964;

export function computeWilsonInterval(share: number, count: number): [low: number, high: number] {
  if (count === 0) return [0, 1];
  const spread = Z_95 ** 2 / count;
  const centre = share + spread / 2;
  const half = Z_95 * Math.sqrt((share * (1 - share)) / count + spread / (4 * count));
  return [Math.max(0, (centre - half) / (1 + spread)), Math.min(1, (centre + half) / (1 + spread))];
}
