/** How figures tell the ways of choosing images apart: by colour and dash. */
import { COLOURS } from '../../parts/colours.js';
import type { Method } from './method-means.js';

export const METHOD_STYLES: Record<Method, { colour: string; dash: string }> = {
  'low-spuriosity': { colour: COLOURS.core, dash: 'none' },
  random: { colour: COLOURS.muted, dash: '6 3' },
  misclassified: { colour: COLOURS.caution, dash: '2 3' },
  'group-balanced': { colour: COLOURS.spurious, dash: '8 2 2 2' },
};

/** A range around the values: at least `least` wide, with some room at both ends. */
export function toDomain(values: readonly number[], least: number): [number, number] {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const missing = Math.max(0, least - (high - low)) / 2;
  const room = (high - low + 2 * missing) * 0.12;
  return [low - missing - room, high + missing + room];
}
