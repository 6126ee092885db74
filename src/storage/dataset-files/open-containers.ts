/**
 * Files that hold many images, kept open between reads, a few at a time.
 * In: a path and how to open it. Out: the open file, for as long as the work on it lasts.
 */

/** Extraction reads one shard after another, and the app a few at once; more open files would gain nothing. */
const MAX_OPEN = 8;

interface Opened<T> {
  container: Promise<T>;
  readerCount: number;
}

/** Open files of one kind. */
export class OpenContainers<T extends { close(): Promise<void> }> {
  /** By absolute path, least recently used first. */
  readonly #opened = new Map<string, Opened<T>>();

  constructor(private readonly open: (absolutePath: string) => Promise<T>) {}

  /** Opens the file unless it is open, and keeps it open at least until `work` has settled. */
  async use<R>(absolutePath: string, work: (container: T) => Promise<R>): Promise<R> {
    const opened = this.#opened.get(absolutePath) ?? { container: this.open(absolutePath), readerCount: 0 };
    opened.readerCount++;
    this.#opened.delete(absolutePath);
    this.#opened.set(absolutePath, opened);
    try {
      const container = await opened.container.catch((cause) => {
        this.#opened.delete(absolutePath);
        throw cause;
      });
      return await work(container);
    } finally {
      opened.readerCount--;
      await this.#closeIdle(MAX_OPEN);
    }
  }

  /** Closes those that nobody reads at the moment. */
  closeAll(): Promise<void> {
    return this.#closeIdle(0);
  }

  async #closeIdle(keepCount: number): Promise<void> {
    for (const [absolutePath, opened] of [...this.#opened]) {
      if (this.#opened.size <= keepCount) return;
      if (opened.readerCount > 0) continue;
      this.#opened.delete(absolutePath);
      await (await opened.container).close();
    }
  }
}
