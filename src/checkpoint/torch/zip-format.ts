/**
 * torch.save since 1.6: a zip archive of `<prefix>/data.pkl` and one member `<prefix>/data/<key>` for each storage.
 * In: a `RandomAccess`. Out: the pickled value and where its storages stand. Members are found by exact names only.
 */
import type { Inflate } from '../access/inflate.js';
import type { RandomAccess } from '../access/random-access.js';
import { openZip, type ZipArchive } from '../access/zip.js';
import { malformedError, tooLargeError, unsupportedError } from '../errors.js';
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

/** Reads the object; storages stay in the file. */
export async function readTorchZip(source: RandomAccess, name: string, inflate: Inflate): Promise<TorchFile> {
  const archive = await openZip(source, name, inflate);
  const prefix = findPrefix(archive, name);
  const pickle = archive.members.get(`${prefix}/data.pkl`)!;
  if (pickle.sizeBytes > MAX_PICKLE_BYTES) {
    throw tooLargeError(name, `its data.pkl takes ${pickle.sizeBytes} bytes`);
  }
  const bytes = await archive.read(pickle, 0, pickle.sizeBytes);
  const isBigEndian = await readIsBigEndian(archive, prefix);
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
      const member = archive.members.get(`${prefix}/data/${key}`);
      if (!member) throw malformedError(name, `it lacks the storage "${key}"`);
      return {
        sizeBytes: member.sizeBytes,
        isBigEndian,
        read: (offset, length) => archive.read(member, offset, length),
      };
    },
  };
}

function findPrefix(archive: ZipArchive, name: string): string {
  const pickles = [...archive.members.keys()].filter((member) => PICKLE_NAME.test(member));
  if (pickles.length === 1) return pickles[0]!.slice(0, -'/data.pkl'.length);
  if (pickles.length > 1) throw malformedError(name, 'it has more than one data.pkl');
  throw unsupportedError(
    name,
    'is a zip archive, but not one of torch.save (it has no data.pkl)',
    'Give the .pt, .pth or .ckpt file itself; unpack it first if it was zipped for download.',
  );
}

/** Written since torch 2.1; older files are little-endian. */
async function readIsBigEndian(archive: ZipArchive, prefix: string): Promise<boolean> {
  const member = archive.members.get(`${prefix}/byteorder`);
  if (!member || member.sizeBytes !== 'big'.length) return false;
  return new TextDecoder().decode(await archive.read(member, 0, member.sizeBytes)) === 'big';
}
