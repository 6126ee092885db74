/** Parts by option and by the variables of schedulers. */
import { expect, test } from 'vitest';
import { readPart } from './array-index.js';

const slurm = (id: number, min: number, count: number, step = 1) => ({
  SLURM_ARRAY_TASK_ID: String(id),
  SLURM_ARRAY_TASK_MIN: String(min),
  SLURM_ARRAY_TASK_COUNT: String(count),
  SLURM_ARRAY_TASK_STEP: String(step),
});

test.each([
  ['1/4', {}, { index: 1, count: 4 }],
  ['1/4', slurm(3, 0, 8), { index: 1, count: 4 }],
  [undefined, {}, undefined],
  [undefined, slurm(5, 3, 4), { index: 2, count: 4 }],
  ['auto', slurm(20, 0, 4, 10), { index: 2, count: 4 }],
  // Members 3 and 17 of 32, given again: their indices stay those of the whole array.
  ['auto/32', slurm(17, 3, 2, 14), { index: 17, count: 32 }],
  ['auto/32', { JOB_COMPLETION_INDEX: '31' }, { index: 31, count: 32 }],
  ['auto', { JOB_COMPLETION_INDEX: '1', JOB_COMPLETIONS: '3' }, { index: 1, count: 3 }],
  ['auto', { AWS_BATCH_JOB_ARRAY_INDEX: '9', AWS_BATCH_JOB_ARRAY_SIZE: '10' }, { index: 9, count: 10 }],
  // A pod of an indexed job without a count in its variables is no part unless asked to be.
  [undefined, { JOB_COMPLETION_INDEX: '1' }, undefined],
])('--shard %s with %o', (option, env, part) => {
  expect(readPart(option, env)).toEqual(part);
});

test.each([
  ['4/4', {}, 'shard-part', /from 0 to n − 1/],
  ['one/two', {}, 'shard-part', /0\/4/],
  ['auto', {}, 'shard-index', /SLURM_ARRAY_TASK_ID/],
  ['auto', { JOB_COMPLETION_INDEX: '1' }, 'shard-index', /auto\/n/],
  ['auto/4', { JOB_COMPLETION_INDEX: '7' }, 'shard-part', /7\/4/],
  // 1,3,7: three members, and the last is no third of anything.
  ['auto', slurm(7, 1, 3, 1), 'shard-part', /not evenly spaced.*auto\/n/],
])('--shard %s with %o is refused', (option, env, code, message) => {
  expect(() => readPart(option, env)).toThrow(
    expect.objectContaining({ code, message: expect.stringMatching(message) }),
  );
});
