/**
 * Files that people drop on the page, streamed into a folder with limits on number, size and room.
 * In: an announced upload, then its files one by one. Out: a folder under the data set's name, or the archive that was dropped. A file comes under a
 * temporary name until it is whole; what is abandoned is removed when the server ends or another upload begins.
 */
import { existsSync } from 'node:fs';
import { readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { isPlainText } from '../../base/plain-text.js';
import { isDataFile, isTakenFile, type UploadBody, type UploadLimits } from '../../protocol/index.js';
import { makeFolder, toStorageError } from '../../storage/index.js';
import { formatBytes } from '../../words/index.js';
import { assertRoom, receiveFile } from '../receive-file.js';
import { RefusalError } from '../refusal.js';

const GIB = 1024 ** 3;
/** More images than ImageNet has; of larger data sets nobody wants a copy. */
export const UPLOAD_LIMITS: UploadLimits = { files: 2_000_000, fileBytes: 64 * GIB, totalBytes: 256 * GIB };
const LONGEST_STEP = 200;
const MOST_STEPS = 12;

export interface UploadDesk {
  /** Announces what will come. Throws `upload-too-large`, `disk-full`, `upload-name`; an upload that was begun before is given up. */
  begin(announced: UploadBody): Promise<number>;
  /** One file of the upload, streamed to the disk. Throws `upload-unknown`, `upload-path`, `upload-too-large`. */
  receive(id: number, name: string, body: ReadableStream<Uint8Array> | null): Promise<void>;
  /** Gives the files their place; returns the path of the data set. */
  finish(id: number): Promise<string>;
  close(): Promise<void>;
}

interface Upload extends UploadBody {
  id: number;
  staging: string;
  fileCount: number;
  byteCount: number;
}

/** @param folder where data sets come to lie, each in a folder of its own */
export function createUploadDesk(folder: string, limits: UploadLimits = UPLOAD_LIMITS): UploadDesk {
  let nextId = 1;
  let upload: Upload | null = null;
  const drop = async () => {
    const old = upload;
    upload = null;
    if (old !== null) await rm(old.staging, { recursive: true, force: true });
  };
  const find = (id: number): Upload => {
    if (upload?.id === id) return upload;
    throw new RefusalError(404, 'upload-unknown', {
      what: 'This upload was given up or is done.',
      next: 'Drop the files again.',
    });
  };
  return {
    begin: async (announced) => {
      assertName(announced.name);
      assertFits(announced, limits);
      await drop();
      await assertRoom(folder, announced.totalBytes);
      const id = nextId++;
      const staging = path.join(folder, `.upload-${process.pid}-${id}`);
      await makeFolder(staging);
      upload = { ...announced, id, staging, fileCount: 0, byteCount: 0 };
      return id;
    },
    receive: async (id, name, body) => {
      const current = find(id);
      const target = path.join(current.staging, ...toSteps(name));
      current.fileCount += 1;
      if (current.fileCount > current.files)
        throw tooLarge(`more than the ${current.files} files that were announced`);
      await makeFolder(path.dirname(target));
      // Counted as they come: files may come together.
      let taken = 0;
      const onBytes = (count: number) => {
        taken += count;
        current.byteCount += count;
        if (current.byteCount > current.totalBytes)
          throw tooLarge(`more than the ${formatBytes(current.totalBytes)} that were announced`);
      };
      await receiveFile(body, target, { mostBytes: limits.fileBytes, onBytes }).catch((error: unknown) => {
        current.byteCount -= taken;
        throw error;
      });
    },
    finish: async (id) => {
      const { staging, name } = find(id);
      const target = await chooseFreeName(path.join(folder, name));
      await rename(staging, target).catch((error: unknown) => {
        throw toStorageError(error, `Moving the files to ${target} failed`);
      });
      upload = null;
      const [only, ...more] = await readdir(target);
      return only !== undefined && more.length === 0 && isDataFile(only) ? path.join(target, only) : target;
    },
    close: drop,
  };
}

/** The steps of a path below the upload's folder. Throws `upload-path` for what leads elsewhere, is hidden, or is no file of a data set. */
function toSteps(name: string): string[] {
  const steps = name.split('/');
  const isGood = steps.length <= MOST_STEPS && steps.every(isStep) && isTakenFile(name);
  if (isGood) return steps;
  throw new RefusalError(422, 'upload-path', {
    what: `The file ${JSON.stringify(name)} is not taken.`,
    why: 'Images, tables and archives are, below a folder, under names without control characters.',
  });
}

function isStep(step: string): boolean {
  const isShort = step !== '' && Buffer.byteLength(step) <= LONGEST_STEP;
  return isShort && !step.startsWith('.') && !/[\\:]/.test(step) && isPlainText(step);
}

function assertName(name: string): void {
  if (isStep(name) && !name.includes('/')) return;
  throw new RefusalError(422, 'upload-name', {
    what: `A data set cannot be named ${JSON.stringify(name)}.`,
    next: 'Use the name of a folder: no slashes, no dot at the beginning.',
  });
}

function assertFits({ files, totalBytes }: UploadBody, limits: UploadLimits): void {
  if (files > limits.files) throw tooLarge(`${files} files; at most ${limits.files} are taken`);
  if (totalBytes > limits.totalBytes)
    throw tooLarge(`${formatBytes(totalBytes)}; at most ${formatBytes(limits.totalBytes)} are taken`);
}

function tooLarge(how: string): RefusalError {
  return new RefusalError(413, 'upload-too-large', {
    what: `What was dropped is too much: ${how}.`,
    next: 'Put the folder on the machine that the server runs on, and choose it there.',
  });
}

/** The folder, or the folder with a number behind it. */
async function chooseFreeName(wanted: string): Promise<string> {
  for (let number = 1; ; number += 1) {
    const path = number === 1 ? wanted : `${wanted}-${number}`;
    if (!existsSync(path)) return path;
  }
}
