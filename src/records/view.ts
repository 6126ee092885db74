/**
 * What the app keeps for its users beside their judgements: places they saved, and how the work is set up.
 */
import { z } from 'zod';
import { MOST_ANSWERS_PER_PAIR } from './limits.js';

/** A state of the app under a name. */
export interface SavedView {
  id: number;
  /** Unique; saving under a name that exists replaces that view. */
  name: string;
  /** Path, search and hash of the app's page, beginning with `/`. */
  url: string;
  createdAt: string;
}

/** Answers that a pair is given to, as many people (the paper asks five). */
export const DEFAULT_ANSWERS_PER_PAIR = 1;

/** Settings of a workspace. Keys that this version does not know are kept in the database and left out here. */
export const settingsSchema = z.object({
  answersPerPair: z.number().int().min(1).max(MOST_ANSWERS_PER_PAIR).default(DEFAULT_ANSWERS_PER_PAIR),
});
/** How the work on a workspace is set up. */
export type Settings = z.infer<typeof settingsSchema>;
