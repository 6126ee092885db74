/**
 * Small data set trees for tests, written into temporary folders that vanish when the test file ends.
 */
import { readdirSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pack } from 'tar-stream';
import { afterAll, beforeAll } from 'vitest';

const folders: string[] = [];

afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

/** Writes files (path → content) and returns the absolute path of the folder; a path that ends in `/` makes a folder. */
export async function writeTree(files: Record<string, string | Uint8Array>): Promise<string> {
  const root = await mkdtemp(path.join(tmpdir(), 'spuriosity-tree-'));
  folders.push(root);
  for (const [name, content] of Object.entries(files)) {
    const target = path.join(root, name);
    await mkdir(name.endsWith('/') ? target : path.dirname(target), { recursive: true });
    if (!name.endsWith('/')) await writeFile(target, content);
  }
  return root;
}

/** A folder of its own for the tests of a file, made before them, with the given files; joins names to a path in it. */
export function useTrialFolder(
  files: Record<string, string | Uint8Array> = {},
): (...names: string[]) => string {
  let folder = '';
  beforeAll(async () => {
    folder = await writeTree(files);
  });
  return (...names) => path.join(folder, ...names);
}

/** Empty files under the given names: readers look at names, not at pixels. */
export function emptyFiles(...names: string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, '']));
}

/** Temporary files that a writer left behind anywhere below a folder. */
export function listLeftovers(root: string): string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.(tmp|takeover)$/.test(name),
  );
}

/** A tar archive made by tar-stream, an implementation independent of ours. */
export async function packTar(
  members: readonly (readonly [name: string, content: string | Uint8Array])[],
): Promise<Uint8Array> {
  const archive = pack();
  for (const [name, content] of members) archive.entry({ name }, Buffer.from(content));
  archive.finalize();
  const chunks: Uint8Array[] = [];
  for await (const chunk of archive) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks);
}
