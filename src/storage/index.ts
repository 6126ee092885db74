/** What other rooms may use of storage. */

export type { AnswerImportRecord, JobOutcome, StoredAnswer, WorkspaceDatabase } from './database/database.js';
export { openDatabase } from './database/database.js';
export type { FileEntry, FileTree } from './dataset-files/file-tree.js';
export { closeArchives, readImageBytes } from './dataset-files/image-bytes.js';
export { readImageStamp } from './dataset-files/image-stamp.js';
export { openFileTree } from './dataset-files/open-tree.js';
export { readTarMembers, type TarMember } from './dataset-files/tar.js';
export { toStorageError } from './errors.js';

export { createAtomicFile, removeDeadTemporaries, toTemporaryPath, writeFileAtomic } from './files/atomic.js';
export { makeFolder, replaceFolder } from './files/folders.js';
export { assertListedBytes, writeHashList } from './files/hash-list.js';
export { acquireLock, type Lock, removeDeadLocks, tryLock } from './files/lock.js';
export {
  explainDamage,
  formatRecord,
  type OnDamage,
  readOptionalFile,
  readOptionalFolder,
  readOptionalRecord,
  readOptionalResult,
  readOptionalText,
  statOptional,
} from './files/optional.js';
export { readFileStamp } from './files/stamp.js';
export type { HeadMeta, StoredHead } from './heads.js';
export { formatHead, parseHead, readHead, readHeadHash, removeHead, writeHead } from './heads.js';
export type { NpyArray } from './npy/npy.js';
export { parseNpy, readNpy, writeNpy } from './npy/npy.js';

export { createNpyWriter, openNpyRows } from './npy/npy-rows.js';
export { openWithGaps, openWithoutGaps } from './shards/feature-gaps.js';
export { writeImportedFeatures } from './shards/feature-import.js';
export { computeImageListHash, createPlan } from './shards/feature-plan.js';
export {
  adoptShard,
  type ChangedImage,
  findNewestRevision,
  openRevision,
} from './shards/feature-revision.js';
export type { FeatureStore } from './shards/feature-store.js';
export { openFeatureStore, openFeatureStoreAt } from './shards/feature-store.js';
export { readFeatureCount } from './shards/feature-width.js';
export { formatShardNumber } from './shards/shard-receipts.js';
export { type ImageSource, readShardSources, writeShardSources } from './shards/shard-sources.js';
export {
  type RecordedTable,
  readTableRecord,
  type TableContent,
  type TableOrigin,
  writeTableSet,
} from './table-set.js';
export type { Table, TableCell } from './tables.js';
export { formatTable, readTable, readUserTable, writeTable } from './tables.js';
export type { WorkspaceLayout } from './workspace.js';
export {
  createWorkspace,
  openWorkspace,
  readFollowsLinks,
  toDamagedManifestError,
  updateWorkspace,
  workspaceLayout,
} from './workspace.js';
