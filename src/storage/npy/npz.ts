/**
 * NumPy's `.npz` archives: a zip of `.npy` files.
 * In: named arrays or bytes. Out: an uncompressed archive that numpy.load reads (written by fflate), or the arrays of one that NumPy
 * wrote. Writes no archive over 4 GiB (no ZIP64).
 */
import { zipSync } from 'fflate';
import { StorageError } from '../../base/errors.js';
import { createMemorySource, openZip, type ZipProblem } from '../../files/index.js';
import { formatNpy, type NpyArray, parseNpy } from './npy.js';

/** What a zip without ZIP64 holds, less ample room for its headers. */
const MAX_DATA_BYTES = 2 ** 32 - 2 ** 20;
/** A head has two arrays; no program keeps more than some hundred in one file. */
const MOST_ARRAYS = 2 ** 16;
/** The first date zip knows, whatever the time zone: equal arrays give equal bytes. */
const FIXED_DATE = new Date(1980, 0, 1);

/** The bytes of an archive with one member `<name>.npy` per array, in the order given. StorageError `npz-too-large`. */
export function formatNpz(arrays: Readonly<Record<string, NpyArray>>): Uint8Array {
  const members = Object.entries(arrays).map(([name, array]) => [`${name}.npy`, formatNpy(array)] as const);
  const dataBytes = members.reduce((sum, [, data]) => sum + data.byteLength, 0);
  if (dataBytes > MAX_DATA_BYTES) {
    throw new StorageError('npz-too-large', {
      what: `Arrays of ${dataBytes} bytes do not fit into one .npz file.`,
    });
  }
  return zipSync(Object.fromEntries(members), { level: 0, mtime: FIXED_DATE });
}

/** All arrays of an archive by name, without `.npy`; `name` is how messages call the archive. StorageError `npz-malformed`, `npy-…`. */
export async function parseNpz(bytes: Uint8Array, name: string): Promise<Map<string, NpyArray>> {
  const archive = await openZip(createMemorySource(bytes), {
    mostMembers: MOST_ARRAYS,
    mostMemberBytes: MAX_DATA_BYTES,
    toError: (problem) => malformed(name, problem),
  });
  const arrays = new Map<string, NpyArray>();
  for (const member of archive.members) {
    const array = parseNpy(await archive.read(member), `${member.name} in ${name}`);
    arrays.set(member.name.replace(/\.npy$/, ''), array);
  }
  return arrays;
}

function malformed(name: string, problem: ZipProblem): StorageError {
  return new StorageError('npz-malformed', {
    what: `${name} is not a readable .npz file: ${problem.reason}.`,
    next: 'Write it with numpy.savez.',
    cause: 'cause' in problem ? problem.cause : undefined,
  });
}
