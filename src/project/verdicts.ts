/**
 * The verdicts that hold now: people's answers first, automatic ones for the rest. Recomputed whenever they are asked for.
 */
import type { Verdict } from '../records/annotation.js';
import { mergeVerdicts, tallyVerdicts } from '../stages/annotation/index.js';
import type { Project } from './project.js';

/** Every pair that has a verdict, ascending by class, then feature. */
export function readVerdicts({ database }: Project): Verdict[] {
  return mergeVerdicts(tallyVerdicts(database.readAnswers()), database.readAutomaticVerdicts());
}
