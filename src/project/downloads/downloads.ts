/**
 * Large files from the web, in pieces if need be.
 * In: an address and a place. Out: the whole file there, its size and hash checked. What came before an interruption stays beside it
 * as `.part` and is gone on with, where the server still has the same file.
 */
import { writeSync } from 'node:fs';
import { mkdir, open, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ModelError, StorageError } from '../../base/errors.js';
import { assertNotCancelled, type Observer } from '../../base/observer.js';
import { hashFile } from '../../files/index.js';
import { readOptionalText, statOptional, toStorageError } from '../../storage/index.js';
import { discardBody, type Environment, openResponse, type WebResponse } from './downloads-request.js';

/** Attempts in a row at a connection that breaks off after it brought something. */
const MAX_ATTEMPTS = 5;

const HTTP = { ok: 200, partialContent: 206, notFound: 404, gone: 410, rangeNotSatisfiable: 416 } as const;

export interface DownloadRequest {
  url: string;
  path: string;
  /** Known beforehand, or null. */
  sizeBytes: number | null;
  /** Known beforehand, or null: then whatever comes is trusted. */
  sha256: string | null;
}

export interface DownloadedFile {
  sizeBytes: number;
  sha256: string;
}

/**
 * Downloads a file to `path`, going on where an earlier attempt stopped. Rejects with ModelError `download-not-found`,
 * `download-refused`, `download-interrupted` (run again to go on), `download-size-mismatch`, `download-hash-mismatch`,
 * those of `openResponse`, or CancelledError.
 */
export async function downloadFile(
  request: DownloadRequest,
  observer: Observer,
  env: Environment = process.env,
): Promise<DownloadedFile> {
  const part = `${request.path}.part`;
  await mkdir(dirname(request.path), { recursive: true });
  for (let attempt = 1; ; attempt++) {
    const before = await readSize(part);
    const isWhole = await fetchRest(request, part, observer, env);
    if (isWhole) break;
    const gained = (await readSize(part)) - before;
    if (gained <= 0 || attempt >= MAX_ATTEMPTS) throw interruptedError(request.url, await readSize(part));
    observer.info(`The connection broke off after ${gained} bytes; going on from there.`);
  }
  return acceptPart(request, part);
}

/** Whether the part is the whole file afterwards; false when the connection broke off. */
async function fetchRest(
  request: DownloadRequest,
  part: string,
  observer: Observer,
  env: Environment,
): Promise<boolean> {
  assertNotCancelled(observer);
  const haveBytes = await readSize(part);
  const version = haveBytes > 0 ? await readVersion(part, request.url) : null;
  const headers: Record<string, string> = { 'Accept-Encoding': 'identity' };
  if (version !== null) Object.assign(headers, { Range: `bytes=${haveBytes}-`, 'If-Range': version });
  const response = await openResponse(request.url, { headers, env, signal: observer.signal });
  const { start, totalBytes } = readRange(response);
  const isUseless = response.statusCode === HTTP.partialContent && start !== haveBytes;
  if (response.statusCode === HTTP.rangeNotSatisfiable || isUseless) {
    discardBody(response);
    // A part of the file's size is the file: the checks that follow tell.
    if (haveBytes === totalBytes && !isUseless) return true;
    await removePart(part);
    return fetchRest(request, part, observer, env);
  }
  assertStatus(response, request.url);
  assertSize(request, totalBytes, response);
  await writeVersion(part, request.url, response);
  return appendBody(response, { part, startBytes: start, totalBytes }, observer);
}

/** Where the body begins in the file, and the file's size; null where the server does not say. */
function readRange({ statusCode, headers }: WebResponse): { start: number; totalBytes: number | null } {
  const [, start = '0', total] =
    /^bytes (?:(\d+)-\d+|\*)\/(\d+)$/.exec(String(headers['content-range'])) ?? [];
  if (statusCode !== HTTP.ok)
    return { start: Number(start), totalBytes: total === undefined ? null : Number(total) };
  const length = headers['content-length'];
  return { start: 0, totalBytes: length === undefined ? null : Number(length) };
}

interface BodyPlace {
  part: string;
  startBytes: number;
  totalBytes: number | null;
}

async function appendBody(
  response: WebResponse,
  { part, startBytes, totalBytes }: BodyPlace,
  observer: Observer,
): Promise<boolean> {
  let doneBytes = startBytes;
  const file = await open(part, startBytes > 0 ? 'a' : 'w');
  try {
    for await (const chunk of response.body as AsyncIterable<Buffer>) {
      appendNow(file.fd, chunk, part);
      doneBytes += chunk.length;
      observer.progress({ task: 'downloading', ...toMegabytes(doneBytes, totalBytes), unit: 'MB' });
    }
  } catch (error) {
    assertNotCancelled(observer);
    if (error instanceof StorageError) throw error;
    return false;
  } finally {
    await file.close();
  }
  return totalBytes === null || doneBytes === totalBytes;
}

/** Waits for the disk, so that the network waits too: `openResponse` wants a reader who does not pause. */
function appendNow(descriptor: number, chunk: Buffer, part: string): void {
  try {
    for (let done = 0; done < chunk.length; ) done += writeSync(descriptor, chunk, done);
  } catch (error) {
    throw toStorageError(error, `Writing ${part} failed`);
  }
}

const BYTES_PER_MEGABYTE = 1e6;

/** Whole megabytes, so that the bar ends where the file does. */
function toMegabytes(doneBytes: number, totalBytes: number | null): { done: number; total: number | null } {
  if (totalBytes === null) return { done: Math.floor(doneBytes / BYTES_PER_MEGABYTE), total: null };
  const total = Math.ceil(totalBytes / BYTES_PER_MEGABYTE);
  return { done: doneBytes >= totalBytes ? total : Math.floor(doneBytes / BYTES_PER_MEGABYTE), total };
}

function assertStatus(response: WebResponse, url: string): void {
  const { statusCode } = response;
  if (statusCode === HTTP.ok || statusCode === HTTP.partialContent) return;
  discardBody(response);
  const isGone = statusCode === HTTP.notFound || statusCode === HTTP.gone;
  throw new ModelError(isGone ? 'download-not-found' : 'download-refused', {
    what: `${url} answers ${statusCode}${isGone ? ': the file is not there' : ''}.`,
    next: isGone
      ? 'It may have moved. Find the file on the web and use --from FILE.'
      : 'Try again later, or download the file elsewhere and use --from FILE.',
  });
}

/** Before anything is read, where the server tells the size. */
function assertSize(
  { url, sizeBytes }: DownloadRequest,
  actualBytes: number | null,
  response?: WebResponse,
): void {
  if (sizeBytes === null || actualBytes === null || sizeBytes === actualBytes) return;
  if (response) discardBody(response);
  throw new ModelError('download-size-mismatch', {
    what: `${url} has ${actualBytes} bytes; the known file has ${sizeBytes}.`,
    why: 'It is another file than the one that this program knows.',
    next: 'Look at the address in a browser; if you trust the file, download it and use --from FILE.',
  });
}

/** Checks the whole file and gives it its name; a wrong one is removed. */
async function acceptPart(request: DownloadRequest, part: string): Promise<DownloadedFile> {
  const sizeBytes = await readSize(part);
  const sha256 = await hashFile(part);
  try {
    assertSize(request, sizeBytes);
    assertHash(request, sha256);
  } catch (error) {
    await removePart(part);
    throw error;
  }
  await rename(part, request.path);
  await removePart(part);
  return { sizeBytes, sha256 };
}

function assertHash({ url, sha256 }: DownloadRequest, actual: string): void {
  if (sha256 === null || sha256 === actual) return;
  throw new ModelError('download-hash-mismatch', {
    what: `The file from ${url} has SHA-256 ${actual}; the known one has ${sha256}.`,
    why: 'It was damaged on the way, or it is another file.',
    next: 'Run the command again; if it stays so, do not use the file.',
  });
}

/** The server's word for the version of the file that the part is of; null when another address or no version was recorded. */
async function readVersion(part: string, url: string): Promise<string | null> {
  const text = await readOptionalText(toRecordPath(part));
  const [recordedUrl, version] = text?.split('\n') ?? [];
  return recordedUrl === url && version ? version : null;
}

/** A weak ETag cannot vouch for bytes (RFC 9110, 13.1.5); the date of the last change can. */
async function writeVersion(part: string, url: string, { headers }: WebResponse): Promise<void> {
  const { etag, 'last-modified': lastModified = '' } = headers;
  const version = typeof etag === 'string' && etag.startsWith('"') ? etag : lastModified;
  await writeFile(toRecordPath(part), `${url}\n${version}\n`);
}

function toRecordPath(part: string): string {
  return `${part}.version`;
}

async function removePart(part: string): Promise<void> {
  await rm(part, { force: true });
  await rm(toRecordPath(part), { force: true });
}

async function readSize(path: string): Promise<number> {
  return (await statOptional(path))?.size ?? 0;
}

function interruptedError(url: string, haveBytes: number): ModelError {
  return new ModelError('download-interrupted', {
    what: `The connection to ${new URL(url).host} broke off; ${haveBytes} bytes are here.`,
    next: 'Run the same command again to go on from there.',
  });
}
