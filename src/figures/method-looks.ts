/** How figures and tables tell the ways of choosing images for tuning apart: by colour and dashes together. */
import type { MitigationMethod } from '../records/bias.js';
import { toFigureColour } from './palette.js';

export interface MethodLook {
  colour: string;
  /** As SVG's `stroke-dasharray`. */
  dash: string;
  strokeWidth: number;
}

const LOOK_BEFORE: MethodLook = { colour: 'currentColor', dash: 'none', strokeWidth: 2.4 };

const METHOD_LOOKS: Readonly<Record<MitigationMethod, MethodLook>> = {
  'low-spuriosity': { colour: toFigureColour('core'), dash: 'none', strokeWidth: 2.4 },
  counterexamples: { colour: toFigureColour('core'), dash: '8 2 2 2', strokeWidth: 1.6 },
  dfr: { colour: toFigureColour('spurious'), dash: 'none', strokeWidth: 1.6 },
  afr: { colour: toFigureColour('spurious'), dash: '5 3', strokeWidth: 1.6 },
  interpolation: { colour: toFigureColour('core'), dash: '2 3', strokeWidth: 1.6 },
  muting: { colour: toFigureColour('caution'), dash: 'none', strokeWidth: 1.6 },
  random: { colour: toFigureColour('muted'), dash: '5 3', strokeWidth: 1.6 },
  misclassified: { colour: toFigureColour('caution'), dash: '2 3', strokeWidth: 1.6 },
};

/** The look of a method, and of the head before. */
export function toMethodLook(method: MitigationMethod | null): MethodLook {
  return method === null ? LOOK_BEFORE : METHOD_LOOKS[method];
}
