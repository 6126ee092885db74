/** The scores that a ranking is made by. In: images with their scores. Out: a table. */
import type { FigureTable } from './figure-tables.js';

/** Left and right of the frame of the strip of scores, in pixels: what a page lays over it must fit. */
export const STRIP_SIDE = 10;

/** What an image of a ranking counts as. */
export const IMAGE_STATES = ['right', 'wrong', 'filtered out'] as const;
export type ImageState = (typeof IMAGE_STATES)[number];

export interface RankedScore {
  rank: number;
  /** Of the image, in the data set. */
  path: string;
  score: number | null;
  state: ImageState;
}

/** A row an image, in the order given. */
export function tabulateRankingScores(scores: readonly RankedScore[]): FigureTable {
  return {
    columns: ['rank', 'image', 'score', 'state'],
    rows: scores.map(({ rank, path, score, state }) => [rank, path, score, state]),
  };
}
