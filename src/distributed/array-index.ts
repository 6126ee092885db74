/**
 * Which part of the work is this process's in an array of jobs.
 * In: the words of `--shard`, the variables that a scheduler sets. Out: a part, or none. Reads nothing else.
 */
import { UsageError } from '../base/errors.js';
import type { Part } from '../project/index.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** What schedulers call the index of a member, the first index, the step between two, and the number of members. */
interface Scheduler {
  name: string;
  index: string;
  count: string;
  first?: string;
  step?: string;
}

const SCHEDULERS: readonly Scheduler[] = [
  {
    name: 'Slurm',
    index: 'SLURM_ARRAY_TASK_ID',
    count: 'SLURM_ARRAY_TASK_COUNT',
    first: 'SLURM_ARRAY_TASK_MIN',
    step: 'SLURM_ARRAY_TASK_STEP',
  },
  // Kubernetes sets the index alone; the count is what the job file gives under this name.
  { name: 'Kubernetes', index: 'JOB_COMPLETION_INDEX', count: 'JOB_COMPLETIONS' },
  { name: 'AWS Batch', index: 'AWS_BATCH_JOB_ARRAY_INDEX', count: 'AWS_BATCH_JOB_ARRAY_SIZE' },
];

/**
 * The part that `--shard` names: `i/n`; `auto`, index and number from the scheduler; `auto/n`, the scheduler's index as it is, of n parts,
 * so that some members of an array can be given again. Without the option, what a scheduler says, undefined where none does.
 * Throws the UsageErrors `shard-part`, `shard-index`.
 */
export function readPart(option: string | undefined, env: Environment): Part | undefined {
  if (option !== undefined && !/^auto(\/\d+)?$/.test(option)) return parsePart(option);
  const scheduler = SCHEDULERS.find(({ index }) => env[index] !== undefined);
  if (scheduler === undefined) {
    if (option === undefined) return undefined;
    throw new UsageError('shard-index', {
      what: `--shard ${option} found no index: none of ${SCHEDULERS.map(({ index }) => index).join(', ')} is set.`,
      next: 'Run it as a member of an array of jobs, or give the part as --shard i/n.',
    });
  }
  const index = env[scheduler.index]!;
  const given = option?.split('/')[1];
  if (given !== undefined) return parsePart(`${index}/${given}`);
  const count = env[scheduler.count];
  if (count === undefined) {
    if (option === undefined) return undefined;
    throw new UsageError('shard-index', {
      what: `--shard auto knows its index from ${scheduler.index}=${index}, and not of how many: ${scheduler.count} is not set.`,
      next: 'Give the number of members as --shard auto/n.',
    });
  }
  return parsePart(`${toPlace(scheduler, env)}/${count}`, scheduler);
}

/** The member's place from 0, for indices that begin elsewhere or leave some out evenly. */
function toPlace({ index, first, step }: Scheduler, env: Environment): number {
  const read = (name: string | undefined, otherwise: number) =>
    name === undefined || env[name] === undefined ? otherwise : Number(env[name]);
  return (read(index, 0) - read(first, 0)) / read(step, 1);
}

/** Parses `i/n`, i from 0. */
function parsePart(text: string, scheduler?: Scheduler): Part {
  const match = /^(\d+)\/(\d+)$/.exec(text);
  const [index, count] = [Number(match?.[1]), Number(match?.[2])];
  if (match !== null && count >= 1 && index < count) return { index, count };
  throw new UsageError('shard-part', {
    what:
      scheduler === undefined
        ? `--shard ${text} is not a part i/n with i from 0 to n − 1.`
        : `The indices of this ${scheduler.name} array are not evenly spaced, so member ${text} is not a part i/n with i from 0 to n − 1.`,
    next:
      scheduler === undefined
        ? 'Give for example --shard 0/4 to the first of four machines.'
        : 'Give the number of parts of the whole array as --shard auto/n.',
  });
}
