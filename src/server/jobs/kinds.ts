/**
 * What jobs there are: options and titles.
 * In: options as the app sends them. Out: checked ones, and words for people. `work.ts` does the work.
 */
import { z } from 'zod';
import { UsageError } from '../../base/errors.js';
import { DEVICE_NAMES } from '../../inference/index.js';
import { JOB_TITLES, type JobKind } from '../../protocol/index.js';
import { AUTOMATIC_SOURCES } from '../../records/annotation.js';
import { DEFAULT_TRIALS, MITIGATION_METHODS, MITIGATION_RECIPE_NAMES } from '../../records/bias.js';
import { HEAD_REQUESTS } from '../../records/discovery.js';
import { HEATMAP_STYLES } from '../../records/names.js';
import { OUTPUT_KINDS } from '../../stages/bias/index.js';
import { ATTACK_PRESETS } from '../../stages/discovery/index.js';
import { HEAD_RECIPE_NAMES, parseIntensity } from '../../stages/features/index.js';
import { DEFAULT_MITIGATION_METHODS, DEFAULT_MITIGATION_RECIPE } from '../../stages/mitigation/index.js';
import { RefusalError } from '../refusal.js';

const whole = z.int().nonnegative();
const many = z.int().positive();

function refuseNoIntensity(text: string, { addIssue }: z.RefinementCtx<string>): void {
  try {
    parseIntensity(text);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    addIssue({ code: 'custom', message: error.what });
  }
}

/** Named as the options of the commands; all may be left out. */
export const JOB_OPTIONS = {
  run: z.strictObject({
    encoder: z.string().min(1).optional(),
    device: z.enum(DEVICE_NAMES).optional(),
    topFeatures: many.optional(),
    recipe: z.enum(HEAD_RECIPE_NAMES).optional(),
    k: many.optional(),
    /** False leaves out what happens to answers when the cues are weakened in pictures. */
    interventions: z.boolean().optional(),
    seed: whole.optional(),
  }),
  extract: z.strictObject({
    encoder: z.string().min(1).optional(),
    device: z.enum(DEVICE_NAMES).optional(),
    batch: many.optional(),
    exifOrient: z.boolean().optional(),
    intensity: z.string().superRefine(refuseNoIntensity).optional(),
  }),
  discover: z.strictObject({
    topFeatures: many.optional(),
    head: z.enum(HEAD_REQUESTS).optional(),
    recipe: z.enum(HEAD_RECIPE_NAMES).optional(),
    correctOnly: z.boolean().optional(),
    style: z.enum(HEATMAP_STYLES).optional(),
    attacks: whole.optional(),
    seed: whole.optional(),
  }),
  annotate: z.strictObject({ from: z.enum(AUTOMATIC_SOURCES).nullish() }),
  objects: z.strictObject({
    /** A name in the user's cache; a known one is fetched where it is missing. */
    segmenter: z
      .string()
      .regex(/^\w[\w.-]*$/)
      .optional(),
    device: z.enum(DEVICE_NAMES).optional(),
    /** Images below 128 pixels a side, too. */
    anySize: z.boolean().optional(),
  }),
  attack: z.strictObject({
    /** Class index; without it, pairs of every class. */
    class: whole.optional(),
    feature: whole.optional(),
    preset: z.enum(ATTACK_PRESETS).optional(),
    steps: many.max(1000).optional(),
    device: z.enum(DEVICE_NAMES).optional(),
  }),
  mitigate: z.strictObject({
    model: z.string().min(1).optional(),
    recipe: z.enum(MITIGATION_RECIPE_NAMES).optional(),
    imagesPerClass: many.optional(),
    learningRate: z.number().positive().max(10).optional(),
    /** About so many steps in all, measured at growing distances; instead of the recipe's schedule. */
    steps: many.max(1_000_000).optional(),
    k: many.optional(),
    stopGap: z.union([z.number().min(-1).max(1), z.literal('half')]).optional(),
    maxAccuracyCost: z.number().min(0).max(1).optional(),
    trials: many.max(100).optional(),
    /** False takes the recipe's anchors away. */
    anchors: z.boolean().optional(),
    methods: z.array(z.enum(MITIGATION_METHODS)).min(1).optional(),
    seed: whole.optional(),
  }),
  check: z.strictObject({
    /** Name of a file that came by `MODEL_FILE_ROUTE`. */
    file: z.string().min(1).max(255),
    name: z.string().min(1).max(100),
    tags: z.array(z.string().min(1).max(100)).max(20).optional(),
    outputs: z.enum(OUTPUT_KINDS).optional(),
    /** Of a network: side of what it sees, pixels that it expects, names of its classes in the order of its scores. */
    side: many.max(4096).optional(),
    normalize: z.literal('imagenet').optional(),
    classes: z.array(z.string().min(1)).min(2).max(100_000).optional(),
  }),
  tables: z.strictObject({ k: many.optional() }),
  report: z.strictObject({ k: many.optional(), classes: many.optional() }),
} as const satisfies Record<JobKind, z.ZodType>;

export type JobOptions<K extends JobKind> = z.infer<(typeof JOB_OPTIONS)[K]>;

const TITLES: { [K in JobKind]: (options: JobOptions<K>) => string } = {
  run: ({ encoder }) => `${JOB_TITLES.run}${encoder === undefined ? '' : ` with ${encoder}`}`,
  extract: ({ encoder }) => `${JOB_TITLES.extract}${encoder === undefined ? '' : ` with ${encoder}`}`,
  discover: ({ topFeatures }) =>
    `${JOB_TITLES.discover}${topFeatures === undefined ? '' : ` (${topFeatures} a class)`}`,
  objects: () => JOB_TITLES.objects,
  annotate: ({ from }) => `${JOB_TITLES.annotate}${from ? ` (${from})` : ''}`,
  attack: (options) => {
    const chosen = [
      options.class === undefined ? null : `class ${options.class}`,
      options.feature === undefined ? null : `feature ${options.feature}`,
    ].filter((part) => part !== null);
    return `${JOB_TITLES.attack} (${chosen.join(', ') || 'all pairs'})`;
  },
  mitigate: ({
    recipe = DEFAULT_MITIGATION_RECIPE,
    trials = DEFAULT_TRIALS,
    methods = DEFAULT_MITIGATION_METHODS,
  }) =>
    `${JOB_TITLES.mitigate} (${recipe}; ${methods.join(', ')}; ${trials} ${trials === 1 ? 'trial' : 'trials'} a method)`,
  check: ({ name }) => `${JOB_TITLES.check}${name === undefined ? '' : `: ${name}`}`,
  tables: () => JOB_TITLES.tables,
  report: () => JOB_TITLES.report,
};

/** Throws the refusal that names the option. */
export function parseJobOptions(kind: JobKind, options: unknown): Record<string, unknown> {
  const parsed = JOB_OPTIONS[kind].safeParse(options);
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0]!;
  throw new RefusalError(422, 'job-options', {
    what: `The option "${path.join('.') || kind}" of the job cannot be used: ${message.replace(/\.$/, '')}.`,
  });
}

export function toJobTitle<K extends JobKind>(kind: K, options: unknown): string {
  const parsed = JOB_OPTIONS[kind].safeParse(options);
  return TITLES[kind]((parsed.success ? parsed.data : {}) as JobOptions<K>);
}
