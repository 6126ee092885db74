/**
 * A bounded number of tasks under way at once.
 * In: tasks. Out: back-pressure, and the first failure to whoever asks next. Keeps no results and no order.
 */

export interface Window {
  /** Starts a task as soon as there is room; rejects with the first failure of an earlier one. */
  admit(task: () => Promise<void>): Promise<void>;
  /** Throws the first failure so far, if any. */
  assertHealthy(): void;
  /** Resolves when nothing is under way, failed or not. */
  settle(): Promise<void>;
}

/** Creates a window that lets `limit` tasks run at once. */
export function createWindow(limit: number): Window {
  const underWay = new Set<Promise<void>>();
  let failure: { error: unknown } | undefined;

  function assertHealthy(): void {
    if (failure) throw failure.error;
  }

  return {
    assertHealthy,
    async admit(task) {
      while (underWay.size >= limit) await Promise.race(underWay);
      assertHealthy();
      const run: Promise<void> = task()
        .catch((error: unknown) => {
          failure ??= { error };
        })
        .finally(() => underWay.delete(run));
      underWay.add(run);
    },
    async settle() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}
