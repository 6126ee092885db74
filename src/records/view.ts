/**
 * What the app keeps for its users beside their judgements: places they saved, and how the work is set up.
 */
import { z } from 'zod';

/** A state of the app under a name. */
export interface SavedView {
  viewId: number;
  /** Unique; saving under a name that exists replaces that view. */
  name: string;
  /** Path and search of the app's page, beginning with `/`. */
  url: string;
  createdAt: string;
}

/** Answers that a pair is given to, as many people (the paper asks five). */
export const DEFAULT_ANSWERS_PER_PAIR = 1;

/** Settings of a workspace. Keys that this version does not know are kept in the database and left out here. */
export const settingsSchema = z.object({
  answersPerPair: z.number().int().min(1).max(1000).default(DEFAULT_ANSWERS_PER_PAIR),
});
export type Settings = z.infer<typeof settingsSchema>;
