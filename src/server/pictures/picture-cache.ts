/**
 * Pictures as files that are made when first asked for.
 * In: a name and a way to make it. Out: bytes. Everybody who asks for one picture at the same time shares the work, which stops only
 * when nobody waits for it any more.
 */
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CancelledError } from '../../base/errors.js';
import { readOptionalFile, writeFileAtomic } from '../../storage/index.js';

export type MakePicture = (signal: AbortSignal) => Promise<Uint8Array>;

export interface PictureCache {
  read(name: string, make: MakePicture, signal?: AbortSignal): Promise<Uint8Array>;
  /** Null where it was not made before. */
  find(name: string): Promise<Uint8Array | null>;
  /** Waits until what was made is on the disk. */
  settle(): Promise<void>;
}

interface Making {
  bytes: Promise<Uint8Array>;
  abort: AbortController;
  waiterCount: number;
}

/** @param folder where the files lie; another folder is another cache, so it names what the pictures depend on */
export function createPictureCache(folder: string): PictureCache {
  const underWay = new Map<string, Making>();

  const keeping = new Set<Promise<void>>();

  async function readOrMake(name: string, make: MakePicture, signal: AbortSignal): Promise<Uint8Array> {
    const path = join(folder, name);
    const cached = await readOptionalFile(path);
    if (cached !== null) return cached;
    if (signal.aborted) throw new CancelledError();
    const bytes = await make(signal);
    // Nobody waits for the disk; a picture that cannot be kept (full, read-only) is made again.
    const kept = keep(path, bytes)
      .catch(() => {})
      .finally(() => keeping.delete(kept));
    keeping.add(kept);
    return bytes;
  }

  function begin(name: string, make: MakePicture): Making {
    const abort = new AbortController();
    const bytes = readOrMake(name, make, abort.signal).finally(() => {
      if (underWay.get(name)?.abort === abort) underWay.delete(name);
    });
    // Whoever waits hears of a failure; the promise itself must not end the program when nobody does.
    bytes.catch(() => {});
    const making = { bytes, abort, waiterCount: 0 };
    underWay.set(name, making);
    return making;
  }

  return {
    find: (name) => readOptionalFile(join(folder, name)),
    settle: async () => {
      await Promise.all(keeping);
    },
    read: async (name, make, signal) => {
      const making = underWay.get(name) ?? begin(name, make);
      making.waiterCount++;
      try {
        return await (signal === undefined
          ? making.bytes
          : Promise.race([making.bytes, toRejection(signal)]));
      } finally {
        making.waiterCount--;
        if (making.waiterCount === 0 && underWay.get(name) === making) {
          underWay.delete(name);
          making.abort.abort();
        }
      }
    },
  };
}

async function keep(path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFileAtomic(path, bytes);
}

function toRejection(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const stop = () => reject(new CancelledError());
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}
