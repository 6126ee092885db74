/**
 * A file that a browser sends, streamed to the disk: at most so many bytes, while there is room.
 * In: the body of a request and where it shall lie. Out: a file under its name once it is whole, or none.
 */
import { createWriteStream } from 'node:fs';
import { rename, rm, statfs } from 'node:fs/promises';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream as NodeStream } from 'node:stream/web';
import { toStorageError } from '../storage/index.js';
import { RefusalError } from './refusal.js';

const GIB = 1024 ** 3;
/** Room that stays free on the disk. */
const KEPT_FREE_BYTES = GIB;

/** Writes `path` and returns its bytes. Throws `upload-too-large`, `upload-broken` where the browser left, `disk-full`, `not-writable`. */
export async function receiveFile(
  body: ReadableStream<Uint8Array> | null,
  path: string,
  mostBytes: number,
): Promise<number> {
  const temporary = `${path}.part`;
  let size = 0;
  const limiter = new Transform({
    transform: (chunk: Uint8Array, _, done) => {
      size += chunk.length;
      done(size > mostBytes ? tooLarge(mostBytes) : null, chunk);
    },
  });
  const source = body === null ? Readable.from([]) : Readable.fromWeb(body as NodeStream<Uint8Array>);
  try {
    await pipeline(source, limiter, createWriteStream(temporary));
    await rename(temporary, path);
    return size;
  } catch (error) {
    await rm(temporary, { force: true });
    throw toStorageError(error, `Writing ${path} failed`);
  }
}

/** Throws `disk-full` where `bytes` and what must stay free do not fit beside what is there. */
export async function assertRoom(folder: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (bytes + KEPT_FREE_BYTES <= free) return;
  throw new RefusalError(507, 'disk-full', {
    what: `There is no room for ${toGib(bytes)} GiB: ${toGib(free)} GiB are free on the disk of ${folder}, of which 1 GiB is kept.`,
    next: 'Free some space, or start the server in a folder on a larger disk.',
  });
}

function tooLarge(mostBytes: number): RefusalError {
  return new RefusalError(413, 'upload-too-large', {
    what: `The file is larger than the ${toGib(mostBytes)} GiB that are taken.`,
    next: 'Put it on the machine that the server runs on, and name it there.',
  });
}

/** With two digits behind the point. */
export function toGib(bytes: number): string {
  return (bytes / GIB).toFixed(2);
}
