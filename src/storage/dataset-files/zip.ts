/**
 * A zip archive as a data set's files: by the paths that it would unpack to.
 * In: a path. Out: members by path, and their contents. Links and folders are left out, names that lead out are refused; all else about
 * zip archives is the matter of `src/files/zip/`.
 */
import path from 'node:path';
import { DatasetError } from '../../base/errors.js';
import { leadsOut, normalizePath, toSlashes } from '../../base/paths.js';
import { openFileSource, openZip, type ZipMember, type ZipProblem } from '../../files/index.js';
import { MOST_IMAGE_BYTES } from '../../records/limits.js';

/** ImageNet-21k has fourteen million. */
const MOST_MEMBERS = 16_000_000;

const UNREADABLE_CODES = {
  encrypted: 'zip-encrypted',
  method: 'zip-method',
  'too-large': 'zip-member-size',
} as const;

/** An open archive. */
export interface DatasetZip {
  /** Files by their paths with `/`. */
  readonly members: ReadonlyMap<string, ZipMember>;
  /** Whole content. Throws `zip-damaged`, `zip-bomb`, `zip-method`, `zip-member-size`, `zip-encrypted`. */
  read(member: ZipMember): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** Throws `zip-damaged`, `zip-volumes`, `zip-path`, `zip-bomb`; errors of the file system pass through. */
export async function openDatasetZip(absolutePath: string): Promise<DatasetZip> {
  const name = path.basename(absolutePath);
  const source = await openFileSource(absolutePath);
  try {
    const archive = await openZip(source, {
      mostMembers: MOST_MEMBERS,
      mostMemberBytes: MOST_IMAGE_BYTES,
      toError: (problem) => toArchiveError(name, problem),
    });
    const members = new Map<string, ZipMember>();
    for (const member of archive.members) {
      const memberPath = toMemberPath(member, name);
      if (memberPath !== null) members.set(memberPath, member);
    }
    return { members, read: archive.read, close: () => source.close() };
  } catch (error) {
    await source.close();
    throw error;
  }
}

/** Where a file would be unpacked; null for folders and links. Refuses what leads out of the archive. */
function toMemberPath({ name: written, isLink }: ZipMember, name: string): string | null {
  const slashed = toSlashes(written);
  if (!leadsOut(slashed)) return isLink || slashed.endsWith('/') ? null : normalizePath(slashed);
  throw new DatasetError('zip-path', {
    what: `${name} holds ${JSON.stringify(written)}, a path that leads out of the archive.`,
    why: 'An archive made for that would overwrite files where it is unpacked.',
    next: 'Get the archive from a source that you trust.',
  });
}

function toArchiveError(name: string, problem: ZipProblem): DatasetError {
  switch (problem.kind) {
    case 'damaged':
    case 'truncated':
      return new DatasetError('zip-damaged', {
        what: `${name} is not a zip archive, or is damaged: ${problem.reason}.`,
        next: 'Download or pack it again.',
        cause: 'cause' in problem ? problem.cause : undefined,
      });
    case 'bomb':
      return new DatasetError('zip-bomb', {
        what: `${name} is not read: ${problem.reason}.`,
        why: 'Honest archives of images are not made so; this one may be made to fill memory.',
        next: 'If you trust it, unpack it and pass the folder.',
      });
    case 'volumes':
      return new DatasetError('zip-volumes', {
        what: `${name} is one of several volumes of a zip archive.`,
        next: `Join them (zip -s 0 ${name} --out whole.zip) and pass whole.zip.`,
      });
    case 'encrypted':
    case 'method':
    case 'too-large': {
      const how = problem.kind === 'encrypted' ? 'with its password ' : '';
      return new DatasetError(UNREADABLE_CODES[problem.kind], {
        what: `In ${name}, ${problem.reason}.`,
        next: `Unpack it ${how}(7z x ${name} -odata) and pass the folder data.`,
      });
    }
  }
}
