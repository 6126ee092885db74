/**
 * A file that a browser sends, streamed to the disk: at most so many bytes, while there is room.
 * In: the body of a request and where it shall lie. Out: a file under its name once it is whole, or none.
 */
import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rename, rm, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import type { ReadableStream as NodeStream } from 'node:stream/web';
import { toStorageError } from '../storage/index.js';
import { formatBytes } from '../words/index.js';
import { RefusalError } from './refusal.js';

/** Room that stays free on the disk. */
const KEPT_FREE_BYTES = 1e9;

/** Bytes that come between two looks at the room that is left. */
const LOOK_BYTES = 64 * 1024 ** 2;

/** Where a file ends. */
export interface FileLimits {
  /** Of this file alone. */
  mostBytes: number;
  /** Hears of the bytes as they come; what it throws ends the file. */
  onBytes?(count: number): void;
  keptFreeBytes?: number;
}

/**
 * Writes `path`, whole or not at all; of several at once the last to end. However its length was announced, the room is looked at while it comes.
 * Throws `upload-too-large`, `disk-full`, `not-writable`.
 */
export async function receiveFile(
  body: ReadableStream<Uint8Array> | null,
  path: string,
  { mostBytes, onBytes, keptFreeBytes = KEPT_FREE_BYTES }: FileLimits,
): Promise<void> {
  const temporary = `${path}.${randomUUID()}.part`;
  let size = 0;
  let nextLook = 0;
  const take = async (chunk: Uint8Array): Promise<Uint8Array> => {
    size += chunk.length;
    if (size > mostBytes) throw tooLarge(mostBytes);
    onBytes?.(chunk.length);
    if (size > nextLook) {
      await assertRoom(dirname(path), chunk.length, keptFreeBytes);
      nextLook = size + LOOK_BYTES;
    }
    return chunk;
  };
  const limiter = new Transform({
    transform: (chunk: Uint8Array, _, done) => {
      take(chunk).then((taken) => done(null, taken), done);
    },
  });
  const source = body === null ? Readable.from([]) : Readable.fromWeb(body as NodeStream<Uint8Array>);
  const file = createWriteStream(temporary);
  try {
    await pipeline(source, limiter, file);
    await rename(temporary, path);
  } catch (error) {
    // It may be about to be opened only now.
    await finished(file).catch(() => {});
    await rm(temporary, { force: true });
    throw toStorageError(error, `Writing ${path} failed`);
  }
}

/** Throws `disk-full` where `bytes` and what must stay free do not fit beside what is there. */
export async function assertRoom(
  folder: string,
  bytes: number,
  keptFreeBytes = KEPT_FREE_BYTES,
): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (bytes + keptFreeBytes <= free) return;
  throw new RefusalError(507, 'disk-full', {
    what: `There is no room for ${formatBytes(bytes)}: ${formatBytes(free)} are free on the disk of ${folder}, of which ${formatBytes(keptFreeBytes)} are kept.`,
    next: 'Free some space, or start the server in a folder on a larger disk.',
  });
}

function tooLarge(mostBytes: number): RefusalError {
  return new RefusalError(413, 'upload-too-large', {
    what: `The file is larger than ${formatBytes(mostBytes)}, the most that is taken.`,
    next: 'Put it on the machine that the server runs on, and name it there.',
  });
}
