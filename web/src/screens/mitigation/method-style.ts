/** How figures tell the head before tuning and the ways of choosing images apart: by colour and dash. */
import { COLOURS } from '../../parts/colours.js';
import type { Method } from './method-means.js';

export const METHOD_STYLES: Record<Method, { colour: string; dash: string }> = {
  'low-spuriosity': { colour: COLOURS.core, dash: 'none' },
  random: { colour: COLOURS.muted, dash: '6 3' },
  misclassified: { colour: COLOURS.caution, dash: '2 3' },
  'group-balanced': { colour: COLOURS.spurious, dash: '8 2 2 2' },
};

export const BEFORE_STYLE = { colour: COLOURS.ink, dash: '1 3' };

export function toMethodColour({ method }: { method: Method }): string {
  return METHOD_STYLES[method].colour;
}
