import { expect, test } from 'vitest';
import { CancelledError, ModelError, StageError, StorageError, UsageError } from '../base/errors.js';
import { RefusalError, toRefusal } from './refusal.js';

const parts = { what: 'It failed.' };

test.each([
  [new UsageError('k-range', parts), 422],
  [new StageError('no-features', parts), 409],
  [new ModelError('kernel-size-unknown', parts), 409],
  [new CancelledError(), 409],
  [new StorageError('file-missing', parts), 500],
  [new RefusalError(413, 'body-too-large', parts), 413],
  [new UsageError('class-unknown', { ...parts, status: 404 }), 404],
])('%s is answered with the status that it or its class has', (error, status) => {
  expect(toRefusal(error)).toMatchObject({
    status,
    isUnexpected: false,
    failure: { error: { code: error.code } },
  });
});

test('what is no error of ours is a fault of the program, and tells nothing', () => {
  const { status, failure, isUnexpected } = toRefusal(new TypeError('a secret'));
  expect({ status, isUnexpected }).toEqual({ status: 500, isUnexpected: true });
  expect(JSON.stringify(failure)).not.toContain('secret');
});
