/** Files as bytes: ranges of them, their hashes, zip archives; where they are, and what the system says where they are not. */
export {
  type ByteSource,
  createMemorySource,
  type FileSource,
  openFileSource,
  readFully,
  readWhole,
} from './byte-source.js';
export { checksumFile, computeChecksum, digestFile, hashFile } from './file-hash.js';
export { toNameText, toSystemPath } from './file-names.js';
export { isInside, toPortablePath, toRealPath } from './inside.js';
export { findModelFile, findPath, unreadableError } from './model-path.js';
export { PACKAGE_FOLDER } from './package-folder.js';
export {
  describeSystemError,
  isAbsent,
  type SystemFailure,
  toSystemCode,
  toSystemFailure,
} from './system-errors.js';
export { openZip, type ZipArchive, type ZipProblem } from './zip/zip.js';
export type { ZipMember } from './zip/zip-directory.js';
