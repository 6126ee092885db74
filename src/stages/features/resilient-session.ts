/**
 * A session that survives the death of its process once per batch, and ends when the user interrupts.
 * In: a way to open sessions. Out: runs that were tried again on a fresh session where the first one crashed.
 * Other failures pass through: they would happen again.
 */
import { ModelError } from '../../base/errors.js';
import { assertNotCancelled, type Observer } from '../../base/observer.js';
import type { ModelSession, PixelBatch, Tensor } from '../../inference/index.js';
import type { OpenEncoderSession } from './capabilities.js';

/** A session that outlives one crash per batch. */
export interface ResilientSession {
  /** Rejects with ModelError `inference-crashed` when a batch ends two processes; `batchName` says which images in words. */
  run(
    input: string,
    batch: PixelBatch,
    outputNames: readonly string[],
    batchName: string,
  ): Promise<Record<string, Tensor>>;
}

/** Opens a session for `work` and closes it in any case; an interrupt ends it at once, in the middle of a run, with a CancelledError. */
export async function withResilientSession<T>(
  openSession: OpenEncoderSession,
  observer: Observer,
  work: (session: ResilientSession) => Promise<T>,
): Promise<T> {
  assertNotCancelled(observer);
  const session = await openResilientSession(openSession, observer);
  try {
    return await work(session);
  } finally {
    await session.close();
  }
}

async function openResilientSession(
  openSession: OpenEncoderSession,
  observer: Observer,
): Promise<ResilientSession & { close(): Promise<void> }> {
  let current = await openSession(observer.signal);
  for (const note of current.notes) observer.warn(note);
  /** Second tries go one at a time, so that the batch that ends processes is told from those beside it. */
  let secondTries: Promise<unknown> = Promise.resolve();

  async function replace(crashed: ModelSession): Promise<void> {
    assertNotCancelled(observer);
    if (current !== crashed) return;
    observer.warn('The process that runs the network ended unexpectedly; going on with a new one.');
    await crashed.close();
    current = await openSession(observer.signal);
  }

  return {
    async run(input, batch, outputNames, batchName) {
      const first: ModelSession = current;
      try {
        return await first.run({ [input]: batch }, outputNames);
      } catch (error) {
        if (!isCrash(error)) throw error;
      }
      const second = secondTries.then(async () => {
        await replace(first);
        try {
          return await current.run({ [input]: batch }, outputNames);
        } catch (error) {
          throw isCrash(error) ? toSecondCrash(error, batchName) : error;
        }
      });
      secondTries = second.catch(() => {});
      return await second;
    },
    close: () => current.close(),
  };
}

function isCrash(error: unknown): error is ModelError {
  return error instanceof ModelError && error.code === 'inference-crashed';
}

function toSecondCrash(error: ModelError, batchName: string): ModelError {
  return new ModelError('inference-crashed', {
    what: `${error.what} It was the second time for ${batchName}.`,
    why: 'Finished parts are kept.',
    next: error.next,
    cause: error,
  });
}
