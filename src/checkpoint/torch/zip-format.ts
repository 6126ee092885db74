/**
 * torch.save since 1.6: a zip archive of `<prefix>/data.pkl` and one member `<prefix>/data/<key>` for each storage.
 * In: a `ByteSource`. Out: the pickled value and where its storages stand. Members are found by exact names only.
 */
import type { ModelError } from '../../base/errors.js';
import {
  type ByteSource,
  openZip,
  type ZipArchive,
  type ZipMember,
  type ZipProblem,
} from '../../files/index.js';
import { malformedError, tooLargeError, truncatedError, unsupportedError } from '../errors.js';
import { interpretPickle } from '../pickle/interpret.js';
import type { PickleValue } from '../pickle/values.js';
import type { ElementStore } from '../tensor.js';
import { createTorchHost } from './host.js';
import { MAX_PICKLE_BYTES, withPickleErrors } from './pickle-limits.js';

/** What either format of torch.save holds. */
export interface TorchFile {
  value: PickleValue;
  unknownNames: ReadonlySet<string>;
  /** The bytes of a storage. ModelError `malformed-checkpoint` for a key that the file lacks. */
  openStorage(key: string): ElementStore;
}

const PICKLE_NAME = /^[^/]+\/data\.pkl$/;
/** A checkpoint has some thousands. */
const MOST_MEMBERS = 2 ** 20;
/** torch stores its tensors uncompressed; what was packed again by hand stays below this per member. */
const MOST_EXPANDED_BYTES = 2 ** 29;

/**
 * Reads the object; storages stay in the file. A storage's checksum is looked at before anything of it is used.
 */
export async function readTorchZip(source: ByteSource, name: string): Promise<TorchFile> {
  const archive = await openZip(source, {
    mostMembers: MOST_MEMBERS,
    mostMemberBytes: MOST_EXPANDED_BYTES,
    // `torch.serialization.set_crc32_options(False)`.
    mayLackChecksums: true,
    toError: (problem) => toArchiveError(name, problem),
  });
  const members = indexMembers(archive, name);
  const prefix = findPrefix(members, name);
  const pickle = members.get(`${prefix}/data.pkl`)!;
  if (pickle.sizeBytes > MAX_PICKLE_BYTES) {
    throw tooLargeError(name, `its data.pkl takes ${pickle.sizeBytes} bytes`);
  }
  const bytes = await archive.readRange(pickle, 0, pickle.sizeBytes);
  const isBigEndian = await readIsBigEndian(archive, members.get(`${prefix}/byteorder`));
  const { value, unknownNames } = withPickleErrors(name, 'its data.pkl', () =>
    interpretPickle(
      bytes,
      0,
      createTorchHost(() => {}),
    ),
  );
  return {
    value,
    unknownNames,
    openStorage(key) {
      const member = members.get(`${prefix}/data/${key}`);
      if (!member) throw malformedError(name, `it lacks the storage "${key}"`);
      return {
        sizeBytes: member.sizeBytes,
        isBigEndian,
        read: (offset, length) => archive.readRange(member, offset, length),
      };
    },
  };
}

function indexMembers({ members }: ZipArchive, name: string): Map<string, ZipMember> {
  const byName = new Map<string, ZipMember>();
  for (const member of members) {
    if (byName.has(member.name)) throw malformedError(name, `it has two members "${member.name}"`);
    byName.set(member.name, member);
  }
  return byName;
}

function findPrefix(members: ReadonlyMap<string, ZipMember>, name: string): string {
  const pickles = [...members.keys()].filter((member) => PICKLE_NAME.test(member));
  if (pickles.length === 1) return pickles[0]!.slice(0, -'/data.pkl'.length);
  if (pickles.length > 1) throw malformedError(name, 'it has more than one data.pkl');
  throw unsupportedError(
    name,
    'is a zip archive, but not one of torch.save (it has no data.pkl)',
    'Give the .pt, .pth or .ckpt file itself; unpack it first if it was zipped for download.',
  );
}

/** Written since torch 2.1; older files are little-endian. */
async function readIsBigEndian(archive: ZipArchive, member: ZipMember | undefined): Promise<boolean> {
  if (!member || member.sizeBytes !== 'big'.length) return false;
  return new TextDecoder().decode(await archive.readRange(member, 0, member.sizeBytes)) === 'big';
}

function toArchiveError(name: string, problem: ZipProblem): ModelError {
  switch (problem.kind) {
    case 'damaged':
      return malformedError(name, problem.reason, problem.cause);
    case 'truncated':
      return truncatedError(name, problem.part);
    case 'bomb':
    case 'too-large':
      return tooLargeError(name, problem.reason);
    case 'volumes':
      return unsupportedError(name, 'is one part of a split archive', 'Join the parts first.');
    case 'encrypted':
    case 'method':
      return unsupportedError(name, `cannot be read: ${problem.reason}`, 'Save it again with torch.save.');
  }
}
