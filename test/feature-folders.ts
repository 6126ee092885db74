/** The features of a workspace as files, for tests that compare an extraction with one that nobody disturbed. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The only folder of features; undefined before there is one. */
export function findFeatureFolder(workspace: string): string | undefined {
  const features = path.join(workspace, 'features');
  const [name] = existsSync(features) ? readdirSync(features) : [];
  return name === undefined ? undefined : path.join(features, name);
}

export function countReceipts(workspace: string): number {
  const receipts = path.join(findFeatureFolder(workspace) ?? workspace, 'receipts');
  return existsSync(receipts) ? readdirSync(receipts).filter((name) => /^\d+\.json$/.test(name)).length : 0;
}

/** Name and hash of every file of features; receipts, claims and temporary files included. */
export function listFeatures(workspace: string): string[] {
  return listFiles(findFeatureFolder(workspace)!);
}

/** Name and hash of every file below a folder whose name matches. */
export function listFiles(root: string, pattern = /./): string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && pattern.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort()
    .map(
      (file) =>
        `${path.relative(root, file)} ${createHash('sha256').update(readFileSync(file)).digest('hex')}`,
    );
}
