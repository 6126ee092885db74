/**
 * How figures tell the ways of choosing images for tuning apart: by colour and dashes together.
 * In: a method. Out: its colour and dashes; methods are named at the ends of their lines, not in a legend.
 */
import type { MitigationMethod } from '../../records/bias.js';
import { toFigureColour } from './palette.js';

export interface MethodLook {
  colour: string;
  /** As SVG's `stroke-dasharray`. */
  dash: string;
}

/** Right of a frame for names of methods in bold, in the widest of the usual fonts. */
export const METHOD_NAME_ROOM = 122;

export const METHOD_LOOKS: Readonly<Record<MitigationMethod, MethodLook>> = {
  'low-spuriosity': { colour: toFigureColour('core'), dash: 'none' },
  random: { colour: toFigureColour('muted'), dash: '5 3' },
  misclassified: { colour: toFigureColour('caution'), dash: '2 3' },
  'group-balanced': { colour: toFigureColour('spurious'), dash: '8 2 2 2' },
};
