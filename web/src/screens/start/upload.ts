/**
 * Files on their way to the server, one after the other.
 * In: files with their paths below the folder that was dropped. Out: the path where they lie; progress with rate and time left.
 */
import { send, sendFile } from '../../api.js';

/** What was dropped or chosen, and the name that it will have. */
export interface Chosen {
  name: string;
  sent: Sent[];
}

/** A file and its path below the data set's folder. */
export interface Sent {
  path: string;
  file: File;
}

export interface UploadProgress {
  doneFiles: number;
  files: number;
  doneBytes: number;
  totalBytes: number;
  /** Bytes a second since the beginning; null at first. */
  rate: number | null;
}

/** Files on their way at once: enough to hide the way there and back. */
const LANES = 4;

/** Sends them all. Throws what the server refuses; the signal gives up, and nothing is said of the progress from then on. */
export async function upload(
  name: string,
  sent: readonly Sent[],
  onProgress: (progress: UploadProgress) => void,
  signal: AbortSignal,
): Promise<string> {
  const totalBytes = sent.reduce((sum, { file }) => sum + file.size, 0);
  const { id } = await send('POST /api/start/uploads', {}, { name, files: sent.length, totalBytes });
  const begin = performance.now();
  const waiting = [...sent];
  let doneFiles = 0;
  let doneBytes = 0;
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      await sendFile(
        `api/start/uploads/${id}/files?path=${encodeURIComponent(next.path)}`,
        next.file,
        signal,
      );
      signal.throwIfAborted();
      doneFiles += 1;
      doneBytes += next.file.size;
      const seconds = (performance.now() - begin) / 1000;
      const rate = seconds > 1 ? doneBytes / seconds : null;
      onProgress({ doneFiles, files: sent.length, doneBytes, totalBytes, rate });
    }
  };
  onProgress({ doneFiles, files: sent.length, doneBytes, totalBytes, rate: null });
  await Promise.all(Array.from({ length: LANES }, work));
  return (await send('POST /api/start/uploads/:id/finish', { id }, {})).path;
}

/** What was dropped: a folder's files below its name, an archive alone. */
export async function readDropped(items: DataTransferItemList): Promise<Chosen> {
  const entries = [...items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  const [first] = entries;
  if (entries.length === 1 && first!.isDirectory) {
    return { name: first!.name, sent: await listFiles(first as FileSystemDirectoryEntry, '') };
  }
  const sent = await Promise.all(entries.map((entry) => listEntry(entry, '')));
  return { name: toName(first?.name), sent: sent.flat() };
}

/** What was chosen in a dialogue. A folder's files have their paths in it. */
export function readChosen(files: readonly File[]): Chosen {
  const [first] = files;
  const folder = first?.webkitRelativePath.split('/')[0];
  const toFilePath = (file: File) =>
    file.webkitRelativePath === '' ? file.name : file.webkitRelativePath.split('/').slice(1).join('/');
  return {
    name: folder || toName(first?.name),
    sent: files.map((file) => ({ path: toFilePath(file), file })),
  };
}

/** `photos.zip` → `photos`. */
function toName(name = 'images'): string {
  return name.replace(/\.(tar\.gz|\w+)$/i, '') || 'images';
}

async function listFiles(folder: FileSystemDirectoryEntry, above: string): Promise<Sent[]> {
  const reader = folder.createReader();
  const found: Sent[] = [];
  // A reader gives a hundred at a time.
  for (;;) {
    const entries = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (entries.length === 0) return found;
    for (const entry of entries) found.push(...(await listEntry(entry, above)));
  }
}

async function listEntry(entry: FileSystemEntry, above: string): Promise<Sent[]> {
  const path = `${above}${entry.name}`;
  if (entry.isDirectory) return listFiles(entry as FileSystemDirectoryEntry, `${path}/`);
  const file = await new Promise<File>((resolve, reject) =>
    (entry as FileSystemFileEntry).file(resolve, reject),
  );
  return [{ path, file }];
}
