/**
 * What jobs there are: options and titles.
 * In: options as the app sends them. Out: checked ones, and words for people. `work.ts` does the work.
 */
import { z } from 'zod';
import { DEVICE_NAMES } from '../../inference/index.js';
import type { JobKind } from '../../protocol/index.js';
import { AUTOMATIC_SOURCES } from '../../records/annotation.js';
import { MITIGATION_METHODS } from '../../records/bias.js';
import { HEAD_RECIPE_NAMES } from '../../stages/features/index.js';
import {
  DEFAULT_MITIGATION_METHODS,
  DEFAULT_MITIGATION_RECIPE,
  DEFAULT_TRIALS,
  MITIGATION_RECIPE_NAMES,
} from '../../stages/mitigation/index.js';
import { RefusalError } from '../refusal.js';

const whole = z.int().nonnegative();
const many = z.int().positive();

/** Named as the options of the commands; all may be left out. */
export const JOB_OPTIONS = {
  extract: z.strictObject({
    encoder: z.string().min(1).optional(),
    device: z.enum(DEVICE_NAMES).optional(),
    batch: many.optional(),
    exifOrient: z.boolean().optional(),
  }),
  discover: z.strictObject({
    topFeatures: many.optional(),
    head: z.enum(['auto', 'own', 'fitted']).optional(),
    recipe: z.enum(HEAD_RECIPE_NAMES).optional(),
    correctOnly: z.boolean().optional(),
    attacks: whole.optional(),
    seed: whole.optional(),
  }),
  annotate: z.strictObject({ from: z.enum(AUTOMATIC_SOURCES).nullish() }),
  attack: z.strictObject({
    /** Class index; without it, pairs of every class. */
    class: whole.optional(),
    feature: whole.optional(),
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
    stopGap: z.number().min(-1).max(1).optional(),
    trials: many.max(100).optional(),
    /** False takes the recipe's anchors away. */
    anchors: z.boolean().optional(),
    methods: z.array(z.enum(MITIGATION_METHODS)).min(1).optional(),
    seed: whole.optional(),
  }),
  tables: z.strictObject({ k: many.optional() }),
  report: z.strictObject({ k: many.optional(), classes: many.optional() }),
} as const satisfies Record<JobKind, z.ZodType>;

export type JobOptions<K extends JobKind> = z.infer<(typeof JOB_OPTIONS)[K]>;

const TITLES: { [K in JobKind]: (options: JobOptions<K>) => string } = {
  extract: ({ encoder }) => `Extract features${encoder === undefined ? '' : ` with ${encoder}`}`,
  discover: ({ topFeatures }) =>
    `Find important features${topFeatures === undefined ? '' : ` (${topFeatures} a class)`}`,
  annotate: ({ from }) => `Judge pairs automatically${from ? ` (${from})` : ''}`,
  attack: (options) => {
    const chosen = [
      options.class === undefined ? null : `class ${options.class}`,
      options.feature === undefined ? null : `feature ${options.feature}`,
    ].filter((part) => part !== null);
    return `Draw feature attacks (${chosen.join(', ') || 'all pairs'})`;
  },
  mitigate: ({
    recipe = DEFAULT_MITIGATION_RECIPE,
    trials = DEFAULT_TRIALS,
    methods = DEFAULT_MITIGATION_METHODS,
  }) =>
    `Mitigate (${recipe}; ${methods.join(', ')}; ${trials} ${trials === 1 ? 'trial' : 'trials'} a baseline)`,
  tables: () => 'Write the result tables',
  report: () => 'Write the report',
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
