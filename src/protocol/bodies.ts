/**
 * The schema of every body that the server takes. In: parsed JSON. Out: a checked value, or zod's issues.
 * Limits are generous for people and small for machines.
 */
import { z } from 'zod';
import { isPlainText } from '../base/plain-text.js';
import { ANSWER_CHOICES, VERDICT_LABELS } from '../records/annotation.js';
import { SPLIT_NAMES } from '../records/dataset.js';
import { LABEL_CHOICES, PANEL_JUDGEMENTS, PANEL_VARIANTS } from '../records/judgement.js';
import {
  isPersonName,
  isTag,
  LONGEST_NAME,
  LONGEST_TEXT,
  LONGEST_VIEW_NAME,
  MOST_ANSWERS_PER_PAIR,
  MOST_CONFIDENCE,
} from '../records/limits.js';
import { SELECTION_FORMS } from '../records/selection.js';
import { JOB_KINDS } from './jobs.js';
import { isLocalPath } from './local-path.js';

const MOST_SELECTED_IMAGES = 200_000;
const LONGEST_PATH = 4096;
/** As many ways as many images may have stood before, which an undo brings back. */
const MOST_ACTS = 5000;

const index = z.int().nonnegative();
/** A person's name. */
export const personSchema = z.string().trim().refine(isPersonName, 'It is no name of a person.');
/** What people write in their own words. */
const remark = z.string().max(LONGEST_TEXT).refine(isPlainText, 'It holds characters that are no text.');
const seconds = z.number().nonnegative().max(86_400).nullable();
const pair = z.strictObject({ classIndex: index, feature: index });

export const answerBody = pair.extend({
  workerId: personSchema,
  main: z.enum(ANSWER_CHOICES),
  confidence: z.int().min(1).max(MOST_CONFIDENCE),
  reasons: remark,
  /** Time from seeing the pair to answering. */
  seconds,
  /** Said by whoever means to change an earlier answer of theirs; otherwise another answer than that one is refused. */
  isChange: z.boolean().optional(),
});

export const retractBody = pair.extend({ workerId: personSchema });
export const skipBody = pair.extend({ workerId: personSchema });
export const unblindBody = z.strictObject({ workerId: personSchema });

export const adjudicationBody = pair.extend({
  /** Null withdraws the decision: the votes hold again. */
  verdict: z.enum(VERDICT_LABELS).nullable(),
  decidedBy: personSchema,
  reason: remark,
});

export const validationBody = pair.extend({
  workerId: personSchema,
  /** What the panels after the first were filled with, as asked for in the queue. */
  variant: z.enum(PANEL_VARIANTS),
  /** Places 0..14 of the images whose attribute differs from at least 3 others of their panel. */
  different: z.array(z.int().min(0).max(14)).max(15),
  judgement: z.enum(PANEL_JUDGEMENTS),
  seconds,
});

export const settingsBody = z.strictObject({ answersPerPair: z.int().min(1).max(MOST_ANSWERS_PER_PAIR) });

const decision = {
  /** Null takes the decision back. */
  choice: z.enum(LABEL_CHOICES).nullable(),
  newClassIndex: index.nullable(),
};
const hasItsClass = ({ choice, newClassIndex }: { choice: string | null; newClassIndex: number | null }) =>
  (choice === 'relabel') === (newClassIndex !== null);
const CLASS_RULE = { message: 'A new class goes with "relabel", and only with it.' };

export const labelDecisionBody = z
  .strictObject({ image: index, ...decision, decidedBy: personSchema })
  .refine(hasItsClass, CLASS_RULE);

/** Image indices. */
const images = z.array(index).min(1).max(MOST_SELECTED_IMAGES);
const imageAct = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('decide'), images, ...decision }).refine(hasItsClass, CLASS_RULE),
  z.strictObject({
    kind: z.literal('tag'),
    images,
    tag: z.string().trim().refine(isTag, 'A word or a few, without a semicolon.'),
    /** False takes the tag off. */
    isSet: z.boolean(),
  }),
]);

/** All of it is done, or nothing. */
export const actsBody = z.strictObject({
  acts: z.array(imageAct).min(1).max(MOST_ACTS),
  decidedBy: personSchema,
});

export const jobBody = z.strictObject({
  kind: z.enum(JOB_KINDS),
  /** As the command of that name takes them; checked by the job itself. */
  options: z.record(z.string(), z.json()),
});

const viewName = z
  .string()
  .trim()
  .min(1)
  .max(LONGEST_VIEW_NAME)
  .refine(isPlainText, 'It holds characters that are no text.');

export const viewNameBody = z.strictObject({ name: viewName });

export const viewBody = z.strictObject({
  name: viewName,
  /** Of this app: a path, never an address elsewhere. */
  url: z.string().max(LONGEST_TEXT).refine(isLocalPath, 'A path of this app, such as /pairs?class=3.'),
});

export const selectionBody = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1)
    .max(LONGEST_NAME)
    .regex(/^[\w.-]+$/, 'Letters, digits, dot, dash and underscore.'),
  form: z.enum(SELECTION_FORMS),
  images,
});

/** Absolute, of the machine that the server runs on. */
const path = z.string().min(1).max(LONGEST_PATH);

export const pathBody = z.strictObject({ path });

export const studyBody = z.strictObject({
  path,
  dataset: z.strictObject({
    /** Default: that of the format. */
    valFraction: z.number().gt(0).lt(1).optional(),
    seed: index.optional(),
  }),
  /** Options of the job `run`. */
  run: z.record(z.string(), z.json()),
});

export const uploadBody = z.strictObject({
  /** What the data set is called. */
  name: z.string().min(1).max(LONGEST_NAME),
  files: z.int().positive(),
  totalBytes: index,
});

export const splitParameter = z.enum(SPLIT_NAMES);

export type AnswerBody = z.infer<typeof answerBody>;
export type RetractBody = z.infer<typeof retractBody>;
export type SkipBody = z.infer<typeof skipBody>;
export type UnblindBody = z.infer<typeof unblindBody>;
export type AdjudicationBody = z.infer<typeof adjudicationBody>;
export type ValidationBody = z.infer<typeof validationBody>;
export type SettingsBody = z.infer<typeof settingsBody>;
export type LabelDecisionBody = z.infer<typeof labelDecisionBody>;
/** One thing that is done with some images. */
export type ImageAct = z.infer<typeof imageAct>;
export type ActsBody = z.infer<typeof actsBody>;
export type JobBody = z.infer<typeof jobBody>;
export type ViewNameBody = z.infer<typeof viewNameBody>;
export type ViewBody = z.infer<typeof viewBody>;
export type SelectionBody = z.infer<typeof selectionBody>;
export type PathBody = z.infer<typeof pathBody>;
export type StudyBody = z.infer<typeof studyBody>;
export type UploadBody = z.infer<typeof uploadBody>;
