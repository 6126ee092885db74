/**
 * The schema of every body that the server takes. In: parsed JSON. Out: a checked value, or zod's issues.
 * Limits are generous for people and small for machines.
 */
import { z } from 'zod';
import { ANSWER_CHOICES } from '../records/annotation.js';
import { SPLIT_NAMES } from '../records/dataset.js';
import { LABEL_DECISIONS } from './cleaning.js';
import { JOB_KINDS } from './jobs.js';
import { SELECTION_KINDS } from './views.js';

const MOST_TEXT = 4000;
const MOST_SELECTED_IMAGES = 200_000;

const index = z.int().nonnegative();
const person = z.string().trim().min(1).max(80);
const seconds = z.number().nonnegative().max(86_400).nullable();
const pair = z.strictObject({ classIndex: index, feature: index });

export const answerBody = pair.extend({
  workerId: person,
  main: z.enum(ANSWER_CHOICES),
  confidence: z.int().min(1).max(5),
  reasons: z.string().max(MOST_TEXT),
  /** Time from seeing the pair to answering. */
  seconds,
});

export const retractBody = pair.extend({ workerId: person });
export const skipBody = pair.extend({ workerId: person });

export const adjudicationBody = pair.extend({
  /** Null withdraws the decision: the votes hold again. */
  verdict: z.enum(['core', 'spurious']).nullable(),
  decidedBy: person,
  reason: z.string().max(MOST_TEXT),
});

export const validationBody = pair.extend({
  workerId: person,
  /** What the panels after the first were filled with, as asked for in the queue. */
  third: z.enum(['lowest', 'random']),
  /** Places 0..14 of the images whose attribute differs from at least 3 others of their panel. */
  different: z.array(z.int().min(0).max(14)).max(15),
  panels: z.enum(['same', 'different', 'unclear']),
  seconds,
});

export const settingsBody = z.strictObject({ answersPerPair: z.int().min(1).max(100) });

export const labelDecisionBody = z
  .strictObject({
    image: index,
    /** Null takes the decision back. */
    decision: z.enum(LABEL_DECISIONS).nullable(),
    newClassIndex: index.nullable(),
    decidedBy: person,
  })
  .refine(({ decision, newClassIndex }) => (decision === 'relabel') === (newClassIndex !== null), {
    message: 'A new class goes with "relabel", and only with it.',
  });

export const jobBody = z.strictObject({
  kind: z.enum(JOB_KINDS),
  /** As the command of that name takes them; checked by the job itself. */
  options: z.record(z.string(), z.json()),
});

export const viewBody = z.strictObject({
  name: z.string().trim().min(1).max(120),
  /** Of this app: a path, never an address elsewhere. */
  url: z
    .string()
    .max(MOST_TEXT)
    .regex(/^\/(?!\/)/),
});

export const selectionBody = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1)
    .max(80)
    .regex(/^[\w.-]+$/, 'Letters, digits, dot, dash and underscore.'),
  kind: z.enum(SELECTION_KINDS),
  images: z.array(index).min(1).max(MOST_SELECTED_IMAGES),
});

export const splitParameter = z.enum(SPLIT_NAMES);

export type AnswerBody = z.infer<typeof answerBody>;
export type RetractBody = z.infer<typeof retractBody>;
export type SkipBody = z.infer<typeof skipBody>;
export type AdjudicationBody = z.infer<typeof adjudicationBody>;
export type ValidationBody = z.infer<typeof validationBody>;
export type SettingsBody = z.infer<typeof settingsBody>;
export type LabelDecisionBody = z.infer<typeof labelDecisionBody>;
export type JobBody = z.infer<typeof jobBody>;
export type ViewBody = z.infer<typeof viewBody>;
export type SelectionBody = z.infer<typeof selectionBody>;
