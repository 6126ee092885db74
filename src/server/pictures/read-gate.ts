/**
 * A door for reads of images that may never come back, as those of a dead mount: each holds one of the few threads that the whole server
 * reads files with.
 * In: reads. Out: what they give, or a refusal after the deadline. Reads that hang keep their place until they end; when none is left,
 * others are refused at once instead of waiting, and everything that needs no image goes on.
 */
import { RefusalError } from '../refusal.js';

/** One thread of libuv's four stays for the database's files, the app and the cache. */
export const IMAGE_READERS = 3;
/** Longer than a slow disk takes to wake up. */
export const IMAGE_DEADLINE_MS = 20_000;

export interface ReadGate {
  /** Throws `image-timeout`, and what the read throws. */
  run<T>(read: () => Promise<T>): Promise<T>;
}

/** @param placeCount reads under way at once; the rest waits for a place */
export function createReadGate(placeCount = IMAGE_READERS, deadlineMs = IMAGE_DEADLINE_MS): ReadGate {
  let hangingCount = 0;
  let freeCount = placeCount;
  let waiting: { enter: () => void; refuse: (error: unknown) => void }[] = [];

  const takePlace = (): Promise<void> => {
    if (hangingCount === placeCount) return Promise.reject(toTimeout(deadlineMs));
    if (freeCount > 0) {
      freeCount -= 1;
      return Promise.resolve();
    }
    return new Promise((enter, refuse) => void waiting.push({ enter, refuse }));
  };
  const givePlace = () => {
    const next = waiting.shift();
    if (next === undefined) freeCount += 1;
    else next.enter();
  };
  const hang = () => {
    hangingCount += 1;
    if (hangingCount < placeCount) return;
    const refused = waiting;
    waiting = [];
    for (const { refuse } of refused) refuse(toTimeout(deadlineMs));
  };

  return {
    run: async (read) => {
      await takePlace();
      let isHanging = false;
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          isHanging = true;
          hang();
          reject(toTimeout(deadlineMs));
        }, deadlineMs);
        const end = () => {
          clearTimeout(timer);
          if (isHanging) hangingCount -= 1;
          givePlace();
        };
        read().finally(end).then(resolve, reject);
      });
    },
  };
}

function toTimeout(deadlineMs: number): RefusalError {
  return new RefusalError(503, 'image-timeout', {
    what: `The folder of the images has not answered for ${deadlineMs / 1000} s.`,
    why: 'A disk or a network share may be gone; what needs no image goes on.',
    next: 'Bring it back, and load the page again.',
  });
}
